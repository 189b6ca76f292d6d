//! The knobs that several scenes of this lesson have.

use crate::lesson::{Knob, Unit, shared};

/// A span of time that is set before the start.
pub(super) const fn millis(
    name: &'static str,
    label: &'static str,
    default: u64,
    range: (u64, u64),
    stops: &'static [u64],
) -> Knob {
    Knob { unit: Unit::Millis, ..shared::start(name, label, default, range, stops) }
}

/// Which of several programs is run: the right one is the first.
pub(super) const fn version(label: &'static str, names: &'static [&'static str], stops: &'static [u64]) -> Knob {
    let range = (0, stops[stops.len() - 1]);
    Knob { unit: Unit::Choice(names), ..shared::start("version", label, 0, range, stops) }
}
