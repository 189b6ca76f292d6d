//! What the learner gave to the program through a pipe, and how long the program took to notice.

use crate::event::{Micros, SourceName};

/// One thing that was given: a click, a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Through which pipe.
    pub source: SourceName,
    /// When it lay in the pipe.
    pub given: Micros,
    /// How many bytes it was.
    pub bytes: u64,
    /// When the program had read it; none while it lies there.
    pub taken: Option<Micros>,
    /// What share of one core, in millionths, the reading thread had used since a live knob was last turned, or since it
    /// began; none where the kernel gave no two samples in that time.
    pub busy_ppm: Option<u32>,
    /// The live knobs as they were turned when it was taken.
    pub knobs: Vec<(crate::event::KnobName, u64)>,
}

impl Input {
    /// From the moment at which it lay in the pipe to the line after the read that took it.
    pub fn delay(&self) -> Option<Micros> {
        self.taken.map(|taken| taken.since(self.given))
    }
}
