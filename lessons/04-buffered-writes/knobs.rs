//! The knobs that the scenes of this lesson share.

use crate::lesson::{Knob, shared};

pub(super) const fn sndbuf(default: u64) -> Knob {
    shared::sndbuf(default, 2_048)
}

pub(super) const fn rcvbuf(default: u64) -> Knob {
    shared::rcvbuf(default, 2_048)
}

pub(super) const BLOCKING: Knob = shared::switch("blocking", "the client's socket blocks, as in lesson 1", 0);

/// The most that one `recv` takes.
pub(super) const fn bite(default: u64, live: bool) -> Knob {
    shared::bite(default, &[256, 512, 1_024, 2_048, 4_096, 8_192], live)
}
