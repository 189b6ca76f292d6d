//! When the process has no descriptor left.

use crate::alone::until;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::{Domain, Socket, Type};
use std::cell::Cell;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::error::ConnectError;
use twistlab::reactor::log::MemoryLog;
use twistlab::reactor::probe::{Noted, Probe};
use twistlab::reactor::{
    Address, ClientFactory, Connector, Factory, ListeningPort, Protocol, Reactor, Result, Transport, factory,
};

/// So many descriptors this process may have, and no more.
const LIMIT: u64 = 64;

/// Sends back what comes.
struct Echo;

impl Protocol for Echo {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.write(data);
        Ok(())
    }
}

#[derive(Default)]
struct Turns(Cell<u32>);

impl Probe for Turns {
    fn note(&self, noted: &Noted<'_>, _caller: Option<&'static std::panic::Location<'static>>) {
        if let Noted::TurnBegan { .. } = noted {
            self.0.set(self.0.get() + 1);
        }
    }
}

/// Takes every descriptor that is left.
fn hoard() -> Vec<File> {
    let limit = Rlimit { current: Some(LIMIT), ..getrlimit(Resource::Nofile) };
    setrlimit(Resource::Nofile, limit).expect("a limit may be lowered");
    std::iter::from_fn(|| File::open("/dev/null").ok()).collect()
}

/// A socket that needs no further descriptor to connect.
fn socket() -> Socket {
    Socket::new(Domain::IPV4, Type::STREAM, None).expect("there are descriptors still")
}

fn connect(socket: &Socket, port: &ListeningPort) {
    let at = port.host().tcp().expect("a TCP port");
    socket.connect(&at.into()).expect("the system answers for the port");
    socket.set_nonblocking(true).expect("it need not block");
}

fn loopback() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

/// Whether the peer has closed; `None` where it has said nothing yet.
fn end(mut socket: &Socket) -> Option<bool> {
    match socket.read(&mut [0]) {
        Ok(got) => Some(got == 0),
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        Err(_) => Some(false),
    }
}

/// It is accepted, and served.
fn assert_served(reactor: &Reactor, mut socket: &Socket) {
    socket.write_all(b"hello").expect("there is room");
    let mut room = [0; 5];
    until(reactor, "the echo", || socket.read(&mut room).is_ok_and(|got| got == 5));
    assert_eq!(&room, b"hello");
}

/// How many turns a reactor makes in a time in which nothing happens.
fn turns_in(reactor: &Reactor, turns: &Turns, time: Duration) -> u32 {
    let over = Rc::new(Cell::new(false));
    let (rings, inner) = (over.clone(), reactor.clone());
    reactor.call_later(time, move || {
        rings.set(true);
        inner.call_later(Duration::ZERO, || {}); // this turn shall not wait for ever
    });
    turns.0.set(0);
    while !over.get() {
        let _ = reactor.turn(None).expect("a turn can be made");
    }
    turns.0.get()
}

alone_on_every_reactor! {
    /// Covers PO-10.
    fn whoever_comes_is_turned_away_and_the_port_lives(builder: Builder) {
        let (turns, log) = (Rc::<Turns>::default(), MemoryLog::new());
        let reactor = builder.probe(turns.clone()).log(log.clone()).build().expect("it can be made");
        let port = reactor.listen_tcp(loopback(), factory(|_| Echo)).expect("a free port");
        let clients = [socket(), socket(), socket(), socket()];
        let hoarded = hoard();

        clients[..3].iter().for_each(|client| connect(client, &port));
        for client in &clients[..3] {
            until(&reactor, "an answer", || {
                end(client).is_some_and(|closed| {
                    assert!(closed, "a peer that is turned away sees an end");
                    true
                })
            });
        }
        let idle = turns_in(&reactor, &turns, Duration::from_millis(300));
        assert!(idle < 30, "{idle} turns for nothing");
        assert!((1..=3).contains(&log.count()), "{:?}", log.lines());

        drop(hoarded);
        connect(&clients[3], &port);
        assert_served(&reactor, &clients[3]);
    }

    /// Covers PO-11.
    fn without_a_reserve_the_port_rests_until_there_are_some(builder: Builder) {
        let (turns, log) = (Rc::<Turns>::default(), MemoryLog::new());
        let reactor = builder.probe(turns.clone()).log(log.clone()).build().expect("it can be made");
        let clients = [socket(), socket()];
        let mut hoarded = hoard();
        hoarded.pop(); // the port's own; there is none to keep in reserve
        let port = reactor.listen_tcp(loopback(), factory(|_| Echo)).expect("a free port");

        connect(&clients[0], &port);
        let busy = turns_in(&reactor, &turns, Duration::from_millis(500));
        assert!(log.count() > 0 && busy < 50, "{busy} turns with a client at the door: {:?}", log.lines());
        assert_eq!(end(&clients[0]), None, "it waits at the door");

        drop(hoarded);
        assert_served(&reactor, &clients[0]);

        let _hoarded = hoard();
        connect(&clients[1], &port);
        until(&reactor, "the port has a reserve by now", || end(&clients[1]) == Some(true));
    }

    fn what_needs_a_descriptor_says_that_there_is_none(builder: Builder) {
        let reactor = builder.build().expect("it can be made");
        let _hoarded = hoard();
        let out_of_descriptors = Some(rustix::io::Errno::MFILE.raw_os_error());

        let error = reactor.listen_tcp(loopback(), factory(|_| Echo)).expect_err("a port is one");
        assert_eq!(error.error.raw_os_error(), out_of_descriptors);

        let failed = Rc::<Failed>::default();
        reactor.connect_tcp(([127, 0, 0, 1], 1).into(), failed.clone());
        until(&reactor, "the attempt fails", || failed.0.get().is_some());
        assert_eq!(failed.0.get(), out_of_descriptors);

        let others = [Mio::new().map(drop), Poll::new().map(drop), Select::new().map(drop)];
        others
            .into_iter()
            .for_each(|made| assert_eq!(made.map_err(|error| error.raw_os_error()), Err(out_of_descriptors)));
        let _ = Reactor::new().map(drop).expect_err("so is another reactor");
    }
}

/// The system's number of why an attempt failed.
#[derive(Default)]
struct Failed(Cell<Option<i32>>);

impl Factory for Failed {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        Ok(None)
    }
}

impl ClientFactory for Failed {
    fn client_connection_failed(&self, _connector: &Connector, error: &ConnectError) {
        if let ConnectError::Other(error) = error {
            self.0.set(error.raw_os_error());
        }
    }
}
