//! How an event is emitted: noted at the point of truth, kept in order, never blocking the stage.
//!
//! A [`Probe`] is a bounded queue between the stage's threads and whoever watches. Place and time are
//! stamped under one lock, so the order of the trace is the order of the notes. Where the queue is full,
//! the stage neither waits nor loses the sums: calls are folded into [`Counts`] on its own thread, per
//! thread and socket, and a call that is still open stays visible. Of what says how something stands (an interest, a
//! buffer, the kernel's word on who is ready) the last is kept.
//!
//! It is no log and no filter: it keeps every event that fits, as it was given.

use crate::clock::LabClock;
use crate::event::{Call, Counts, Event, Micros, Outcome, Seq, SourceName, Stamped, ThreadName};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many events wait at the most for the watcher before they are folded into counts.
pub const QUEUE_LIMIT: usize = 16_384;

/// Where an event comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The thread, or `lab`.
    pub thread: ThreadName,
    /// Its turn.
    pub turn: u32,
    /// The socket, where it is about one.
    pub source: Option<SourceName>,
    /// The stage's line, where it is a call of the stage.
    pub line: Option<u32>,
}

/// Takes events from any thread and hands them over in order.
#[derive(Clone)]
pub struct Probe(Arc<Shared>);

struct Shared {
    clock: Arc<LabClock>,
    queue: Mutex<Queue>,
    wake: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct Queue {
    last: u64,
    events: Vec<Stamped>,
    folded: Vec<Fold>,
    /// When each thread entered the send that it is in.
    sending: Vec<(ThreadName, Micros)>,
    closed: bool,
}

/// What was not kept one by one, for one thread and socket.
struct Fold {
    origin: Origin,
    counts: Counts,
    /// How things stand: of each kind the last.
    stand: Vec<(Origin, Event)>,
    open: Option<(Origin, Event)>,
}

impl Probe {
    /// A probe that stamps with `clock` and calls `wake` when the first event of a batch waits.
    ///
    /// `wake` is called on the noting thread, without any lock of the probe held; it must not block.
    pub fn new(clock: Arc<LabClock>, wake: impl Fn() + Send + Sync + 'static) -> Self {
        Probe(Arc::new(Shared { clock, queue: Mutex::default(), wake: Box::new(wake) }))
    }

    /// The clock that stamps.
    pub fn clock(&self) -> &LabClock {
        &self.0.clock
    }

    /// Notes one event: call it on the line after the call it reports. Never blocks.
    pub fn note(&self, origin: Origin, event: Event) {
        self.note_after(|| (origin, event));
    }

    /// Makes a call and notes it, with nothing noted in between: what it causes in another thread comes after it in the
    /// order. The call must not block, and must not note anything itself.
    pub fn note_after(&self, make: impl FnOnce() -> (Origin, Event)) {
        let first = {
            let mut queue = self.lock();
            if queue.closed {
                return;
            }
            let (origin, event) = make();
            let first = queue.events.is_empty() && queue.folded.is_empty();
            let send_took = queue.send_took(self.0.clock.now(), &origin, &event);
            if queue.events.len() >= QUEUE_LIMIT && can_fold(&event) {
                queue.fold(origin, event, send_took);
            } else {
                queue.unfold(&self.0.clock);
                queue.push(&self.0.clock, origin, event);
            }
            first
        };
        if first {
            (self.0.wake)();
        }
    }

    /// Takes all that waits, in order.
    pub fn drain(&self) -> Vec<Stamped> {
        let mut queue = self.lock();
        queue.unfold(&self.0.clock);
        std::mem::take(&mut queue.events)
    }

