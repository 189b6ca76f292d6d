//! What the scenes of this lesson ask of a world.

use crate::event::{Callback, Close, Micros, Reason};
use crate::lab::run::MAIN;
use crate::lesson::Judging;
use crate::world::{Doing, Role, Source, SourceState, World};

/// The ends of connections of one role, in the order in which they came.
pub(super) fn ends(world: &World, role: Role) -> impl Iterator<Item = &Source> {
    world.sources.iter().filter(move |source| source.role == role)
}

/// The first end of that role that was not there at the question's mark.
pub(super) fn next<'a>(j: &Judging<'a>, role: Role) -> Option<&'a Source> {
    ends(j.now, role).find(|source| j.mark.source(source.name.as_str()).is_none_or(|known| known.role != role))
}

/// How often a method of its protocol was called.
pub(super) fn called(source: &Source, callback: Callback) -> u64 {
    source.transport.as_ref().map_or(0, |transport| transport.called(callback))
}

/// What its protocol wrote, in bytes.
pub(super) fn written(source: &Source) -> u64 {
    source.transport.as_ref().map_or(0, |transport| transport.written)
}

/// The end that its program asked for.
pub(super) fn asked(source: &Source) -> Option<Close> {
    source.transport.as_ref()?.asked.map(|(how, _)| how)
}

/// Why it is over, once its protocol was told.
pub(super) fn told(source: &Source) -> Option<Reason> {
    let transport = source.transport.as_ref()?;
    transport.ended.as_ref().filter(|_| transport.called(Callback::ConnectionLost) > 0).map(|ended| ended.reason)
}

/// Whether this method of its protocol is being called.
pub(super) fn is_in(world: &World, source: &Source, callback: Callback) -> bool {
    let calls = world.threads.iter().flat_map(|thread| &thread.calls);
    calls.into_iter().any(|call| call.callback == callback && call.source.as_ref() == Some(&source.name))
}

/// Whether every connection that ever stood is over.
pub(super) fn all_over(world: &World) -> bool {
    let both = [Role::Connected, Role::Accepted].into_iter().flat_map(|role| ends(world, role));
    both.into_iter().all(|end| end.state == SourceState::Closed)
}

/// Where the kernel says nothing of threads, a wait that goes on for so long is taken for a sleep.
const LONG: Micros = Micros(100_000);

/// Whether the reactor has done all that it was told and sleeps, by the kernel's word, in a wait without an end. By the
/// program's own word alone it would seem so at the beginning of every such wait.
pub(super) fn idle(world: &World) -> bool {
    let last = world.acted.last().map(|act| act.at);
    let Some(main) = world.thread(&MAIN.into()) else { return false };
    let Doing::In { call, asked: None, since, .. } = &main.doing else { return false };
    let sleeps = match main.sample {
        Some(_) => main.asleep_for().is_some(),
        None => world.at.since(*since) >= LONG,
    };
    call.is_wait() && last.is_none_or(|last| *since > last) && sleeps
}

/// The same, after so many acts of the learner's.
pub(super) fn idle_after(world: &World, acts: usize) -> bool {
    world.acted.len() == acts && idle(world)
}
