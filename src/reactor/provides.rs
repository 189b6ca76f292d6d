//! The interfaces that a [`Reactor`] provides, each passed on to its part.

use super::Reactor;
use super::address::Address;
use super::client::Client;
use super::connector::Connector;
use super::error::{ListenError, RunError};
use super::factory::{ClientFactory, Factory};
use super::guarded::Guarded;
use super::interfaces::{
    ConnectOptions, Hook, HookPhase, ListenOptions, ReactorCore, ReactorFdSet, ReactorTcp, ReactorUnix,
};
use super::life::HookEvent;
use super::outcome::{Caller, Result};
use super::port::ListeningPort;
use super::probe::Callback;
use super::server::Server;
use super::source::{Descriptor, Key, Source};
use super::sources::Side;
use super::time::{ReactorTime, TimedCall};
use super::timers::DelayedCall;
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

impl ReactorCore for Reactor {
    fn run(&self) -> Result<(), RunError> {
        Reactor::run(self)
    }

    fn stop(&self) -> Result<(), RunError> {
        self.0.stop()
    }

    fn crash(&self) -> Result<(), RunError> {
        self.0.crash()
    }

    fn is_running(&self) -> bool {
        self.0.is_running()
    }

    fn call_when_running(&self, hook: Hook) {
        if self.0.is_running() {
            self.0.tell(None, Callback::Hook, hook);
        } else {
            self.on_startup(HookPhase::After, hook);
        }
    }

    fn on_startup(&self, phase: HookPhase, hook: Hook) {
        self.0.hooks.borrow_mut().push((HookEvent::Startup, phase, hook));
    }

    fn on_shutdown(&self, phase: HookPhase, hook: Hook) {
        self.0.hooks.borrow_mut().push((HookEvent::Shutdown, phase, hook));
    }
}

impl ReactorTime for Reactor {
    fn now(&self) -> Duration {
        self.0.clock.now()
    }

    fn schedule(&self, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall {
        self.0.timers.schedule(delay, call, caller)
    }

    fn delayed_calls(&self) -> Vec<DelayedCall> {
        self.0.timers.pending()
    }
}

impl ReactorTcp for Reactor {
    fn listen_tcp(
        &self,
        at: SocketAddr,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError> {
        Server::listen(&self.0, &at.into(), options.backlog, factory)
    }

    fn connect_tcp(&self, to: SocketAddr, factory: Rc<dyn ClientFactory>, options: ConnectOptions) -> Connector {
        Client::connect_to(&self.0, to.into(), options.from.map(Into::into), options.timeout, factory)
    }
}

impl ReactorUnix for Reactor {
    fn listen_unix(
        &self,
        at: &Path,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError> {
        Server::listen(&self.0, &Address::Unix(Some(at.into())), options.backlog, factory)
    }

    fn connect_unix(&self, to: PathBuf, factory: Rc<dyn ClientFactory>, timeout: Option<Duration>) -> Connector {
        Client::connect_to(&self.0, Address::Unix(Some(to)), None, timeout, factory)
    }
}

impl ReactorFdSet for Reactor {
    fn register(&self, fd: Rc<dyn AsFd>, descriptor: Rc<dyn Descriptor>) -> io::Result<Key> {
        Ok(self.0.register(Source::Fd(fd), Guarded::new(descriptor))?.key())
    }

    fn deregister(&self, key: Key) {
        let _taken = self.0.deregister(key);
    }

    fn add_reader(&self, key: Key) {
        self.0.want_by_key(key, Side::Read, true);
    }

    fn add_writer(&self, key: Key) {
        self.0.want_by_key(key, Side::Write, true);
    }

    fn remove_reader(&self, key: Key) {
        self.0.want_by_key(key, Side::Read, false);
    }

    fn remove_writer(&self, key: Key) {
        self.0.want_by_key(key, Side::Write, false);
    }

    fn readers(&self) -> Vec<Key> {
        self.0.wanting(Side::Read)
    }

    fn writers(&self) -> Vec<Key> {
        self.0.wanting(Side::Write)
    }

    fn remove_all(&self) -> Vec<Key> {
        let mut keys = self.readers();
        keys.extend(self.writers());
        keys.sort_unstable();
        keys.dedup();
        for &key in &keys {
            self.remove_reader(key);
            self.remove_writer(key);
        }
        keys
    }
}
