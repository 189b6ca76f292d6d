//! What the scenes of this lesson ask of a world.

use crate::event::{ClockKind, Micros};
use crate::lesson::{Judging, Knob};
use crate::world::{Doing, EntryState, HowOver, Thread, Timer, World};

/// The thread with the loop.
pub(super) fn main(world: &World) -> Option<&Thread> {
    world.thread(&crate::lab::run::MAIN.into())
}

/// The call of that name that waits.
pub(super) fn waiting<'a>(world: &'a World, name: &str) -> Option<&'a Timer> {
    world.timers.waiting.iter().find(|timer| is_called(timer, name))
}

/// How late the calls of that name were called, in their order.
pub(super) fn lates(world: &World, name: &str) -> Vec<Micros> {
    let over = world.timers.over.iter().filter(|over| is_called(&over.timer, name));
    let late = over.filter_map(|over| match over.how {
        HowOver::Fired { late } => Some(late),
        HowOver::Cancelled => None,
    });
    late.collect()
}

/// Whether a call of that name was called.
pub(super) fn fired(world: &World, name: &str) -> bool {
    !lates(world, name).is_empty()
}

/// Whether a call of that name was cancelled.
pub(super) fn cancelled(world: &World, name: &str) -> bool {
    world.timers.over.iter().any(|over| is_called(&over.timer, name) && over.how == HowOver::Cancelled)
}

/// What becomes of the entries of a call in the heap of the reactor, in the heap's order.
pub(super) fn entries(world: &World, name: &str) -> Vec<EntryState> {
    let heap = world.timers.heap(ClockKind::Lab).into_iter().flat_map(|heap| &heap.entries);
    let own =
        heap.filter(|entry| world.timers.find(entry.timer, ClockKind::Lab).is_some_and(|timer| is_called(timer, name)));
    own.map(|entry| entry.state).collect()
}

/// Whether a call is not filed yet.
pub(super) fn is_new(world: &World, name: &str) -> bool {
    let new = world.timers.heap(ClockKind::Lab).into_iter().flat_map(|heap| &heap.new);
    let mut timers = new.filter_map(|timer| world.timers.find(*timer, ClockKind::Lab));
    timers.any(|timer| is_called(timer, name))
}

/// The timeout of the wait in which the loop is now: `Some(None)` is for ever.
pub(super) fn sleeps(world: &World) -> Option<Option<Micros>> {
    let main = main(world)?;
    let Doing::In { call, asked, .. } = &main.doing else { return None };
    call.is_wait().then(|| asked.map(Micros))
}

/// For how long it has been in a wait without a timeout.
pub(super) fn sleeps_for_ever(world: &World) -> Option<Micros> {
    sleeps(world).filter(Option::is_none)?;
    main(world)?.in_call_for(world.at)
}

/// Bytes that the program has read from a connection.
pub(super) fn received(world: &World, source: &str) -> u64 {
    world.source(source).map_or(0, |source| source.received.bytes)
}

/// A span in words: `40 us`, `212 ms`, `1.2 s`.
pub(super) fn span(span: Micros) -> String {
    match span.0 {
        us @ 0..=999 => format!("{us} us"),
        us @ 1_000..=999_999 => format!("{} ms", us / 1_000),
        us => format!("{}.{} s", us / 1_000_000, us / 100_000 % 10),
    }
}

/// How a knob of milliseconds or of a number stood at the start.
pub(super) fn asked(j: &Judging<'_>, knob: &Knob) -> u64 {
    j.header.knobs.iter().find(|known| known.name == knob.name).map_or(knob.default, |known| known.asked)
}

pub(super) fn is_called(timer: &Timer, name: &str) -> bool {
    timer.name.as_ref().is_some_and(|own| own.as_str() == name)
}
