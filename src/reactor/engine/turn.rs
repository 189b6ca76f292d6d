//! One turn.
//!
//! ```text
//! calls ──> timers ──> wait ──> reads ──> writes
//!   │                    │ the latch is set by what the kernel says
//!   └ from other threads, and what was put off to this turn
//! ```

use super::{Engine, Later};
use crate::reactor::error::RunError;
use crate::reactor::life::Life;
use crate::reactor::log::Failure;
use crate::reactor::probe::{Callback, Noted, Phase, Why};
use crate::reactor::reason::Reason;
use crate::reactor::source::Descriptor;
use crate::reactor::sources::{Place, Side};
use crate::reactor::{Going, Reactor};
use std::cell::Cell;
use std::mem;
use std::rc::Rc;
use std::time::Duration;

/// A wait that fails this often in a row ends the run: the next one would fail too.
const FAILED_WAITS: u32 = 16;

/// No wait is longer: some clocks of the system cannot count further.
const LONGEST_WAIT: Duration = Duration::from_secs(2_147_483);

impl Engine {
    /// In the next turn.
    pub(crate) fn put_off(&self, later: Rc<dyn Later>) {
        self.soon.borrow_mut().push_back(later);
    }

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
        let (timeout, why) = match at_most {
            Some(at_most) if timeout.is_none_or(|timeout| timeout > at_most) => (Some(at_most), Why::Asked),
            _ => (timeout, why),
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
        for _ in 0..batch {
            let Some(place) = self.sources.next(side) else { continue };
            let held = side == Side::Read && self.sources.hold(&place);
            self.serve_one(&place, side);
            if held {
                self.serve_one(&place, Side::Write);
                self.sources.release(&place);
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
        let served = match side {
            Side::Read => descriptor.do_read(),
            Side::Write => descriptor.do_write(),
        };
        match served {
            Ok(taken) => self.sources.served(place, side, taken),
            Err(reason) => self.ended(place, side, descriptor, reason),
        }
    }

    /// A source has ended, by what its `do_read` or `do_write` returned.
    #[cold]
    fn ended(&self, place: &Rc<Place>, side: Side, descriptor: &dyn Descriptor, reason: Reason) {
        let key = place.key();
        if matches!(reason, Reason::Done) && side == Side::Read && descriptor.is_half_closeable() {
            self.want(place, Side::Read, false, None);
            self.inform(Some(key), Callback::ReadConnectionLost, || descriptor.read_connection_lost());
            return;
        }
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
