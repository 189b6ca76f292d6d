//! What can be given to the programs of this lesson: two buttons, and the end of them.

use crate::lab::Action;
use crate::lesson::{Control, shared};

pub(super) const HELLO: Control = shared::control("hello", 'h', "Hello", Action::Feed { source: "hello", bytes: "." });

pub(super) const WORLD: Control = shared::control("world", 'w', "World", Action::Feed { source: "world", bytes: "." });

pub(super) const CLOSE: Control = shared::control(
    "close",
    'e',
    "close the window: both inputs end",
    Action::EndInput { sources: &["hello", "world"] },
);
