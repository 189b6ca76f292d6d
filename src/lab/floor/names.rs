//! What ports, connections and delayed calls are called: as the stage said beforehand, or by their order.

use crate::event::{SourceName, TimerId, TimerName};
use crate::reactor::address::Address;
use crate::reactor::source::{Key, Source};
use std::collections::HashMap;
use std::os::fd::{AsFd, AsRawFd, RawFd};

/// Who is called what on one floor.
#[derive(Default)]
pub(super) struct Names {
    /// Sockets that are made and not registered yet, or still open.
    by_handle: HashMap<Handle, SourceName>,
    /// For life: a key is given once, and its source is told of after it is closed.
    by_key: HashMap<Key, SourceName>,
    /// In memory: who has which address of his own.
    by_host: HashMap<Address, SourceName>,
    /// Names of delayed calls by the line that scheduled them.
    by_line: HashMap<u32, TimerName>,
    /// Names of those that wait.
    calls: HashMap<TimerId, TimerName>,
}

/// What the kernel, or the network in memory, calls a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Handle {
    Fd(RawFd),
    Memory(u64),
}

impl From<&Source> for Handle {
    fn from(source: &Source) -> Self {
        match source {
            Source::Fd(fd) => Handle::Fd(fd.as_fd().as_raw_fd()),
            Source::Memory(id) => Handle::Memory(*id),
        }
    }
}

impl Names {
    /// A socket was made.
    pub(super) fn made(&mut self, handle: Handle, name: &SourceName) {
        self.by_handle.insert(handle, name.clone());
    }

    /// A socket was registered. One that nobody named is none of the lab's.
    pub(super) fn registered(&mut self, source: &Source, key: Key) {
        if let Some(name) = self.by_handle.get(&source.into()) {
            self.by_key.insert(key, name.clone());
        }
    }

    pub(super) fn of(&self, key: Key) -> Option<SourceName> {
        self.by_key.get(&key).cloned()
    }

    /// A socket in memory has this address.
    pub(super) fn lives_at(&mut self, host: Address, name: &SourceName) {
        self.by_host.insert(host, name.clone());
    }

    pub(super) fn at(&self, host: &Address) -> Option<SourceName> {
        self.by_host.get(host).cloned()
    }

    /// What a delayed call is called that this line has scheduled.
    pub(super) fn scheduled(
        &mut self,
        timer: TimerId,
        hint: Option<TimerName>,
        line: Option<u32>,
    ) -> Option<TimerName> {
        let name = match (hint, line) {
            (Some(name), Some(line)) => {
                self.by_line.insert(line, name.clone());
                name
            }
            (Some(name), None) => name,
            (None, line) => self.by_line.get(&line?)?.clone(),
        };
        self.calls.insert(timer, name.clone());
        Some(name)
    }

    /// What a delayed call is called that waits.
    pub(super) fn call(&self, timer: TimerId) -> Option<TimerName> {
        self.calls.get(&timer).cloned()
    }

    /// The same of one that waits no more.
    pub(super) fn over(&mut self, timer: TimerId) -> Option<TimerName> {
        self.calls.remove(&timer)
    }
}
