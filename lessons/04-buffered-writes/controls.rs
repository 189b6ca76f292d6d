//! What can be done from outside in the scenes of this lesson.

use crate::event::Micros;
use crate::lesson::{Cue, Deed};
use crate::world::{World, deadlock};

pub(super) use crate::lesson::shared::PLUG;

/// Gets out of the freeze, where a run was told to block.
pub(super) const PLUG_WHEN_STUCK: Cue = Cue { deed: Deed::Use("plug"), when: stuck };

/// Whether the cycle of waits has stood for so long.
fn stuck(world: &World, patience: Micros) -> bool {
    deadlock(world).is_some_and(|x| x.stands_for() >= patience)
}
