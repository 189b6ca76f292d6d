//! One run of a stage: started, watched, acted on, and left alone.
//!
//! A run owns no thread of the stage, since a thread cannot be killed. Dropping it abandons the run: whatever
//! blocks is woken, its events are dropped, and nobody waits for it.

use super::hand::{Command, Hand};
use super::{Action, Bench, Holding, Knobs, Lab, Stage, Thread};
use crate::clock::LabClock;
use crate::event::{ControlId, Ending, Event, KnobName, QuestionId, SourceName, Stamped};
use crate::probe::Probe;
use std::io;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Once};

pub use super::here::is_stage_thread;

/// The name of a stage's first thread.
pub const MAIN: &str = "main";

/// A stage that runs.
pub struct Run {
    bench: Arc<Bench>,
    commands: Sender<Command>,
}

impl Run {
    /// Starts `stage` in a thread of its own. `wake` is called, on any thread, when events wait in [`Run::drain`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        stage: Stage,
        knobs: Knobs,
        holding: Holding,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Run> {
        leave_panics_to_the_trace();
        let probe = Probe::new(Arc::new(LabClock::start()), wake);
        let bench = Arc::new(Bench::new(probe, knobs, holding, stage.gait, stage.path));
        let (commands, orders) = mpsc::channel();
        let hand = Hand::new(bench.clone(), orders);
        std::thread::Builder::new().name("lab:hand".into()).spawn(move || hand.work())?;
        let lab = Lab::new(bench.clone());
        Thread::start(&bench, MAIN, move || {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (stage.run)(&lab)));
            let result = result.unwrap_or_else(|panic| Err(super::CallError::panic(&*panic)));
            let ending = match &result {
                Ok(()) => Ending::Finished,
                Err(super::CallError::Panicked { why }) => Ending::Panicked { error: why.as_str().into() },
                Err(error) => Ending::Failed { error: error.to_string().into() },
            };
            lab.bench.note(None, None, Event::Ended { ending });
            result
        })
        .map_err(io::Error::other)?;
        Ok(Run { bench, commands })
    }

    /// Takes the events that wait, in order.
    pub fn drain(&self) -> Vec<Stamped> {
        self.bench.probe.drain()
    }

    /// Uses a control. Its question, if it has one, has been answered.
    pub fn act(&self, control: ControlId, action: Action, question: Option<QuestionId>) {
        // The hand lives as long as this sender: a failed send means that the process ends.
        _ = self.commands.send(Command::Act { control, action, question });
    }

    /// Turns a live knob.
    pub fn turn(&self, knob: KnobName, value: u64) {
        _ = self.commands.send(Command::Turn { knob, value });
    }

    /// Writes what the learner typed into a pipe of the stage.
    pub fn feed(&self, source: SourceName, text: String) {
        _ = self.commands.send(Command::Feed { source, text });
    }

    /// Lets a stage go on that is held at a rest point. Does nothing where it is not.
    pub fn release(&self) {
        self.bench.gate.release();
    }
}

/// A stage's panic is told as an event; it is not printed over what a view shows.
fn leave_panics_to_the_trace() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !is_stage_thread() {
                before(panic);
            }
        }));
    });
}

impl Drop for Run {
    fn drop(&mut self) {
        self.bench.abandon();
    }
}
