//! How a connection ends that has a producer: by the program's wish, and without it.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{self, Lab};
use twistlab::reactor::{Producer, Protocol, PullProducer, PushProducer, Reactor, Reason, Result, Transport, factory};

// ANCHOR: pieces
/// Has five pieces to give, one each millisecond. A pull producer gives one when it is asked; a push producer goes on.
#[derive(Clone)]
struct Pieces {
    lab: Lab,
    reactor: Reactor,
    transport: Transport,
    closes: bool,
    given: Rc<Cell<usize>>,
    stopped: Rc<Cell<bool>>,
}

impl Pieces {
    /// Gives one piece a millisecond from now; after the last, that was all.
    fn give(&self) {
        let this = self.clone();
        self.lab.next_call("a piece");
        self.reactor.call_later(Duration::from_millis(1), move || this.give_now());
    }

    fn give_now(&self) -> Result {
        if self.stopped.get() {
            return Ok(());
        }
        self.transport.write(vec![b'*'; self.lab.knob("piece")]);
        self.given.set(self.given.get() + 1);
        if self.closes && self.given.get() == 2 {
            self.close();
        }
        match self.given.get() {
            5 => self.transport.unregister_producer()?,
            _ if self.lab.knob("producer") == PUSH => self.give(),
            _ => {}
        }
        Ok(())
    }

    /// Somebody wants the connection closed, while there are pieces to give.
    fn close(&self) {
        self.lab.ask("all");
        match self.lab.knob("close") {
            ABORT => self.transport.abort_connection(),
            _ => self.transport.lose_connection(),
        }
    }
}

impl PullProducer for Pieces {
    fn resume_producing(&self) -> Result {
        self.give();
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.stopped.set(true);
        Ok(())
    }
}

impl PushProducer for Pieces {
    fn pause_producing(&self) -> Result {
        Ok(()) // five pieces are less than the mark
    }

    fn resume_producing(&self) -> Result {
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.stopped.set(true);
        Ok(())
    }
}

const PUSH: usize = 1;
const ABORT: usize = 1;
// ANCHOR_END: pieces

// ANCHOR: the_end
/// Registers a producer. When the connection is over, it opens the next one, and when there is none it stops.
struct Client {
    lab: Lab,
    reactor: Reactor,
    next: Option<SocketAddr>,
}

impl Protocol for Client {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let closes = self.next.is_some();
        if !closes {
            self.lab.ask("order");
        }
        let (lab, reactor, transport) = (self.lab.clone(), self.reactor.clone(), transport.clone());
        let pieces = Pieces { lab, reactor, transport, closes, given: Rc::default(), stopped: Rc::default() };
        let transport = pieces.transport.clone();
        if self.lab.knob("producer") == PUSH {
            pieces.give();
            return Ok(transport.register_producer(Producer::Push(Rc::new(pieces)))?);
        }
        Ok(transport.register_producer(Producer::Pull(Rc::new(pieces)))?)
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> Result {
        let (lab, reactor) = (self.lab.clone(), self.reactor.clone());
        match self.next.take() {
            Some(at) => {
                self.lab.next_client("second");
                reactor.clone().connect_tcp(
                    at,
                    factory(move |_| Client { lab: lab.clone(), reactor: reactor.clone(), next: None }),
                );
            }
            None => reactor.stop()?,
        }
        Ok(())
    }
}

/// Reads to the end.
struct Server;

impl Protocol for Server {
    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }
}

/// Goes away at the first piece.
struct Leaver;

impl Protocol for Leaver {
    fn data_received(&mut self, transport: &Transport, _: &[u8]) -> Result {
        transport.abort_connection();
        Ok(())
    }
}

pub(super) fn the_end(lab: &Lab) -> lab::Result {
    let reactor = lab.reactor()?;
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), factory(|_| Server))?;
    lab.next_port("listener 2", "leaver");
    let next = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), factory(|_| Leaver))?;
    let (own, made) = (lab.clone(), reactor.clone());
    let client = move |_: &_| Client { lab: own.clone(), reactor: made.clone(), next: next.host().tcp() };
    reactor.connect_tcp(port.host().tcp().expect("a TCP port"), factory(client));
    Ok(reactor.run()?)
}
// ANCHOR_END: the_end
