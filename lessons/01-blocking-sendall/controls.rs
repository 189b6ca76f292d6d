//! What can be done from outside in the scenes of this lesson.

use crate::lab::Action;
use crate::lesson::{Control, shared};

pub(super) use crate::lesson::shared::{BITE, DRAIN, PLUG};

pub(super) const SHUT: Control =
    shared::control("shut", 'w', "shut the client's sending side", Action::ShutWrite { source: "client" });
