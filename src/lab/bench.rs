//! What the stage's threads, the hand and the run share: the probe, the sockets' slots, the knobs and the gate.

use super::gate::{Gate, Holding};
use super::inlet::Inlets;
use super::repeats::{Noted, Repeats};
use super::slot::Slot;
use super::{Gait, Knobs, here, kernel};
use crate::event::{ControlId, Event, Gauges, Interest, Micros, SourceName};
use crate::probe::{Origin, Probe};
use crate::reactor::outcome::Caller;
use crate::reactor::{Reactor, Remote};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) struct Bench {
    pub(crate) probe: Probe,
    pub(crate) knobs: Knobs,
    pub(crate) gate: Gate,
    slots: Mutex<Vec<Arc<Slot>>>,
    threads: Mutex<Vec<(crate::event::ThreadName, u32)>>,
    telling: Mutex<()>,
    inlets: Mutex<Inlets>,
    repeats: Mutex<Vec<Arc<Repeats>>>,
    /// What the program waits for, in its order.
    watched: Mutex<Vec<(SourceName, Interest)>>,
    changes: AtomicU64,
    /// Reactors of the stage, to be ended with the run.
    remotes: Mutex<Vec<Remote>>,
    /// The one that takes orders, where one does.
    ordered: Mutex<Option<Remote>>,
    /// How often each name was given.
    given: Mutex<HashMap<String, u32>>,
    gait: Gait,
    /// The stage's source: lines of another file are not shown.
    path: &'static str,
}

impl Bench {
    pub(crate) fn new(probe: Probe, knobs: Knobs, holding: Holding, gait: Gait, path: &'static str) -> Self {
        Bench {
            probe,
            knobs,
            gate: Gate::new(holding),
            slots: Mutex::default(),
            threads: Mutex::default(),
            telling: Mutex::default(),
            inlets: Mutex::default(),
            repeats: Mutex::default(),
            watched: Mutex::default(),
            changes: AtomicU64::new(0),
            remotes: Mutex::default(),
            ordered: Mutex::default(),
            given: Mutex::default(),
            gait,
            path,
        }
    }

    /// Notes an event of the calling thread; where that runs freely, counts what only repeats.
    pub(crate) fn note(&self, source: Option<&SourceName>, line: Option<u32>, event: Event) {
        if self.is_news(source, line, &event) {
            self.tell(source, line, event);
        }
    }

    /// Tells an event of the calling thread, whatever it is.
    pub(super) fn tell(&self, source: Option<&SourceName>, line: Option<u32>, event: Event) {
        let (thread, turn) = here::origin();
        self.probe.note(Origin { thread, turn, source: source.cloned(), line }, event);
    }

    /// Makes a call that cannot block and notes it, as one step where each is told by itself: what it causes in another
    /// thread is told after it. `None` where the run was abandoned, and the call not made.
    pub(super) fn note_with<T>(
        &self,
        source: &SourceName,
        line: Option<u32>,
        make: impl FnOnce() -> (T, Event),
    ) -> Option<T> {
        if self.gait == Gait::Free || here::is_quiet() {
            let (made, event) = make();
            self.note(Some(source), line, event);
            return Some(made);
        }
        let ((thread, turn), mut made) = (here::origin(), None);
        self.probe.note_after(|| {
            let (result, event) = make();
            made = Some(result);
            (Origin { thread, turn, source: Some(source.clone()), line }, event)
        });
        made
    }

    /// Whether an event is to be told by itself. One that only repeats, or is only summed, is taken care of.
    pub(super) fn is_news(&self, source: Option<&SourceName>, line: Option<u32>, event: &Event) -> bool {
        let summed = here::sum(source, event);
        !summed
            && here::repeats(|repeats| repeats.note(&self.probe, here::turn(), source, line, event))
                != Some(Noted::Counted)
    }

