//! The queue against a model that is too slow to be wrong: an ordered map.

use super::*;
use crate::reactor::error::TimerError;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Step {
    Schedule(u64),
    Cancel(usize),
    Reset(usize, u64),
    Delay(usize, u64),
    /// So much later, a pass in which each call schedules another after this delay, if any.
    Pass(u64, Option<u64>),
}

fn step() -> impl Strategy<Value = Step> {
    let (which, time) = (any::<usize>(), 0u64..40);
    prop_oneof![
        6 => time.clone().prop_map(Step::Schedule),
        6 => which.prop_map(Step::Cancel),
        3 => (which, time.clone()).prop_map(|(which, time)| Step::Reset(which, time)),
        3 => (which, time.clone()).prop_map(|(which, time)| Step::Delay(which, time)),
        2 => (0u64..15, proptest::option::weighted(0.3, time)).prop_map(|(by, then)| Step::Pass(by, then)),
    ]
}

#[derive(Default)]
struct Model {
    now: u64,
    /// What waits, by its time and by when it was given this time.
    waits: BTreeMap<(u64, u64), usize>,
    /// Of every call, its place among those that wait, or how it ended.
    calls: Vec<Result<(u64, u64), TimerError>>,
    given: u64,
}

impl Model {
    fn schedule(&mut self, delay: u64) {
        self.calls.push(Err(TimerError::AlreadyCalled)); // until it is given a place
        self.place(self.calls.len() - 1, self.now + delay);
    }

    fn place(&mut self, call: usize, due: u64) {
        self.given += 1;
        self.waits.insert((due, self.given), call);
        self.calls[call] = Ok((due, self.given));
    }

    fn take(&mut self, call: usize, end: TimerError) -> Result<u64, TimerError> {
        let place = self.calls[call]?;
        self.waits.remove(&place);
        self.calls[call] = Err(end);
        Ok(place.0)
    }

    fn moved(&mut self, call: usize, due: impl FnOnce(u64) -> u64) -> Result<(), TimerError> {
        let was = self.take(call, TimerError::AlreadyCalled)?;
        self.place(call, due(was));
        Ok(())
    }

    /// The first that is due and was there when the pass began.
    fn pop(&mut self, known: usize) -> Option<usize> {
        let mut due = self.waits.range(..=(self.now, u64::MAX)).map(|(_, call)| *call);
        let call = due.find(|call| *call < known)?;
        self.take(call, TimerError::AlreadyCalled).ok().map(|_| call)
    }
}

/// The queue and the model, side by side.
struct Pair {
    bench: Bench,
    model: Model,
    handles: Vec<DelayedCall>,
    ran: Rc<RefCell<Vec<usize>>>,
}

impl Pair {
    fn schedule(&mut self, delay: u64) {
        let (ran, number) = (self.ran.clone(), self.handles.len());
        self.model.schedule(delay);
        self.handles.push(self.bench.call(Duration::from_nanos(delay), move || ran.borrow_mut().push(number)));
    }

    fn make(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let count = self.handles.len();
        match *step {
            Step::Schedule(delay) => self.schedule(delay),
            Step::Pass(by, then) => return self.pass(by, then),
            _ if count == 0 => {}
            Step::Cancel(which) => {
                let model = self.model.take(which % count, TimerError::AlreadyCancelled).map(drop);
                prop_assert_eq!(self.handles[which % count].cancel(), model);
            }
            Step::Reset(which, delay) => {
                let due = self.model.now + delay;
                let model = self.model.moved(which % count, |_| due);
                prop_assert_eq!(self.handles[which % count].reset(Duration::from_nanos(delay)), model);
            }
            Step::Delay(which, by) => {
                let model = self.model.moved(which % count, |was| was + by);
                prop_assert_eq!(self.handles[which % count].delay(Duration::from_nanos(by)), model);
            }
        }
        Ok(())
    }

    fn pass(&mut self, by: u64, then: Option<u64>) -> Result<(), TestCaseError> {
        self.bench.step(Duration::from_nanos(by));
        self.model.now += by;
        self.bench.queue.begin_pass();
        let known = self.handles.len();
        while let Some((_, due, call)) = self.bench.queue.pop_due(self.bench.clock.now()) {
            prop_assert!(due <= self.bench.clock.now(), "early");
            call().expect("no call of this test fails");
            prop_assert_eq!(self.ran.take().pop(), self.model.pop(known), "the next that is due");
            if let Some(delay) = then {
                self.schedule(delay);
            }
        }
        prop_assert_eq!(None, self.model.pop(known), "all that was due has run");
        Ok(())
    }

    fn agree(&self) -> Result<(), TestCaseError> {
        let first = self.model.waits.keys().next().map(|(due, _)| Duration::from_nanos(*due));
        prop_assert_eq!(self.bench.queue.next_due(), first);
        let waits: Vec<_> = self.model.waits.values().map(|call| self.handles[*call].clone()).collect();
        prop_assert_eq!(self.bench.queue.pending(), waits);
        prop_assert_eq!(self.bench.queue.len(), self.model.waits.len());
        for (handle, model) in self.handles.iter().zip(&self.model.calls) {
            prop_assert_eq!(handle.is_active(), model.is_ok());
            prop_assert!(model.is_err() || model.map(|(due, _)| due) == Ok(handle.due().as_nanos() as u64));
        }
        Ok(())
    }
}

proptest! {
    /// Covers TC-06, TC-08, TC-09, TC-13, TC-14, TC-15, DC-03, DC-04, DC-06, DC-07, DC-10.
    #[test]
    fn whatever_is_asked_the_queue_does_as_the_model(steps in proptest::collection::vec(step(), 1..400)) {
        let bench = Bench::new();
        let mut pair = Pair { bench, model: Model::default(), handles: Vec::new(), ran: Rc::default() };
        for step in &steps {
            pair.make(step)?;
            pair.agree()?;
        }
        let Pair { bench, model, handles, .. } = pair;
        drop(handles);
        bench.queue.begin_pass();
        let (waits, kept) = (model.waits.len(), bench.kept());
        prop_assert!(kept <= (2 * waits).max(waits + 50), "{} are kept for {} that wait", kept, waits);
    }
}
