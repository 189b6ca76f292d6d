//! The functions of calls, side by side: those of one type need no memory of their own, however many they are.
//!
//! Each is taken out before it is run or dropped, so that nothing is borrowed meanwhile.

use crate::reactor::outcome::Result;
use std::any::Any;
use std::cell::{RefCell, RefMut};
use std::rc::Rc;

/// Functions of one type, by their slots.
pub(super) trait Functions: Any {
    /// Takes one out and runs it.
    fn run(&self, slot: usize) -> Result;

    /// Takes one out and drops it, unless that was done.
    fn release(&self, slot: usize);
}

/// Those of type `F`.
struct Of<F>(RefCell<Vec<Option<F>>>);

impl<F> Of<F> {
    fn take(&self, slot: usize) -> Option<F> {
        self.0.borrow_mut()[slot].take()
    }
}

impl<F: FnOnce() -> Result + 'static> Functions for Of<F> {
    fn run(&self, slot: usize) -> Result {
        self.take(slot).map_or(Ok(()), |function| function())
    }

    fn release(&self, slot: usize) {
        drop(self.take(slot));
    }
}

/// Room for functions of type `F`: so many, or more.
pub(super) fn room<F: FnOnce() -> Result + 'static>(slots: usize) -> Rc<dyn Functions> {
    Rc::new(Of::<F>(RefCell::new(Vec::with_capacity(slots))))
}

/// The slots, where they are for functions of type `F`.
///
/// Not inlined: the types are compared by way of the stack, and among the variables of a caller that was found to wait
/// for these, 7 ns each time.
#[inline(never)]
pub(super) fn slots<F: FnOnce() -> Result + 'static>(room: &dyn Functions) -> Option<RefMut<'_, Vec<Option<F>>>> {
    let room: &dyn Any = room;
    room.downcast_ref::<Of<F>>().map(|of| of.0.borrow_mut())
}

/// A function that was taken off its call, to be run or dropped.
pub(super) struct Function {
    pub(super) room: Rc<dyn Functions>,
    pub(super) slot: usize,
}

impl Function {
    pub(super) fn run(self) -> Result {
        self.room.run(self.slot)
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.room.release(self.slot);
    }
}
