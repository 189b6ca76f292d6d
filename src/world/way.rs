//! The ways that bytes take: from a program that writes, over a connection, to the program that reads, and where that one
//! passes on what it reads, over the next.
//!
//! ```text
//! source ──> in    out ──> sink      one way, two connections: `in` feeds `out`
//! ```
//!
//! That one end feeds another is seen, not told: inside the `data_received` of the one, the program wrote to the other.

use super::{Source, World};
use crate::event::{Call, Callback, Event, SourceName, Stamped, ThreadName};

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

impl World {
    /// The bytes that the program wrote to the transport of `from` and that the other end's program has not read: what waits
    /// in the transport's buffer and in the kernel, by what the calls returned.
    pub fn under_way(&self, from: &Source) -> Option<u64> {
        let written = from.transport.as_ref()?.written;
        Some(written.saturating_sub(self.peer_of(from)?.received.bytes))
    }

    /// What was written inside the `data_received` of another connection is passed on from there.
    pub(super) fn feeds(&mut self, thread: &ThreadName, to: &SourceName) {
        let calls = self.thread(thread).map(|thread| thread.calls.as_slice()).unwrap_or_default();
        let receives = calls.iter().rev().find(|call| call.callback == Callback::DataReceived);
        let Some(from) = receives.and_then(|call| call.source.clone()).filter(|from| from != to) else { return };
        if let Some(source) = self.sources.iter_mut().find(|source| source.name == from) {
            source.transport.get_or_insert_default().feeds = Some(to.clone());
        }
    }

    /// A write puts bytes on their way, and a read takes them off it.
    pub(super) fn meter_the_way(&mut self, place: usize, stamped: &Stamped) {
        let peer = || self.sources[place].peer.as_ref();
        let sender = match &stamped.event {
            Event::Wrote { .. } => Some(place),
            Event::Returned { call: Call::Recv | Call::MemoryRead, .. } => {
                peer().and_then(|peer| self.sources.iter().position(|source| source.name == *peer))
            }
            _ => None,
        };
        let Some(sender) = sender else { return };
        if let Some(bytes) = self.under_way(&self.sources[sender]) {
            self.sources[sender].meter.on_the_way(stamped.at, bytes);
        }
    }
}
