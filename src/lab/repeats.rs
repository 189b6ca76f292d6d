//! What a free-running thread does again and again, counted where it happens.
//!
//! A loop that spins makes a million calls a second that all say the same. None of them is lost and none is kept: an event
//! that is alike to the one last told for its source and its call is counted, on the thread that did it, and a few times
//! a second the count is told as one [`Event::Repeated`]. Whatever is new is told at once, after what was counted
//! before it.
//!
//! A call that may wait is not told when it is entered, since most come back at once. The hand looks
//! ([`Repeats::flush`]), and tells of one that has been open for [`LONG`]; then its return is told too.

use crate::clock::monotonic;
use crate::event::{Call, Event, Outcome, SourceName, ThreadName};
use crate::probe::{Origin, Probe};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A call that is open for longer than this is told.
const LONG: Duration = Duration::from_millis(20);

/// The counts of one thread.
pub(crate) struct Repeats {
    thread: ThreadName,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    turn: u32,
    /// The last turn whose beginning was told.
    turn_told: u32,
    told: Vec<Told>,
    open: Option<Open>,
}

/// The last event that was told of one source and call, and how often it came again.
struct Told {
    source: Option<SourceName>,
    line: Option<u32>,
    event: Event,
    times: u64,
}

/// A call that was entered and has not returned.
struct Open {
    source: Option<SourceName>,
    line: Option<u32>,
    call: Call,
    asked: Option<u64>,
    since: Instant,
    told: bool,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    /// It is counted, or will be told if need be: nothing else is to be done.
    Counted,
    /// It is news: the caller tells it now.
    News,
}

impl Repeats {
    pub(crate) fn new(thread: ThreadName) -> Self {
        Repeats { thread, state: Mutex::default() }
    }

    /// Takes an event of this thread, in its turn.
    pub(crate) fn note(
        &self,
        probe: &Probe,
        turn: u32,
        source: Option<&SourceName>,
        line: Option<u32>,
        event: &Event,
    ) -> Noted {
        // A turn's beginning is told with the first news of that turn.
        if matches!(event, Event::TurnBegan) {
            return Noted::Counted;
        }
        let mut state = self.lock();
        state.turn = turn;
        if let Event::Entered { call, asked, .. } = event {
            let (call, asked, since) = (*call, *asked, monotonic());
            state.open = Some(Open { source: source.cloned(), line, call, asked, since, told: false });
            return Noted::Counted;
        }
        let told_open = state.open.take().is_some_and(|open| open.told);
        let repeats = can_repeat(event);
        let known = state.told.iter().position(|told| told.is_like(source, line, event));
        if let (true, false, Some(known)) = (repeats, told_open, known)
            && state.told[known].event == *event
        {
            state.told[known].times += 1;
            return Noted::Counted;
        }
        state.tell(&self.thread, probe);
        if state.turn_told != state.turn {
            state.turn_told = state.turn;
            probe.note(self.origin(&state, None, None), Event::TurnBegan);
        }
        if repeats {
            let new = Told { source: source.cloned(), line, event: event.clone(), times: 0 };
            match known {
                Some(known) => state.told[known] = new,
                None => state.told.push(new),
            }
        } else {
            // Whatever else happens on a source: what is refused after it is news again.
            state.told.retain(|told| told.source.as_ref() != source || source.is_none());
        }
        Noted::News
    }

    /// Tells what was counted so far, and a call that has been open for long.
    pub(crate) fn flush(&self, probe: &Probe) {
        let mut state = self.lock();
        state.tell(&self.thread, probe);
        let (now, turn) = (monotonic(), state.turn);
        if let Some(open) = state.open.as_mut().filter(|open| !open.told && now.duration_since(open.since) >= LONG) {
            open.told = true;
            let ago = now.duration_since(open.since).into();
            let origin = Origin { thread: self.thread.clone(), turn, source: open.source.clone(), line: open.line };
            probe.note(origin, Event::Entered { call: open.call, asked: open.asked, ago });
        }
    }

    fn origin(&self, state: &State, source: Option<SourceName>, line: Option<u32>) -> Origin {
        Origin { thread: self.thread.clone(), turn: state.turn, source, line }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Tells the counts, each once.
    fn tell(&mut self, thread: &ThreadName, probe: &Probe) {
        for told in self.told.iter_mut().filter(|told| told.times > 0) {
            let times = std::mem::take(&mut told.times);
            let (source, line) = (told.source.clone(), told.line);
            let origin = Origin { thread: thread.clone(), turn: self.turn, source, line };
            probe.note(origin, Event::Repeated { times, what: Box::new(told.event.clone()) });
        }
    }
}

impl Told {
    /// Whether an event is of the same source, line and call, whatever came of it.
    fn is_like(&self, source: Option<&SourceName>, line: Option<u32>, event: &Event) -> bool {
        let alike = match (&self.event, event) {
            (Event::Returned { call, .. }, Event::Returned { call: other, .. }) => call == other,
            (Event::Woke { call, .. }, Event::Woke { call: other, .. }) => call == other,
            (Event::Dispatched { direction }, Event::Dispatched { direction: other }) => direction == other,
            _ => false,
        };
        alike && self.line == line && self.source.as_ref() == source
    }
}

/// Whether an event may be counted: nothing was moved by it.
fn can_repeat(event: &Event) -> bool {
    match event {
        Event::Returned { call: Call::Sleep, .. } | Event::Woke { .. } | Event::Dispatched { .. } => true,
        Event::Returned { outcome: Outcome::Errno(errno), .. } => errno.name() == "EAGAIN",
        _ => false,
    }
}
