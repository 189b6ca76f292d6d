//! Delayed calls, and what is known of them beforehand: when they are due, and in which order.

use super::world::World;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;
use twistlab::reactor::error::TimerError;
use twistlab::reactor::probe::Phase;
use twistlab::reactor::{Clock, DelayedCall, Result};

/// So many calls are remembered, those included that are over.
const REMEMBERED: usize = 60;

#[derive(Default)]
pub(crate) struct Calls {
    calls: RefCell<Vec<Rc<Call>>>,
    orders: Cell<u64>,
    /// The turn in which one ran, and its rank: those that follow in that turn have higher ones.
    last: Cell<(u64, Rank)>,
}

/// First by time, then by when it was given this time.
type Rank = (Duration, u64);

struct Call {
    rank: Cell<Rank>,
    over: Cell<Option<TimerError>>,
    handle: RefCell<Option<DelayedCall>>,
    /// The turn in which it was given its time.
    given: Cell<u64>,
    /// The turn among whose timed calls it was made: not among these it runs.
    made_by_call: Option<u64>,
    /// Held by the function too, until that is dropped.
    held: Rc<()>,
}

/// A delay as programs use them.
fn delay(world: &World) -> Duration {
    Duration::from_micros(world.draw.pick(&[0, 0, 1, 10, 1_000, 1_000, 50_000, 3_000_000]))
}

impl Calls {
    pub(crate) fn schedule(&self, world: &World, then: impl FnOnce() + 'static) {
        if self.calls.borrow().len() == REMEMBERED {
            self.calls.borrow_mut().retain(|call| call.over.get().is_none());
        }
        let delay = delay(world);
        let call = Rc::new(Call {
            rank: Cell::new((world.network.now() + delay, self.next_order())),
            over: Cell::default(),
            handle: RefCell::default(),
            given: Cell::new(world.watch.turn()),
            made_by_call: (world.watch.phase() == Some(Phase::Timers)).then(|| world.watch.turn()),
            held: Rc::default(),
        });
        let (this, here, held) = (Rc::downgrade(&call), world.this.clone(), call.held.clone());
        let handle = world.reactor.call_later(delay, move || {
            let _held = held;
            run(&this, &here, then)
        });
        world.story.expect(handle.due() == call.rank.get().0, || "a call is due at another time than asked".into());
        *call.handle.borrow_mut() = Some(handle);
        self.calls.borrow_mut().push(call);
    }

    fn next_order(&self) -> u64 {
        self.orders.set(self.orders.get() + 1);
        self.orders.get()
    }

    fn any(&self, world: &World) -> Option<(Rc<Call>, DelayedCall)> {
        let call = self.calls.borrow().get(world.draw.below(self.calls.borrow().len())).cloned()?;
        let handle = call.handle.borrow().clone()?;
        Some((call, handle))
    }

    pub(crate) fn cancel_any(&self, world: &World) {
        let Some((call, handle)) = self.any(world) else { return };
        call.did(world, "cancel", handle.cancel());
        if call.over.get().is_none() {
            call.over.set(Some(TimerError::AlreadyCancelled));
        }
        let kept = call.over.get() == Some(TimerError::AlreadyCancelled) && Rc::strong_count(&call.held) > 1;
        world.story.expect(!kept, || "a cancelled call still holds its function".into());
    }

    pub(crate) fn reset_any(&self, world: &World) {
        let Some((call, handle)) = self.any(world) else { return };
        let delay = delay(world);
        call.did(world, "reset", handle.reset(delay));
        call.moved(world, &handle, world.network.now() + delay);
    }

    pub(crate) fn delay_any(&self, world: &World) {
        let Some((call, handle)) = self.any(world) else { return };
        let delay = delay(world);
        call.did(world, "delay", handle.delay(delay));
        call.moved(world, &handle, call.rank.get().0 + delay);
    }

    pub(crate) fn cancel_all(&self) {
        for call in self.calls.take() {
            let handle = call.handle.take();
            let _ = handle.map(|handle| handle.cancel()); // it may be over
        }
    }

    /// After a turn: whatever was due when it began, and had its time before, has run.
    pub(crate) fn check(&self, world: &World) {
        let (turn, began) = (world.watch.turn(), world.watch.turn_began());
        let due = |call: &Rc<Call>| call.rank.get().0 <= began && call.given.get() < turn;
        let left = self.calls.borrow().iter().filter(|call| call.over.get().is_none() && due(call)).count();
        world.story.expect(left == 0, || format!("{left} calls were due and did not run"));
    }
}

impl Call {
    /// What a handle answers depends on what became of the call.
    fn did(&self, world: &World, what: &str, result: Result<(), TimerError>) {
        let expected = self.over.get().map_or(Ok(()), Err);
        world.story.expect(result == expected, || format!("{what} gave {result:?} instead of {expected:?}"));
    }

    fn moved(&self, world: &World, handle: &DelayedCall, due: Duration) {
        if self.over.get().is_none() {
            self.rank.set((due, world.calls.next_order()));
            self.given.set(world.watch.turn());
            world.story.expect(handle.due() == due, || "a call was moved to another time than asked".into());
        }
    }
}

fn run(call: &Weak<Call>, world: &Weak<World>, then: impl FnOnce()) -> Result {
    let (Some(call), Some(world)) = (call.upgrade(), world.upgrade()) else { return Ok(()) };
    let (rank, turn, calls) = (call.rank.get(), world.watch.turn(), &world.calls);
    let expect = |so, what: &str| world.story.expect(so, || format!("a call ran {what}"));
    expect(call.over.replace(Some(TimerError::AlreadyCalled)).is_none(), "that was over");
    expect(rank.0 <= world.network.now(), "too early");
    let (last_turn, last_rank) = calls.last.replace((turn, rank));
    expect(last_turn < turn || last_rank < rank, "after one that was to come later");
    expect(call.made_by_call != Some(turn), "in the pass that made it");
    then();
    world.inside("timed call", None, || {})
}
