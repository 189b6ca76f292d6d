//! A service that doubles numbers, and somebody who sends it a word.

use std::cell::RefCell;
use std::rc::Rc;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::{self, Protocol, Transport, factory};

// ANCHOR: doubler
/// Doubles each number. What becomes of something that is no number is chosen by the knob.
struct Doubler {
    otherwise: Otherwise,
}

#[derive(Clone, Copy)]
enum Otherwise {
    Fails,
    Panics,
    Asks,
}

impl Protocol for Doubler {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> reactor::Result {
        let number = std::str::from_utf8(data)?.parse::<u32>();
        let number = match self.otherwise {
            Otherwise::Fails => number?,
            Otherwise::Panics => number.expect("everybody sends numbers"),
            Otherwise::Asks => match number {
                Ok(number) => number,
                Err(_) => {
                    transport.write(b"a number, please");
                    return Ok(());
                }
            },
        };
        transport.write((2 * number).to_string().into_bytes());
        Ok(())
    }
}
// ANCHOR_END: doubler

/// Leaves its transport where it can be found.
struct Caller(Rc<RefCell<Vec<Transport>>>);

impl Protocol for Caller {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.0.borrow_mut().push(transport.clone());
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }
}

// ANCHOR: failing
/// Three callers. At an order all send a number, or the second sends a word.
pub(super) fn failing(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    let otherwise = [Otherwise::Fails, Otherwise::Panics, Otherwise::Asks][lab.knob("otherwise").min(2)];
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), factory(move |_| Doubler { otherwise }))?;

    let callers = Rc::new(RefCell::new(Vec::new()));
    for to in [port.host().tcp(); 3].into_iter().flatten() {
        let callers = callers.clone();
        reactor.connect_tcp(to, factory(move |_| Caller(callers.clone())));
    }

    let own = reactor.clone();
    lab.on_order(&reactor, move |order| {
        match order {
            "numbers" => callers.borrow().iter().for_each(|caller| caller.write(b"21")),
            "word" => callers.borrow().iter().skip(1).take(1).for_each(|caller| caller.write(b"twenty-one")),
            _ => own.stop()?,
        }
        Ok(())
    });
    Ok(reactor.run()?)
}
// ANCHOR_END: failing
