//! What the scenes of this lesson ask of a world.

use crate::event::thousands;
use crate::world::{World, deadlock};

/// Bytes that the kernel took from a socket.
pub(super) fn sent(world: &World, source: &str) -> u64 {
    world.source(source).map_or(0, |s| s.sent.bytes)
}

/// Bytes that were read from a socket.
pub(super) fn received(world: &World, source: &str) -> u64 {
    world.source(source).map_or(0, |s| s.received.bytes)
}

/// How often a call on a socket was answered with "not now".
pub(super) fn refused(world: &World, source: &str) -> u64 {
    world.source(source).map_or(0, |s| s.refused)
}

/// Whether a thread stands in send, and waits for itself.
pub(super) fn frozen(world: &World) -> bool {
    deadlock(world).is_some()
}

/// The last send of a socket that came back short: what was asked, and what the kernel took.
pub(super) fn last_short(world: &World, source: &str) -> Option<(u64, u64)> {
    let short = world.source(source)?.last_short.as_ref()?;
    Some((short.asked, short.outcome.ok()?))
}

/// Of a short send, how much was asked, taken and left, as numbers to read.
pub(super) fn parts((asked, taken): (u64, u64)) -> [String; 3] {
    [asked, taken, asked.saturating_sub(taken)].map(thousands)
}
