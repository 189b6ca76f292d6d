//! The wait of a network in memory: what became ready, or else the time moves.

use super::kernel::Kernel;
use super::watches::Id;
use crate::reactor::multiplexer::{Multiplexer, Wake};
use crate::reactor::source::{Key, Readiness, Source};
use crate::reactor::sources::Sources;
use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Waits for the sockets of a [`MemoryNetwork`](super::MemoryNetwork), which makes it.
///
/// It reports edges, each once, as the strictest kernel would. A wait in which nothing is ready and nobody woke it
///
/// | with the timeout | |
/// |---|---|
/// | `Some(d)` | moves the network's time on by exactly `d`, and returns at once |
/// | `None` | is an error, [`Deadlock`](io::ErrorKind::Deadlock): nothing can happen any more, and a test is better ended than hung. Where another thread may still wake it, say so by [`set_patience`](super::MemoryNetwork::set_patience). |
///
/// ```
/// use std::time::Duration;
/// use twistlab::reactor::clock::Clock;
/// use twistlab::reactor::multiplexer::Multiplexer;
/// use twistlab::reactor::Sources;
/// use twistlab::reactor::testing::MemoryNetwork;
///
/// let network = MemoryNetwork::new();
/// let (mut multiplexer, mut ready) = (network.multiplexer(), Vec::new());
/// multiplexer.wait(&Sources::default(), Some(Duration::from_secs(3600)), &mut ready).expect("it has an end");
/// assert_eq!(network.now(), Duration::from_secs(3600));
/// assert!(multiplexer.wait(&Sources::default(), None, &mut ready).is_err(), "nothing can ever happen");
/// ```
pub struct MemoryMultiplexer {
    kernel: Rc<RefCell<Kernel>>,
    id: Id,
    bell: Arc<Bell>,
}

impl MemoryMultiplexer {
    pub(super) fn new(kernel: Rc<RefCell<Kernel>>) -> Self {
        let id = kernel.borrow_mut().new_id();
        MemoryMultiplexer { kernel, id, bell: Arc::default() }
    }
}

impl Multiplexer for MemoryMultiplexer {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn register(&mut self, source: &Source, key: Key) -> io::Result<()> {
        self.kernel.borrow_mut().watch(id(source)?, self.id, key)
    }

    fn deregister(&mut self, source: &Source, _key: Key) -> io::Result<()> {
        self.kernel.borrow_mut().watches.forget(id(source)?);
        Ok(())
    }

    fn wait(
        &mut self,
        _sources: &Sources,
        timeout: Option<Duration>,
        ready: &mut Vec<(Key, Readiness)>,
    ) -> io::Result<()> {
        let woken = self.bell.take();
        self.kernel.borrow_mut().watches.take(self.id, ready);
        if woken || !ready.is_empty() {
            return Ok(());
        }
        if let Some(timeout) = timeout {
            self.kernel.borrow_mut().advance(timeout);
            return Ok(());
        }
        let patience = self.kernel.borrow().patience;
        if self.bell.wait(patience) {
            return Ok(());
        }
        let text = "nothing can ever happen: no source is ready, no timer runs, and nobody woke the wait";
        Err(io::Error::new(io::ErrorKind::Deadlock, text))
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.bell.clone()
    }
}

fn id(source: &Source) -> io::Result<Id> {
    match source {
        Source::Memory(id) => Ok(*id),
        Source::Fd(_) => {
            Err(io::Error::new(io::ErrorKind::Unsupported, "a network in memory knows no descriptor of the system"))
        }
    }
}

/// Rung from any thread.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Bell {
    fn rung(&self) -> MutexGuard<'_, bool> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it was rung since the last time.
    fn take(&self) -> bool {
        std::mem::take(&mut self.rung())
    }

    /// Waits until it is rung, so long at most in real time. Whether it was.
    fn wait(&self, patience: Duration) -> bool {
        let silent = |rung: &mut bool| !*rung;
        let waited = self.heard.wait_timeout_while(self.rung(), patience, silent);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut rung)
    }
}

impl Wake for Bell {
    fn wake(&self) {
        *self.rung() = true;
        self.heard.notify_all();
    }
}
