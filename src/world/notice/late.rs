//! Calls that are late, and what holds them up.

use super::{Notice, Weight};
use crate::event::{Callback, ClockKind, Micros, thousands};
use crate::world::{HowOver, Over, World};

/// A call that is later than this is late by something that the program did, and not by what any machine adds.
pub const LATE: Micros = Micros(20_000);

/// How long a call that was late is still worth a notice.
const FRESH: Micros = Micros(1_000_000);

/// The loop stands in a call, and others are due.
pub(super) fn held_up(world: &World, found: &mut Vec<Notice>) {
    let Some(due) = world.timers.next(ClockKind::Lab).filter(|timer| world.at.since(timer.due) >= LATE) else {
        return;
    };
    let held = world.threads.iter().flat_map(|thread| &thread.calls);
    if held.into_iter().any(|call| matches!(call.callback, Callback::TimedCall)) {
        let name = due.label();
        let text = format!("a delayed call holds the loop, and {name} is due: nothing else runs until it comes back");
        found.push(Notice::new(Weight::Warning, text));
    }
}

/// A call was late: the worst of those that were called not long ago.
pub(super) fn was_late(world: &World, found: &mut Vec<Notice>) {
    let lab = world.timers.over.iter().rev().filter(|over| over.timer.clock == ClockKind::Lab);
    let fresh = lab.take_while(|over| world.at.since(over.at) < FRESH);
    let late = |over: &Over| match over.how {
        HowOver::Fired { late } if late >= LATE => Some((late, over.timer.label())),
        _ => None,
    };
    if let Some((late, name)) = fresh.filter_map(late).max_by_key(|(late, _)| *late) {
        let text = format!("late: {name} was called {} ms after it was due", thousands(late.0 / 1_000));
        found.push(Notice::about(Weight::Warning, "late", name, text));
    }
}
