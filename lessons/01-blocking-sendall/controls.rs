//! What can be done from outside in the scenes of this lesson.

use crate::lab::Action;
use crate::lesson::Control;

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
    label: "drain: read until sendall returns",
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

pub(super) const SHUT: Control = Control {
    id: "shut",
    key: 'w',
    label: "shut the client's sending side",
    action: Action::ShutWrite { source: "client" },
    question: None,
};
