//! The seam between a reactor and the kernel's word of what is ready.
//!
//! Four implementations, one behaviour. Some report a *level* (ready, each time you ask, as long as it is), some an
//! *edge* (became ready, once). The reactor keeps a latch for each source and direction: a report sets it, and only
//! the kernel's own answer to a read or write (would block, a short count, the end) clears it. So all four give level
//! semantics, and a source that is still ready is served in the next turn whatever its multiplexer says.
//!
//! | which one do I want | |
//! |---|---|
//! | [`Mio`] | a program: cost does not grow with idle connections |
//! | [`Poll`], [`Select`] | to compare, or where neither epoll nor kqueue is |
//! | [`MemoryNetwork`](super::testing::MemoryNetwork) | a test: no kernel, chosen chunks and faults |

#[cfg(target_os = "linux")]
mod alarm;
mod common;
mod mio;
mod poll;
mod select;
#[cfg(test)]
mod tests;
mod wake;

pub use self::mio::Mio;
pub use poll::Poll;
pub use select::Select;

use super::source::{Key, Readiness, Source};
use super::sources::Sources;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Ends a wait from any thread.
pub trait Wake: Send + Sync {
    /// The wait that goes on now, or the next one, ends at once.
    fn wake(&self);
}

/// Waits for readiness. See the module's page.
pub trait Multiplexer {
    /// Its name, for those who compare.
    fn name(&self) -> &'static str;

    /// Begins to watch a source, in both directions.
    ///
    /// # Errors
    /// The system's. A level-triggered one may refuse a descriptor that it cannot hold.
    fn register(&mut self, source: &Source, key: Key) -> io::Result<()>;

    /// Stops watching it. Called before the source is closed.
    ///
    /// # Errors
    /// The system's.
    fn deregister(&mut self, source: &Source, key: Key) -> io::Result<()>;

    /// Waits until a source is ready, the timeout is over or a [`Wake`] wakes it; never returns *before* the timeout without one
    /// of the others. `ready` is empty when it is given. A spurious report is allowed; a missing one is not.
    ///
    /// # Errors
    /// The system's; an interrupted wait (`EINTR`) is no error and returns with nothing ready.
    fn wait(
        &mut self,
        sources: &Sources,
        timeout: Option<Duration>,
        ready: &mut Vec<(Key, Readiness)>,
    ) -> io::Result<()>;

    /// What ends the wait from another thread.
    fn waker(&self) -> Arc<dyn Wake>;
}
