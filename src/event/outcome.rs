//! What a call returned: a number, or the kernel's error by its name.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The number that the call returned.
    Result(u64),
    /// The error that it gave.
    Errno(Errno),
}

impl Outcome {
    /// The number, where the call succeeded.
    pub fn ok(&self) -> Option<u64> {
        match self {
            Outcome::Result(n) => Some(*n),
            Outcome::Errno(_) => None,
        }
    }
}

/// An error by the name that the manual pages use: numbers differ between systems, names do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct Errno(Cow<'static, str>);

/// Name and meaning of the errors that sockets give.
const KNOWN: &[(&str, &str)] = &[
    ("EAGAIN", "it would have to wait"),
    ("EPIPE", "this end's sending side is shut"),
    ("ECONNRESET", "the connection was reset by its peer"),
    ("ECONNREFUSED", "nobody listens there"),
    ("ECONNABORTED", "the connection ended before it was accepted"),
    ("ENOTCONN", "the socket is not connected"),
    ("ETIMEDOUT", "the peer did not answer"),
    ("EINPROGRESS", "it is under way"),
    ("EINTR", "a signal came in between"),
    ("EMFILE", "this process has no descriptor left"),
    ("ENFILE", "the system has no descriptor left"),
    ("EADDRINUSE", "the port is taken"),
    ("EADDRNOTAVAIL", "there is no such address here"),
    ("EBADF", "the descriptor is closed"),
    ("EINVAL", "the kernel does not accept that"),
    ("ENOBUFS", "the kernel has no memory for it"),
    ("ENOMEM", "there is no memory for it"),
    ("EACCES", "that is not allowed"),
    ("EPERM", "that is not allowed"),
];

impl Errno {
    /// An error by its name.
    pub fn named(name: &str) -> Self {
        match KNOWN.iter().find(|(known, _)| *known == name) {
            Some((known, _)) => Errno(Cow::Borrowed(known)),
            None => Errno(name.chars().filter(|c| c.is_ascii_alphanumeric()).take(24).collect::<String>().into()),
        }
    }

    /// The name, as in `EPIPE`.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// What it means for a socket, in a few words; empty for an error that this table lacks.
    pub fn meaning(&self) -> &'static str {
        KNOWN.iter().find(|(known, _)| *known == self.0).map_or("", |(_, meaning)| meaning)
    }
}

impl From<String> for Errno {
    fn from(name: String) -> Self {
        Errno::named(&name)
    }
}

impl std::fmt::Display for Errno {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
