//! What happened in which order, as said by the test's own callbacks.

use std::cell::RefCell;
use std::rc::Rc;

/// A list that callbacks write into. Clones are the same list.
#[derive(Clone, Default)]
pub struct Order(Rc<RefCell<Vec<String>>>);

impl Order {
    /// Something has happened.
    pub fn note(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    /// A callback that does nothing else.
    pub fn noting(&self, what: &str) -> impl FnOnce() + 'static {
        let (order, what) = (self.clone(), what.to_string());
        move || order.note(what)
    }

    /// All that has happened so far.
    pub fn seen(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}
