//! The knobs that the scenes of this lesson share.

use crate::lesson::shared::{self, count};
use crate::lesson::{Knob, Unit};

pub(super) const SNDBUF: Knob = shared::sndbuf(4_096, 2_048);

pub(super) const RCVBUF: Knob = shared::rcvbuf(4_096, 2_048);

pub(super) const BALLS: Knob =
    count("balls", "how many balls the client serves, one write each", 3, (1, 20), &[1, 2, 3, 10, 20]);

pub(super) const SIZE: Knob =
    shared::start("size", "bytes of a ball that is served", 1, (1, 65_536), &[1, 1_024, 16_384, 65_536]);

pub(super) const ENOUGH: Knob =
    count("enough", "the client has had enough at so many bytes", 4, (1, 100), &[1, 2, 4, 10, 100]);

/// One of some names, set before the start; the first unless changed.
pub(super) const fn choice(
    name: &'static str,
    label: &'static str,
    names: &'static [&'static str],
    range: (u64, u64),
    stops: &'static [u64],
) -> Knob {
    Knob { unit: Unit::Choice(names), ..shared::start(name, label, 0, range, stops) }
}
