//! Views of a world: the terminal screen, plain text, exports.
//!
//! A view gets worlds, traces and lessons; it never sees a socket. What a run needs from outside (a control
//! used, a knob turned) goes through the [`session`].

pub mod export;
pub mod home;
pub mod learner;
pub mod levels;
pub mod markdown;
pub mod plain;
pub mod player;
pub mod recorder;
pub mod session;
#[cfg(test)]
mod testing;
pub mod tui;
pub mod words;
