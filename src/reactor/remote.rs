//! Calls from other threads.

use super::Reactor;
use super::ended::{Ended, Outcome};
use super::multiplexer::Wake;
use super::outcome::Result;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A call that another thread sent.
pub(crate) type RemoteCall = Box<dyn FnOnce(&Reactor) -> Result + Send>;

/// A handle on a reactor for other threads: the only part of it that may leave its own. Clones are the same.
///
/// ```
/// use std::thread;
/// use twistlab::reactor::Reactor;
///
/// # fn main() -> twistlab::reactor::Result {
/// let reactor = Reactor::new()?;
/// let remote = reactor.remote();
/// thread::spawn(move || remote.call_from_thread(|reactor| reactor.stop()));
/// reactor.run()?; // nothing to wait for but the other thread
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Remote {
    queue: Arc<Queue>,
    waker: Arc<dyn Wake>,
}

#[derive(Default)]
struct Queue {
    calls: Mutex<Vec<RemoteCall>>,
    /// Whether `calls` holds one: asked at every turn, without the lock.
    waiting: AtomicBool,
}

impl Remote {
    pub(crate) fn new(waker: Arc<dyn Wake>) -> Self {
        Remote { queue: Arc::default(), waker }
    }

    /// Calls `call` in the reactor's thread, at the beginning of its next turn, and ends the wait that goes on there.
    /// Calls run in the order in which they were sent, before delayed calls that are due; one that is sent while they run
    /// waits for the turn after.
    ///
    /// Nothing happens where the reactor runs no more; the call is then dropped together with the last handle.
    pub fn call_from_thread<O: Outcome>(&self, call: impl FnOnce(&Reactor) -> O + Send + 'static) {
        let call = |reactor: &Reactor| match call(reactor).into_ended() {
            Ended::Now(result) => result,
            Ended::Later(_) => Ok(()),
        };
        self.queue.calls.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(call));
        if !self.queue.waiting.swap(true, Ordering::AcqRel) {
            self.waker.wake();
        }
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.queue.waiting.load(Ordering::Acquire)
    }

    /// The calls sent until now.
    pub(crate) fn take(&self) -> Vec<RemoteCall> {
        self.queue.waiting.store(false, Ordering::Release);
        std::mem::take(&mut *self.queue.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
