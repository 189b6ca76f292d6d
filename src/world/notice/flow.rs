//! What is worth knowing of producers and consumers: who is held back, who does not heed it, who is not read, and which
//! close waits for whom.

use super::{Notice, Weight};
use crate::event::{Micros, thousands};
use crate::world::{ProducerState, World};

/// For how long a program must not have read for it to be told: a slow reader pauses after every piece.
const NOT_READ: Micros = Micros(1_000_000);

pub(super) fn held_back(world: &World, found: &mut Vec<Notice>) {
    for source in &world.sources {
        let Some(transport) = source.transport.as_ref().filter(|transport| transport.ended.is_none()) else { continue };
        let Some(producer) = transport.producer.filter(|producer| producer.state == ProducerState::Paused) else {
            continue;
        };
        let (name, held) = (&source.name, thousands(source.held.map_or(0, |held| held.bytes)));
        let mark = transport.mark.map_or_else(String::new, |mark| format!(", its mark is {}", thousands(mark)));
        if producer.wrote_paused > 0 {
            let more = thousands(producer.wrote_paused);
            let text = format!(
                "not heeded: the producer of {name} was told to pause and has written {more} bytes since; {held} wait{mark}"
            );
            found.push(Notice::about(Weight::Warning, "not heeded", name, text));
        } else {
            let text = format!("back-pressure: the producer of {name} is paused; {held} bytes wait{mark}");
            found.push(Notice::about(Weight::Hint, "back-pressure", name, text));
        }
    }
}

pub(super) fn not_read(world: &World, found: &mut Vec<Notice>) {
    for source in &world.sources {
        let Some(transport) = source.transport.as_ref().filter(|transport| transport.ended.is_none()) else { continue };
        let paused = transport.paused_since.map(|since| world.at.since(since)).filter(|span| *span >= NOT_READ);
        let Some(span) = paused else { continue };
        let seconds = format!("{}.{} s", span.0 / 1_000_000, span.0 / 100_000 % 10);
        let unread = source.gauges.unread.map_or_else(String::new, |unread| format!(", {} bytes", thousands(unread)));
        let text = format!(
            "not read: the program has paused reading at {} for {seconds}; what comes waits in the kernel{unread}",
            source.name
        );
        found.push(Notice::about(Weight::Hint, "not read", &source.name, text));
    }
}

pub(super) fn closing(world: &World, found: &mut Vec<Notice>) {
    for source in &world.sources {
        let Some(transport) = source.transport.as_ref().filter(|transport| transport.is_ending()) else { continue };
        let Some(producer) = transport.producer else { continue };
        let waits_for = match (producer.streaming, producer.state) {
            (false, ProducerState::Producing) => "its pull producer to unregister",
            (true, ProducerState::Paused) => "its producer to be told to go on, and for what that writes",
            _ => continue,
        };
        let text = format!("closing: {} waits for {waits_for}", source.name);
        found.push(Notice::about(Weight::Hint, "closing", &source.name, text));
    }
}
