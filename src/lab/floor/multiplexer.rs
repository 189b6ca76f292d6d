//! A wait that is told: entered with its timeout, and come back with all that was said.

use super::Floor;
use crate::event::{Call, Event, Outcome, Ready};
use crate::lab::error::errno;
use crate::reactor::Sources;
use crate::reactor::multiplexer::{Multiplexer, Wake};
use crate::reactor::source::{Key, Readiness, Source};
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// One of the library's own, with the lab beside it.
pub(super) struct ToldMultiplexer {
    floor: Rc<Floor>,
    inner: Box<dyn Multiplexer>,
    call: Call,
}

impl ToldMultiplexer {
    pub(super) fn new(floor: &Rc<Floor>, inner: Box<dyn Multiplexer>, call: Call) -> Self {
        ToldMultiplexer { floor: floor.clone(), inner, call }
    }

    fn named(&self, ready: &[(Key, Readiness)]) -> Vec<Ready> {
        let names = self.floor.names.borrow();
        let named = |(key, said): &(Key, Readiness)| {
            Some(Ready { source: names.of(*key)?, read: said.readable, write: said.writable })
        };
        ready.iter().take(Ready::MOST).filter_map(named).collect()
    }
}

impl Multiplexer for ToldMultiplexer {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn register(&mut self, source: &Source, key: Key) -> io::Result<()> {
        self.inner.register(source, key)?;
        self.floor.names.borrow_mut().registered(source, key);
        Ok(())
    }

    fn deregister(&mut self, source: &Source, key: Key) -> io::Result<()> {
        self.inner.deregister(source, key)
    }

    fn wait(
        &mut self,
        sources: &Sources,
        timeout: Option<Duration>,
        ready: &mut Vec<(Key, Readiness)>,
    ) -> io::Result<()> {
        let asked = timeout.map(|timeout| u64::try_from(timeout.as_micros()).unwrap_or(u64::MAX));
        self.floor.note(None, None, Event::entered(self.call, asked));
        let waited = self.inner.wait(sources, timeout, ready);
        let outcome = match &waited {
            Ok(()) => Outcome::Result(ready.len() as u64),
            Err(error) => Outcome::Errno(errno(error)),
        };
        let ready = self.named(ready);
        self.floor.note(None, None, Event::Woke { call: self.call, asked, outcome, ready });
        waited
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.inner.waker()
    }
}
