//! What can be done to a running stage from outside, without its help. None of these blocks.

use super::bench::Bench;
use super::error::errno;
use crate::event::{Call, Event, Outcome, SourceName};
use std::io;
use std::time::Duration;

/// An act on a stage's socket from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Reads once from the socket, at most as many bytes as the knob says.
    Bite {
        /// The socket to read.
        source: &'static str,
        /// The knob with the size.
        knob: &'static str,
    },
    /// Reads on until the stage's send on the other end has come back, at most five seconds.
    Drain {
        /// The socket to read.
        source: &'static str,
        /// The knob with the size of one read.
        knob: &'static str,
    },
    /// Resets the connection at this end, leaving the descriptor open.
    Reset {
        /// The socket.
        source: &'static str,
    },
    /// Shuts this end's sending side.
    ShutWrite {
        /// The socket.
        source: &'static str,
    },
}

/// How long a drain goes on at the most: far longer than any send of a scene needs.
pub(super) const DRAIN_BOUND: Duration = Duration::from_secs(5);

/// How long a drain waits for more when the queue is empty, before it looks again.
pub(super) const DRAIN_PAUSE: Duration = Duration::from_millis(1);

/// A drain that is under way: which send of the other end it is to free.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draining {
    source: &'static str,
    knob: &'static str,
    send: u64,
}

impl Action {
    /// Does it and notes what the kernel answered. A drain is only begun: go on with [`Draining::read_on`].
    pub(super) fn act(self, bench: &Bench) -> Option<Draining> {
        match self {
            Action::Bite { source, knob } => read(bench, source, knob),
            Action::Drain { source, knob } => {
                return open_send(bench, source).map(|send| Draining { source, knob, send });
            }
            Action::Reset { source } => {
                if let Some(result) = bench.slot(source).and_then(|slot| slot.reset()) {
                    note(bench, source, Call::Disconnect, None, result.map(|()| 0));
                }
            }
            Action::ShutWrite { source } => {
                if let Some(result) = bench.slot(source).and_then(|slot| slot.shut_write()) {
                    note(bench, source, Call::ShutdownWrite, None, result.map(|()| 0));
                }
            }
        }
        None
    }
}

impl Draining {
    /// Reads once more; `false` where the send that was to be freed has come back.
    pub(super) fn read_on(self, bench: &Bench) -> bool {
        let go_on = open_send(bench, self.source) == Some(self.send);
        if go_on {
            read(bench, self.source, self.knob);
        }
        go_on
    }
}

/// The number of the send that is open on the other end of `source`.
fn open_send(bench: &Bench, source: &str) -> Option<u64> {
    let peer = bench.slot(source)?.peer()?;
    bench.slot(peer.as_str())?.open_send()
}

fn read(bench: &Bench, source: &str, knob: &str) {
    let most = bench.knobs.find(knob).unwrap_or(1_024);
    let Some(result) = bench.slot(source).and_then(|slot| slot.read(usize::try_from(most).unwrap_or(usize::MAX)))
    else {
        return;
    };
    // An empty queue is no news while draining.
    if !matches!(&result, Err(error) if error.kind() == io::ErrorKind::WouldBlock) {
        note(bench, source, Call::Recv, Some(most), result.map(|got| got as u64));
    }
}

fn note(bench: &Bench, source: &str, call: Call, asked: Option<u64>, result: io::Result<u64>) {
    let outcome = result.map_or_else(|error| Outcome::Errno(errno(&error)), Outcome::Result);
    bench.note(Some(&SourceName::from(source)), None, Event::Returned { call, asked, outcome });
    if let Some(slot) = bench.slot(source) {
        bench.gauge_pair(&slot);
    }
}
