//! A byte to and fro, with two protocols.

use super::Measured;
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use twistlab::reactor::{Protocol, Result, Transport, factory};

struct Game {
    measured: Rc<Measured>,
    to: Cell<Option<SocketAddr>>,
    active: usize,
    /// Connections that are still to be made, and ends of them that still have to say that they stand.
    to_connect: Cell<usize>,
    to_stand: Cell<usize>,
    pings: RefCell<Vec<Transport>>,
    left: Cell<u64>,
}

pub(super) fn run(measured: &Rc<Measured>, pairs: usize, idle: usize, often: u64) {
    let game = Rc::new(Game {
        measured: measured.clone(),
        to: Cell::default(),
        active: pairs,
        to_connect: Cell::new(pairs + idle),
        to_stand: Cell::new(2 * (pairs + idle)),
        pings: RefCell::default(),
        left: Cell::new(often),
    });
    let port = {
        let game = game.clone();
        let local = "127.0.0.1:0".parse().unwrap();
        measured.reactor.listen_tcp(local, factory(move |_| Pong(game.clone()))).unwrap()
    };
    game.to.set(port.host().tcp());
    game.connect();
}

impl Game {
    /// Makes the next connection; one after another, so that none waits at the door.
    fn connect(self: &Rc<Self>) {
        if let (Some(to), Some(others)) = (self.to.get(), self.to_connect.get().checked_sub(1)) {
            self.to_connect.set(others);
            let game = self.clone();
            self.measured.reactor.connect_tcp(to, factory(move |_| Ping(game.clone())));
        }
    }

    /// An end stands. After the last one of them the first bytes go.
    fn stands(&self) {
        self.to_stand.set(self.to_stand.get() - 1);
        if self.to_stand.get() == 0 {
            self.measured.begin();
            self.pings.borrow().iter().for_each(|ping| ping.write(b"x"));
        }
    }
}

struct Ping(Rc<Game>);

impl Protocol for Ping {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        if self.0.pings.borrow().len() < self.0.active {
            self.0.pings.borrow_mut().push(transport.clone());
        }
        self.0.connect();
        self.0.stands();
        Ok(())
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        self.0.left.set(self.0.left.get().saturating_sub(1));
        if self.0.left.get() > 0 {
            transport.write(data);
        } else {
            self.0.measured.end();
        }
        Ok(())
    }
}

struct Pong(Rc<Game>);

impl Protocol for Pong {
    fn connection_made(&mut self, _: &Transport) -> Result {
        self.0.stands();
        Ok(())
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.write(data);
        Ok(())
    }
}
