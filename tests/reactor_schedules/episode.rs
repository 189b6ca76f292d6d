//! One episode: a reactor, turns in which everybody acts, and an end at which nothing may be left.

use super::acts::HERE;
use super::client::State;
use super::end::End;
use super::producing::Producing;
use super::world::World;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::error::RunError;
use twistlab::reactor::testing::Chances;
use twistlab::reactor::{Clock, ConnectionState, Going};

/// So many turns in which nothing happens, and time passes, mean that nothing ever will.
const STILL: usize = 5;
/// Longer than a port rests after a failed accept.
const A_WHILE: Duration = Duration::from_millis(200);
/// By then everything that was written must have arrived.
const TURNS: usize = 200_000;

/// What an episode came to.
pub(crate) struct Played {
    pub(crate) steps: u64,
    pub(crate) counts: BTreeMap<&'static str, u64>,
}

/// Plays the episode of a seed. Panics with what was wrong.
pub(crate) fn play(seed: u64) -> Played {
    let world = World::new(seed);
    HERE.set(Rc::downgrade(&world));
    let episode = Episode { seed, world };
    episode.live();
    if episode.world.draw.chance(500) {
        episode.settle();
        episode.part();
    }
    episode.stop()
}

struct Episode {
    seed: u64,
    world: Rc<World>,
}

impl Episode {
    fn live(&self) {
        let world = &self.world;
        let most = 100 + world.draw.below(1_500) as u64;
        while world.steps.get() < most {
            world.outside.set(true);
            world.listen();
            if world.ends.borrow().len() < 4 {
                world.connect();
            }
            if world.draw.chance(300) {
                world.act(None);
            }
            world.outside.set(false);
            self.turn(Duration::from_micros(world.draw.pick(&[0, 0, 100, 1_000, 100_000])));
        }
    }

    fn turn(&self, at_most: Duration) {
        let world = &self.world;
        world.turning.set(true);
        let going = world.reactor.turn(Some(at_most));
        world.turning.set(false);
        let expected = if world.crashed.take() || world.stopping.get() { Going::Over } else { Going::On };
        world.story.expect(matches!(going, Ok(going) if going == expected), || format!("a turn gave {going:?}"));
        world.check();
        self.judge();
    }

    fn judge(&self) {
        let (seed, mood) = (self.seed, self.world.mood);
        if let Some(wrong) = self.world.story.wrong() {
            panic!("seed {seed}, {mood:?}: {wrong}\n\nagain by TWISTLAB_SEED={seed} TWISTLAB_STEPS=1");
        }
    }

    /// Nobody acts any more, everybody reads, a pull producer has no more and a push producer nothing to say: what was
    /// written arrives.
    fn settle(&self) {
        let world = &self.world;
        world.story.note(|| "== settle".into());
        world.quiet.set(true);
        world.network.set_chances(Chances::none(0));
        world.calls.cancel_all();
        for end in world.ends.borrow().clone() {
            world.resume(&end);
            let pulled = end.producer.borrow().as_ref().is_some_and(|producing| !producing.is_push());
            if pulled {
                Producing::unregister(&end);
            }
        }
        self.wait();
        world.ends.borrow().iter().for_each(|end| self.is_settled(end));
        self.judge();
    }

    /// Turns until nothing happens.
    fn wait(&self) {
        let (world, mut still) = (&self.world, 0);
        for _ in 0..TURNS {
            let before = (world.network.now(), world.story.progress());
            self.turn(A_WHILE);
            let waited = world.network.now() > before.0 && world.story.progress() == before.1;
            still = if waited { still + 1 } else { 0 };
            if still == STILL {
                return;
            }
        }
        world.story.blame("it never came to rest");
        self.judge();
    }

