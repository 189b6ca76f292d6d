//! The recording reactor with time in the hand: each interface is passed on to the part that has it.

use super::MemoryReactor;
use crate::reactor::ManualClock;
use crate::reactor::connector::Connector;
use crate::reactor::error::{ListenError, RunError};
use crate::reactor::factory::{ClientFactory, Factory};
use crate::reactor::interfaces::{
    ConnectOptions, Hook, HookPhase, ListenOptions, ReactorCore, ReactorFdSet, ReactorTcp, ReactorUnix,
};
use crate::reactor::outcome::{Caller, Result};
use crate::reactor::port::ListeningPort;
use crate::reactor::source::{Descriptor, Key};
use crate::reactor::time::{ReactorTime, TimedCall};
use crate::reactor::timers::DelayedCall;
use std::io;
use std::net::SocketAddr;
use std::ops::Deref;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// A [`MemoryReactor`] that also has time, which passes when its [`clock`](MemoryReactorClock::clock) is advanced. Running
/// it runs no delayed call.
///
/// ```
/// use std::time::Duration;
/// use twistlab::reactor::ReactorTime;
/// use twistlab::reactor::testing::MemoryReactorClock;
///
/// let reactor = MemoryReactorClock::new();
/// let time: &dyn ReactorTime = &reactor;
/// let call = time.call_later(Duration::from_secs(30), || ());
/// reactor.clock().advance(Duration::from_secs(30)).unwrap();
/// assert!(!call.is_active());
/// ```
#[derive(Clone, Default)]
pub struct MemoryReactorClock {
    reactor: MemoryReactor,
    clock: ManualClock,
}

impl MemoryReactorClock {
    /// A reactor that was asked nothing, at time zero.
    pub fn new() -> Self {
        MemoryReactorClock::default()
    }

    /// Its time.
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }
}

/// What was asked of it.
impl Deref for MemoryReactorClock {
    type Target = MemoryReactor;

    fn deref(&self) -> &MemoryReactor {
        &self.reactor
    }
}

impl ReactorTime for MemoryReactorClock {
    fn now(&self) -> Duration {
        self.clock.now()
    }

    fn schedule(&self, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall {
        self.clock.schedule(delay, call, caller)
    }

    fn delayed_calls(&self) -> Vec<DelayedCall> {
        self.clock.delayed_calls()
    }
}

impl ReactorCore for MemoryReactorClock {
    fn run(&self) -> Result<(), RunError> {
        self.reactor.run()
    }

    fn stop(&self) -> Result<(), RunError> {
        self.reactor.stop()
    }

    fn crash(&self) -> Result<(), RunError> {
        self.reactor.crash()
    }

    fn is_running(&self) -> bool {
        self.reactor.is_running()
    }

    fn call_when_running(&self, hook: Hook) {
        self.reactor.call_when_running(hook);
    }

    fn on_startup(&self, phase: HookPhase, hook: Hook) {
        self.reactor.on_startup(phase, hook);
    }

    fn on_shutdown(&self, phase: HookPhase, hook: Hook) {
        self.reactor.on_shutdown(phase, hook);
    }
}

impl ReactorTcp for MemoryReactorClock {
    fn listen_tcp(
        &self,
        at: SocketAddr,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError> {
        self.reactor.listen_tcp(at, factory, options)
    }

    fn connect_tcp(&self, to: SocketAddr, factory: Rc<dyn ClientFactory>, options: ConnectOptions) -> Connector {
        self.reactor.connect_tcp(to, factory, options)
    }
}

impl ReactorUnix for MemoryReactorClock {
    fn listen_unix(
        &self,
        at: &Path,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError> {
        self.reactor.listen_unix(at, factory, options)
    }

    fn connect_unix(&self, to: PathBuf, factory: Rc<dyn ClientFactory>, timeout: Option<Duration>) -> Connector {
        self.reactor.connect_unix(to, factory, timeout)
    }
}

impl ReactorFdSet for MemoryReactorClock {
    fn register(&self, fd: Rc<dyn AsFd>, descriptor: Rc<dyn Descriptor>) -> io::Result<Key> {
        self.reactor.register(fd, descriptor)
    }

    fn deregister(&self, key: Key) {
        self.reactor.deregister(key);
    }

    fn add_reader(&self, key: Key) {
        self.reactor.add_reader(key);
    }

    fn add_writer(&self, key: Key) {
        self.reactor.add_writer(key);
    }

    fn remove_reader(&self, key: Key) {
        self.reactor.remove_reader(key);
    }

    fn remove_writer(&self, key: Key) {
        self.reactor.remove_writer(key);
    }

    fn readers(&self) -> Vec<Key> {
        self.reactor.readers()
    }

    fn writers(&self) -> Vec<Key> {
        self.reactor.writers()
    }

    fn remove_all(&self) -> Vec<Key> {
        self.reactor.remove_all()
    }
}
