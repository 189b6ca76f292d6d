//! How a connection of the reactor library ends: what the program asks for, and why it is over.

use serde::{Deserialize, Serialize};

/// Which end a program asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Close {
    /// `lose_connection`: what was written is sent first.
    InOrder,
    /// `lose_write_connection`: the sending direction alone, after what was written.
    Write,
    /// `abort_connection`: at once, and what was written is dropped.
    Abort,
}

/// Why a connection is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It was closed in order, by either side.
    Done,
    /// It broke, or the reactor was stopped.
    Lost,
    /// The program aborted it.
    Aborted,
    /// A method of the program failed.
    Failed,
}

impl Close {
    /// The method that asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Close::InOrder => "lose_connection",
            Close::Write => "lose_write_connection",
            Close::Abort => "abort_connection",
        }
    }
}

impl Reason {
    /// The name as the library writes it.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Done => "Done",
            Reason::Lost => "Lost",
            Reason::Aborted => "Aborted",
            Reason::Failed => "Error",
        }
    }
}
