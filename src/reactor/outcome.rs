//! What a callback gives back.
//!
//! Every callback of this library may fail. An error ends what the callback belongs to (a connection, a repeating
//! call) and nothing else; it is told once to the [log](super::log). A callback that has nothing to say returns `()`.

use super::completion::Completion;
use std::panic::Location;

/// Any error that a callback may return.
pub type BoxError = Box<dyn std::error::Error>;

/// What a callback returns.
pub type Result<T = (), E = BoxError> = std::result::Result<T, E>;

/// The line of the user's program that made a call; probes are given it.
pub type Caller = &'static Location<'static>;

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