    /// Drops whatever is noted from now on: the run was abandoned.
    pub fn close(&self) {
        let mut queue = self.lock();
        queue.closed = true;
        queue.events = Vec::new();
        queue.folded = Vec::new();
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn push(&mut self, clock: &LabClock, origin: Origin, event: Event) {
        self.last += 1;
        let Origin { thread, turn, source, line } = origin;
        self.events.push(Stamped { seq: Seq(self.last), at: clock.now(), turn, thread, source, line, event });
    }

    /// How long a send took that comes back with this event. Also notes when one is entered.
    fn send_took(&mut self, now: Micros, origin: &Origin, event: &Event) -> Micros {
        match event {
            Event::Entered { call: Call::Send, .. } => self.sending.push((origin.thread.clone(), now)),
            Event::Returned { call: Call::Send, .. } => {
                let place = self.sending.iter().position(|(thread, _)| *thread == origin.thread);
                return place.map_or(Micros(0), |place| now.since(self.sending.swap_remove(place).1));
            }
            _ => {}
        }
        Micros(0)
    }

    fn fold(&mut self, mut origin: Origin, event: Event, send_took: Micros) {
        // A sample is of a thread but not by it: what a thread is counted with, it did itself.
        if matches!(event, Event::Sampled(_)) {
            origin.thread = ThreadName::LAB.into();
        }
        let place =
            self.folded.iter().position(|f| f.origin.thread == origin.thread && f.origin.source == origin.source);
        let place = place.unwrap_or_else(|| {
            let counts = Counts::default();
            self.folded.push(Fold { origin: origin.clone(), counts, stand: Vec::new(), open: None });
            self.folded.len() - 1
        });
        let fold = &mut self.folded[place];
        fold.origin.turn = origin.turn;
        match event {
            Event::Entered { .. } => fold.open = Some((origin, event)),
            Event::Returned { call, outcome, .. } => {
                fold.open = None;
                fold.counts.longest_send = fold.counts.longest_send.max(send_took);
                let sum = if call.is_syscall() { &mut fold.counts.calls } else { &mut fold.counts.others };
                *sum += 1;
                if let Outcome::Result(n) = outcome {
                    match call {
                        Call::Send => fold.counts.sent += n,
                        Call::Recv => fold.counts.received += n,
                        _ => {}
                    }
                }
            }
            Event::Watched(_) | Event::Buffered { .. } | Event::Woke { .. } => {
                let kind = std::mem::discriminant(&event);
                if matches!(event, Event::Woke { .. }) {
                    fold.open = None;
                }
                match fold.stand.iter_mut().find(|(_, known)| std::mem::discriminant(known) == kind) {
                    None => fold.stand.push((origin, event)),
                    Some(last) => {
                        let call = matches!(event, Event::Woke { .. });
                        *(if call { &mut fold.counts.calls } else { &mut fold.counts.others }) += 1;
                        *last = (origin, event);
                    }
                }
            }
            _ => fold.counts.others += 1,
        }
    }

    /// Puts the sums in their place in the order, after all of them how things stand, and the calls that are still open last.
    fn unfold(&mut self, clock: &LabClock) {
        let (mut stands, mut left_open) = (Vec::new(), Vec::new());
        for Fold { mut origin, counts, stand, open } in std::mem::take(&mut self.folded) {
            if !counts.is_empty() {
                origin.line = None;
                self.push(clock, origin, Event::Counted(counts));
            }
            stands.extend(stand);
            left_open.extend(open);
        }
        for (origin, event) in stands.into_iter().chain(left_open) {
            self.push(clock, origin, event);
        }
    }
}

/// Whether an event may be reduced to a sum. What changes the state of the run may not.
fn can_fold(event: &Event) -> bool {
    match event {
        // What goes through a pipe is what the learner gave: when each of it was read must not be lost.
        Event::Entered { call, .. } | Event::Returned { call, .. } => {
            matches!(call, Call::Send | Call::Recv | Call::Sleep) || call.is_wait()
        }
        Event::Gauged(_) | Event::Sampled(_) | Event::TurnBegan | Event::Said { .. } => true,
        Event::Watched(_) | Event::Buffered { .. } | Event::Woke { .. } | Event::Dispatched { .. } => true,
        // A repeat is a sum already, and comes a few times a second.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin { thread: "main".into(), turn: 1, source: Some("client".into()), line: Some(7) }
    }

    fn send(n: u64) -> [Event; 2] {
        let entered = Event::entered(Call::Send, Some(n));
        let returned = Event::Returned { call: Call::Send, asked: Some(n), outcome: Outcome::Result(n) };
        [entered, returned]
    }

    fn probe() -> Probe {
        Probe::new(Arc::new(LabClock::start()), || {})
    }

    #[test]
    fn a_full_queue_folds_into_sums_and_loses_no_byte() {
        let probe = probe();
        let writes = QUEUE_LIMIT as u64;
        for _ in 0..writes {
            for event in send(3) {
                probe.note(origin(), event);
            }
        }
        let events = probe.drain();
        assert!(events.len() <= QUEUE_LIMIT + 2, "the queue is bounded, it held {}", events.len());
        let sent: u64 = events
            .iter()
            .map(|e| match &e.event {
                Event::Returned { outcome, .. } => outcome.ok().unwrap_or(0),
                Event::Counted(counts) => counts.sent,
                _ => 0,
            })
            .sum();
        assert_eq!(sent, 3 * writes);
        let places: Vec<u64> = events.iter().map(|e| e.seq.0).collect();
        assert!(places.windows(2).all(|w| w[1] == w[0] + 1), "no gap in the order");
    }

    #[test]
    fn a_call_left_open_while_full_is_still_seen() {
        let probe = probe();
        for _ in 0..QUEUE_LIMIT {
            probe.note(origin(), Event::TurnBegan);
        }
        probe.note(origin(), send(9)[0].clone());
        assert_eq!(probe.drain().last().map(|e| e.event.clone()), Some(send(9)[0].clone()));
    }

    #[test]
    fn of_how_things_stand_the_last_is_kept() {
        let probe = probe();
        for _ in 0..QUEUE_LIMIT {
            probe.note(origin(), Event::TurnBegan);
        }
        let woke = |n| Event::Woke { call: Call::Poll, asked: None, outcome: Outcome::Result(n), ready: Vec::new() };
        for n in 1..=3 {
            probe.note(origin(), Event::Buffered { held: n, budget: None });
            probe.note(origin(), Event::entered(Call::Poll, None));
            probe.note(origin(), woke(n));
        }
        let tail: Vec<Event> = probe.drain().split_off(QUEUE_LIMIT).into_iter().map(|e| e.event).collect();
        let counts = Counts { calls: 2, others: 2, ..Counts::default() };
        assert_eq!(tail, [Event::Counted(counts), Event::Buffered { held: 3, budget: None }, woke(3)]);
    }

    #[test]
    fn an_end_comes_after_the_sums_that_it_ends() {
        let probe = probe();
        for _ in 0..QUEUE_LIMIT {
            probe.note(origin(), Event::TurnBegan);
        }
        probe.note(origin(), send(9)[1].clone());
        probe.note(origin(), Event::ThreadEnded);
        let tail: Vec<Event> = probe.drain().into_iter().rev().take(2).map(|e| e.event).collect();
        assert_eq!(tail[0], Event::ThreadEnded);
        assert!(matches!(&tail[1], Event::Counted(counts) if counts.calls == 1 && counts.sent == 9), "{:?}", tail[1]);
    }

    #[test]
    fn a_closed_probe_keeps_nothing() {
        let probe = probe();
        probe.close();
        probe.note(origin(), Event::TurnBegan);
        assert!(probe.drain().is_empty());
    }

    #[test]
    fn only_the_first_event_of_a_batch_wakes() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let wakes = Arc::new(AtomicUsize::new(0));
        let counter = wakes.clone();
        let probe = Probe::new(Arc::new(LabClock::start()), move || {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        probe.note(origin(), Event::TurnBegan);
        probe.note(origin(), Event::TurnBegan);
        probe.drain();
        probe.note(origin(), Event::TurnBegan);
        assert_eq!(wakes.load(Ordering::Relaxed), 2);
    }
}
