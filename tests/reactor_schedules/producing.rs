//! Producers that do as they are told, and check that they are told rightly.

use super::end::End;
use super::world::World;
use std::cell::Cell;
use std::rc::{Rc, Weak};
use twistlab::reactor::{ConnectionState, Producer, PullProducer, PushProducer, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Going,
    Paused,
    /// Stopped, or unregistered.
    Over,
}

pub(crate) struct Producing {
    world: Weak<World>,
    end: Weak<End>,
    pulled: bool,
    state: Cell<State>,
    /// How much had been sent when it was last asked for a piece.
    asked_at: Cell<Option<u64>>,
}

impl Producing {
    /// The most that an obedient one writes at once.
    pub(crate) const PIECE: usize = 5_000;

    /// Registers a new one, and checks what comes of it.
    pub(crate) fn register(world: &World, end: &Rc<End>, pulled: bool) {
        let producing = Rc::new(Producing {
            world: world.this.clone(),
            end: Rc::downgrade(end),
            pulled,
            state: Cell::new(State::Going),
            asked_at: Cell::default(),
        });
        let gone = end.transport.state() == ConnectionState::Disconnected;
        let has_one = end.producer.borrow().is_some();
        if !gone && !has_one {
            *end.producer.borrow_mut() = Some(producing.clone());
        }
        let producer = if pulled { Producer::Pull(producing.clone()) } else { Producer::Push(producing.clone()) };
        let result = end.transport.register_producer(producer);
        let fine = match (gone, has_one) {
            (true, _) => result.is_ok() && producing.state.get() == State::Over,
            (false, true) => result.is_err() && producing.state.get() == State::Going,
            (false, false) => result.is_ok() && (!pulled || producing.asked_at.get().is_some()),
        };
        world.story.expect(fine, || format!("a registration gave {result:?}, and {:?}", producing.state.get()));
    }

    /// Takes it out of its end. Nothing may be told to it any more.
    pub(crate) fn unregister(end: &End) {
        if let Some(producing) = end.producer.take() {
            producing.state.set(State::Over);
        }
        let _ = end.transport.unregister_producer(); // nobody is as good
    }

    /// Writes some pieces, as long as it may.
    pub(crate) fn produce(&self, world: &World, end: &Rc<End>) {
        for _ in 0..=world.draw.below(3) {
            if self.state.get() == State::Going {
                let size = 1 + world.draw.below(Self::PIECE);
                world.write(end, size);
            }
        }
    }

    pub(crate) fn is_push(&self) -> bool {
        !self.pulled
    }

    /// One of the methods, with what must be so when it is called.
    fn told(&self, what: &'static str, check: impl FnOnce(&World, &Rc<End>) -> bool) -> Result {
        let (Some(world), Some(end)) = (self.world.upgrade(), self.end.upgrade()) else { return Ok(()) };
        let before = self.state.get();
        let so = check(&world, &end);
        world.story.expect(so, || format!("{what} while {before:?}, {} wait", end.transport.buffered()));
        // Whoever is stopped cannot end the connection by an error: it has ended.
        let ends = Some(&end).filter(|_| what != "stop_producing");
        world.inside(what, ends, || {
            if what == "resume_producing" {
                self.go_on(&world, &end);
            }
        })
    }

    /// It was asked for more: it writes, or not, or later, or has nothing any more.
    fn go_on(&self, world: &World, end: &Rc<End>) {
        if world.quiet.get() && !self.pulled {
            return;
        }
        if world.quiet.get() || (self.pulled && world.draw.chance(200)) {
            Producing::unregister(end);
        } else if self.pulled && world.draw.chance(300) {
            let (late, to) = (self.world.clone(), Rc::downgrade(end));
            world.calls.schedule(world, move || {
                if let (Some(world), Some(end)) = (late.upgrade(), to.upgrade()) {
                    world.write(&end, 10);
                }
            });
        } else {
            self.produce(world, end);
        }
    }
}

impl PushProducer for Producing {
    fn pause_producing(&self) -> Result {
        self.told("pause_producing", |_, end| {
            let was_going = self.state.replace(State::Paused) == State::Going;
            was_going && !self.pulled && (!end.obedient || end.transport.buffered() > end.mark.get())
        })
    }

    fn resume_producing(&self) -> Result {
        self.told("resume_producing", |_, end| {
            let was_paused = self.state.replace(State::Going) == State::Paused;
            was_paused && !self.pulled && end.transport.buffered() == 0
        })
    }

    fn stop_producing(&self) -> Result {
        self.told("stop_producing", |_, end| {
            let registered = end.producer.take().is_none_or(|producing| std::ptr::eq(&*producing, self));
            let gone = end.transport.state() == ConnectionState::Disconnected;
            self.state.replace(State::Over) != State::Over && registered && gone
        })
    }
}

impl PullProducer for Producing {
    fn resume_producing(&self) -> Result {
        self.told("resume_producing", |_, end| {
            let sent = end.wire.sent.get();
            let before = self.asked_at.replace(Some(sent));
            let again = before.is_none_or(|before| before < sent && end.transport.buffered() == 0);
            self.state.get() == State::Going && self.pulled && again
        })
    }

    fn stop_producing(&self) -> Result {
        PushProducer::stop_producing(self)
    }
}
