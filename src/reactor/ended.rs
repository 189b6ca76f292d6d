//! How a call ends: at once, well or not; or when something that it began is over.

use super::completion::Completion;
use super::outcome::{BoxError, Result};

/// What a timed call, a hook or a repeating call may return: nothing, a `Result`, or (where somebody waits for the
/// end of it, see [`LoopingCall`](super::looping::LoopingCall)) a [`Completion`] of something still going on.
pub trait Outcome {
    /// The value, in one shape.
    fn into_ended(self) -> Ended;
}

/// An [`Outcome`] in one shape.
pub enum Ended {
    /// It is over, well or not.
    Now(Result),
    /// It will be over when this is.
    Later(Completion),
}

impl Outcome for () {
    fn into_ended(self) -> Ended {
        Ended::Now(Ok(()))
    }
}

impl<E: Into<BoxError>> Outcome for std::result::Result<(), E> {
    fn into_ended(self) -> Ended {
        Ended::Now(self.map_err(Into::into))
    }
}

impl Outcome for Completion {
    fn into_ended(self) -> Ended {
        Ended::Later(self)
    }
}
