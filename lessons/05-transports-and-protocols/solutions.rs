//! The solutions of lesson 5's exercises. They are no scenes: the tests run them, and the chapter quotes them.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::outcome::BoxError;
use twistlab::reactor::testing::{Chunks, StringTransportWithDisconnection};
use twistlab::reactor::{self, Address, Factory, HalfCloseable, Protocol, Reason, Transport, factory};

// ANCHOR: lines
/// Answers each line, in whatever pieces the lines come.
#[derive(Default)]
struct Lines {
    begun: Vec<u8>,
}

impl Protocol for Lines {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> reactor::Result {
        self.begun.extend_from_slice(data);
        while let Some(end) = self.begun.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.begun.drain(..=end).collect();
            transport.write(line);
        }
        Ok(())
    }
}
// ANCHOR_END: lines

/// The same lines, cut in three ways.
pub(super) fn lines(lab: &Lab) -> Result {
    for most in [usize::MAX, 1, 4] {
        lab.check(format!("in pieces of at most {most}"), None, || {
            let transport = StringTransportWithDisconnection::new(Lines::default());
            transport.connect()?;
            let text = b"one\ntwo\nthr";
            text.chunks(most.min(text.len())).try_for_each(|piece| transport.deliver(piece))?;
            let answered = transport.value();
            if answered == b"one\ntwo\n" { Ok(()) } else { Err(BoxError::from(format!("answered {answered:?}")))? }
        });
    }
    Ok(())
}

// ANCHOR: closing_club
/// When its port has closed, it closes the connections too.
#[derive(Default)]
struct Club {
    inside: RefCell<Vec<Transport>>,
}

struct Visit(Rc<Club>);

impl Factory for Club {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> reactor::Result<Option<Box<dyn Protocol>>> {
        Ok(Some(Box::new(Visit(self))))
    }

    fn stop_factory(&self) {
        self.inside.borrow().iter().for_each(Transport::lose_connection);
    }
}

impl Protocol for Visit {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.0.inside.borrow_mut().push(transport.clone());
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }

    fn connection_lost(&mut self, transport: &Transport, _: &Reason) -> reactor::Result {
        self.0.inside.borrow_mut().retain(|other| other != transport);
        Ok(())
    }
}
// ANCHOR_END: closing_club

/// Three visitors; the port closes after a second of memory's time, and the reactor stops after another.
pub(super) fn closing_club(lab: &Lab) -> Result {
    let (reactor, _) = lab.memory_reactor()?;
    let at = ([127, 0, 0, 1], 1_234).into();
    let port = reactor.listen_tcp(at, Rc::<Club>::default())?;
    for _ in 0..3 {
        reactor.connect_tcp(at, factory(|_| Lines::default()));
    }
    let own = reactor.clone();
    reactor.call_later(Duration::from_secs(1), move || drop(port.stop_listening()));
    reactor.call_later(Duration::from_secs(2), move || own.stop());
    Ok(reactor.run()?)
}

// ANCHOR: ask_and_hear
/// Says all that it has to say, says that this was all, and hears the answer.
struct Asks;

/// Answers when it has heard all.
#[derive(Default)]
struct Counts {
    heard: usize,
}

impl Protocol for Asks {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        transport.write(vec![b'*'; 1_000]);
        transport.lose_write_connection();
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _answer: &[u8]) -> reactor::Result {
        Ok(())
    }
}

impl Protocol for Counts {
    fn data_received(&mut self, _: &Transport, data: &[u8]) -> reactor::Result {
        self.heard += data.len();
        Ok(())
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        Some(self)
    }
}

impl HalfCloseable for Counts {
    fn read_connection_lost(&mut self, transport: &Transport) -> reactor::Result {
        transport.write(self.heard.to_string().into_bytes());
        transport.lose_connection();
        Ok(())
    }
}
// ANCHOR_END: ask_and_hear

/// Over a network in memory that gives at most seven bytes at a time.
pub(super) fn ask_and_hear(lab: &Lab) -> Result {
    let (reactor, network) = lab.memory_reactor()?;
    network.set_chunks(Chunks::Bytes(7));
    let at = ([127, 0, 0, 1], 1_234).into();
    reactor.listen_tcp(at, factory(|_| Counts::default()))?;
    reactor.connect_tcp(at, factory(|_| Asks));
    let own = reactor.clone();
    reactor.call_later(Duration::from_secs(60), move || own.stop());
    Ok(reactor.run()?)
}
