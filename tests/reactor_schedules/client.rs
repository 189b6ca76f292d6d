//! The factory of every connector, which is told how it fares and may try again.

use super::protocol::Drawn;
use super::world::World;
use std::cell::Cell;
use std::rc::{Rc, Weak};
use twistlab::reactor::error::ConnectError;
use twistlab::reactor::{Address, ClientFactory, Connector, Factory, Protocol, Reason, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Nobody uses it.
    Idle,
    /// Started, or between two attempts.
    Started,
    Connecting,
    /// A protocol was asked for.
    Connected,
}

pub(crate) struct Client {
    world: Weak<World>,
    pub(crate) state: Cell<State>,
}

impl Client {
    pub(crate) fn new(world: &World) -> Rc<Self> {
        Rc::new(Client { world: world.this.clone(), state: Cell::new(State::Idle) })
    }

    /// It was in this state, and is now in that.
    fn moved(&self, world: &World, what: &str, from: State, to: State) {
        let before = self.state.replace(to);
        world.story.note(|| format!("{what} of a client"));
        world.story.expect(before == from, || format!("{what} of a client that was {before:?}"));
    }

    fn told(&self, what: &'static str, from: State, to: State, then: impl FnOnce(&World)) {
        let Some(world) = self.world.upgrade() else { return };
        self.moved(&world, what, from, to);
        // It has no error to return. Only a panic is one.
        let result = world.inside(what, None, || then(&world));
        if result.is_err() {
            panic!("drawn");
        }
    }

    fn again(&self, world: &World, connector: &Connector) {
        if !world.quiet.get() && world.draw.chance(300) {
            let (result, over) = (connector.connect(), world.stopping.get());
            world.story.expect(result.is_ok() || over, || format!("an idle connector answered {result:?}"));
        }
    }
}

impl Factory for Client {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        let Some(world) = self.world.upgrade() else { return Ok(None) };
        self.moved(&world, "build_protocol", State::Connecting, State::Connected);
        Drawn::build(&world)
    }

    fn start_factory(&self) {
        self.told("start_factory", State::Idle, State::Started, |_| {});
    }

    fn stop_factory(&self) {
        self.told("stop_factory", State::Started, State::Idle, |_| {});
    }
}

impl ClientFactory for Client {
    fn started_connecting(&self, _connector: &Connector) {
        self.told("started_connecting", State::Started, State::Connecting, |_| {});
    }

    fn client_connection_failed(&self, connector: &Connector, _error: &ConnectError) {
        // An attempt that is given up inside `start_factory` has not started.
        let from = if self.state.get() == State::Started { State::Started } else { State::Connecting };
        self.told("client_connection_failed", from, State::Started, |world| self.again(world, connector));
    }

    fn client_connection_lost(&self, connector: &Connector, _reason: &Reason) {
        self.told("client_connection_lost", State::Connected, State::Started, |world| self.again(world, connector));
    }
}
