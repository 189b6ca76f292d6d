//! What the learner can tell the programs of this lesson.

use crate::lab::Action;
use crate::lesson::{Control, shared};

/// An order: it reaches the reactor as a call from another thread.
pub(super) const fn order(id: &'static str, key: char, label: &'static str) -> Control {
    shared::control(id, key, label, Action::Order)
}

/// The same, with a question that is put before.
pub(super) const fn asked(id: &'static str, key: char, label: &'static str, question: &'static str) -> Control {
    Control { question: Some(question), ..order(id, key, label) }
}

/// A reactor of the library runs until it is told.
pub(super) const STOP: Control = order("stop", 'e', "stop the reactor");
