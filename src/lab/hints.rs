//! What a stage of the reactor library calls what it makes next.

use crate::event::TimerName;
use std::collections::VecDeque;

/// Names that the stage gave for what it makes next. Each thread has its own.
#[derive(Debug, Default)]
pub(super) struct Hints {
    pub(super) call: Option<TimerName>,
    /// A port, and what it accepts.
    pub(super) port: Option<(String, String)>,
    pub(super) clients: VecDeque<String>,
}
