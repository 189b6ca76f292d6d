//! What a call of the lab gives where the kernel refuses.

use crate::event::{Call, Errno, SourceName};
use crate::reactor::error::{ConnectorError, FlowError, ListenError, LoopingError, RunError, TimerError};
use crate::reactor::manual::AdvanceError;
use crate::reactor::outcome::BoxError;
use crate::reactor::testing::PairError;
use std::any::Any;
use std::io;

/// The result of a stage and of most of its calls.
pub type Result<T = ()> = std::result::Result<T, CallError>;

/// Why a stage's call did not do what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// The kernel gave an error.
    Kernel {
        /// On which socket.
        source: SourceName,
        /// Which call.
        call: Call,
        /// The error.
        errno: Errno,
    },
    /// The socket was closed before by the program itself.
    Closed {
        /// Which socket.
        source: SourceName,
    },
    /// The system gave no thread.
    NoThread {
        /// Its name.
        name: String,
        /// The sentence.
        why: String,
    },
    /// A wait for readiness that the kernel refused.
    Wait {
        /// Which call.
        call: Call,
        /// The error.
        errno: Errno,
    },
    /// A wait for nothing, without a timeout: it would never come back.
    Nothing {
        /// Which call.
        call: Call,
    },
    /// A thread panicked.
    Panicked {
        /// The sentence.
        why: String,
    },
    /// The reactor library gave an error.
    Reactor {
        /// The sentence.
        why: String,
    },
    /// The run was abandoned: restarted, or the program quits.
    Abandoned,
}

impl CallError {
    pub(super) fn kernel(source: &SourceName, call: Call, error: &io::Error) -> Self {
        CallError::Kernel { source: source.clone(), call, errno: errno(error) }
    }

    pub(super) fn wait(call: Call, error: &io::Error) -> Self {
        CallError::Wait { call, errno: errno(error) }
    }

    /// Whether the call would have had to wait (`EAGAIN`), on something that must not.
    pub fn would_block(&self) -> bool {
        matches!(self, CallError::Kernel { errno, .. } if errno.name() == "EAGAIN")
    }

    pub(super) fn abandoned() -> Self {
        CallError::Abandoned
    }

    pub(super) fn thread(name: &str, error: &io::Error) -> Self {
        CallError::NoThread { name: name.into(), why: error.to_string() }
    }

    pub(super) fn panicked(name: &str) -> Self {
        CallError::Panicked { why: format!("thread {name} panicked") }
    }

    pub(super) fn panic(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        CallError::Panicked { why: text.unwrap_or_else(|| "a panic without a message".into()) }
    }
}

impl std::fmt::Display for CallError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CallError::Kernel { source, call, errno } if errno.meaning().is_empty() => {
                write!(f, "{source}: {} gave {errno}", call.name())
            }
            CallError::Kernel { source, call, errno } => {
                write!(f, "{source}: {} gave {errno}, {}", call.name(), errno.meaning())
            }
            CallError::Closed { source } => write!(f, "{source} is closed"),
            CallError::Wait { call, errno } => write!(f, "{} gave {errno}", call.name()),
            CallError::Nothing { call } => {
                write!(f, "{} was asked to wait for nothing, for ever: it would never come back", call.name())
            }
            CallError::NoThread { name, why } => write!(f, "no thread for {name}: {why}"),
            CallError::Panicked { why } | CallError::Reactor { why } => write!(f, "{why}"),
            CallError::Abandoned => write!(f, "the run was abandoned"),
        }
    }
}

impl std::error::Error for CallError {}

macro_rules! of_the_library {
    ($($error:ty),*) => {$(
        impl From<$error> for CallError {
            fn from(error: $error) -> Self {
                CallError::Reactor { why: error.to_string() }
            }
        }
    )*};
}

of_the_library!(
    io::Error,
    BoxError,
    AdvanceError,
    ConnectorError,
    FlowError,
    ListenError,
    LoopingError,
    PairError,
    RunError,
    TimerError
);

/// The error's name in the manual pages.
pub(super) fn errno(error: &io::Error) -> Errno {
    use rustix::io::Errno as E;
    let Some(code) = error.raw_os_error() else { return Errno::named("EIO") };
    let names: &[(E, &str)] = &[
        (E::AGAIN, "EAGAIN"),
        (E::PIPE, "EPIPE"),
        (E::CONNRESET, "ECONNRESET"),
        (E::CONNREFUSED, "ECONNREFUSED"),
        (E::CONNABORTED, "ECONNABORTED"),
        (E::NOTCONN, "ENOTCONN"),
        (E::TIMEDOUT, "ETIMEDOUT"),
        (E::INTR, "EINTR"),
        (E::INPROGRESS, "EINPROGRESS"),
        (E::MFILE, "EMFILE"),
        (E::NFILE, "ENFILE"),
        (E::ADDRINUSE, "EADDRINUSE"),
        (E::ADDRNOTAVAIL, "EADDRNOTAVAIL"),
        (E::BADF, "EBADF"),
        (E::INVAL, "EINVAL"),
        (E::NOBUFS, "ENOBUFS"),
        (E::NOMEM, "ENOMEM"),
        (E::ACCESS, "EACCES"),
        (E::PERM, "EPERM"),
    ];
    let known = names.iter().find(|(errno, _)| errno.raw_os_error() == code);
    known.map_or_else(|| Errno::named(&format!("errno{code}")), |(_, name)| Errno::named(name))
}
