//! What a reactor says of itself, as far as a test wants to hear it.

use std::rc::Rc;
use twistlab::reactor::outcome::Caller;
use twistlab::reactor::probe::{Noted, Probe};

struct Watch<F>(F);

impl<F: Fn(&Noted<'_>)> Probe for Watch<F> {
    fn note(&self, noted: &Noted<'_>, _caller: Option<Caller>) {
        (self.0)(noted);
    }
}

/// A probe that is a function.
pub(crate) fn watch(hear: impl Fn(&Noted<'_>) + 'static) -> Rc<dyn Probe> {
    Rc::new(Watch(hear))
}
