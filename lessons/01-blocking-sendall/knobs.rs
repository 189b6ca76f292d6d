//! The knobs that the scenes of this lesson share.

use crate::lesson::{Knob, shared};

pub(super) const SNDBUF: Knob = shared::sndbuf(4_096, 1_024);

pub(super) const RCVBUF: Knob = shared::rcvbuf(4_096, 1_024);

pub(super) const NODELAY: Knob = shared::switch("nodelay", "TCP_NODELAY: small segments leave at once", 1);

/// The most that one `recv` takes.
pub(super) const fn bite(default: u64, live: bool) -> Knob {
    shared::bite(default, &[1, 64, 256, 512, 1_024, 2_048, 4_096, 8_192], live)
}
