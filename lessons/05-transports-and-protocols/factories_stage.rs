//! A club: one factory that makes a protocol for each visitor, and holds what they share.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::{self, Address, Factory, Protocol, Reason, Transport, factory};

// ANCHOR: club
/// Makes a visit for each connection while there is room, and knows how many are inside.
struct Club {
    room: usize,
    inside: Cell<usize>,
}

/// One connection. It keeps its factory: what it shares with the others is there.
struct Visit(Rc<Club>);

impl Factory for Club {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> reactor::Result<Option<Box<dyn Protocol>>> {
        if self.inside.get() == self.room {
            return Ok(None); // refused: closed at once
        }
        self.inside.set(self.inside.get() + 1);
        Ok(Some(Box::new(Visit(self))))
    }
}

impl Protocol for Visit {
    fn data_received(&mut self, transport: &Transport, _hello: &[u8]) -> reactor::Result {
        transport.write(format!("{} inside", self.0.inside.get()).into_bytes());
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> reactor::Result {
        self.0.inside.set(self.0.inside.get() - 1);
        Ok(())
    }
}
// ANCHOR_END: club

// ANCHOR: visitor
/// Says hello, and leaves its transport where it can be found, until it is lost.
struct Visitor(Rc<RefCell<VecDeque<Transport>>>);

impl Protocol for Visitor {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.0.borrow_mut().push_back(transport.clone());
        transport.write(b"hello");
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }

    fn connection_lost(&mut self, transport: &Transport, _: &Reason) -> reactor::Result {
        self.0.borrow_mut().retain(|other| other != transport);
        Ok(())
    }
}
// ANCHOR_END: visitor

// ANCHOR: factories
/// Visitors come and go; the port closes; the reactor is stopped.
pub(super) fn factories(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    let club = Rc::new(Club { room: lab.knob("room"), inside: Cell::new(0) });
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), club)?;

    let to = port.host().tcp().unwrap_or(([127, 0, 0, 1], 0).into());
    let visitors: Rc<RefCell<VecDeque<Transport>>> = Rc::default();
    let met = visitors.clone();
    let visiting = factory(move |_| Visitor(met.clone()));
    lab.ask("built");
    for _ in 0..lab.knob("visitors") {
        reactor.connect_tcp(to, visiting.clone());
    }

    let own = reactor.clone();
    lab.on_order(&reactor, move |order| {
        match order {
            "come" => drop(own.connect_tcp(to, visiting.clone())),
            "go" => visitors.borrow().front().into_iter().for_each(Transport::lose_connection),
            "shut" => drop(port.stop_listening()),
            _ => own.stop()?,
        }
        Ok(())
    });
    Ok(reactor.run()?)
}
// ANCHOR_END: factories
