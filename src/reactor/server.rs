//! A listening port over a socket: accepts in batches, and lives through what `accept` can answer.

use super::address::Address;
use super::completion::{Completer, Completion};
use super::connection::{Connection, Made};
use super::engine::{Engine, Later};
use super::error::ListenError;
use super::factory::Factory;
use super::log::Failure;
use super::network::{ListeningSocket, Socket};
use super::outcome::Result;
use super::port::{ListeningPort, RawPort};
use super::probe::{Callback, Noted};
use super::reason::Reason;
use super::source::{Descriptor, Key, Taken};
use super::sources::{Place, Side};
use rustix::io::Errno;
use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::panic::Location;
use std::rc::{Rc, Weak};
use std::time::Duration;

/// How many connections one turn accepts, so that a crowd at the door does not stop what goes on inside.
const BATCH: usize = 64;

/// How long a port rests when the system lacks something to accept with; trying at once would spin.
const REST: Duration = Duration::from_millis(100);

pub(crate) struct Server {
    engine: Rc<Engine>,
    this: Weak<Server>,
    place: OnceCell<Rc<Place>>,
    host: Address,
    socket: RefCell<Option<Rc<dyn ListeningSocket>>>,
    factory: Rc<dyn Factory>,
    state: Cell<State>,
    /// Who waits for the end: one for each call of `stop_listening`.
    stopping: RefCell<Vec<Completer>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Listening,
    Closing,
    Closed,
}

/// What to do after an accept that failed.
enum Failed {
    /// The next one may be well.
    GoOn,
    /// No more in this turn.
    EndBatch,
    /// Nobody waits any more.
    TurnedAway,
    /// No more for a while.
    Rest,
}

impl Server {
    pub(crate) fn listen(
        engine: &Rc<Engine>,
        at: &Address,
        backlog: u32,
        factory: Rc<dyn Factory>,
    ) -> Result<ListeningPort, ListenError> {
        let failed = |error| ListenError { address: at.clone(), error };
        let socket = engine.network.listen(at, backlog).map_err(failed)?;
        let host = socket.host().map_err(failed)?;
        let source = socket.clone().source();
        let server = Rc::new_cyclic(|this| Server {
            engine: engine.clone(),
            this: this.clone(),
            place: OnceCell::new(),
            host,
            socket: RefCell::new(Some(socket)),
            factory: factory.clone(),
            state: Cell::new(State::Listening),
            stopping: RefCell::default(),
        });
        let _ = server.place.set(engine.register(source, server.clone()).map_err(failed)?); // it had none
        engine.note(None, || Noted::Listening { key: server.key(), host: &server.host });
        engine.use_factory(&factory);
        server.want(true);
        Ok(ListeningPort::new(server))
    }

    fn key(&self) -> Key {
        self.place.get().map_or_else(Key::default, |place| place.key())
    }

    /// Wants to accept, or no more.
    fn want(&self, on: bool) {
        if let Some(place) = self.place.get() {
            self.engine.want(place, Side::Read, on, None);
        }
    }

    fn accept_batch(&self) -> Taken {
        for _ in 0..BATCH {
            let socket = self.socket.borrow().clone();
            let Some(socket) = socket.filter(|_| self.state.get() == State::Listening) else { return Taken::Blocked };
            match socket.accept() {
                Ok((connected, peer)) => self.accepted(connected, peer),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Taken::Blocked,
                Err(error) => match self.accept_failed(&*socket, &error) {
                    Failed::GoOn => {}
                    Failed::EndBatch => break,
                    Failed::TurnedAway => return Taken::Blocked,
                    Failed::Rest => {
                        self.rest();
                        break;
                    }
                },
            }
        }
        Taken::All
    }

    fn accepted(&self, socket: Rc<dyn Socket>, peer: Address) {
        let Ok(host) = socket.host() else { return }; // it is gone again
        let mut built = None;
        self.engine.tell(Some(self.key()), Callback::BuildProtocol, || {
            built = self.engine.wrapped(self.factory.clone().build_protocol(&peer)?);
            Ok(())
        });
        let Some(protocol) = built else { return }; // refused, or failed: the socket is closed here
        let made = Made { socket, host, peer, protocol, maker: None };
        match Connection::new(&self.engine, made, None) {
            Ok(connection) => {
                connection.note_accepted(self.key());
                connection.begin();
            }
            Err(error) => self.engine.log(Failure::Accept(&error)),
        }
    }

    fn accept_failed(&self, socket: &dyn ListeningSocket, error: &io::Error) -> Failed {
        let errno = error.raw_os_error().map(Errno::from_raw_os_error);
        if matches!(errno, Some(Errno::INTR | Errno::PERM)) {
            return Failed::GoOn;
        }
        self.engine.note(None, || Noted::AcceptFailed { port: self.key(), error });
        self.engine.log(Failure::Accept(error));
        match errno {
            Some(Errno::CONNABORTED) => Failed::EndBatch,
            Some(Errno::MFILE) => match socket.turn_away(BATCH) {
                Ok(BATCH) => Failed::EndBatch,
                Ok(_) => Failed::TurnedAway,
                Err(_) => Failed::Rest,
            },
            _ => Failed::Rest,
        }
    }

    /// Accepts nothing for a while. It is a delayed call like any other.
    fn rest(&self) {
        self.want(false);
        let this = self.this.clone();
        let again = move || {
            if let Some(server) = this.upgrade().filter(|server| server.state.get() == State::Listening) {
                server.want(true);
            }
            Ok(())
        };
        self.engine.timers.schedule(REST, again, Location::caller());
    }

    fn close(&self) {
        if self.state.replace(State::Closed) == State::Closed {
            return;
        }
        let _this = self.engine.deregister(self.key());
        drop(self.socket.take());
        self.engine.note(None, || Noted::ListeningStopped { key: self.key() });
        self.engine.release_factory(&self.factory);
        for completer in self.stopping.take() {
            self.engine.inform(Some(self.key()), Callback::Completion, || completer.succeed(()));
        }
    }
}

impl RawPort for Server {
    fn stop_listening(&self) -> Completion {
        let (completer, completion) = Completion::new();
        match self.state.get() {
            State::Closed => completer.succeed(()),
            State::Closing => self.stopping.borrow_mut().push(completer),
            State::Listening => {
                self.state.set(State::Closing);
                self.stopping.borrow_mut().push(completer);
                self.want(false);
                if let Some(this) = self.this.upgrade() {
                    self.engine.put_off(this);
                }
            }
        }
        completion
    }

    fn host(&self) -> Address {
        self.host.clone()
    }
}

impl Later for Server {
    fn now(self: Rc<Self>) {
        self.close();
    }

    fn never(self: Rc<Self>) {
        self.close();
    }
}

impl Descriptor for Server {
    fn do_read(&self) -> Result<Taken, Reason> {
        Ok(self.accept_batch())
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        Ok(Taken::Blocked)
    }

    fn connection_lost(&self, _reason: Reason) {
        self.close();
    }
}
