//! The threads of a stage: named, watched, and their panics caught.

use super::bench::Bench;
use super::{CallError, Result, here};
use crate::event::{Call, Event, Outcome, ThreadName};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

/// A thread of a stage.
pub struct Thread {
    name: ThreadName,
    handle: JoinHandle<Result>,
    bench: Arc<Bench>,
}

impl Thread {
    /// Starts a thread of the stage. A panic in it is an error of that thread and of nothing else.
    pub(super) fn start(
        bench: &Arc<Bench>,
        name: &str,
        body: impl FnOnce() -> Result + Send + 'static,
    ) -> Result<Self> {
        let (there, name) = (bench.clone(), ThreadName::from(name));
        let here = name.clone();
        let run = move || {
            here::enter(here.clone());
            there.thread_started(here.clone());
            let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(CallError::panic(&*panic)));
            there.thread_ended(&here);
            result
        };
        let handle = Builder::new().name(format!("stage:{name}")).spawn(run);
        let handle = handle.map_err(|error| CallError::thread(name.as_str(), &error))?;
        Ok(Thread { name, handle, bench: bench.clone() })
    }

    /// Waits for the thread to end and gives what it returned.
    ///
    /// # Errors
    /// What the thread returned, or that it panicked.
    #[track_caller]
    pub fn join(self) -> Result {
        let line = Some(Location::caller().line());
        self.bench.note(None, line, Event::entered(Call::Join, None));
        let result = self.handle.join().unwrap_or_else(|_| Err(CallError::panicked(self.name.as_str())));
        let outcome = Outcome::Result(0);
        self.bench.note(None, line, Event::Returned { call: Call::Join, asked: None, outcome });
        result
    }
}
