//! What the program asked of a source, what the kernel said of it, and what came of that.

use crate::event::{Call, Direction, Event, Interest, Micros, Outcome, Ready};

/// One source in the eyes of whoever waits for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readiness {
    /// What the program asks to be told.
    pub interest: Interest,
    /// What the kernel said at the last wait that asked for it; nothing before the first.
    pub said: Option<Interest>,
    /// Since when it has been readable, wait after wait, without a read.
    pub readable_since: Option<Micros>,
    /// Since when it has been writable, wait after wait, without a write.
    pub writable_since: Option<Micros>,
    /// Handlers that were called since the last wait.
    pub dispatched: Interest,
    /// How often its read handler was called, and its write handler.
    pub dispatches: (u64, u64),
    /// How often the kernel has said that it is ready.
    pub told: u64,
    /// Waits in a row that said it can be read, with neither its read handler called nor a read after them.
    pub passed_over: u64,
}

impl Readiness {
    /// Takes in an event of this source.
    pub(super) fn apply(&mut self, event: &Event) {
        self.take(event, 1);
    }

    fn take(&mut self, event: &Event, times: u64) {
        match event {
            Event::Watched(interest) => {
                self.interest = *interest;
                if interest.is_none() {
                    (self.said, self.readable_since, self.writable_since) = (None, None, None);
                    self.passed_over = 0;
                }
            }
            Event::Dispatched { direction: Direction::Read } => {
                self.dispatched.read = true;
                self.dispatches.0 = self.dispatches.0.saturating_add(times);
            }
            Event::Dispatched { direction: Direction::Write } => {
                self.dispatched.write = true;
                self.dispatches.1 = self.dispatches.1.saturating_add(times);
            }
            Event::Returned { call: Call::Recv | Call::Read | Call::MemoryRead | Call::Accept, .. } => {
                (self.readable_since, self.passed_over) = (None, 0);
            }
            // A send that was refused has not used what room there is.
            Event::Returned {
                call: Call::Send | Call::Write | Call::MemoryWrite, outcome: Outcome::Result(_), ..
            } => {
                self.writable_since = None;
            }
            Event::Returned { call: Call::Close, .. } => {
                let (dispatches, told) = (self.dispatches, self.told);
                *self = Readiness { dispatches, told, ..Readiness::default() };
            }
            Event::Repeated { times, what } => self.take(what, *times),
            _ => {}
        }
    }

    /// A wait that asked for this source came back, so many times; `ready` is what it said of it. One that tells edges
    /// tells what has changed: of what it does not name it says nothing new.
    pub(super) fn woke(&mut self, ready: Option<&Ready>, edges: bool, at: Micros, times: u64) {
        let said = ready.map_or_else(Interest::default, |ready| Interest { read: ready.read, write: ready.write });
        // The wait before is over: whoever it named was served by now, or passed over.
        let named = self.said.is_some_and(|said| said.read) && self.interest.read;
        let served = self.dispatched.read || self.readable_since.is_none();
        self.passed_over = if named && !served { self.passed_over.saturating_add(times) } else { 0 };
        self.dispatched = Interest::default();
        self.said = Some(said);
        if !edges || said.read {
            self.readable_since = said.read.then(|| self.readable_since.unwrap_or(at));
        }
        if !edges || said.write {
            self.writable_since = said.write.then(|| self.writable_since.unwrap_or(at));
        }
        if ready.is_some() {
            self.told = self.told.saturating_add(times);
        }
    }
}