    /// That an end has all that was sent to it, or cannot.
    fn is_settled(&self, end: &Rc<End>) {
        let (world, name) = (&self.world, end.wire.name());
        let other = world.ends.borrow().iter().find(|other| other.wire.is_other_of(&end.wire)).cloned();
        let (left, open) = (end.transport.buffered(), end.is_open());
        let expect = |so, what: &str| world.story.expect(so, || format!("{name}, at rest with {left} to send, {what}"));
        let heard = other.as_ref().is_some_and(|other| other.is_open());
        match other {
            Some(other) if open && heard => {
                expect(left == 0, "does not send");
                expect(other.seen.get() == end.wire.accepted.get(), "has not reached its peer");
            }
            None if open => expect(end.read_ended.get(), "stands alone and was not told"),
            _ => {}
        }
        let hopeless = left > 0 && !heard;
        expect(open || hopeless, "does not close");
        expect(!end.halved.get() || end.wire.write_closed.get() || !open || hopeless, "does not half-close");
        let told = end.write_ended.get() || !end.half_closeable || !end.wire.write_closed.get();
        expect(told, "was not told its half-close");
        expect(!(end.read_ended.get() && end.wire.write_closed.get()), "has both directions closed, and lives");
    }

    /// Closes every connection from one end, then what is left from the other.
    fn part(&self) {
        let world = &self.world;
        world.story.note(|| "== part".into());
        let mut healthy = Vec::new();
        for end in world.ends.borrow().clone() {
            let both = world.ends.borrow().iter().any(|other| other.wire.is_other_of(&end.wire) && other.is_open());
            if both && end.is_open() {
                healthy.push(end.clone());
            }
            if end.wire.host > end.wire.peer || !both {
                world.close(&end);
            }
        }
        self.wait();
        let closed = |end: &Rc<End>| end.lost.get() || end.wire.host < end.wire.peer;
        world.story.expect(healthy.iter().all(closed), || "whoever closes a connection at rest is lost".into());
        for end in world.ends.borrow().clone() {
            world.close(&end);
        }
        self.wait();
        world.story.expect(healthy.iter().all(|end| end.lost.get()), || "both ends were closed, and one lives".into());
        for end in world.ends.borrow().clone() {
            // Both closed while each had more to send than the other would read.
            let mutual = end.transport.state() == ConnectionState::Disconnecting && end.transport.buffered() > 0;
            world.story.expect(mutual, || format!("{} cannot be closed", end.wire.name()));
            end.aborted.set(true);
            end.transport.abort_connection();
        }
        self.wait();
        world.story.expect(world.ends.borrow().is_empty(), || "an aborted end lives".into());
        self.judge();
    }

    /// Stops the reactor, whatever it is doing, and looks for what is left.
    fn stop(self) -> Played {
        let Episode { seed: _, world } = &self;
        world.story.note(|| "== stop".into());
        world.stop_by_a_call();
        while !world.stopping.get() {
            self.turn(Duration::ZERO);
        }
        let expect = |so, what: &str| world.story.expect(so, || format!("after the stop {what}"));
        expect(matches!(world.reactor.turn(None), Err(RunError::NotRestartable)), "it starts again");
        expect(world.ends.borrow().is_empty(), "some protocols were not told");
        expect(Rc::strong_count(&world.alive) == 1, "some protocols are alive");
        expect(world.network.open_sockets() == 0, "some sockets are open");
        expect(world.awaited.get() == 0, "some completions are still to come");
        let idle = world.clients.borrow().iter().all(|(_, client)| client.state.get() == State::Idle);
        expect(idle, "some client factories are in use");
        world.check();
        self.judge();

        let Episode { world, seed } = self;
        world.calls.cancel_all();
        let (watch, story, steps) = (world.watch.clone(), world.story.clone(), world.steps.get());
        assert_eq!(Rc::strong_count(&world), 1, "seed {seed}: somebody holds the world");
        drop(world);
        assert_eq!(Rc::strong_count(&watch), 1, "seed {seed}: the reactor is gone, and something of it is left");
        Played { steps, counts: story.counts() }
    }
}
