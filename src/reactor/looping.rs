//! A call that repeats, on a grid.
//!
//! ```text
//! start            the grid: start + k * interval
//!   |------|------|------|------|------|
//!   f      f      f~~~~~~~~~~~~~~f      f      one run took too long: what it missed is skipped, the grid stays
//! ```
//!
//! After each run the next one is scheduled for the first grid point *strictly* after now. So runs never pile up, and
//! what is late does not make the rest late.
//!
//! ```
//! use std::time::Duration;
//! use twistlab::reactor::looping::LoopingCall;
//! use twistlab::reactor::manual::ManualClock;
//!
//! let clock = ManualClock::new();
//! let heartbeat = LoopingCall::new(&clock, || println!("*"));
//! let ended = heartbeat.start(Duration::from_secs(30)).unwrap(); // prints
//! clock.advance(Duration::from_secs(30)).unwrap(); // prints
//! heartbeat.stop().unwrap();
//! assert!(ended.is_done());
//! ```

mod grid;

use super::completion::{Completer, Completion};
use super::ended::{Ended, Outcome};
use super::error::{LoopingError, panicked};
use super::outcome::{Caller, Result};
use super::time::{ReactorTime, timed};
use super::timers::DelayedCall;
use grid::Grid;
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

/// Calls a function again and again, until it is stopped or the function fails. Clones share, and are equal. Dropping
/// them does not stop it.
///
/// One call of the function goes on at a time. If it returns a [`Completion`], the call goes on until that is done: no
/// next run is scheduled before.
///
/// An error ends the loop, and so does a panic (as [`Panicked`](super::error::Panicked)): it comes out of the completion
/// that `start` returned. Where nobody listens to that one, it is passed to a delayed call of its own, which fails
/// with it: a reactor tells its log, a `ManualClock` returns it from `advance`.
#[derive(Clone)]
pub struct LoopingCall(Rc<Shared>);

struct Shared {
    time: Rc<dyn ReactorTime>,
    state: RefCell<State>,
}

struct State {
    /// Taken out while it is called.
    function: Option<Function>,
    running: Option<Run>,
    /// A call of the function goes on.
    busy: bool,
    /// Runs that were stopped meanwhile. The call belongs to the first of them.
    stopped: Vec<Ending>,
}

type Function = Box<dyn FnMut(&LoopingCall, u64) -> Ended>;
type Ending = Completer<LoopingCall>;

/// From a start to its end.
struct Run {
    grid: Grid,
    /// The next run; while the function is called, the one that called it.
    pending: Option<DelayedCall>,
    ending: Ending,
    caller: Caller,
}

