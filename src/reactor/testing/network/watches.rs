//! Who waits for which end, and what is new there: the edges.

use crate::reactor::source::{Key, Readiness};
use std::collections::HashMap;
use std::mem;

/// An end of a connection, a port or a multiplexer.
pub(super) type Id = u64;

pub(super) const READABLE: Readiness = Readiness { readable: true, writable: false, ending: false };
pub(super) const WRITABLE: Readiness = Readiness { readable: false, writable: true, ending: false };
/// The end of the stream came: a read does not block.
pub(super) const ENDED: Readiness = Readiness { readable: true, writable: false, ending: true };
/// Nothing blocks on a connection that broke.
pub(super) const BROKEN: Readiness = Readiness { readable: true, writable: true, ending: true };

/// What each multiplexer is to be told. Each fact is told once.
#[derive(Default)]
pub(super) struct Watches {
    watched: HashMap<Id, Watch>,
    /// Ends with something new, in the order in which it came. One that is gone, or was told, may still be here.
    told: Vec<Id>,
}

struct Watch {
    multiplexer: Id,
    key: Key,
    news: Readiness,
}

impl Watches {
    /// Begins to watch an end which is like `now`: that is the first news.
    pub(super) fn watch(&mut self, id: Id, multiplexer: Id, key: Key, now: Readiness) {
        self.watched.insert(id, Watch { multiplexer, key, news: Readiness::default() });
        self.tell(id, now);
    }

    pub(super) fn forget(&mut self, id: Id) {
        self.watched.remove(&id);
    }

    /// Something became so.
    pub(super) fn tell(&mut self, id: Id, news: Readiness) {
        let Some(watch) = self.watched.get_mut(&id) else { return };
        if watch.news == Readiness::default() {
            self.told.push(id);
        }
        watch.news.readable |= news.readable;
        watch.news.writable |= news.writable;
        watch.news.ending |= news.ending;
    }

    /// Moves what is new for one multiplexer to the end of `ready`.
    pub(super) fn take(&mut self, multiplexer: Id, ready: &mut Vec<(Key, Readiness)>) {
        let watched = &mut self.watched;
        self.told.retain(|id| match watched.get_mut(id) {
            Some(watch) if watch.multiplexer == multiplexer => {
                let news = mem::take(&mut watch.news);
                if news != Readiness::default() {
                    ready.push((watch.key, news));
                }
                false
            }
            other => other.is_some(),
        });
    }
}
