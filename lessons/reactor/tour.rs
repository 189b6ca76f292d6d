//! The programs of the book's page on the reactor library. They are compiled, and what the page says of them is run.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::testing::{Chunks, MemoryNetwork, StringTransport};
use twistlab::reactor::{
    Address, Factory, LoopingCall, ManualClock, Producer, Protocol, PullProducer, Reactor, ReactorTime, Reason, Result,
    Transport, factory,
};

// ANCHOR: chat
/// Whoever is in the room.
#[derive(Default)]
struct Room {
    members: RefCell<Vec<Transport>>,
}

/// One of them.
struct Member {
    room: Rc<Room>,
    line: Vec<u8>,
}

impl Factory for Room {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        Ok(Some(Box::new(Member { room: self, line: Vec::new() })))
    }
}

impl Protocol for Member {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        self.room.members.borrow_mut().push(transport.clone());
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, data: &[u8]) -> Result {
        // A stream has no messages: a line may come in pieces, and a piece may have several lines.
        for &byte in data {
            self.line.push(byte);
            if byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                for member in self.room.members.borrow().iter() {
                    member.write(&line);
                }
            }
        }
        Ok(())
    }

    fn connection_lost(&mut self, transport: &Transport, _: &Reason) -> Result {
        self.room.members.borrow_mut().retain(|member| member != transport);
        Ok(())
    }
}
// ANCHOR_END: chat

// ANCHOR: serve
/// A chat on a TCP port, until somebody stops it.
fn serve() -> Result {
    let reactor = Reactor::new()?;
    reactor.listen_tcp("127.0.0.1:8007".parse()?, Rc::new(Room::default()))?;
    Ok(reactor.run()?)
}
// ANCHOR_END: serve

// ANCHOR: heartbeat
/// Writes a byte now and then every half minute. Whoever loses the connection stops it.
fn heartbeat(time: &(impl ReactorTime + Clone + 'static), transport: &Transport) -> Result<LoopingCall> {
    let to = transport.clone();
    let beat = LoopingCall::new(time, move || to.write(b"*"));
    drop(beat.start(Duration::from_secs(30))?);
    Ok(beat)
}
// ANCHOR_END: heartbeat

// ANCHOR: pull
/// Data of known size, one piece each time that the last one is gone.
struct Pieces {
    to: Transport,
    left: RefCell<Vec<Vec<u8>>>,
}

impl PullProducer for Pieces {
    fn resume_producing(&self) -> Result {
        match self.left.borrow_mut().pop() {
            Some(piece) => self.to.write(piece),
            None => {
                self.to.unregister_producer()?;
                self.to.lose_connection();
            }
        }
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        Ok(())
    }
}
// ANCHOR_END: pull

// ANCHOR: join
/// A slow reader at one end stops the reading at the other.
fn join(here: &Transport, there: &Transport) -> Result {
    here.register_producer(there.clone())?;
    Ok(there.register_producer(here.clone())?)
}
// ANCHOR_END: join

// ANCHOR: test
#[test]
fn everybody_hears_a_line() -> Result {
    let network = MemoryNetwork::new();
    network.set_chunks(Chunks::Bytes(1)); // each byte by itself
    let (reactor, at) = (network.reactor(), "10.0.0.1:8007".parse()?);
    reactor.listen_tcp(at, Rc::new(Room::default()))?;
    let heard = Rc::new(RefCell::new(Vec::new()));
    for says in ["", "hello\n"] {
        let heard = heard.clone();
        reactor.connect_tcp(at, factory(move |_| Guest { says, heard: heard.clone() }));
    }
    while heard.borrow().len() < 2 * "hello\n".len() {
        reactor.turn(None)?;
    }
    assert_eq!(heard.borrow().len(), 12, "both have heard it");
    Ok(())
}
// ANCHOR_END: test

/// Says a line and keeps what it hears.
struct Guest {
    says: &'static str,
    heard: Rc<RefCell<Vec<u8>>>,
}

impl Protocol for Guest {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        transport.write(self.says.as_bytes());
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, data: &[u8]) -> Result {
        self.heard.borrow_mut().extend_from_slice(data);
        Ok(())
    }
}

// ANCHOR: clock
#[test]
fn a_late_heartbeat_beats_once() -> Result {
    let (clock, string) = (ManualClock::new(), StringTransport::new());
    let beat = heartbeat(&clock, &string)?;
    clock.advance(Duration::from_secs(60))?;
    assert_eq!(string.value(), b"**");
    Ok(beat.stop()?)
}
// ANCHOR_END: clock

/// What the page says of the others: they can be called as it says.
#[test]
fn the_other_programs_are_what_the_page_says() -> Result {
    let _until_it_is_stopped: fn() -> Result = serve;
    let (reactor, at) = (MemoryNetwork::new().reactor(), "10.0.0.1:80".parse()?);
    let heard = Rc::new(RefCell::new(Vec::new()));
    reactor.listen_tcp(at, factory(|_| Gives))?;
    let (ear, ended) = (heard.clone(), Rc::new(RefCell::new(None)));
    let end = ended.clone();
    reactor.connect_tcp(at, factory(move |_| Takes { heard: ear.clone(), end: end.clone() }));
    while ended.borrow().is_none() {
        reactor.turn(None)?;
    }
    assert_eq!((heard.borrow().len(), ended.take()), (300_000, Some(true)), "all of it, and a clean end");
    let [here, there] = [StringTransport::new(), StringTransport::new()];
    join(&here, &there)?;
    assert!(here.is_streaming() && there.is_streaming());
    Ok(())
}

/// Gives three pieces.
struct Gives;

impl Protocol for Gives {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let left = RefCell::new(vec![vec![0; 100_000]; 3]);
        Ok(transport.register_producer(Producer::Pull(Rc::new(Pieces { to: transport.clone(), left })))?)
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }
}

/// Takes them, and tells whether the end was clean.
struct Takes {
    heard: Rc<RefCell<Vec<u8>>>,
    end: Rc<RefCell<Option<bool>>>,
}

impl Protocol for Takes {
    fn data_received(&mut self, _: &Transport, data: &[u8]) -> Result {
        self.heard.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, reason: &Reason) -> Result {
        self.end.replace(Some(reason.is_clean()));
        Ok(())
    }
}