impl LoopingCall {
    /// A loop that calls `function` at each tick, by the time of a reactor, a clock, or an `Rc<dyn ReactorTime>`.
    pub fn new<O: Outcome>(
        time: &(impl ReactorTime + Clone + 'static),
        mut function: impl FnMut() -> O + 'static,
    ) -> Self {
        LoopingCall::of(time, Box::new(move |_, _| function().into_ended()))
    }

    /// A loop whose function is told how many ticks have passed since its last run: 1 where none was missed, never 0.
    /// With an interval of zero, always 1.
    pub fn with_count<O: Outcome>(
        time: &(impl ReactorTime + Clone + 'static),
        mut function: impl FnMut(u64) -> O + 'static,
    ) -> Self {
        LoopingCall::of(time, Box::new(move |_, count| function(count).into_ended()))
    }

    /// A loop whose function is given the loop, to stop or reset it. (A function that kept a handle on its own loop would
    /// keep both in memory for ever.)
    pub fn with_handle<O: Outcome>(
        time: &(impl ReactorTime + Clone + 'static),
        mut function: impl FnMut(&LoopingCall) -> O + 'static,
    ) -> Self {
        LoopingCall::of(time, Box::new(move |looping, _| function(looping).into_ended()))
    }

    fn of(time: &(impl ReactorTime + Clone + 'static), function: Function) -> Self {
        let state = State { function: Some(function), running: None, busy: false, stopped: Vec::new() };
        LoopingCall(Rc::new(Shared { time: Rc::new(time.clone()), state: RefCell::new(state) }))
    }

    /// Starts now: the function is called before this returns, then at each multiple of `interval` from now. An interval of
    /// zero means once a turn of the reactor.
    ///
    /// Called while the function itself goes on (from inside it, after a stop), that call counts as the first run.
    ///
    /// The completion is done when the loop ends: with the loop itself after a [`stop`](LoopingCall::stop), with the
    /// error where the function failed.
    ///
    /// # Errors
    /// `Running`; the loop that runs is not disturbed.
    #[track_caller]
    pub fn start(&self, interval: Duration) -> Result<Completion<LoopingCall>, LoopingError> {
        let completion = self.begin(interval, Location::caller())?;
        self.call(1);
        Ok(completion)
    }

    /// Starts, with the first run after `interval`; otherwise as [`start`](LoopingCall::start).
    ///
    /// # Errors
    /// `Running`.
    #[track_caller]
    pub fn start_later(&self, interval: Duration) -> Result<Completion<LoopingCall>, LoopingError> {
        let completion = self.begin(interval, Location::caller())?;
        self.schedule();
        Ok(completion)
    }

    /// Ends the loop; it does not run any more when this returns. The completion is done before this returns, or, where
    /// a call of the function goes on, when that one ends.
    ///
    /// # Errors
    /// `NotRunning`.
    #[track_caller]
    pub fn stop(&self) -> Result<(), LoopingError> {
        let mut state = self.0.state.borrow_mut();
        let Run { pending, ending, .. } = state.running.take().ok_or(LoopingError::NotRunning)?;
        if state.busy {
            state.stopped.push(ending);
            return Ok(());
        }
        drop(state);
        if let Some(pending) = pending {
            let _ = pending.cancel(); // over where its reactor is gone
        }
        ending.succeed(self.clone());
        Ok(())
    }

    /// Begins the grid anew: the next run is one interval from now.
    ///
    /// # Errors
    /// `NotRunning`.
    #[track_caller]
    pub fn reset(&self) -> Result<(), LoopingError> {
        let now = self.0.time.now();
        let mut state = self.0.state.borrow_mut();
        let run = state.running.as_mut().ok_or(LoopingError::NotRunning)?;
        let interval = run.grid.interval();
        run.grid = Grid::new(now, interval);
        let pending = run.pending.clone();
        drop(state);
        if let Some(pending) = pending {
            let _ = pending.reset(interval); // over while the function is called: then the next run is not scheduled yet
        }
        Ok(())
    }

    /// Whether it was started and has not ended. True inside the function, too.
    pub fn is_running(&self) -> bool {
        self.0.state.borrow().running.is_some()
    }

    /// The interval, while it runs.
    pub fn interval(&self) -> Option<Duration> {
        self.0.state.borrow().running.as_ref().map(|run| run.grid.interval())
    }

    fn begin(&self, interval: Duration, caller: Caller) -> Result<Completion<LoopingCall>, LoopingError> {
        let grid = Grid::new(self.0.time.now(), interval);
        let mut state = self.0.state.borrow_mut();
        if state.running.is_some() {
            return Err(LoopingError::Running);
        }
        let time = self.0.time.clone();
        let unheard = move |error| drop(time.schedule(Duration::ZERO, Box::new(|| Err(error)), caller));
        let (ending, completion) = Completion::with_unheard(unheard);
        state.running = Some(Run { grid, pending: None, ending, caller });
        Ok(completion)
    }

    /// The next run is due.
    fn tick(&self) {
        let now = self.0.time.now();
        let count = self.0.state.borrow_mut().running.as_mut().map(|run| run.grid.count(now));
        if let Some(count) = count {
            self.call(count);
        }
    }

    /// Calls the function, unless a call of it goes on.
    fn call(&self, count: u64) {
        let mut state = self.0.state.borrow_mut();
        let State { function, busy: busy @ false, .. } = &mut *state else { return };
        let Some(mut called) = function.take() else { return };
        *busy = true;
        drop(state);

        let ended = catch_unwind(AssertUnwindSafe(|| called(self, count)));
        self.0.state.borrow_mut().function = Some(called);
        match ended {
            Ok(Ended::Now(result)) => self.came_back(result),
            Ok(Ended::Later(completion)) => {
                let this = self.clone();
                completion.on_done(move |result| this.came_back(result));
            }
            Err(payload) => self.came_back(Err(panicked(&*payload).into())),
        }
    }

    /// The call of the function has ended: what waited for this happens.
    fn came_back(&self, result: Result) {
        let mut state = self.0.state.borrow_mut();
        state.busy = false;
        let mut endings = std::mem::take(&mut state.stopped);
        if endings.is_empty() && result.is_err() {
            endings.extend(state.running.take().map(|run| run.ending));
        }
        drop(state);
        self.schedule();
        let mut result = result.map(|()| self.clone());
        for ending in endings {
            ending.finish(std::mem::replace(&mut result, Ok(self.clone())));
        }
    }

    /// Schedules the next run, where one is to come and no call goes on.
    fn schedule(&self) {
        let now = self.0.time.now();
        let state = self.0.state.borrow();
        let State { running: Some(run), busy: false, .. } = &*state else { return };
        let (delay, caller) = (run.grid.until_next(now), run.caller);
        drop(state);
        let this = self.clone();
        let pending = self.0.time.schedule(delay, timed(move || this.tick()), caller);
        if let Some(run) = &mut self.0.state.borrow_mut().running {
            run.pending = Some(pending);
        }
    }
}

impl PartialEq for LoopingCall {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for LoopingCall {}

impl fmt::Debug for LoopingCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopingCall").field("interval", &self.interval()).finish()
    }
}
