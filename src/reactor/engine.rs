//! What all handles of one reactor share, and its turn.
//!
//! ```text
//! turn:  calls ──> timers ──> wait ──> reads ──> writes
//!          │                    │ the latch is set by what the kernel says
//!          └ from other threads, and what was put off to this turn
//! ```
//!
//! No `RefCell` of this file is borrowed while anything of the program's own is called; its parts are taken out, or
//! cloned, before.

use super::clock::Clock;
use super::error::{RunError, panicked};
use super::factory::Factory;
use super::interfaces::{Hook, HookPhase};
use super::life::Life;
use super::log::{Failure, Log};
use super::multiplexer::Multiplexer;
use super::network::Network;
use super::outcome::{Caller, Result};
use super::probe::{Callback, Noted, Phase, Probe, Why};
use super::reason::Reason;
use super::remote::Remote;
use super::source::{Descriptor, Key, Readiness, Source};
use super::sources::{Place, Side, Sources};
use super::timers::TimerQueue;
use super::{Going, Reactor};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;
use std::{io, mem, ptr};

/// The most that one read asks for, and so the most that one `data_received` brings.
pub(crate) const READ_SIZE: usize = 65_536;

/// What is read into.
pub(crate) type Room = [u8; READ_SIZE];

/// A wait that fails this often in a row ends the run: the next one would fail too.
const FAILED_WAITS: u32 = 16;

/// No wait is longer: some clocks of the system cannot count further.
const LONGEST_WAIT: Duration = Duration::from_secs(2_147_483);

pub(crate) struct Engine {
    pub(crate) clock: Rc<dyn Clock>,
    pub(crate) timers: Rc<TimerQueue>,
    pub(crate) network: Rc<dyn Network>,
    pub(crate) remote: Remote,
    pub(crate) high_water: usize,
    pub(crate) life: Cell<Life>,
    pub(crate) hooks: RefCell<Vec<(HookEvent, HookPhase, Hook)>>,
    log: Rc<dyn Log>,
    probe: Option<Rc<dyn Probe>>,
    multiplexer: RefCell<Box<dyn Multiplexer>>,
    sources: Sources,
    /// What was put off to the next turn.
    soon: RefCell<VecDeque<Soon>>,
    /// Who uses each factory, by its address: it is started for the first and stopped after the last.
    factories: RefCell<HashMap<*const (), usize>>,
    in_turn: Cell<bool>,
    turns: Cell<u64>,
    failed_waits: Cell<u32>,
    /// Room that is used again in each turn.
    ready: Cell<Vec<(Key, Readiness)>>,
    pub(crate) room: Cell<Option<Box<Room>>>,
}

/// When a hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookEvent {
    Startup,
    Shutdown,
}

/// Something that was put off to the next turn, because what asked for it was a callback.
pub(crate) trait Later {
    /// The turn has come.
    fn now(self: Rc<Self>);
    /// The reactor stops before the turn came.
    fn never(self: Rc<Self>);
}

type Soon = Rc<dyn Later>;

/// What a reactor is made of.
pub(crate) struct Parts {
    pub(crate) clock: Rc<dyn Clock>,
    pub(crate) multiplexer: Box<dyn Multiplexer>,
    pub(crate) network: Rc<dyn Network>,
    pub(crate) log: Rc<dyn Log>,
    pub(crate) probe: Option<Rc<dyn Probe>>,
    pub(crate) high_water: usize,
}

impl Engine {
    pub(crate) fn new(parts: Parts) -> Self {
        let waker = parts.multiplexer.waker();
        Engine {
            timers: TimerQueue::new(parts.clock.clone(), parts.probe.clone()),
            clock: parts.clock,
            network: parts.network,
            remote: Remote::new(waker),
            high_water: parts.high_water,
            life: Cell::default(),
            hooks: RefCell::default(),
            log: parts.log,
            probe: parts.probe,
            multiplexer: RefCell::new(parts.multiplexer),
            sources: Sources::default(),
            soon: RefCell::default(),
            factories: RefCell::default(),
            in_turn: Cell::default(),
            turns: Cell::default(),
            failed_waits: Cell::default(),
            ready: Cell::default(),
            room: Cell::default(),
        }
    }

