//! Time that passes in waits alone, each by exactly its timeout, on every kind of reactor.

use super::bench::{Bench, Kind};
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use twistlab::reactor::log::MemoryLog;
use twistlab::reactor::multiplexer::{Mio, Multiplexer, Poll, Select, Wake};
use twistlab::reactor::source::{Key, Readiness, Source};
use twistlab::reactor::testing::MemoryNetwork;
use twistlab::reactor::{Clock, Reactor, Sources};

/// A bench whose reactor never sleeps: where it would, its clock is moved on instead.
pub(crate) struct VirtualTime {
    pub(crate) bench: Bench,
    pub(crate) clock: VirtualClock,
    waits: Rc<RefCell<Vec<Option<Duration>>>>,
    failures: Rc<Cell<u32>>,
    lag: Rc<Cell<Duration>>,
}

impl VirtualTime {
    pub(crate) fn on(kind: Kind) -> Self {
        let (clock, log, network) = (VirtualClock::default(), MemoryLog::new(), MemoryNetwork::new());
        let inner: Box<dyn Multiplexer> = match kind {
            Kind::Mio => Box::new(Mio::new().expect("there is a descriptor to wait with")),
            Kind::Poll => Box::new(Poll::new().expect("there is a pair to wake with")),
            Kind::Select => Box::new(Select::new().expect("there is a pair to wake with")),
            Kind::Memory => Box::new(network.multiplexer()),
        };
        let (waits, failures, lag) = (Rc::default(), Rc::default(), Rc::default());
        let sleepless = Sleepless {
            inner,
            clock: clock.clone(),
            waits: Rc::clone(&waits),
            failures: Rc::clone(&failures),
            lag: Rc::clone(&lag),
        };
        let mut builder = Reactor::builder().log(log.clone()).clock(clock.clone()).multiplexer(sleepless);
        let memory = (kind == Kind::Memory).then_some(network);
        if let Some(network) = &memory {
            builder = builder.network(network.clone());
        }
        let bench = Bench { reactor: builder.build().expect("a reactor can be made"), log, kind, memory };
        VirtualTime { bench, clock, waits, failures, lag }
    }

    /// So much time passes in the next wait on top of its timeout, and where something is ready, too.
    pub(crate) fn lag_once(&self, by: Duration) {
        self.lag.set(by);
    }

    /// So many waits fail from now on, as no system should let them.
    pub(crate) fn fail_waits(&self, count: u32) {
        self.failures.set(count);
    }

    /// The timeouts that the multiplexer was given since this was asked last; `None` is for ever.
    pub(crate) fn waits(&self) -> Vec<Option<Duration>> {
        self.waits.take()
    }
}

/// Stands still but for waits, and when it is moved by hand.
#[derive(Clone, Default)]
pub(crate) struct VirtualClock(Rc<Cell<Duration>>);

impl VirtualClock {
    pub(crate) fn advance(&self, by: Duration) {
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
