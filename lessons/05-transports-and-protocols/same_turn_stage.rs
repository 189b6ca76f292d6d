//! Two connections that can be read in one turn; the handler of the first deals with the second.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::{self, Protocol, Reactor, Transport, factory};

// ANCHOR: rival
/// The first that is called deals with all the others.
struct Rival {
    all: Transports,
    deal: Rc<dyn Fn(&Transport) -> reactor::Result>,
}

type Transports = Rc<RefCell<Vec<Transport>>>;

impl Protocol for Rival {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.all.borrow_mut().push(transport.clone());
        Ok(())
    }

    fn data_received(&mut self, transport: &Transport, _: &[u8]) -> reactor::Result {
        let all = self.all.take(); // the next one finds nobody
        all.iter().filter(|other| *other != transport).try_for_each(|other| (self.deal)(other))
    }
}
// ANCHOR_END: rival

/// Leaves its transport where it can be found.
struct Talker(Transports);

impl Protocol for Talker {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.0.borrow_mut().push(transport.clone());
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }
}

// ANCHOR: same_turn
/// Two clients are there. At the order both speak in one turn, so that both servers can be read in the next.
pub(super) fn same_turn(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    let (all, deal) = (Transports::default(), dealing(lab, &reactor));
    let rivals = factory(move |_| Rival { all: all.clone(), deal: deal.clone() });
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), rivals)?;

    let talkers = Transports::default();
    for _ in 0..2 {
        let talkers = talkers.clone();
        let to = port.host().tcp().unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
        reactor.connect_tcp(to, factory(move |_| Talker(talkers.clone())));
    }

    let own = reactor.clone();
    lab.on_order(&reactor, move |order| {
        match order {
            "speak" => talkers.borrow().iter().for_each(|transport| transport.write(b"now")),
            _ => own.stop()?,
        }
        Ok(())
    });
    Ok(reactor.run()?)
}

/// What the first handler does to the other connection.
fn dealing(lab: &Lab, reactor: &Reactor) -> Rc<dyn Fn(&Transport) -> reactor::Result> {
    let (how, reactor) = (lab.knob("how"), reactor.clone());
    Rc::new(move |other: &Transport| {
        match how {
            0 => other.lose_connection(),
            1 => other.abort_connection(),
            2 => {
                let other = other.clone();
                other.pause_producing()?;
                reactor.call_later(Duration::from_millis(20), move || -> reactor::Result {
                    Ok(other.resume_producing()?)
                });
            }
            _ => {} // leaves it alone
        }
        Ok(())
    })
}
// ANCHOR_END: same_turn
