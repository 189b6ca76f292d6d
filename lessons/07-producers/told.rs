//! What the scenes of this lesson ask of a world.

use crate::event::{Callback, thousands};
use crate::lesson::Judging;
use crate::world::{ProducerState, Source, Transport, World};

/// What the library told of a connection.
pub(super) fn transport<'a>(world: &'a World, source: &str) -> Option<&'a Transport> {
    world.source(source)?.transport.as_ref()
}

/// Bytes in a transport's buffer.
pub(super) fn held(world: &World, source: &str) -> u64 {
    world.source(source).and_then(|source| source.held).map_or(0, |held| held.bytes)
}

/// The most that it held so far.
pub(super) fn highest(world: &World, source: &str) -> u64 {
    world.source(source).and_then(|source| source.held).map_or(0, |held| held.highest)
}

/// Bytes that the kernel took, and bytes that were read.
pub(super) fn moved(world: &World, source: &str) -> (u64, u64) {
    world.source(source).map_or((0, 0), |source| (source.sent.bytes, source.received.bytes))
}

/// Bytes that the program wrote to a transport.
pub(super) fn written(world: &World, source: &str) -> u64 {
    transport(world, source).map_or(0, |transport| transport.written)
}

/// How often a producer was told to pause, and to go on.
pub(super) fn told(world: &World, source: &str) -> (u64, u64) {
    let producer = transport(world, source).and_then(|transport| transport.producer);
    producer.map_or((0, 0), |producer| (producer.pauses, producer.resumes))
}

/// Whether a producer was told to pause, and not to go on since.
pub(super) fn is_paused(world: &World, source: &str) -> bool {
    let producer = transport(world, source).and_then(|transport| transport.producer);
    producer.is_some_and(|producer| producer.state == ProducerState::Paused)
}

/// How often a method was called.
pub(super) fn called(world: &World, source: &str, callback: Callback) -> u64 {
    transport(world, source).map_or(0, |transport| transport.called(callback))
}

/// Whether the reactor is calling this method now, inside another one.
pub(super) fn is_inside(world: &World, callback: Callback) -> bool {
    world.threads.iter().any(|thread| match thread.calls.as_slice() {
        [_, .., last] => last.callback == callback,
        _ => false,
    })
}

/// Whether the kernel has taken only a part of what it was offered, or nothing.
pub(super) fn is_full(world: &World, source: &str) -> bool {
    world.source(source).is_some_and(|source: &Source| source.sent.short > 0 || source.refused > 0)
}

/// What a knob was set to at the start.
pub(super) fn knob(judging: &Judging<'_>, name: &str) -> u64 {
    judging.header.knobs.iter().find(|knob| knob.name == *name).map_or(0, |knob| knob.asked)
}

/// A number of bytes to read.
pub(super) fn bytes(number: u64) -> String {
    format!("{} bytes", thousands(number))
}
