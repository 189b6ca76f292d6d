//! Who uses each factory: it is started for the first and stopped after the last.

use super::Engine;
use crate::reactor::factory::Factory;
use crate::reactor::probe::Callback;
use crate::reactor::protocol::Protocol;
use std::ptr;
use std::rc::Rc;

impl Engine {
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
}

impl Engine {
    /// What a factory has built, in what this reactor puts its protocols into.
    pub(crate) fn wrapped(&self, built: Option<Box<dyn Protocol>>) -> Option<Box<dyn Protocol>> {
        match &self.wrap {
            Some(wrap) => built.map(wrap),
            None => built,
        }
    }
}

/// What tells two factories apart: where they are.
fn address(factory: &Rc<dyn Factory>) -> *const () {
    ptr::from_ref(&**factory).cast()
}
