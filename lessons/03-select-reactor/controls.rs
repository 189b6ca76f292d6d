//! What can be done from outside in the scenes of this lesson.

use crate::lab::Action;
use crate::lesson::{Control, shared};

pub(super) use crate::lesson::shared::{BITE, DRAIN, PLUG};

/// An order for the sandbox.
pub(super) const fn order(id: &'static str, key: char, label: &'static str) -> Control {
    shared::control(id, key, label, Action::Order)
}

/// Bytes for a pipe of the program.
pub(super) const fn feed(
    id: &'static str,
    key: char,
    label: &'static str,
    source: &'static str,
    bytes: &'static str,
) -> Control {
    shared::control(id, key, label, Action::Feed { source, bytes })
}