    // ---- what the parts of a reactor tell and call ----

    /// Tells the probe, if there is one. Otherwise not even the fact is made.
    #[inline]
    pub(crate) fn note<'a>(&self, caller: Option<Caller>, noted: impl FnOnce() -> Noted<'a>) {
        if let Some(probe) = &self.probe {
            probe.note(&noted(), caller);
        }
    }

    /// Calls something of the program's own. An error, and a panic, is told once to the log and the probe.
    pub(crate) fn call(&self, key: Option<Key>, callback: Callback, call: impl FnOnce() -> Result) -> Result {
        self.note(None, || Noted::Called { key, callback });
        let result = catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| Err(panicked(&*panic).into()));
        self.note(None, || Noted::CameBack { key, callback });
        if let Err(error) = &result {
            self.note(None, || Noted::CallbackFailed { key, callback, error });
            self.log(Failure::Callback { callback, error });
        }
        result
    }

    /// Calls something whose failure ends nothing else.
    pub(crate) fn tell(&self, key: Option<Key>, callback: Callback, call: impl FnOnce() -> Result) {
        let _ = self.call(key, callback, call); // it is in the log
    }

    /// The same for something that cannot fail but by a panic.
    pub(crate) fn inform(&self, key: Option<Key>, callback: Callback, call: impl FnOnce()) {
        self.tell(key, callback, || {
            call();
            Ok(())
        });
    }

    pub(crate) fn log(&self, failure: Failure<'_>) {
        self.log.failed(failure);
    }

    pub(crate) fn put_off(&self, later: Rc<dyn Later>) {
        self.soon.borrow_mut().push_back(later);
    }

    pub(crate) fn use_factory(&self, factory: &Rc<dyn Factory>) {
        let users = {
            let mut factories = self.factories.borrow_mut();
            let users = factories.entry(address(factory)).or_default();
            *users += 1;
            *users
        };
        if users == 1 {
            self.inform(None, Callback::StartFactory, || factory.start_factory());
        }
    }

    pub(crate) fn release_factory(&self, factory: &Rc<dyn Factory>) {
        let last = {
            let mut factories = self.factories.borrow_mut();
            let Some(users) = factories.get_mut(&address(factory)) else { return };
            *users -= 1;
            let last = *users == 0;
            if last {
                factories.remove(&address(factory));
            }
            last
        };
        if last {
            self.inform(None, Callback::StopFactory, || factory.stop_factory());
        }
    }

    // ---- sources ----

    pub(crate) fn register(&self, source: Source, descriptor: Rc<dyn Descriptor>) -> io::Result<Rc<Place>> {
        let place = self.sources.insert(source.clone(), descriptor);
        let registered = self.multiplexer.borrow_mut().register(&source, place.key());
        if let Err(error) = registered {
            let _taken = self.sources.remove(place.key());
            return Err(error);
        }
        Ok(place)
    }

    /// Takes a source out; it is told nothing. Returns its descriptor, if it was there.
    pub(crate) fn deregister(&self, key: Key) -> Option<Rc<dyn Descriptor>> {
        let stood = self.sources.remove(key)?;
        // The kernel forgets a closed descriptor by itself; an error here changes nothing.
        let _ = self.multiplexer.borrow_mut().deregister(&stood.source, key);
        Some(stood.descriptor)
    }

    #[inline]
    pub(crate) fn want(&self, place: &Rc<Place>, side: Side, on: bool, caller: Option<Caller>) {
        if self.sources.want(place, side, on) {
            self.note(caller, || Noted::InterestChanged { key: place.key(), interest: place.interest() });
        }
    }

    /// The same by name; nothing where it is gone.
    pub(crate) fn want_by_key(&self, key: Key, side: Side, on: bool) {
        if let Some(place) = self.sources.get(key) {
            self.want(&place, side, on, None);
        }
    }

    pub(crate) fn wanting(&self, side: Side) -> Vec<Key> {
        self.sources.wanting(side)
    }

    /// Takes a source out and tells it why.
    fn lose(&self, key: Key, reason: Reason) {
        if let Some(descriptor) = self.deregister(key) {
            self.inform(Some(key), Callback::DescriptorLost, || descriptor.connection_lost(reason));
        }
    }

    pub(crate) fn lose_all(&self) {
        let put_off = mem::take(&mut *self.soon.borrow_mut());
        put_off.into_iter().for_each(Later::never);
        self.sources.keys().into_iter().for_each(|key| self.lose(key, Reason::Lost(None)));
        drop(self.soon.take()); // aborted by another's end, and lost since
    }

    // ---- the turn ----

    /// One turn, which waits at most `at_most`.
    pub(crate) fn turn(self: &Rc<Self>, at_most: Option<Duration>) -> Result<Going, RunError> {
        if self.in_turn.replace(true) {
            return Err(RunError::AlreadyRunning);
        }
        let _over = Over(&self.in_turn);
        self.turn_now(at_most)
    }

    fn turn_now(self: &Rc<Self>, at_most: Option<Duration>) -> Result<Going, RunError> {
        if !self.start()? {
            return Ok(Going::Over);
        }
        self.turns.set(self.turns.get() + 1);
        self.note(None, || Noted::TurnBegan { turn: self.turns.get() });
        self.run_calls();
        self.run_timers();
        if self.life.get() == Life::StopAsked {
            self.shut_down();
            return Ok(Going::Over);
        }
        self.wait(at_most)?;
        self.serve(Side::Read);
        self.serve(Side::Write);
        Ok(if self.life.get() == Life::Crashed { Going::Over } else { Going::On })
    }

    fn run_calls(self: &Rc<Self>) {
        if !self.remote.is_waiting() && self.soon.borrow().is_empty() {
            return;
        }
        self.note(None, || Noted::PhaseBegan { phase: Phase::Calls });
        let reactor = Reactor(self.clone());
        for call in self.remote.take() {
            self.tell(None, Callback::CallFromThread, || call(&reactor));
        }
        let put_off = mem::take(&mut *self.soon.borrow_mut());
        put_off.into_iter().for_each(Later::now);
    }

    fn run_timers(&self) {
        if self.timers.is_empty() {
            return;
        }
        self.timers.begin_pass();
        self.note(None, || Noted::PhaseBegan { phase: Phase::Timers });
        let now = self.clock.now(); // once: a call that becomes due meanwhile waits for the next turn
        while let Some((_, _, call)) = self.timers.pop_due(now) {
            self.tell(None, Callback::TimedCall, call);
        }
    }

    fn wait(&self, at_most: Option<Duration>) -> Result<(), RunError> {
        let (timeout, why) = self.timeout();
        let timeout = match (timeout, at_most) {
            (Some(timeout), Some(at_most)) => Some(timeout.min(at_most)),
            (timeout, at_most) => timeout.or(at_most),
        };
        self.note(None, || Noted::PhaseBegan { phase: Phase::Wait });
        self.note(None, || Noted::WaitBegan { timeout, why });
        let mut ready = self.ready.take();
        ready.clear();
        let waited = self.multiplexer.borrow_mut().wait(&self.sources, timeout, &mut ready);
        self.note(None, || Noted::WaitEnded { sources: ready.len() });
        for &(key, readiness) in &ready {
            self.note(None, || Noted::KernelSaid { key, readiness });
            self.sources.said(key, readiness);
        }
        self.ready.set(ready);
        let Err(error) = waited else {
            self.failed_waits.set(0);
            return Ok(());
        };
        self.log(Failure::Turn(&error));
        self.failed_waits.set(self.failed_waits.get() + 1);
        if self.failed_waits.get() < FAILED_WAITS { Ok(()) } else { Err(RunError::Wait(error)) }
    }

    fn timeout(&self) -> (Option<Duration>, Why) {
        if self.sources.still_ready() {
            return (Some(Duration::ZERO), Why::StillReady);
        }
        let calls = !self.soon.borrow().is_empty() || self.remote.is_waiting();
        if calls || self.life.get() != Life::Running {
            return (Some(Duration::ZERO), Why::CallsWait);
        }
        if self.timers.is_empty() {
            return (None, Why::NothingDue);
        }
        match self.timers.next_due() {
            Some(due) => (Some(due.saturating_sub(self.clock.now()).min(LONGEST_WAIT)), Why::NextTimer),
            None => (None, Why::NothingDue),
        }
    }

    /// Serves those that are wanted and ready now, each once; what becomes ready meanwhile waits for the next turn.
    ///
    /// What a source writes while it is read is sent at once, while it is still at hand in the processor's caches. Writes of
    /// others wait for all reads, so that one send carries what several readers have added.
    fn serve(&self, side: Side) {
        let batch = self.sources.queued(side);
        if batch == 0 {
            return;
        }
        let phase = if side == Side::Read { Phase::Reads } else { Phase::Writes };
        self.note(None, || Noted::PhaseBegan { phase });
        for place in (0..batch).filter_map(|_| self.sources.next(side)) {
            match side {
                Side::Read if self.sources.hold(&place) => {
                    self.serve_one(&place, Side::Read);
                    self.serve_one(&place, Side::Write);
                    self.sources.release(&place);
                }
                side => self.serve_one(&place, side),
            }
        }
    }

    #[inline]
    fn serve_one(&self, place: &Rc<Place>, side: Side) {
        if let Some(descriptor) = self.sources.serve(place, side) {
            let phase = if side == Side::Read { Phase::Reads } else { Phase::Writes };
            self.note(None, || Noted::Dispatched { key: place.key(), phase });
            self.dispatch(place, side, &*descriptor);
        }
    }

    #[inline]
    fn dispatch(&self, place: &Rc<Place>, side: Side, descriptor: &dyn Descriptor) {
        let served = catch_unwind(AssertUnwindSafe(|| match side {
            Side::Read => descriptor.do_read(),
            Side::Write => descriptor.do_write(),
        }));
        match served {
            Ok(Ok(taken)) => self.sources.served(place, side, taken),
            Ok(Err(reason)) => self.ended(place, side, descriptor, reason),
            Err(panic) => self.ended(place, side, descriptor, Reason::Error(panicked(&*panic).into())),
        }
    }

    /// A source has ended, by what its `do_read` or `do_write` returned.
    #[cold]
    fn ended(&self, place: &Rc<Place>, side: Side, descriptor: &dyn Descriptor, reason: Reason) {
        let key = place.key();
        let ended = matches!(reason, Reason::Done) && side == Side::Read;
        let reason = match catch_unwind(AssertUnwindSafe(|| ended && descriptor.is_half_closeable())) {
            Ok(false) => reason,
            Ok(true) => {
                self.want(place, Side::Read, false, None);
                self.inform(Some(key), Callback::ReadConnectionLost, || descriptor.read_connection_lost());
                return;
            }
            Err(panic) => Reason::Error(panicked(&*panic).into()),
        };
        if let Reason::Error(error) = &reason {
            let callback = if side == Side::Read { Callback::DoRead } else { Callback::DoWrite };
            self.note(None, || Noted::CallbackFailed { key: Some(key), callback, error });
            self.log(Failure::Callback { callback, error });
        }
        self.lose(key, reason);
    }
}

/// Ends a turn, however it is left: a probe that panics must not stop the reactor for good.
struct Over<'a>(&'a Cell<bool>);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// What tells two factories apart: where they are.
fn address(factory: &Rc<dyn Factory>) -> *const () {
    ptr::from_ref(&**factory).cast()
}
