//! A file that is given away piece by piece, each when it is asked for; and how a connection ends that has a producer.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{self, Lab};
use twistlab::reactor::{Producer, Protocol, PullProducer, Reactor, Reason, Result, Transport, factory};

// ANCHOR: pull
/// A file, of which so much is still to be given. (Its bytes are all alike.)
struct File {
    transport: Transport,
    left: Cell<usize>,
    piece: usize,
}

impl PullProducer for File {
    fn resume_producing(&self) -> Result {
        let piece = self.piece.min(self.left.get());
        if piece == 0 {
            self.transport.unregister_producer()?;
            self.transport.lose_connection();
            return Ok(());
        }
        self.left.set(self.left.get() - piece);
        self.transport.write(vec![b'*'; piece]);
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        Ok(())
    }
}

/// Gives the file to whoever connects.
struct Server {
    lab: Lab,
}

impl Protocol for Server {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let (size, piece) = (self.lab.knob("size"), self.lab.knob("piece"));
        self.lab.ask("most");
        self.lab.ask("often");
        if self.lab.knob("version") == AT_ONCE {
            transport.write(vec![b'*'; size]);
            transport.lose_connection();
            return Ok(());
        }
        let file = File { transport: transport.clone(), left: Cell::new(size), piece };
        Ok(transport.register_producer(Producer::Pull(Rc::new(file)))?)
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }
}

/// The version that reads the whole file into memory and writes it.
const AT_ONCE: usize = 1;

pub(super) fn pull(lab: &Lab) -> lab::Result {
    let reactor = lab.reactor()?;
    let (own, theirs) = (lab.clone(), (lab.clone(), reactor.clone()));
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), factory(move |_| Server { lab: own.clone() }))?;
    let reader = factory(move |_| Reader { lab: theirs.0.clone(), reactor: theirs.1.clone() });
    reactor.connect_tcp(port.host().tcp().expect("a TCP port"), reader);
    Ok(reactor.run()?)
}
// ANCHOR_END: pull

/// Takes so many bytes a second, and stops the reactor when the connection is over.
struct Reader {
    lab: Lab,
    reactor: Reactor,
}

impl Protocol for Reader {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.pause_producing()?;
        let busy = Duration::from_secs_f64(data.len() as f64 / self.lab.knob("reads") as f64);
        let transport = transport.clone();
        self.lab.next_call("reads again");
        self.reactor.call_later(busy, move || transport.resume_producing());
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> Result {
        Ok(self.reactor.stop()?)
    }
}
