//! When a scene that nobody plays has come to its end: every scene ends by itself.

use super::typing;
use crate::event::Micros;
use crate::view::session::Session;
use crate::world::{World, deadlock};

/// How much longer than the patience a deadlock must stand, with nothing done about it, before the run is given up:
/// longer than a script waits by itself, and than what it does takes.
const GIVE_UP: Micros = Micros(6_000_000);

/// The same for a stage that would run for ever and has not shown all that it declares: longer than any measurement
/// of a scene takes.
const GIVE_UP_RUNNING: Micros = Micros(60_000_000);

/// Whether a stage goes on for ever, or waits for a learner, and nobody does anything: it has been left alone for the
/// patience since it showed all and the script was at its end, or for far longer.
pub(super) fn runs_on(session: &Session, patience: Micros, at_end: bool) -> bool {
    let head = session.trace.head();
    if head.ended() || !(session.is_free() || typing::waits_for_you(head).is_some()) {
        return false;
    }
    let seen = session.milestones.iter().flatten().max().and_then(|seq| session.trace.get(*seq));
    let turned = session.trace.back_from(session.trace.last()).find(|s| s.thread.is_lab() && s.event.is_step());
    let last = [seen, turned].into_iter().flatten().map(|stamped| stamped.at).max().unwrap_or_default();
    let bound =
        if at_end && session.showed_all() { patience } else { Micros(patience.0.saturating_add(GIVE_UP_RUNNING.0)) };
    head.at.since(last) >= bound
}

/// Whether a deadlock has stood for the patience and long after it, with nothing done about it.
pub(super) fn stands_on(world: &World, patience: Micros) -> bool {
    untouched_for(world).is_some_and(|span| span >= Micros(patience.0.saturating_add(GIVE_UP.0)))
}

/// For how long a deadlock has stood, with nothing done about it.
fn untouched_for(world: &World) -> Option<Micros> {
    let stands = deadlock(world)?.stands_for();
    Some(world.acted.last().map_or(stands, |act| stands.min(world.at.since(act.at))))
}