    /// What the program waits for from now on: told where it is another thing than before. Gives the number of changes
    /// so far.
    pub(super) fn watched(&self, now: &[(SourceName, Interest)], line: u32) -> u64 {
        let mut watched = lock(&self.watched);
        if *watched == now {
            return self.changes();
        }
        let before = std::mem::replace(&mut *watched, now.to_vec());
        drop(watched);
        for (name, _) in before.iter().filter(|(name, _)| !now.iter().any(|(known, _)| known == name)) {
            self.note(Some(name), Some(line), Event::Watched(Interest::default()));
        }
        for (name, interest) in now.iter().filter(|new| !before.contains(new)) {
            self.note(Some(name), Some(line), Event::Watched(*interest));
        }
        self.changes.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// A source is closed, and its interest with it: one that is opened by its name is told anew.
    pub(super) fn unwatched(&self, source: &SourceName) {
        let mut watched = lock(&self.watched);
        if let Some(place) = watched.iter().position(|(name, _)| name == source) {
            watched.remove(place);
            self.changes.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How often the interest has changed so far.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// Tells what the threads of a free-running stage have counted, and which of them wait.
    pub(crate) fn flush(&self) {
        for repeats in lock(&self.repeats).iter() {
            repeats.flush(&self.probe);
        }
    }

    /// The lab's ends of pipes.
    pub(super) fn inlets(&self) -> MutexGuard<'_, Inlets> {
        lock(&self.inlets)
    }

    /// Gives the program bytes through a pipe.
    pub(super) fn feed(&self, source: &str, bytes: &[u8]) {
        self.inlets().feed(&self.probe, source, bytes);
    }

    /// Ends the input of a pipe.
    pub(super) fn end_input(&self, source: &str) {
        self.inlets().end(&self.probe, source);
    }

    /// Holds the calling thread at a rest point.
    pub(crate) fn rest(&self, line: Option<u32>) {
        let holds = self.gate.holds();
        if holds {
            self.gate.arrive();
        }
        self.note(None, line, Event::Rested);
        let clock = self.probe.clock();
        let held = if holds {
            clock.hold();
            self.gate.wait();
            clock.release()
        } else {
            Micros(0)
        };
        self.note(None, line, Event::Released { held });
    }

    /// Reads and notes the gauges of a socket and of its other end: called after each call that moved bytes, except where
    /// the thread is quiet, since what it does there is measured.
    pub(crate) fn gauge_pair(&self, slot: &Slot) {
        if here::is_quiet() || self.is_flowing() {
            return;
        }
        let peer = slot.peer().and_then(|name| self.slot(name.as_str()));
        for slot in [Some(slot), peer.as_deref()].into_iter().flatten() {
            self.gauge(slot, |_, _| true);
        }
    }

    /// Whether a reactor runs freely: its gauges are read at a fixed rate, by the hand.
    fn is_flowing(&self) -> bool {
        self.gait == Gait::Free && !lock(&self.remotes).is_empty()
    }

    /// Reads the gauges of a socket and notes them where they are others than were noted last. Says whether they were.
    pub(crate) fn gauge_news(&self, slot: &Slot) -> bool {
        self.gauge(slot, |last, now| last != Some(now))
    }

    /// Reads and notes as one step for each socket, so that what is noted last was also read last.
    fn gauge(&self, slot: &Slot, worth: impl FnOnce(Option<Gauges>, Gauges) -> bool) -> bool {
        let mut last = lock(&slot.noted);
        let now = slot.gauges().filter(|now| worth(*last, *now));
        if let Some(now) = now {
            *last = Some(now);
            self.note(Some(&slot.name), None, Event::Gauged(now));
        }
        now.is_some()
    }

    /// Does something to the stage from outside and notes it, as one step. It must not block.
    pub(crate) fn outside<T>(&self, act: impl FnOnce() -> T) -> T {
        let _until_told = lock(&self.telling);
        act()
    }

    pub(crate) fn register(&self, slot: Slot) -> Arc<Slot> {
        let slot = Arc::new(slot);
        lock(&self.slots).push(slot.clone());
        slot
    }

    pub(crate) fn slots(&self) -> Vec<Arc<Slot>> {
        lock(&self.slots).clone()
    }

    pub(crate) fn slot(&self, name: &str) -> Option<Arc<Slot>> {
        lock(&self.slots).iter().rev().find(|slot| slot.name == *name).cloned()
    }

    /// The socket whose own port is `port`.
    pub(crate) fn slot_at(&self, port: u16) -> Option<Arc<Slot>> {
        lock(&self.slots).iter().rev().find(|slot| slot.port() == Some(port)).cloned()
    }

    pub(crate) fn thread_started(&self, name: crate::event::ThreadName) {
        if self.gait == Gait::Free {
            let repeats = Arc::new(Repeats::new(name.clone()));
            lock(&self.repeats).push(repeats.clone());
            here::count_by(repeats);
        }
        let tid = kernel::thread_id();
        if let Some(tid) = tid {
            lock(&self.threads).push((name, tid));
        }
        self.note(None, None, Event::ThreadStarted { tid });
    }

    pub(crate) fn thread_ended(&self, name: &crate::event::ThreadName) {
        // Taken out before the event is noted: a kernel number may be given to another thread afterwards.
        lock(&self.threads).retain(|(known, _)| known != name);
        self.outside(|| ()); // what freed this thread is told before its end: then the trace is whole
        self.note(None, None, Event::ThreadEnded);
    }

    pub(crate) fn threads(&self) -> Vec<(crate::event::ThreadName, u32)> {
        lock(&self.threads).clone()
    }

    /// A reactor of the stage: it crashes when the run is abandoned, or at once where that has happened.
    pub(super) fn reachable(&self, remote: Remote) {
        let mut remotes = lock(&self.remotes);
        if self.gate.abandoned() {
            crash(&remote);
        }
        remotes.push(remote);
    }

    /// From now on orders are calls from another thread for that reactor.
    pub(super) fn order_by(&self, remote: Remote) {
        *lock(&self.ordered) = Some(remote);
    }

    /// Tells the stage what to do next.
    pub(super) fn order(&self, control: ControlId) {
        match &*lock(&self.ordered) {
            Some(remote) => remote.call_from_thread(move |_: &Reactor| here::obey(control.as_str())),
            None => self.gate.order(control),
        }
    }

    /// A name that no other source of this run has: with a number, from the second on.
    pub(super) fn fresh(&self, name: &str) -> SourceName {
        let fresh = self.next_fresh(name);
        *lock(&self.given).entry(name.into()).or_default() += 1;
        fresh
    }

    /// What the next call of [`Bench::fresh`] will give.
    pub(super) fn next_fresh(&self, name: &str) -> SourceName {
        match lock(&self.given).get(name) {
            None => name.into(),
            Some(given) => format!("{name} {}", given + 1).into(),
        }
    }

    /// The line of the stage's source that made a call; none where another file did.
    pub(super) fn line_of(&self, caller: Option<Caller>) -> Option<u32> {
        caller.filter(|caller| caller.file().ends_with(self.path)).map(|caller| caller.line())
    }

    /// Wakes whatever of this run blocks, so that its threads come to an end by themselves.
    pub(crate) fn abandon(&self) {
        self.probe.close();
        self.gate.abandon();
        lock(&self.remotes).iter().for_each(crash);
        self.inlets().0.clear();
        for slot in self.slots() {
            slot.shut_both();
        }
    }
}

fn crash(remote: &Remote) {
    // One that runs no more needs no crash.
    remote.call_from_thread(|reactor: &Reactor| _ = reactor.crash());
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
