//! All that one episode has: the reactor and its network, who lives in it, and how rough it is.

use super::call::Calls;
use super::client::Client;
use super::draw::Draw;
use super::end::End;
use super::story::Story;
use super::watch::{Ledger, Watch};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::{Rc, Weak};
use twistlab::reactor::testing::{Chances, MemoryNetwork};
use twistlab::reactor::{Connector, ListeningPort, Reactor, Result};

/// Callbacks inside callbacks act no deeper than this.
const DEEPEST: usize = 4;

/// How rough an episode is, in a thousand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mood {
    /// Callbacks that fail, and that panic.
    pub(crate) errors: u16,
    pub(crate) panics: u16,
    /// What the network does.
    pub(crate) broken: u16,
    pub(crate) faults: u16,
    /// Acts upon a connection that abort it, and that close one direction.
    pub(crate) aborts: u16,
    pub(crate) halves: u16,
}

pub(crate) struct World {
    pub(crate) draw: Draw,
    pub(crate) story: Rc<Story>,
    pub(crate) watch: Rc<Watch>,
    pub(crate) reactor: Reactor,
    pub(crate) network: MemoryNetwork,
    pub(crate) mood: Mood,
    pub(crate) this: Weak<World>,
    /// Ends that were made and not lost.
    pub(crate) ends: RefCell<Vec<Rc<End>>>,
    pub(crate) ports: RefCell<Vec<ListeningPort>>,
    pub(crate) clients: RefCell<Vec<(Connector, Rc<Client>)>>,
    pub(crate) calls: Calls,
    /// A connection that keeps more than this is given no more: it would take too long to send.
    pub(crate) enough: usize,
    /// Held by every protocol.
    pub(crate) alive: Rc<()>,
    /// Nobody acts any more.
    pub(crate) quiet: Cell<bool>,
    /// The episode itself acts, and no callback that could catch a panic.
    pub(crate) outside: Cell<bool>,
    /// A turn goes on.
    pub(crate) turning: Cell<bool>,
    /// It was told to crash in this turn. The next one begins it anew.
    pub(crate) crashed: Cell<bool>,
    pub(crate) stopping: Cell<bool>,
    /// Completions that are still to come.
    pub(crate) awaited: Cell<u64>,
    pub(crate) steps: Cell<u64>,
    raised: Cell<u64>,
    depth: Cell<usize>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Rc<Self> {
        let draw = Draw::new(seed);
        let rough = draw.pick(&[0, 0, 5, 40]);
        let mood = Mood {
            errors: rough,
            panics: rough / 2,
            broken: draw.pick(&[0, 0, 0, 20]),
            faults: draw.pick(&[0, 50, 300]),
            aborts: draw.pick(&[0, 2, 20]),
            halves: draw.pick(&[0, 10, 100]),
        };
        let (story, network) = (Rc::new(Story::default()), MemoryNetwork::new());
        let capacity = draw.pick(&[1, 10, 1_000, 65_536, 65_536, 500_000]);
        network.set_capacity(capacity);
        network.set_chances(Chances {
            cut: mood.faults,
            blocked: mood.faults,
            interrupted: mood.faults,
            broken: mood.broken,
            accept: mood.faults,
            connect: mood.faults,
            ..Chances::none(draw.number())
        });
        let watch = Rc::new(Watch::new(story.clone(), network.clone()));
        let reactor = Reactor::builder()
            .multiplexer(network.multiplexer())
            .clock(network.clone())
            .network(network.clone())
            .log(Ledger(watch.clone()))
            .probe(watch.clone())
            .high_water(draw.pick(&[0, 100, 10_000, 65_536]))
            .build()
            .expect("a reactor can be made");
        Rc::new_cyclic(|this| World {
            draw,
            story,
            watch,
            reactor,
            network,
            mood,
            this: this.clone(),
            ends: RefCell::default(),
            ports: RefCell::default(),
            clients: RefCell::default(),
            calls: Calls::default(),
            enough: (1 << 20).min(1_000 * capacity),
            alive: Rc::new(()),
            quiet: Cell::default(),
            outside: Cell::default(),
            turning: Cell::default(),
            crashed: Cell::default(),
            stopping: Cell::default(),
            awaited: Cell::default(),
            steps: Cell::default(),
            raised: Cell::default(),
            depth: Cell::default(),
        })
    }

    /// A callback of the program's: it acts, and then fails, panics or returns. `here` is the end that an error of it ends.
    pub(crate) fn inside(&self, what: &'static str, here: Option<&Rc<End>>, check: impl FnOnce()) -> Result {
        self.story.count(what, 1);
        self.story.note(|| match here {
            Some(end) => format!("{what} of {}", end.wire.name()),
            None => what.into(),
        });
        let outside = self.outside.replace(false);
        let result = catch_unwind(AssertUnwindSafe(|| {
            check();
            self.act(here);
            self.upset()
        }));
        self.outside.set(outside);
        if let (Some(end), Err(_) | Ok(Err(_))) = (here, &result) {
            end.raised.set(true);
        }
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Some acts, in the middle of which other callbacks may come.
    pub(crate) fn act(&self, here: Option<&Rc<End>>) {
        if self.quiet.get() || self.depth.get() == DEEPEST {
            return;
        }
        let _deeper = Deeper::into(&self.depth);
        for _ in 0..self.draw.below(3) {
            self.step(here);
        }
    }

    /// An error or a panic, now and then.
    fn upset(&self) -> Result {
        if self.quiet.get() {
            return Ok(());
        }
        if self.draw.chance(self.mood.errors) {
            self.raise();
            return Err("drawn".into());
        }
        if self.draw.chance(self.mood.panics) {
            self.raise();
            panic!("drawn");
        }
        Ok(())
    }

    /// Something is about to fail.
    pub(crate) fn raise(&self) {
        self.raised.set(self.raised.get() + 1);
        self.story.count("failures", 1);
    }

    /// After a turn: what was found, and what can be seen from outside.
    pub(crate) fn check(&self) {
        let (raised, logged) = (self.raised.get(), self.watch.logged());
        self.story.expect(raised == logged, || format!("{raised} callbacks failed, and {logged} were logged"));
        if !self.stopping.get() {
            self.calls.check(self);
        }
        self.ends.borrow().iter().for_each(|end| end.check(self));
    }

    /// One of the ends that live.
    pub(crate) fn any_end(&self) -> Option<Rc<End>> {
        let ends = self.ends.borrow();
        ends.get(self.draw.below(ends.len())).cloned()
    }
}

/// Counts how deep callbacks stand in each other, also when one panics.
struct Deeper<'a>(&'a Cell<usize>);

impl<'a> Deeper<'a> {
    fn into(depth: &'a Cell<usize>) -> Self {
        depth.set(depth.get() + 1);
        Deeper(depth)
    }
}

impl Drop for Deeper<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
