//! Starting and stopping, and the hooks that are called then.

use super::Engine;
use crate::reactor::error::RunError;
use crate::reactor::interfaces::HookPhase;
use crate::reactor::life::{HookEvent, Life};
use crate::reactor::outcome::Result;
use crate::reactor::probe::Callback;
use std::rc::Rc;

impl Engine {
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.life.get(), Life::Running | Life::StopAsked)
    }

    /// Whether it was stopped, so that no turn comes any more.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.life.get(), Life::Stopping | Life::Stopped)
    }

    /// Starts it where it does not run yet. Whether it runs.
    pub(in crate::reactor) fn start(&self) -> Result<bool, RunError> {
        match self.life.get() {
            Life::Running | Life::StopAsked => return Ok(true),
            Life::Stopped => return Err(RunError::NotRestartable),
            Life::Starting | Life::StopAskedEarly | Life::Stopping => return Err(RunError::AlreadyRunning),
            Life::Fresh | Life::Crashed => self.life.set(Life::Starting),
        }
        self.fire(HookEvent::Startup, HookPhase::Before);
        match self.life.get() {
            Life::Starting => self.life.set(Life::Running),
            Life::StopAskedEarly => self.life.set(Life::StopAsked),
            _ => {} // it crashed
        }
        self.fire(HookEvent::Startup, HookPhase::During);
        self.fire(HookEvent::Startup, HookPhase::After);
        Ok(self.is_running())
    }

    pub(in crate::reactor) fn stop(&self) -> Result<(), RunError> {
        match self.life.get() {
            Life::Starting => self.life.set(Life::StopAskedEarly),
            Life::Running => self.life.set(Life::StopAsked),
            _ => return Err(RunError::NotRunning),
        }
        Ok(())
    }

    pub(in crate::reactor) fn crash(&self) -> Result<(), RunError> {
        match self.life.get() {
            Life::Starting | Life::StopAskedEarly | Life::Running | Life::StopAsked => {
                self.life.set(Life::Crashed);
                Ok(())
            }
            _ => Err(RunError::NotRunning),
        }
    }

    /// The stop that was asked for.
    pub(in crate::reactor) fn shut_down(self: &Rc<Self>) {
        self.fire(HookEvent::Shutdown, HookPhase::Before);
        self.life.set(Life::Stopping);
        self.lose_all();
        self.fire(HookEvent::Shutdown, HookPhase::During);
        self.fire(HookEvent::Shutdown, HookPhase::After);
        self.life.set(Life::Stopped);
    }

    /// Calls the hooks of a phase, in order, those too that are added meanwhile.
    fn fire(&self, event: HookEvent, phase: HookPhase) {
        loop {
            let hook = {
                let mut hooks = self.hooks.borrow_mut();
                let at = hooks.iter().position(|(when, which, _)| (*when, *which) == (event, phase));
                at.map(|at| hooks.remove(at))
            };
            let Some((_, _, hook)) = hook else { return };
            self.tell(None, Callback::Hook, hook);
        }
    }
}
