//! Ten thousand connections at once, their peers in a second process: a connection takes a descriptor at each end.

use crate::alone::{command, is_alone, until};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::cell::{Cell, RefCell};
use std::env;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::error::ConnectError;
use twistlab::reactor::interfaces::ReactorTcp;
use twistlab::reactor::{
    Address, Builder, ClientFactory, Connector, Factory, ListenOptions, Protocol, Reactor, Reason, Result, Transport,
    factory,
};

const CROWD: usize = 10_000;
/// Descriptors that are for other things.
const OTHERS: u64 = 200;
/// So many attempts are under way at once: a port's line is not endless.
const AT_ONCE: usize = 200;
/// How the second process is told where to connect, and how often.
const PORT: &str = "TWISTLAB_TEST_PORT";
const COUNT: &str = "TWISTLAB_TEST_COUNT";

/// After so long the second process gives up.
const PATIENCE: Duration = Duration::from_secs(25);

/// Takes every descriptor that one may have, and says how many connections that allows.
fn allowed(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).expect("it may be raised so far");
    let most =
        limit.maximum.map_or(usize::MAX, |most| usize::try_from(most.saturating_sub(OTHERS)).unwrap_or(usize::MAX));
    if most < wanted {
        eprintln!("{most} connections instead of {wanted}: this process may not have more descriptors");
    }
    wanted.min(most)
}

/// What happened to all of one side.
#[derive(Default)]
struct Tally {
    made: Cell<usize>,
    echoed: Cell<usize>,
    lost: Cell<usize>,
    lost_uncleanly: Cell<usize>,
    dropped: Cell<usize>,
    open: Cell<usize>,
    most_open: Cell<usize>,
}

impl Tally {
    fn lost(&self, reason: &Reason) {
        one_more(&self.lost);
        if !reason.is_clean() {
            one_more(&self.lost_uncleanly);
        }
    }
}

fn one_more(count: &Cell<usize>) -> usize {
    count.set(count.get() + 1);
    count.get()
}

/// Sends back what comes.
struct Echo(Rc<Tally>);

impl Protocol for Echo {
    fn connection_made(&mut self, _transport: &Transport) -> Result {
        one_more(&self.0.made);
        self.0.most_open.set(self.0.most_open.get().max(one_more(&self.0.open)));
        Ok(())
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.write(data);
        Ok(())
    }

    fn connection_lost(&mut self, _transport: &Transport, reason: &Reason) -> Result {
        self.0.open.set(self.0.open.get() - 1);
        self.0.lost(reason);
        Ok(())
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        one_more(&self.0.dropped);
    }
}

/// A server in this process, and clients in another.
fn serve(builder: Builder) {
    let (count, tally) = (allowed(CROWD), Rc::<Tally>::default());
    let reactor = builder.build().expect("it can be made");
    let (shared, loopback) = (tally.clone(), SocketAddr::from(([127, 0, 0, 1], 0)));
    let options = ListenOptions { backlog: 4 * AT_ONCE as u32 };
    let port = ReactorTcp::listen_tcp(&reactor, loopback, factory(move |_| Echo(shared.clone())), options)
        .expect("a free port");
    let number = port.host().port().expect("a TCP port").to_string();
    let mut peers =
        command("crowd::peers").env(PORT, number).env(COUNT, count.to_string()).spawn().expect("it can be started");
    until(&reactor, "all have come", || tally.made.get() == count);
    until(&reactor, "all have left", || tally.lost.get() >= count);
    (0..10).for_each(|_| _ = reactor.turn(Some(Duration::from_millis(1))).expect("a turn can be made"));
    assert!(peers.wait().expect("it was started").success(), "the other process says why");
    assert_eq!(tally.most_open.get(), count, "at once");
    assert_eq!((tally.made.get(), tally.lost.get()), (count, count), "each made and lost once");
    assert_eq!(tally.lost_uncleanly.get(), 0, "each was closed in order");
    assert_eq!(tally.dropped.get(), count, "nobody holds a protocol any more");
}

alone_on_every_reactor! {
    /// Covers PR-15.
    fn all_come_are_served_and_leave(builder: Builder) {
        serve(builder);
    }
}

/// The clients, all of one factory.
struct Clients {
    reactor: Reactor,
    to: SocketAddr,
    count: usize,
    begun: Cell<usize>,
    tally: Tally,
    told: Cell<usize>,
    transports: RefCell<Vec<Transport>>,
}

impl Clients {
    /// Begins one more attempt, if there is one left to begin.
    fn begin(self: Rc<Self>) {
        if self.begun.get() < self.count {
            one_more(&self.begun);
            self.reactor.connect_tcp(self.to, self.clone());
        }
    }
}

/// Says one word when all stand, and leaves when all have had theirs back.
struct Client {
    clients: Rc<Clients>,
    heard: usize,
}

const WORD: &[u8] = b"hello";

impl Protocol for Client {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let clients = &self.clients;
        clients.transports.borrow_mut().push(transport.clone());
        if one_more(&clients.tally.made) == clients.count {
            clients.transports.borrow().iter().for_each(|transport| transport.write(WORD));
        }
        clients.clone().begin();
        Ok(())
    }

    fn data_received(&mut self, _transport: &Transport, data: &[u8]) -> Result {
        self.heard += data.len();
        let all = self.heard == WORD.len() && one_more(&self.clients.tally.echoed) == self.clients.count;
        if all {
            self.clients.transports.take().iter().for_each(Transport::lose_connection);
        }
        Ok(())
    }

    fn connection_lost(&mut self, _transport: &Transport, reason: &Reason) -> Result {
        self.clients.tally.lost(reason);
        Ok(())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        one_more(&self.clients.tally.dropped);
    }
}

impl Factory for Clients {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        Ok(Some(Box::new(Client { clients: self, heard: 0 })))
    }

    fn stop_factory(&self) {
        let _ = self.reactor.stop(); // it may have been too late
    }
}

impl ClientFactory for Clients {
    fn client_connection_failed(&self, _connector: &Connector, error: &ConnectError) {
        eprintln!("{error}");
    }

    fn client_connection_lost(&self, _connector: &Connector, _reason: &Reason) {
        one_more(&self.told);
    }
}

/// The second process.
#[test]
fn peers() {
    let (Ok(port), Ok(count), true) = (env::var(PORT), env::var(COUNT), is_alone()) else { return };
    let count = allowed(count.parse().expect("a number"));
    let to = SocketAddr::from(([127, 0, 0, 1], port.parse().expect("a port number")));
    let reactor = Reactor::new().expect("it can be made");
    let clients = Rc::new(Clients {
        reactor: reactor.clone(),
        to,
        count,
        begun: Cell::default(),
        tally: Tally::default(),
        told: Cell::default(),
        transports: RefCell::default(),
    });
    (0..AT_ONCE).for_each(|_| clients.clone().begin());
    let late = reactor.clone();
    reactor.call_later(PATIENCE, move || late.stop());
    reactor.run().expect("it runs until the last has left");
    let tally = &clients.tally;
    let all = [&tally.made, &tally.echoed, &tally.lost, &clients.told, &tally.dropped].map(Cell::get);
    assert_eq!(all, [count; 5], "made, echoed, lost, told, dropped");
    assert_eq!(tally.lost_uncleanly.get(), 0, "each was closed in order");
}
