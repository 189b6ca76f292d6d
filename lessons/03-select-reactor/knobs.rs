//! The knobs that the scenes of this lesson share.

use crate::lesson::{Knob, shared};

pub(super) const SNDBUF: Knob = shared::sndbuf(4_096, 1_024);

pub(super) const RCVBUF: Knob = shared::rcvbuf(4_096, 1_024);

/// The most that one `recv` takes.
pub(super) const fn bite(default: u64, live: bool) -> Knob {
    shared::bite(default, &[1, 10, 40, 100, 512, 1_024, 4_096, 8_192], live)
}
