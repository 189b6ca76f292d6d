//! Where the calls stand: in pages, each for functions of one type.
//!
//! ```text
//!            calls           functions
//! page 0   [ # # # # # # ] [ A A A A A A ]   full
//! page 1   [ # . # # . . ] [ B . B B . . ]   open: the next call with a function of type B comes here
//! page 2                                     given back, to be a page of any type
//! ```
//!
//! So a call asks for no memory of its own, and nothing is moved when there are more of them. A page in which no call stands
//! is given back. One of a type may stay, so that calls which come and go one at a time do not ask each time.

use super::functions::Function;
use super::page::{Page, SLOTS};
use super::timer::Timer;
use crate::reactor::outcome::Result;
use crate::reactor::time::TimedCall;
use std::any::TypeId;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

/// A function with more bytes than this is put into a box: a page should not be large.
const LARGEST: usize = 64;

/// Where a call stands. A place does not say which call that is: who keeps one sees to it that the call stays as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(NonZeroU32);

impl Place {
    fn new(page: usize, slot: usize) -> Self {
        Place(NonZeroU32::MIN.saturating_add((page * SLOTS + slot) as u32))
    }

    /// Its number, from 0.
    pub(super) fn number(self) -> usize {
        (self.0.get() - 1) as usize
    }

    fn page(self) -> usize {
        self.number() / SLOTS
    }

    fn slot(self) -> usize {
        self.number() % SLOTS
    }
}

#[derive(Default)]
pub(super) struct Arena {
    pages: Vec<Page>,
    /// The pages with room, by the type of their functions.
    open: BTreeMap<TypeId, Vec<usize>>,
    /// The pages that were given back.
    gone: Vec<usize>,
    /// The page that a call came to last: mostly the next one is of the same type.
    recent: usize,
}

impl Arena {
    /// A call comes, with its function.
    pub(super) fn insert<F: FnOnce() -> Result + 'static>(&mut self, timer: Timer, function: F) -> Place {
        if size_of::<F>() > LARGEST {
            let boxed: TimedCall = Box::new(function);
            return self.insert(timer, boxed);
        }
        let kind = TypeId::of::<F>();
        if !self.pages.get(self.recent).is_some_and(|page| page.kind() == kind && !page.is_full()) {
            self.recent = self.open_page(kind, Page::new::<F>);
        }
        let number = self.recent;
        let page = &mut self.pages[number];
        let slot = page.insert(timer, function);
        if page.is_full() {
            self.close(number);
        }
        Place::new(number, slot)
    }

    /// A call leaves its place. Its function was taken before.
    pub(super) fn remove(&mut self, place: Place) {
        let page = &mut self.pages[place.page()];
        let was_full = page.is_full();
        page.remove(place.slot());
        if was_full {
            self.open(place.page());
        } else if page.len() == 0 {
            self.give_back(place.page());
        }
    }

    /// A call's function, to be run or dropped.
    pub(super) fn function(&self, place: Place) -> Function {
        self.pages[place.page()].function(place.slot())
    }

    /// How many calls stand here, and in how many pages.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        (self.pages.iter().map(Page::len).sum(), self.pages.len() - self.gone.len())
    }

    /// A page with room for functions of this type.
    fn open_page(&mut self, kind: TypeId, new: fn(usize) -> Page) -> usize {
        let open = self.open.get(&kind);
        if let Some(number) = open.and_then(|open| open.last()) {
            return *number;
        }
        // The first one of a type grows with its calls: most types never have many.
        let page = new(if open.is_some() { SLOTS } else { 0 });
        let number = self.gone.pop().unwrap_or(self.pages.len());
        assert!(number < u32::MAX as usize / SLOTS, "a place is a number of 32 bits");
        match self.pages.get_mut(number) {
            Some(gone) => *gone = page,
            None => self.pages.push(page),
        }
        self.open(number);
        number
    }

    fn open(&mut self, number: usize) {
        let page = &mut self.pages[number];
        let open = self.open.entry(page.kind()).or_default();
        page.at = open.len();
        open.push(number);
    }

    fn close(&mut self, number: usize) {
        let page = &self.pages[number];
        let (open, at) = (self.open.entry(page.kind()).or_default(), page.at);
        open.swap_remove(at);
        if let Some(moved) = open.get(at) {
            self.pages[*moved].at = at;
        }
    }

    #[cold]
    fn give_back(&mut self, number: usize) {
        let open = self.open.entry(self.pages[number].kind()).or_default();
        if open.len() > 1 {
            self.close(number);
            self.pages[number] = Page::blank();
            self.gone.push(number);
        }
    }
}

impl Index<Place> for Arena {
    type Output = Timer;

    fn index(&self, place: Place) -> &Timer {
        self.pages[place.page()].timer(place.slot())
    }
}

impl IndexMut<Place> for Arena {
    fn index_mut(&mut self, place: Place) -> &mut Timer {
        self.pages[place.page()].timer_mut(place.slot())
    }
}
