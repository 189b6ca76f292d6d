//! The system gives the number of a closed descriptor again at once. Late reports about the old one must not reach the
//! new.

use super::{Bench, Maker, Record, Scripted, ScriptedDescriptor, read_some};
use crate::reactor::Connector;
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::source::Key;
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::rc::Rc;

/// Who came in the place of an end that was closed while a report about it was waiting.
struct Newcomer {
    record: Record,
    key: Key,
    peer: UnixStream,
    has_its_number: bool,
}

/// Two ends become readable in one wait. Whichever is served first closes the other and makes a new one.
fn close_and_open_in_one_turn(bench: &Bench) -> Newcomer {
    let (keys, newcomer) = ([Rc::<Cell<Key>>::default(), Rc::default()], Rc::<RefCell<Option<Newcomer>>>::default());
    let pairs = [ScriptedDescriptor::pair(), ScriptedDescriptor::pair()];
    let numbers = [0, 1].map(|at| pairs[at].0.number());
    let mut at = 0;
    let peers = pairs.map(|(end, peer)| {
        let (other, number) = (keys[1 - at].clone(), numbers[1 - at]);
        let (reactor, made) = (bench.reactor.clone(), newcomer.clone());
        let end = end.reading(move |socket| {
            if made.borrow().is_none() {
                reactor.deregister(other.get()); // nobody else holds it: its number is free
                let (new, peer) = ScriptedDescriptor::pair();
                let (record, has_its_number) = (new.record(), new.number() == number);
                let key = new.register(&reactor);
                reactor.add_reader(key);
                made.replace(Some(Newcomer { record, key, peer, has_its_number }));
            }
            read_some(socket)
        });
        keys[at].set(end.register(&bench.reactor));
        bench.reactor.add_reader(keys[at].get());
        (&peer).write_all(b"data").expect("there is room");
        at += 1;
        peer
    });
    bench.until("one of them is served", || newcomer.borrow().is_some());
    bench.turns(3);
    keys.iter().for_each(|key| bench.reactor.deregister(key.get()));
    drop(peers);
    newcomer.take().expect("it was made")
}

cases! { WITH_DESCRIPTORS
    /// Covers IO-04.
    fn a_late_report_reaches_nobody(bench: &Bench) {
        // Another thread of this process may have taken the number first: then once more.
        let newcomer = (0..1_000)
            .map(|_| close_and_open_in_one_turn(bench))
            .inspect(|newcomer| assert_eq!(newcomer.record.events(), [""; 0], "nothing has come to it yet"))
            .find(|newcomer| newcomer.has_its_number)
            .expect("the system gives the lowest free number");
        (&newcomer.peer).write_all(b"data").expect("there is room");
        bench.until("it is served for its own data", || newcomer.record.has("read"));
        bench.reactor.deregister(newcomer.key);
    }
}

/// What the protocols of one side did.
#[derive(Clone, Default)]
struct Tally {
    made: Rc<Cell<usize>>,
    lost: Rc<Cell<usize>>,
    greeted: Rc<Cell<usize>>,
}

impl Tally {
    fn protocol(&self, greeting: &'static [u8]) -> Scripted {
        let (made, lost, greeted) = (self.made.clone(), self.lost.clone(), self.greeted.clone());
        Scripted::new()
            .made(move |transport| {
                made.set(made.get() + 1);
                transport.write(greeting);
                Ok(())
            })
            .data(move |_, data| {
                greeted.set(greeted.get() + data.len());
                Ok(())
            })
            .lost(move |_, _| {
                lost.set(lost.get() + 1);
                Ok(())
            })
    }
}

cases! { ANYWHERE
    fn connections_that_come_while_others_go_are_not_confused_with_them(bench: &Bench) {
        const CROWD: usize = 40;
        const ROUNDS: usize = 5;
        let (servers, clients) = (Tally::default(), Tally::default());
        let (there, here) = (servers.clone(), clients.clone());
        let port = bench.listen(Maker::new(move || Ok(Some(there.protocol(b"s")))).shared());
        let factory = Maker::new(move || Ok(Some(here.protocol(b"c")))).shared();
        let mut crowd: Vec<Connector> = Vec::new();
        for round in 1..=ROUNDS {
            let leaving = std::mem::take(&mut crowd);
            leaving.iter().for_each(Connector::disconnect);
            crowd = (0..CROWD).map(|_| bench.connect(&port, factory.clone())).collect();
            let (all, gone) = (round * CROWD, (round - 1) * CROWD);
            bench.until("all who come are greeted, and all who leave are lost", || {
                [&servers, &clients].into_iter().all(|tally| tally.greeted.get() == all && tally.lost.get() == gone)
            });
            assert_eq!((servers.made.get(), clients.made.get()), (all, all));
        }
        bench.settle();
        let gone = (ROUNDS - 1) * CROWD;
        assert_eq!((servers.lost.get(), clients.lost.get()), (gone, gone), "those who stayed stand");
    }
}
