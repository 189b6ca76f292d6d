//! What a reactor says of itself, as far as a test wants to hear it.

use crate::reactor::outcome::Caller;
use crate::reactor::probe::{Noted, Probe};
use std::rc::Rc;

struct Watch<F>(F);

impl<F: Fn(&Noted<'_>)> Probe for Watch<F> {
    fn note(&self, noted: &Noted<'_>, _caller: Option<Caller>) {
        (self.0)(noted);
    }
}

/// A probe that is a function.
pub fn watch(hear: impl Fn(&Noted<'_>) + 'static) -> Rc<dyn Probe> {
    Rc::new(Watch(hear))
}
