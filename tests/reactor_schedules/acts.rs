//! What a callback may do, to its own connection, to another, or to the reactor.

use super::client::{Client, State};
use super::end::End;
use super::producing::Producing;
use super::protocol::Server;
use super::world::World;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;
use twistlab::reactor::ConnectionState;
use twistlab::reactor::error::RunError;

/// No more connections than these are begun.
const CROWD: usize = 12;

thread_local! {
    /// The world of this thread, for calls that pass through a queue between threads.
    pub(crate) static HERE: RefCell<Weak<World>> = RefCell::default();
}

type ToEnd = fn(&World, &Rc<End>);
type ToWorld = fn(&World);

/// What is done to a connection, and how often. How often it is aborted or half-closed depends on the mood.
const TO_END: [(u16, (&str, ToEnd)); 14] = [
    (20, ("write", |world, end| world.write_freely(end, 200))),
    (8, ("large write", |world, end| world.write_freely(end, 150_000))),
    (5, ("sequence", World::write_sequence)),
    (3, ("nothing", |_, end| end.transport.write(Vec::new()))),
    (3, ("close", World::close)),
    (10, ("pause", World::pause)),
    (14, ("resume", World::resume)),
    (8, ("push", |world, end| world.register(end, false))),
    (8, ("pull", |world, end| world.register(end, true))),
    (6, ("unregister", |_, end| Producing::unregister(end))),
    (1, ("stop consuming", World::stop_consuming)),
    (3, ("mark", World::set_mark)),
    (20, ("produce", World::produce)),
    (1, ("option", |_, end| drop(end.transport.set_no_delay(true)))),
];

/// What is done to the reactor.
const TO_WORLD: [(u16, (&str, ToWorld)); 13] = [
    (20, ("call later", |world| world.calls.schedule(world, || {}))),
    (8, ("cancel", |world| world.calls.cancel_any(world))),
    (6, ("reset", |world| world.calls.reset_any(world))),
    (6, ("delay", |world| world.calls.delay_any(world))),
    (6, ("advance", |world| world.network.advance(Duration::from_micros(world.draw.below(2_000) as u64)))),
    (12, ("connect", World::connect)),
    (1, ("listen", World::listen)),
    (1, ("stop listening", World::stop_listening)),
    (4, ("connector", World::poke_connector)),
    (4, ("from thread", World::call_from_thread)),
    (2, ("turn in a turn", World::turn_in_a_turn)),
    (2, ("when running", World::when_running)),
    (1, ("crash", World::crash)),
];

impl World {
    /// One act, mostly upon the end whose callback this is.
    pub(crate) fn step(&self, here: Option<&Rc<End>>) {
        self.steps.set(self.steps.get() + 1);
        let end = if self.draw.chance(700) { here.cloned() } else { self.any_end() };
        match end {
            Some(end) if self.draw.chance(self.mood.aborts) => {
                self.told("abort", Some(&end));
                self.abort(&end);
            }
            Some(end) if self.draw.chance(self.mood.halves) => {
                self.told("half-close", Some(&end));
                self.half_close(&end);
            }
            Some(end) if self.draw.chance(700) => {
                let (what, act) = self.draw.weighed(&TO_END);
                self.told(what, Some(&end));
                act(self, &end);
            }
            _ => {
                let (what, act) = self.draw.weighed(&TO_WORLD);
                self.told(what, None);
                act(self);
            }
        }
    }

    fn told(&self, what: &'static str, end: Option<&Rc<End>>) {
        self.story.count(what, 1);
        self.story.note(|| format!("- {what} {}", end.map_or_else(String::new, |end| end.wire.name())));
    }

    /// Writes the next bytes of the end's stream.
    pub(crate) fn write(&self, end: &End, size: usize) {
        if end.transport.buffered() > self.enough {
            return;
        }
        let before = end.wire.accepted.get();
        let producer_writes = end.producer.borrow().is_some() && !end.wire.write_closed.get();
        let taken = end.is_open() && (!end.halved.get() || producer_writes);
        let data = end.wire.outward().bytes(before, size);
        if self.draw.chance(500) {
            end.transport.write(data)
        } else {
            end.transport.write(&data)
        }
        let so = !taken || end.wire.accepted.get() >= before + size as u64;
        self.story.expect(so, || format!("{} dropped what was written", end.wire.name()));
    }

    /// The same, where the end is not one that writes by its producer alone.
    fn write_freely(&self, end: &Rc<End>, most: usize) {
        if !end.obedient {
            self.write(end, 1 + self.draw.below(most.min(self.enough)));
        }
    }

    fn write_sequence(&self, end: &Rc<End>) {
        if end.obedient || end.transport.buffered() > self.enough {
            return;
        }
        let sizes: Vec<usize> = (0..self.draw.below(6)).map(|_| self.draw.below(5_000)).collect();
        let mut at = end.wire.accepted.get();
        let chunks = sizes.into_iter().map(|size| {
            let data = end.wire.outward().bytes(at, size);
            at += size as u64;
            // The iterator is the program's, too.
            if self.draw.chance(self.mood.aborts) {
                self.abort(end);
            }
            if !self.outside.get() && self.draw.chance(self.mood.panics / 2) {
                self.raise();
                panic!("drawn, in a sequence");
            }
            data
        });
        end.transport.write_sequence(chunks);
    }

