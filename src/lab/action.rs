//! What can be done to a running stage from outside, without its help. None of these blocks.

use super::bench::Bench;
use super::error::errno;
use super::slot::Slot;
use crate::event::{Call, Event, Outcome, SourceName};
use std::io;
use std::sync::Arc;
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
    /// Gives the program these bytes through a pipe: a click, a line.
    Feed {
        /// The pipe.
        source: &'static str,
        /// The bytes.
        bytes: &'static str,
    },
    /// Lets the learner type lines for the program; by itself it does nothing.
    Type {
        /// The pipe that the lines go to.
        source: &'static str,
    },
    /// Ends the input: the program reads to the end of what was given, then the end.
    EndInput {
        /// The pipes, in the order in which they are closed.
        sources: &'static [&'static str],
    },
    /// Tells a stage that waits for it what to do next: it gets the control's name.
    Order,
}

/// How long a drain goes on at the most: far longer than any send of a scene needs.
pub(super) const DRAIN_BOUND: Duration = Duration::from_secs(5);

/// Reads of a drain in a row, before the lab looks at what else it was told.
pub(super) const DRAIN_BURST: u32 = 64;

/// The pause between two bursts.
pub(super) const DRAIN_PAUSE: Duration = Duration::from_millis(1);

/// A drain that is under way: which send of the other end it is to free.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draining {
    source: &'static str,
    knob: &'static str,
    send: u64,
}

/// How a drain goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// It has read once more.
    Moved,
    /// The stage has room enough now, and has not used it yet.
    Waits,
    /// The send that was to be freed has come back.
    Done,
}

impl Action {
    /// Does it and notes what the kernel answered. A drain is only begun: go on with [`Draining::read_on`].
    pub(super) fn act(self, bench: &Bench) -> Option<Draining> {
        match self {
            Action::Bite { source, knob } => read(bench, source, size(bench, knob)),
            Action::Drain { source, knob } => {
                return open_send(bench, source).map(|send| Draining { source, knob, send });
            }
            Action::Reset { source } => {
                if let Some(result) = bench.slot(source).and_then(|slot| slot.reset()) {
                    note(bench, source, Call::Disconnect, None, result.map(|()| 0));
                }
            }
            Action::Feed { source, bytes } => bench.feed(source, bytes.as_bytes()),
            Action::EndInput { sources } => sources.iter().for_each(|source| bench.end_input(source)),
            // What is typed comes by itself, and an order goes to the gate.
            Action::Type { .. } | Action::Order => {}
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
    /// Reads once more, where that helps the send.
    ///
    /// The last bite is left where nothing follows it: it makes no room that the sender lacks, and the stage's
    /// own next read may wait for it.
    pub(super) fn read_on(self, bench: &Bench) -> Progress {
        let (Some(reader), Some(sender)) = ends(bench, self.source) else { return Progress::Done };
        if sender.open_send() != Some(self.send) {
            return Progress::Done;
        }
        let most = size(bench, self.knob);
        let follows = sender.gauges().and_then(|gauges| gauges.unsent) != Some(0);
        let unread = reader.gauges().and_then(|gauges| gauges.unread).unwrap_or(0);
        if unread == 0 || (!follows && unread <= most) {
            return Progress::Waits;
        }
        read(bench, self.source, most);
        Progress::Moved
    }
}

/// A socket and the other end of its connection.
fn ends(bench: &Bench, source: &str) -> (Option<Arc<Slot>>, Option<Arc<Slot>>) {
    let reader = bench.slot(source);
    let peer = reader.as_ref().and_then(|reader| reader.peer());
    (reader, peer.and_then(|peer| bench.slot(peer.as_str())))
}

/// The number of the send that is open on the other end of `source`.
fn open_send(bench: &Bench, source: &str) -> Option<u64> {
    ends(bench, source).1?.open_send()
}

/// The size of one read.
fn size(bench: &Bench, knob: &str) -> u64 {
    bench.knobs.find(knob).unwrap_or(1_024)
}

fn read(bench: &Bench, source: &str, most: u64) {
    if let Some(result) = bench.slot(source).and_then(|slot| slot.read(usize::try_from(most).unwrap_or(usize::MAX))) {
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
