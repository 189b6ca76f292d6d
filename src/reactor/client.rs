//! A connector over sockets: an attempt, its deadline, and the connection that it becomes.
//!
//! ```text
//! Idle ──connect──> Connecting ──────> Connected ──lost──> Idle
//!                       └─failed, stopped, too late──────> Idle
//! ```

use super::address::Address;
use super::connection::{Connection, Made, Maker};
use super::connector::{Connector, RawConnector};
use super::engine::{Engine, Later};
use super::error::{ConnectError, ConnectorError};
use super::factory::{ClientFactory, Factory};
use super::network::Socket;
use super::outcome::Result;
use super::probe::{Callback, Noted};
use super::reason::Reason;
use super::source::{Descriptor, Taken};
use super::sources::{Place, Side};
use super::timers::DelayedCall;
use super::transport::Transport;
use std::cell::{Cell, RefCell};
use std::mem;
use std::panic::Location;
use std::rc::{Rc, Weak};
use std::time::Duration;

pub(crate) struct Client {
    engine: Rc<Engine>,
    this: Weak<Client>,
    to: Address,
    from: Option<Address>,
    timeout: Option<Duration>,
    factory: Rc<dyn ClientFactory>,
    state: RefCell<State>,
    /// Whether the factory counts this connector among its users.
    using: Cell<bool>,
}

enum State {
    Idle,
    Connecting { attempt: Rc<Attempt>, deadline: Option<DelayedCall> },
    Connected(Option<Transport>),
}

impl Client {
    pub(crate) fn connect_to(
        engine: &Rc<Engine>,
        to: Address,
        from: Option<Address>,
        timeout: Option<Duration>,
        factory: Rc<dyn ClientFactory>,
    ) -> Connector {
        let client = Rc::new_cyclic(|this| Client {
            engine: engine.clone(),
            this: this.clone(),
            to,
            from,
            timeout,
            factory,
            state: RefCell::new(State::Idle),
            using: Cell::new(false),
        });
        client.attempt();
        Connector::new(client)
    }

    /// Begins an attempt. Once the reactor is being stopped nothing begins, and nobody is told: a factory that then tries
    /// elsewhere would do so without end.
    fn attempt(&self) {
        let Some(this) = self.this.upgrade().filter(|_| !self.engine.is_over()) else { return };
        let attempt = Rc::new(Attempt { client: this, waiting: RefCell::default(), over: Cell::default() });
        let late = Rc::downgrade(&attempt);
        *self.state.borrow_mut() = State::Connecting { attempt: attempt.clone(), deadline: None };
        self.use_factory();
        if attempt.over.get() {
            return; // it was given up inside `start_factory`
        }
        if let Some(timeout) = self.timeout {
            let too_late = move || {
                if let Some(attempt) = late.upgrade() {
                    attempt.fail(ConnectError::Timeout);
                }
                Ok(())
            };
            let call = self.engine.timers.schedule(timeout, too_late, Location::caller());
            if let State::Connecting { deadline, .. } = &mut *self.state.borrow_mut() {
                *deadline = Some(call);
            }
        }
        self.tell(Callback::StartedConnecting, |connector| self.factory.started_connecting(connector));
        if !attempt.over.get() {
            self.engine.put_off(attempt);
        }
    }

    fn tell(&self, callback: Callback, call: impl FnOnce(&Connector)) {
        if let Some(this) = self.this.upgrade() {
            let connector = Connector::new(this);
            self.engine.inform(None, callback, || call(&connector));
        }
    }

    fn use_factory(&self) {
        if !self.using.replace(true) {
            self.engine.use_factory(&(self.factory.clone() as Rc<dyn Factory>));
        }
    }

    /// The factory is released, unless it has begun anew from what it was just told.
    fn release_factory(&self) {
        if matches!(*self.state.borrow(), State::Idle) && self.using.replace(false) {
            self.engine.release_factory(&(self.factory.clone() as Rc<dyn Factory>));
        }
    }

    /// Leaves the state it is in; an attempt's deadline is off.
    fn leave(&self) {
        let left = mem::replace(&mut *self.state.borrow_mut(), State::Idle);
        if let State::Connecting { deadline: Some(deadline), .. } = left {
            let _ = deadline.cancel(); // it may be what ran
        }
    }

    fn failed(&self, error: &ConnectError) {
        self.leave();
        self.tell(Callback::ClientConnectionFailed, |connector| {
            self.factory.client_connection_failed(connector, error);
        });
        self.release_factory();
    }

