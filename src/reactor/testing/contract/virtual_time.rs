//! Time that passes in waits alone, each by exactly its timeout, on every kind of reactor.

use super::bench::Bench;
use crate::reactor::multiplexer::{Multiplexer, Wake};
use crate::reactor::source::{Key, Readiness, Source};
use crate::reactor::{Clock, Sources};
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// A bench whose reactor never sleeps: where it would, its clock is moved on instead.
pub struct VirtualTime {
    /// The bench.
    pub bench: Bench,
    /// Its clock.
    pub clock: VirtualClock,
    waits: Rc<RefCell<Vec<Option<Duration>>>>,
    failures: Rc<Cell<u32>>,
    lag: Rc<Cell<Duration>>,
}

impl VirtualTime {
    /// The same implementer's reactor as the bench's, in another time.
    pub fn of(bench: &Bench) -> Self {
        let clock = VirtualClock::default();
        let (waits, failures, lag) = (Rc::default(), Rc::default(), Rc::default());
        let sleepless = |inner| Sleepless {
            inner,
            clock: clock.clone(),
            waits: Rc::clone(&waits),
            failures: Rc::clone(&failures),
            lag: Rc::clone(&lag),
        };
        let bench =
            Bench::made(bench.implementer(), |builder| builder.clock(clock.clone()).wrap_multiplexer(sleepless));
        VirtualTime { bench, clock, waits, failures, lag }
    }

    /// So much time passes in the next wait on top of its timeout, and where something is ready, too.
    pub fn lag_once(&self, by: Duration) {
        self.lag.set(by);
    }

    /// So many waits fail from now on, as no system should let them.
    pub fn fail_waits(&self, count: u32) {
        self.failures.set(count);
    }

    /// The timeouts that the multiplexer was given since this was asked last; `None` is for ever.
    pub fn waits(&self) -> Vec<Option<Duration>> {
        self.waits.take()
    }
}

/// Stands still but for waits, and when it is moved by hand.
#[derive(Clone, Default)]
pub struct VirtualClock(Rc<Cell<Duration>>);

impl VirtualClock {
    /// Moves it on by hand.
    pub fn advance(&self, by: Duration) {
        self.0.set(self.0.get() + by);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        self.0.get()
    }
}

/// Looks without waiting. A wait for ever is over at once, and no time has passed.
struct Sleepless {
    inner: Box<dyn Multiplexer>,
    clock: VirtualClock,
    waits: Rc<RefCell<Vec<Option<Duration>>>>,
    failures: Rc<Cell<u32>>,
    lag: Rc<Cell<Duration>>,
}

impl Multiplexer for Sleepless {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn register(&mut self, source: &Source, key: Key) -> io::Result<()> {
        self.inner.register(source, key)
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
        self.waits.borrow_mut().push(timeout);
        if let Some(left) = self.failures.get().checked_sub(1) {
            self.failures.set(left);
            return Err(io::Error::other("this wait was to fail"));
        }
        self.inner.wait(sources, Some(Duration::ZERO), ready)?;
        if ready.is_empty() {
            self.clock.advance(timeout.unwrap_or_default());
        }
        self.clock.advance(self.lag.take());
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.inner.waker()
    }
}
