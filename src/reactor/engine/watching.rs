//! Sources come, want something, and go.

use super::{Engine, Later};
use crate::reactor::outcome::Caller;
use crate::reactor::probe::{Callback, Noted};
use crate::reactor::reason::Reason;
use crate::reactor::source::{Descriptor, Key, Source};
use crate::reactor::sources::{Place, Side};
use std::rc::Rc;
use std::{io, mem};

impl Engine {
    pub(crate) fn register(&self, source: Source, descriptor: Rc<dyn Descriptor>) -> io::Result<Rc<Place>> {
        if self.is_over() {
            return Err(io::Error::other("the reactor was stopped"));
        }
        let place = self.sources.insert(source.clone(), descriptor);
        let registered = self.multiplexer.borrow_mut().register(&source, place.key());
        if let Err(error) = registered {
            let _taken = self.sources.remove(place.key());
            return Err(error);
        }
        Ok(place)
    }

    /// Takes a source out; it is told nothing. Returns its descriptor, if it was there.
    pub(crate) fn deregister(&self, key: Key) -> Option<Rc<dyn Descriptor>> {
        let stood = self.sources.remove(key)?;
        // The kernel forgets a closed descriptor by itself; an error here changes nothing.
        let _ = self.multiplexer.borrow_mut().deregister(&stood.source, key);
        Some(stood.descriptor)
    }

    #[inline]
    pub(crate) fn want(&self, place: &Rc<Place>, side: Side, on: bool, caller: Option<Caller>) {
        if self.sources.want(place, side, on) {
            self.note(caller, || Noted::InterestChanged { key: place.key(), interest: place.interest() });
        }
    }

    /// The same by name; nothing where it is gone.
    pub(crate) fn want_by_key(&self, key: Key, side: Side, on: bool) {
        if let Some(place) = self.sources.get(key) {
            self.want(&place, side, on, None);
        }
    }

    pub(crate) fn wanting(&self, side: Side) -> Vec<Key> {
        self.sources.wanting(side)
    }

    /// Takes a source out and tells it why.
    pub(super) fn lose(&self, key: Key, reason: Reason) {
        if let Some(descriptor) = self.deregister(key) {
            self.inform(Some(key), Callback::DescriptorLost, || descriptor.connection_lost(reason));
        }
    }

    pub(crate) fn lose_all(&self) {
        self.put_off_for_ever();
        self.sources.keys().into_iter().for_each(|key| self.lose(key, Reason::Lost(None)));
        self.put_off_for_ever(); // what those who were told have asked for
    }

    fn put_off_for_ever(&self) {
        let put_off = mem::take(&mut *self.soon.borrow_mut());
        put_off.into_iter().for_each(Later::never);
    }
}