    pub(crate) fn close(&self, end: &Rc<End>) {
        let open = end.is_open();
        end.transport.lose_connection();
        self.story.expect(!open || end.wire.closing.get() && !end.is_open(), || "a close was not begun".into());
    }

    fn abort(&self, end: &Rc<End>) {
        // Where its end is under way already, an abort comes too late.
        let closing = end.transport.state() == ConnectionState::Disconnecting && end.wire.closing.get();
        let in_time = end.is_open() || (closing && !end.wire.write_closed.get());
        end.aborted.set(end.aborted.get() || (in_time && !end.raised.get()));
        end.transport.abort_connection();
        self.story.expect(end.transport.buffered() == 0, || "an aborted connection keeps bytes".into());
    }

    fn half_close(&self, end: &Rc<End>) {
        end.transport.lose_write_connection();
        end.halved.set(true);
    }

    fn pause(&self, end: &Rc<End>) {
        let _ = end.transport.pause_producing(); // only the strict double answers
        end.paused.set(true);
    }

    pub(crate) fn resume(&self, end: &Rc<End>) {
        end.paused.set(false);
        let _ = end.transport.resume_producing();
    }

    fn register(&self, end: &Rc<End>, pulled: bool) {
        if !end.obedient || (!pulled && end.transport.buffered() == 0) {
            Producing::register(self, end, pulled);
        }
    }

    fn stop_consuming(&self, end: &Rc<End>) {
        Producing::unregister(end);
        end.transport.stop_consuming();
    }

    fn set_mark(&self, end: &Rc<End>) {
        if !end.obedient {
            end.transport.set_high_water(self.draw.below(100_000));
        }
    }

    fn produce(&self, end: &Rc<End>) {
        let producing = end.producer.borrow().clone();
        if let Some(producing) = producing.filter(|producing| producing.is_push()) {
            producing.produce(self, end);
        }
    }

    pub(crate) fn connect(&self) {
        self.clients.borrow_mut().retain(|(_, client)| client.state.get() != State::Idle);
        let (here, crowd) = (self.ends.borrow().len(), self.clients.borrow().len());
        if here >= CROWD || crowd >= 2 * CROWD {
            return;
        }
        let port = self.ports.borrow().get(self.draw.below(self.ports.borrow().len())).cloned();
        let Some(to) = port.and_then(|port| port.host().tcp()) else { return };
        let client = Client::new(self);
        let connector = self.reactor.connect_tcp(to, client.clone());
        self.clients.borrow_mut().push((connector, client));
    }

    pub(crate) fn listen(&self) {
        if self.ports.borrow().len() < 3 {
            let factory = Rc::new(Server(self.this.clone()));
            match self.reactor.listen_tcp(([127, 0, 0, 1], 0).into(), factory) {
                Ok(port) => self.ports.borrow_mut().push(port),
                Err(error) => self.story.expect(self.stopping.get(), || error.to_string()),
            }
        }
    }

    fn stop_listening(&self) {
        let some = !self.ports.borrow().is_empty();
        let port = some.then(|| self.ports.borrow_mut().pop()).flatten();
        let Some(port) = port else { return };
        self.awaited.set(self.awaited.get() + 1);
        let here = self.this.clone();
        port.stop_listening().on_done(move |result| {
            let Some(world) = here.upgrade() else { return };
            world.awaited.set(world.awaited.get() - 1);
            world.story.expect(result.is_ok(), || "a port that stops failed".into());
            world.act(None);
        });
    }

    fn poke_connector(&self) {
        let some = self.clients.borrow().get(self.draw.below(self.clients.borrow().len())).cloned();
        let Some((connector, client)) = some else { return };
        match self.draw.below(4) {
            0 => connector.disconnect(),
            1 => drop(connector.stop_connecting()),
            2 => drop(connector.connect()),
            _ => {
                let idle = connector.connect().is_ok();
                self.story.note(|| format!("connect of a client that is now {:?}: {idle}", client.state.get()));
            }
        }
    }

    fn call_from_thread(&self) {
        self.reactor.remote().call_from_thread(|_| {
            let world = HERE.with_borrow(Weak::upgrade);
            world.map_or(Ok(()), |world| world.inside("call from thread", None, || {}))
        });
    }

    fn turn_in_a_turn(&self) {
        if self.turning.get() {
            let refused = matches!(self.reactor.turn(None), Err(RunError::AlreadyRunning));
            self.story.expect(refused, || "a turn inside a turn was made".into());
        }
    }

    fn crash(&self) {
        if self.turning.get() && !self.stopping.get() {
            let crashed = self.reactor.crash();
            let once = crashed.is_ok() != self.crashed.replace(true);
            self.story.expect(once, || format!("a crash gave {crashed:?}"));
        }
    }

    /// Asks the reactor to stop: by a call, in the middle of whatever else is due. A crash of the same turn comes first.
    pub(crate) fn stop_by_a_call(&self) {
        let here = self.this.clone();
        self.reactor.call_later(Duration::ZERO, move || {
            here.upgrade()
                .iter()
                .for_each(|world| if world.crashed.get() { world.stop_by_a_call() } else { world.stop() });
        });
    }

    fn stop(&self) {
        let stopped = self.reactor.stop();
        self.story.expect(stopped.is_ok() && !self.stopping.replace(true), || format!("a stop gave {stopped:?}"));
    }

    fn when_running(&self) {
        let here = self.this.clone();
        self.reactor.call_when_running(move || {
            here.upgrade().map_or(Ok(()), |world| world.inside("when running", None, || {}))
        });
    }
}
