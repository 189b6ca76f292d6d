//! The calls that were scheduled since the last pass began: a chain through the calls themselves.
//!
//! One that is cancelled leaves at once, wherever it stands; nobody looks for it, and it leaves nothing behind.

use super::arena::{Arena, Place};
use super::heap::Entry;
use super::timer::{Links, State, Timer};
use std::iter;

#[derive(Default)]
pub(super) struct Chain {
    first: Option<Place>,
    last: Option<Place>,
    len: usize,
}

impl Chain {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The links of a call that is to be pushed.
    pub(super) fn end(&self) -> Links {
        Links { before: self.last, after: None }
    }

    pub(super) fn push(&mut self, timers: &mut Arena, place: Place) {
        match self.last.and_then(|last| links(&mut timers[last])) {
            Some(last) => last.after = Some(place),
            None => self.first = Some(place),
        }
        self.last = Some(place);
        self.len += 1;
    }

    /// The call with these links leaves.
    pub(super) fn remove(&mut self, timers: &mut Arena, Links { before, after }: Links) {
        match before.and_then(|before| links(&mut timers[before])) {
            Some(links) => links.after = after,
            None => self.first = after,
        }
        match after.and_then(|after| links(&mut timers[after])) {
            Some(links) => links.before = before,
            None => self.last = before,
        }
        self.len -= 1;
    }

    pub(super) fn iter<'a>(&self, timers: &'a Arena) -> impl Iterator<Item = (Place, &'a Timer)> {
        let mut next = self.first;
        iter::from_fn(move || {
            let place = next?;
            let timer = &timers[place];
            next = if let State::New(links) = timer.state { links.after } else { None };
            Some((place, timer))
        })
    }

    /// Takes it apart: each call is filed, and this is its entry.
    pub(super) fn file(self, timers: &mut Arena) -> impl Iterator<Item = Entry> {
        let mut next = self.first;
        iter::from_fn(move || {
            let place = next?;
            let timer = &mut timers[place];
            next = links(timer).and_then(|links| links.after);
            timer.state = State::Filed { entries: 1 };
            Some(Entry { rank: timer.rank, place })
        })
    }
}

fn links(timer: &mut Timer) -> Option<&mut Links> {
    if let State::New(links) = &mut timer.state { Some(links) } else { None }
}
