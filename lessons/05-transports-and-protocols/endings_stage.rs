//! Three ways to end a connection, each with bytes on their way.

use std::cell::RefCell;
use std::rc::Rc;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::{self, HalfCloseable, Protocol, Reactor, Transport, factory};

// ANCHOR: protocols
/// Writes all that it has to say, at once.
struct Speaker {
    words: usize,
    met: Met,
}

/// Does not read until it is told to. It thanks when the speaker has said its last word, if it can live with that.
struct Hearer {
    half: bool,
    met: Met,
}

/// The two transports of the connection that stands.
type Met = Rc<RefCell<[Option<Transport>; 2]>>;

impl Protocol for Speaker {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.met.borrow_mut()[0] = Some(transport.clone());
        transport.write(vec![b'.'; self.words]);
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _thanks: &[u8]) -> reactor::Result {
        Ok(())
    }
}

impl Protocol for Hearer {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.met.borrow_mut()[1] = Some(transport.clone());
        Ok(transport.pause_producing()?)
    }

    fn data_received(&mut self, _: &Transport, _words: &[u8]) -> reactor::Result {
        Ok(())
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        if self.half { Some(self) } else { None }
    }
}

impl HalfCloseable for Hearer {
    fn read_connection_lost(&mut self, transport: &Transport) -> reactor::Result {
        transport.write(b"thanks");
        transport.lose_connection();
        Ok(())
    }
}
// ANCHOR_END: protocols

// ANCHOR: endings
/// Each order but the first ends the connection that stands, in its own way; and the hearer begins to read.
pub(super) fn endings(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    let (met, words) = (Met::default(), lab.knob("words"));
    let speaks = met.clone();
    let speaking = factory(move |_| Speaker { words, met: speaks.clone() });
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), speaking)?;

    let (own, to) = (reactor.clone(), port.host().tcp());
    let half = lab.knob("half") == 1;
    lab.on_order(&reactor, move |order| {
        match (order, to) {
            ("stop", _) => own.stop()?,
            ("open", Some(to)) => open(&own, to, half, &met),
            _ => end(order, &met)?,
        }
        Ok(())
    });
    Ok(reactor.run()?)
}

fn open(reactor: &Reactor, to: std::net::SocketAddr, half: bool, met: &Met) {
    let met = met.clone();
    reactor.connect_tcp(to, factory(move |_| Hearer { half, met: met.clone() }));
}

fn end(how: &str, met: &Met) -> reactor::Result {
    let [Some(speaker), Some(hearer)] = met.take() else { return Ok(()) };
    match how {
        "lose" => speaker.lose_connection(),
        "abort" => speaker.abort_connection(),
        _ => speaker.lose_write_connection(),
    }
    Ok(hearer.resume_producing()?)
}
// ANCHOR_END: endings
