//! What can go wrong at the library's own doors: one enum a door.

use super::address::Address;
use std::{fmt, io};

/// Running and stopping a reactor.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// `run` or `turn` was called while the reactor runs, for instance from a callback.
    AlreadyRunning,
    /// `stop` or `crash` was called while it does not run, or for the second time.
    NotRunning,
    /// It ran once and was stopped. Make another one.
    NotRestartable,
    /// The wait for readiness failed again and again, so that no further turn makes sense.
    Wait(io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::AlreadyRunning => f.write_str("the reactor is already running"),
            RunError::NotRunning => f.write_str("the reactor is not running"),
            RunError::NotRestartable => f.write_str("a reactor that was stopped cannot run again"),
            RunError::Wait(error) => write!(f, "the reactor cannot wait for readiness: {error}"),
        }
    }
}

impl std::error::Error for RunError {}

/// A delayed call that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerError {
    /// It ran, or runs at this moment.
    AlreadyCalled,
    /// It was cancelled.
    AlreadyCancelled,
}

impl fmt::Display for TimerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TimerError::AlreadyCalled => "the delayed call has run already",
            TimerError::AlreadyCancelled => "the delayed call was cancelled already",
        })
    }
}

impl std::error::Error for TimerError {}

/// A producer and a consumer that do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowError {
    /// The consumer has a producer; unregister that one first.
    AlreadyRegistered,
    /// There is no producer to unregister. Told by the strict test double alone.
    NotRegistered,
    /// The producer was stopped or its connection is closing. Told by the strict test double alone.
    Stopped,
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FlowError::AlreadyRegistered => "a producer is registered already",
            FlowError::NotRegistered => "no producer is registered",
            FlowError::Stopped => "the producer is stopped",
        })
    }
}

impl std::error::Error for FlowError {}

/// A port that could not be opened. The factory was not started.
#[derive(Debug)]
pub struct ListenError {
    /// Where it was to listen.
    pub address: Address,
    /// What the system said.
    pub error: io::Error,
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot listen on {}: {}", self.address, self.error)
    }
}

impl std::error::Error for ListenError {}

/// A connection attempt that failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// Nobody listens there (`ECONNREFUSED`).
    Refused(io::Error),
    /// There is no way to that network (`ENETUNREACH`).
    NoRoute(io::Error),
    /// The kernel gave up waiting (`ETIMEDOUT`).
    TcpTimedOut(io::Error),
    /// Our own deadline passed first.
    Timeout,
    /// `stop_connecting` or `disconnect` was called.
    Stopped,
    /// Any other error of the system.
    Other(io::Error),
}

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => ConnectError::Refused(error),
            io::ErrorKind::NetworkUnreachable => ConnectError::NoRoute(error),
            io::ErrorKind::TimedOut => ConnectError::TcpTimedOut(error),
            _ => ConnectError::Other(error),
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConnectError::Refused(error) => write!(f, "the connection was refused: {error}"),
            ConnectError::NoRoute(error) => write!(f, "there is no route: {error}"),
            ConnectError::TcpTimedOut(error) => write!(f, "TCP gave up: {error}"),
            ConnectError::Timeout => f.write_str("the attempt took too long"),
            ConnectError::Stopped => f.write_str("the attempt was stopped"),
            ConnectError::Other(error) => write!(f, "the connection failed: {error}"),
        }
    }
}

impl std::error::Error for ConnectError {}

/// A connector that cannot do this now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectorError {
    /// `connect` while it connects or is connected.
    Busy,
    /// `stop_connecting` while it does not connect.
    NotConnecting,
    /// `connect` on a reactor that was stopped.
    Over,
}

impl fmt::Display for ConnectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ConnectorError::Busy => "the connector is connecting or connected",
            ConnectorError::NotConnecting => "the connector is not connecting",
            ConnectorError::Over => "the connector's reactor was stopped",
        })
    }
}

impl std::error::Error for ConnectorError {}

/// A repeating call that cannot do this now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopingError {
    /// `start` while it runs.
    Running,
    /// `stop` or `reset` while it does not run.
    NotRunning,
}

impl fmt::Display for LoopingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LoopingError::Running => "the repeating call runs already",
            LoopingError::NotRunning => "the repeating call is not running",
        })
    }
}

impl std::error::Error for LoopingError {}

/// A callback panicked; what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked(
    /// The message of the panic.
    pub String,
);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the callback panicked: {}", self.0)
    }
}

impl std::error::Error for Panicked {}

/// What a panic said, out of the payload that `catch_unwind` gives.
pub(crate) fn panicked(payload: &(dyn std::any::Any + Send)) -> Panicked {
    Panicked(panic_text(payload))
}

/// The same, as text.
pub(crate) fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no text".into())
}
