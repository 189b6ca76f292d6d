//! What a callback gives back.
//!
//! Every callback of this library may fail. An error ends what the callback belongs to (a connection, a repeating
//! call) and nothing else; it is told once to the [log](super::log). A callback that has nothing to say returns `()`.

use std::panic::Location;

/// Any error that a callback may return.
pub type BoxError = Box<dyn std::error::Error>;

/// What a callback returns.
pub type Result<T = (), E = BoxError> = std::result::Result<T, E>;

/// The line of the user's program that made a call; probes are given it.
pub type Caller = &'static Location<'static>;
