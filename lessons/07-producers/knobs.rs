//! The knobs that the scenes of this lesson share.

use crate::lesson::{Knob, Unit, shared};

pub(super) const fn sndbuf(default: u64) -> Knob {
    shared::sndbuf(default, 4_096)
}

pub(super) const fn rcvbuf(default: u64) -> Knob {
    shared::rcvbuf(default, 4_096)
}

/// How many bytes a second an end reads or writes: acts while the program runs.
pub(super) const fn speed(
    name: &'static str,
    label: &'static str,
    default: u64,
    range: (u64, u64),
    stops: &'static [u64],
) -> Knob {
    Knob { name, label, unit: Unit::Speed, default, range, stops, live: true }
}

/// How many bytes a second the reader takes.
pub(super) const READS: Knob = speed(
    "reads",
    "how much the reader takes",
    400_000,
    (16_000, 100_000_000),
    &[16_000, 50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000, 3_200_000, 100_000_000],
);

/// A number of bytes that acts while the program runs.
pub(super) const fn bytes(
    name: &'static str,
    label: &'static str,
    default: u64,
    range: (u64, u64),
    stops: &'static [u64],
) -> Knob {
    Knob { name, label, unit: Unit::Bytes, default, range, stops, live: true }
}

/// The mark: above so many bytes in a transport's buffer its producer is told to pause.
pub(super) const fn mark(default: u64) -> Knob {
    let stops = &[0, 1_024, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072, 262_144];
    bytes("mark", "above so many waiting bytes a producer pauses", default, (0, 262_144), stops)
}
