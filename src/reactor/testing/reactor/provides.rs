//! The interfaces of a recording reactor: hooks and sets are a reactor's own, opening is recorded.

use super::{ConnectRecord, ListenRecord, MemoryReactor};
use crate::reactor::Going;
use crate::reactor::address::Address;
use crate::reactor::connector::Connector;
use crate::reactor::error::{ListenError, RunError};
use crate::reactor::factory::{ClientFactory, Factory};
use crate::reactor::interfaces::{
    ConnectOptions, Hook, HookPhase, ListenOptions, ReactorCore, ReactorFdSet, ReactorTcp, ReactorUnix,
};
use crate::reactor::outcome::Result;
use crate::reactor::port::ListeningPort;
use crate::reactor::source::{Descriptor, Key};
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

impl MemoryReactor {
    fn listen(&self, at: Address, factory: Rc<dyn Factory>, options: ListenOptions) -> ListeningPort {
        let record = ListenRecord::new(at, factory, options);
        let port = record.port();
        self.records.listens.borrow_mut().push(record);
        port
    }

    fn connect(&self, to: Address, factory: Rc<dyn ClientFactory>, options: ConnectOptions) -> Connector {
        let record = ConnectRecord::new(to, factory.clone(), options);
        let connector = record.connector();
        self.records.connects.borrow_mut().push(record);
        factory.started_connecting(&connector);
        connector
    }
}

impl ReactorCore for MemoryReactor {
    /// Starts, stops, and returns.
    fn run(&self) -> Result<(), RunError> {
        while self.core.turn(Some(Duration::ZERO))? == Going::On {
            let _ = self.core.stop(); // a hook may have done it
        }
        Ok(())
    }

    fn stop(&self) -> Result<(), RunError> {
        self.core.stop()
    }

    fn crash(&self) -> Result<(), RunError> {
        self.core.crash()
    }

    fn is_running(&self) -> bool {
        self.core.is_running()
    }

    fn call_when_running(&self, hook: Hook) {
        ReactorCore::call_when_running(&self.core, hook);
    }

    fn on_startup(&self, phase: HookPhase, hook: Hook) {
        ReactorCore::on_startup(&self.core, phase, hook);
    }

    fn on_shutdown(&self, phase: HookPhase, hook: Hook) {
        ReactorCore::on_shutdown(&self.core, phase, hook);
    }
}

impl ReactorTcp for MemoryReactor {
    /// Never fails: the same address may be asked for twice.
    fn listen_tcp(
        &self,
        at: SocketAddr,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError> {
        Ok(self.listen(at.into(), factory, options))
    }

    fn connect_tcp(&self, to: SocketAddr, factory: Rc<dyn ClientFactory>, options: ConnectOptions) -> Connector {
        self.connect(to.into(), factory, options)
    }
}

impl ReactorUnix for MemoryReactor {
    /// Never fails, and makes no file.
    fn listen_unix(
        &self,
        at: &Path,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError> {
        Ok(self.listen(Address::Unix(Some(at.into())), factory, options))
    }

    fn connect_unix(&self, to: PathBuf, factory: Rc<dyn ClientFactory>, timeout: Option<Duration>) -> Connector {
        self.connect(Address::Unix(Some(to)), factory, ConnectOptions { timeout, from: None })
    }
}

impl ReactorFdSet for MemoryReactor {
    fn register(&self, fd: Rc<dyn AsFd>, descriptor: Rc<dyn Descriptor>) -> io::Result<Key> {
        self.core.register(fd, descriptor)
    }

    fn deregister(&self, key: Key) {
        self.core.deregister(key);
    }

    fn add_reader(&self, key: Key) {
        self.core.add_reader(key);
    }

    fn add_writer(&self, key: Key) {
        self.core.add_writer(key);
    }

    fn remove_reader(&self, key: Key) {
        self.core.remove_reader(key);
    }

    fn remove_writer(&self, key: Key) {
        self.core.remove_writer(key);
    }

    fn readers(&self) -> Vec<Key> {
        self.core.readers()
    }

    fn writers(&self) -> Vec<Key> {
        self.core.writers()
    }

    fn remove_all(&self) -> Vec<Key> {
        self.core.remove_all()
    }
}
