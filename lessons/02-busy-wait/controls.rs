//! What can be given to the programs of this lesson: two buttons, and the end of them.

use crate::lab::Action;
use crate::lesson::Control;

pub(super) const HELLO: Control = Control {
    id: "hello",
    key: 'h',
    label: "Hello",
    action: Action::Feed { source: "hello", bytes: "." },
    question: None,
};

pub(super) const WORLD: Control = Control {
    id: "world",
    key: 'w',
    label: "World",
    action: Action::Feed { source: "world", bytes: "." },
    question: None,
};

pub(super) const CLOSE: Control = Control {
    id: "close",
    key: 'e',
    label: "close the window: both inputs end",
    action: Action::EndInput { sources: &["hello", "world"] },
    question: None,
};
