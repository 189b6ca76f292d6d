//! Where errors go that nobody is there to return to.
//!
//! A callback that fails ends its connection, and the error is told here, once. By default the last of them are kept
//! and can be read; a program may put its own [`Log`] in place.
//!
//! ```
//! use std::time::Duration;
//! use twistlab::reactor::Reactor;
//! use twistlab::reactor::log::MemoryLog;
//!
//! # fn main() -> twistlab::reactor::Result {
//! let log = MemoryLog::new();
//! let reactor = Reactor::builder().log(log.clone()).build()?;
//! reactor.call_later(Duration::ZERO, || Err::<(), _>("the file is gone"));
//! reactor.turn(Some(Duration::ZERO))?;
//! assert_eq!(log.lines(), ["TimedCall failed: the file is gone"]);
//! # Ok(())
//! # }
//! ```

use super::outcome::BoxError;
use super::probe::Callback;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

/// Takes the errors of callbacks.
pub trait Log {
    /// One error. The connection that it ended (if any) is told the same error afterwards.
    fn failed(&self, failure: Failure<'_>);
}

/// What failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure<'a> {
    /// A callback returned an error or panicked.
    Callback {
        /// Which.
        callback: Callback,
        /// With what.
        error: &'a BoxError,
    },
    /// `accept` failed for want of something; the port goes on.
    Accept(&'a std::io::Error),
    /// A whole turn failed: the wait itself. The loop goes on.
    Turn(&'a std::io::Error),
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Callback { callback, error } => write!(f, "{callback:?} failed: {error}"),
            Failure::Accept(error) => write!(f, "accept failed: {error}"),
            Failure::Turn(error) => write!(f, "unexpected error in the main loop: {error}"),
        }
    }
}

/// Keeps the last [`MemoryLog::KEPT`] errors as text, and counts all. Clones share.
#[derive(Debug, Clone, Default)]
pub struct MemoryLog(Rc<RefCell<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<String>,
    count: u64,
}

impl MemoryLog {
    /// How many are kept: a server that fails once a second must not grow by it.
    pub const KEPT: usize = 1_024;

    /// An empty log.
    pub fn new() -> Self {
        MemoryLog::default()
    }

    /// The errors kept, oldest first.
    pub fn lines(&self) -> Vec<String> {
        self.0.borrow().lines.iter().cloned().collect()
    }

    /// How many there have been.
    pub fn count(&self) -> u64 {
        self.0.borrow().count
    }
}

impl Log for MemoryLog {
    fn failed(&self, failure: Failure<'_>) {
        let mut kept = self.0.borrow_mut();
        if kept.lines.len() == Self::KEPT {
            kept.lines.pop_front();
        }
        kept.lines.push_back(failure.to_string());
        kept.count += 1;
    }
}