    /// The attempt's socket is connected.
    fn connected(self: &Rc<Self>, place: Rc<Place>, socket: Rc<dyn Socket>) {
        let key = place.key();
        let (Ok(host), Ok(peer)) = (socket.host(), socket.peer()) else {
            let _attempt = self.engine.deregister(key);
            self.failed(&ConnectError::Other(std::io::ErrorKind::NotConnected.into()));
            return;
        };
        self.leave();
        *self.state.borrow_mut() = State::Connected(None);
        self.engine.note(None, || Noted::Connected { key, host: &host, peer: &peer });
        let mut built = None;
        let building = self.engine.call(Some(key), Callback::BuildProtocol, || {
            built = self.engine.wrapped((self.factory.clone() as Rc<dyn Factory>).build_protocol(&peer)?);
            Ok(())
        });
        let refused = match (building, built) {
            (Ok(()), Some(protocol)) => {
                let made = Made { socket, host, peer, protocol, maker: Some(self.clone()) };
                match Connection::new(&self.engine, made, Some(place)) {
                    Ok(connection) => {
                        *self.state.borrow_mut() = State::Connected(connection.transport());
                        connection.begin();
                        return;
                    }
                    Err(error) => error.into(),
                }
            }
            (Err(error), _) => {
                drop(socket);
                Reason::Error(error)
            }
            (Ok(()), None) => {
                drop(socket);
                Reason::Done
            }
        };
        let _attempt = self.engine.deregister(key);
        self.engine.note(None, || Noted::Closed { key, reason: &refused });
        self.connection_lost(&refused);
    }
}

impl Maker for Client {
    fn connection_lost(&self, reason: &Reason) {
        self.leave();
        self.tell(Callback::ClientConnectionLost, |connector| self.factory.client_connection_lost(connector, reason));
        self.release_factory();
    }
}

impl RawConnector for Client {
    fn connect(&self) -> Result<(), ConnectorError> {
        if !matches!(*self.state.borrow(), State::Idle) {
            return Err(ConnectorError::Busy);
        }
        if self.engine.is_over() {
            return Err(ConnectorError::Over);
        }
        self.attempt();
        Ok(())
    }

    fn stop_connecting(&self) -> Result<(), ConnectorError> {
        let attempt = match &*self.state.borrow() {
            State::Connecting { attempt, .. } => attempt.clone(),
            _ => return Err(ConnectorError::NotConnecting),
        };
        attempt.fail(ConnectError::Stopped);
        Ok(())
    }

    fn disconnect(&self) {
        let connected = match &*self.state.borrow() {
            State::Connected(transport) => transport.clone(),
            _ => None,
        };
        if let Some(transport) = connected {
            transport.lose_connection();
        } else {
            let _ = self.stop_connecting(); // nothing to stop is as good
        }
    }

    fn destination(&self) -> Address {
        self.to.clone()
    }
}

/// One attempt: put off to the next turn, then a source that waits to be writable.
struct Attempt {
    client: Rc<Client>,
    waiting: RefCell<Option<Waiting>>,
    /// Whether it has failed or become a connection.
    over: Cell<bool>,
}

/// What an attempt has while it waits for the kernel.
type Waiting = (Rc<dyn Socket>, Rc<Place>);

impl Attempt {
    fn fail(&self, error: ConnectError) {
        if self.over.replace(true) {
            return;
        }
        let engine = &self.client.engine;
        let key = self.waiting.take().map(|(_closed, place)| place.key());
        let _this = key.and_then(|key| engine.deregister(key));
        engine.note(None, || Noted::ConnectFailed { key, error: &error });
        self.client.failed(&error);
    }

    fn begin(self: Rc<Self>) -> std::io::Result<()> {
        let engine = &self.client.engine;
        let socket = engine.network.connect(&self.client.to, self.client.from.as_ref())?;
        let place = engine.register(socket.clone().source(), self.clone())?;
        *self.waiting.borrow_mut() = Some((socket, place.clone()));
        engine.note(None, || Noted::Connecting { key: place.key(), peer: &self.client.to });
        engine.want(&place, Side::Write, true, None);
        Ok(())
    }

    /// The kernel says that the attempt has ended, perhaps.
    fn look(&self) -> Taken {
        let waiting = self.waiting.borrow().clone();
        let Some((socket, place)) = waiting else { return Taken::Blocked };
        match socket.take_error() {
            Ok(None) if socket.peer().is_ok() => {
                self.over.set(true);
                drop(self.waiting.take());
                self.client.connected(place, socket);
                Taken::All
            }
            Ok(None) => Taken::Blocked, // a word too early: it still connects
            Ok(Some(error)) | Err(error) => {
                drop(socket);
                self.fail(error.into());
                Taken::Blocked
            }
        }
    }
}

impl Later for Attempt {
    fn now(self: Rc<Self>) {
        if !self.over.get()
            && let Err(error) = self.clone().begin()
        {
            self.fail(error.into());
        }
    }

    fn never(self: Rc<Self>) {
        self.fail(ConnectError::Stopped);
    }
}

impl Descriptor for Attempt {
    fn do_read(&self) -> Result<Taken, Reason> {
        Ok(Taken::Blocked)
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        Ok(self.look())
    }

    fn connection_lost(&self, _reason: Reason) {
        self.fail(ConnectError::Stopped);
    }
}
