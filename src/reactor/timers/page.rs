//! A page: room for many calls whose functions are of one type.

use super::functions::{self, Function, Functions};
use super::timer::Timer;
use crate::reactor::outcome::Result;
use crate::reactor::time::TimedCall;
use std::any::TypeId;
use std::rc::Rc;

/// Calls of a page.
pub(super) const SLOTS: usize = 512;

pub(super) struct Page {
    kind: TypeId,
    timers: Vec<Timer>,
    functions: Rc<dyn Functions>,
    /// Slots that were left.
    free: Vec<u16>,
    /// Where this page stands in the list of open ones of its type.
    pub(super) at: usize,
}

impl Page {
    /// A page for functions of type `F`. It has room for so many at once, and grows.
    pub(super) fn new<F: FnOnce() -> Result + 'static>(slots: usize) -> Self {
        let functions = functions::room::<F>(slots);
        Page { kind: TypeId::of::<F>(), timers: Vec::with_capacity(slots), functions, free: Vec::new(), at: 0 }
    }

    /// Stands for one that was given back: for functions of no type.
    pub(super) fn blank() -> Self {
        Page { kind: TypeId::of::<()>(), ..Page::new::<TimedCall>(0) }
    }

    /// The type of its functions.
    pub(super) fn kind(&self) -> TypeId {
        self.kind
    }

    pub(super) fn len(&self) -> usize {
        self.timers.len() - self.free.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.timers.len() == SLOTS && self.free.is_empty()
    }

    /// A call comes; says where it stands. The page is one for functions of type `F`, and not full.
    pub(super) fn insert<F: FnOnce() -> Result + 'static>(&mut self, timer: Timer, function: F) -> usize {
        let Some(mut functions) = functions::slots(&*self.functions) else {
            unreachable!("a page has its type for life")
        };
        match self.free.pop() {
            Some(slot) => {
                let slot = usize::from(slot);
                self.timers[slot] = timer;
                functions[slot] = Some(function);
                slot
            }
            None => {
                self.timers.push(timer);
                functions.push(Some(function));
                self.timers.len() - 1
            }
        }
    }

    /// A call leaves. Its function was taken before.
    pub(super) fn remove(&mut self, slot: usize) {
        self.free.push(slot as u16);
    }

    pub(super) fn timer(&self, slot: usize) -> &Timer {
        &self.timers[slot]
    }

    pub(super) fn timer_mut(&mut self, slot: usize) -> &mut Timer {
        &mut self.timers[slot]
    }

    /// A call's function, to be run or dropped.
    pub(super) fn function(&self, slot: usize) -> Function {
        Function { room: self.functions.clone(), slot }
    }
}
