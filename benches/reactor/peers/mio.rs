//! A mio loop by one who knows edges: a short read ends, and no connection has more than 128 KiB each way in a turn.

use super::bare::Play;
use crate::meter::{Contestant, Cost, Meter};
use crate::workload::{CHUNK, Draw, Kind, later};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use std::mem;
use std::os::fd::AsRawFd;
use std::time::Duration;
use twistlab::clock::monotonic;

/// The most that one connection sends in a turn.
const LIMIT: usize = 2 * CHUNK;

pub(crate) struct Mio;

/// What is known of a connection.
#[derive(Default, Clone, Copy)]
struct Latch {
    readable: bool,
    writable: bool,
    /// It stands in the list of those to be served.
    listed: bool,
}

impl Contestant for Mio {
    fn name(&self) -> &'static str {
        "mio"
    }

    fn run(&self, workload: Kind, often: u64) -> Option<Cost> {
        let mut poll = Poll::new().unwrap();
        let mut events = Events::with_capacity(1_024);
        if let Kind::Lateness = workload {
            return Some(lateness(&mut poll, &mut events, often));
        }
        let mut play = Play::new(workload, often)?;
        for (at, connection) in play.connections.iter().enumerate() {
            let fd = connection.stream.as_raw_fd();
            poll.registry().register(&mut SourceFd(&fd), Token(at), Interest::READABLE | Interest::WRITABLE).unwrap();
        }
        let mut latches = vec![Latch::default(); play.connections.len()];
        let (mut listed, mut turn) = (Vec::new(), Vec::new());
        let meter = Meter::start();
        play.begin();
        while play.left > 0 {
            poll.poll(&mut events, if listed.is_empty() { None } else { Some(Duration::ZERO) }).unwrap();
            for event in &events {
                let latch = &mut latches[event.token().0];
                latch.readable |= event.is_readable();
                latch.writable |= event.is_writable();
                if !mem::replace(&mut latch.listed, true) {
                    listed.push(event.token().0);
                }
            }
            mem::swap(&mut listed, &mut turn);
            for at in turn.drain(..) {
                let latch = &mut latches[at];
                latch.listed = serve(&mut play, at, latch);
                if latch.listed {
                    listed.push(at);
                }
            }
        }
        Some(meter.stop())
    }
}

/// A connection's part of a turn. Says whether there is more.
fn serve(play: &mut Play, at: usize, latch: &mut Latch) -> bool {
    for _ in 0..2 {
        if latch.readable {
            latch.readable = play.read(at) == Some(CHUNK);
        }
    }
    let (mut room, mut idle) = (LIMIT, false);
    while latch.writable && room > 0 && !idle {
        let (asked, sent) = play.write(at, room);
        idle = asked == 0;
        latch.writable = sent == asked;
        room -= sent;
    }
    latch.readable || latch.writable && !idle
}

/// Its timeout has milliseconds.
fn lateness(poll: &mut Poll, events: &mut Events, often: u64) -> Cost {
    let (meter, mut draw, mut late) = (Meter::start(), Draw::new(), Vec::new());
    for _ in 0..often {
        let due = monotonic() + later(&mut draw);
        loop {
            let left = due.saturating_duration_since(monotonic());
            if left == Duration::ZERO {
                break;
            }
            poll.poll(events, Some(left)).unwrap();
        }
        late.push(monotonic().duration_since(due));
    }
    Cost { late, ..meter.stop() }
}
