//! Readiness: what a program asks to be told, and what the kernel says.

use super::SourceName;
use serde::{Deserialize, Serialize};

/// Which of the two handlers of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// What is called when it can be read: `do_read`.
    Read,
    /// What is called when it can be written: `do_write`.
    Write,
}

/// What a program asks to be told of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Interest {
    /// When it can be read: bytes have come, or the end, or for a listener a connection.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read: bool,
    /// When it can be written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub write: bool,
}

/// A source that the kernel calls ready, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Which.
    pub source: SourceName,
    /// It can be read: a read would not wait.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read: bool,
    /// It can be written: a write would not wait.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub write: bool,
}

impl Ready {
    /// The most sources that one event names; the others are in its count alone.
    pub const MOST: usize = 32;
}

impl Interest {
    /// Whether it asks for nothing.
    pub fn is_none(self) -> bool {
        !self.read && !self.write
    }
}
