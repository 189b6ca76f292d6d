//! The ways that bytes take: from a program that writes, over a connection, to the program that reads, and where that one
//! passes on what it reads, over the next.
//!
//! ```text
//! source ──> in    out ──> sink      one way, two connections: `in` feeds `out`
//! ```
//!
//! That one end feeds another is seen, not told: inside the `data_received` of the one, the program wrote to the other.

use super::{Source, World};

/// The most ends that a way has; a hostile file could tell of a circle.
const LONGEST: usize = 16;

/// Every way, each as its ends in the order in which bytes pass them: sender, receiver, sender, receiver, ... Ways on
/// which nothing was written are left out, unless nothing was written at all.
pub fn ways(world: &World) -> Vec<Vec<&Source>> {
    let is_fed = |source: &Source| {
        let feeds = |other: &Source| other.transport.as_ref().is_some_and(|t| t.feeds.as_ref() == Some(&source.name));
        world.sources.iter().any(feeds)
    };
    let written = |source: &&Source| source.transport.as_ref().is_some_and(|transport| transport.written > 0);
    let produces = |source: &&Source| source.transport.as_ref().is_some_and(|transport| transport.producer.is_some());
    let begins: Vec<&Source> = world.sources.iter().filter(written).filter(|source| !is_fed(source)).collect();
    let begins = if begins.is_empty() { world.sources.iter().filter(produces).collect() } else { begins };
    begins.into_iter().map(|source| way(world, source)).collect()
}

fn way<'a>(world: &'a World, begin: &'a Source) -> Vec<&'a Source> {
    let mut ends = vec![begin];
    while let Some(receiver) = ends.last().and_then(|sender| world.peer_of(sender)) {
        ends.push(receiver);
        let feeds = receiver.transport.as_ref().and_then(|transport| transport.feeds.as_ref());
        match feeds.and_then(|next| world.source(next.as_str())) {
            Some(next) if ends.len() < LONGEST => ends.push(next),
            _ => break,
        }
    }
    ends
}
