//! What can be done from outside in the scenes of this lesson.

use crate::lab::Action;
use crate::lesson::Control;

/// An order for the sandbox.
pub(super) const fn order(id: &'static str, key: char, label: &'static str) -> Control {
    Control { id, key, label, action: Action::Order, question: None }
}

/// Bytes for a pipe of the program.
pub(super) const fn feed(
    id: &'static str,
    key: char,
    label: &'static str,
    source: &'static str,
    bytes: &'static str,
) -> Control {
    Control { id, key, label, action: Action::Feed { source, bytes }, question: None }
}

pub(super) const BITE: Control = Control {
    id: "bite",
    key: 'b',
    label: "read one bite at the server's end",
    action: Action::Bite { source: "server", knob: "bite" },
    question: None,
};

pub(super) const DRAIN: Control = Control {
    id: "drain",
    key: 'd',
    label: "drain: read until send_all returns",
    action: Action::Drain { source: "server", knob: "bite" },
    question: None,
};

pub(super) const PLUG: Control = Control {
    id: "plug",
    key: 'p',
    label: "pull the plug: reset at the server's end",
    action: Action::Reset { source: "server" },
    question: None,
};
