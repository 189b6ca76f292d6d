//! Why a connection ended.

use super::outcome::BoxError;
use std::{fmt, io};

/// Why a connection ended. There always is a reason.
///
/// A clean close by the peer and one by us are the same reason, [`Reason::Done`]: TCP cannot tell them apart.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The connection was closed in order, by either side.
    Done,
    /// It broke: a reset, a failed send, or the reactor was stopped (then there is no error of the system).
    Lost(Option<io::Error>),
    /// We aborted it.
    Aborted,
    /// A callback failed with this error, or panicked with this text (see [`Panicked`](super::error::Panicked)).
    Error(BoxError),
}

impl Reason {
    /// Whether it was closed in order.
    pub fn is_clean(&self) -> bool {
        matches!(self, Reason::Done)
    }

    /// Whether the connection broke before it was closed: [`Reason::Lost`], and [`Reason::Aborted`], which is a kind of it.
    pub fn is_lost(&self) -> bool {
        matches!(self, Reason::Lost(_) | Reason::Aborted)
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Reason::Lost(Some(error))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Done => f.write_str("the connection was closed cleanly"),
            Reason::Lost(None) => f.write_str("the connection was lost"),
            Reason::Lost(Some(error)) => write!(f, "the connection was lost: {error}"),
            Reason::Aborted => f.write_str("the connection was aborted here"),
            Reason::Error(error) => write!(f, "a callback failed: {error}"),
        }
    }
}
