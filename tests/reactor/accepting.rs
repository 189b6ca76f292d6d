//! What a port does when `accept` fails. The failures are a memory network's; a real lack of descriptors has a process
//! of its own elsewhere.

use crate::support::{Bench, Maker, Record, Scripted, in_memory, once};
use rustix::io::Errno;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::ListeningPort;
use twistlab::reactor::testing::{Call, Fault, MemoryNetwork};

struct Door {
    bench: Bench,
    network: MemoryNetwork,
    port: ListeningPort,
    factory: Rc<Maker>,
}

impl Door {
    fn open() -> Self {
        let bench = in_memory();
        let factory = Maker::plain().shared();
        let (network, port) = (bench.memory.clone().expect("it is in memory"), bench.listen(factory.clone()));
        Door { bench, network, port, factory }
    }

    /// Somebody comes to the door in the next turn.
    fn client(&self) -> Record {
        let client = Scripted::new();
        let record = client.record();
        self.bench.connect(&self.port, once(client));
        record
    }

    fn accepted(&self) -> usize {
        self.factory.record().count("build")
    }
}

/// Covers PO-09.
#[test]
fn a_firewall_s_no_is_passed_over() {
    let door = Door::open();
    (0..2).for_each(|_| door.network.fail_next(Call::Accept, Fault::Error(Errno::PERM.into())));
    (0..3).for_each(|_| _ = door.client());
    door.bench.turns(1);
    assert_eq!(door.accepted(), 3, "in the same batch: only those calls failed");
    assert_eq!(door.bench.log.count(), 0, "{:?}", door.bench.log.lines());
}

/// Covers IO-15.
#[test]
fn an_interrupted_accept_is_made_again() {
    let door = Door::open();
    door.network.fail_next(Call::Accept, Fault::Interrupted);
    door.client();
    door.bench.turns(1);
    assert_eq!(door.accepted(), 1);
    assert_eq!(door.bench.log.count(), 0, "{:?}", door.bench.log.lines());
}

/// Covers IO-14.
#[test]
fn an_accept_that_would_block_waits_to_be_told_again() {
    let door = Door::open();
    door.network.fail_next(Call::Accept, Fault::Blocked);
    door.client();
    door.bench.until("it is accepted", || door.accepted() == 1);
    assert_eq!(door.bench.log.count(), 0, "{:?}", door.bench.log.lines());
}

/// Covers PO-10.
#[test]
fn without_descriptors_whoever_waits_is_turned_away() {
    let door = Door::open();
    door.network.fail_next(Call::Accept, Fault::Error(Errno::MFILE.into()));
    let clients = [door.client(), door.client()];
    door.bench.until("both see an end", || clients.iter().all(Record::is_lost));
    assert!(clients.iter().all(|client| client.lost().as_deref() == Some("Done")));
    assert_eq!((door.accepted(), door.bench.log.count()), (0, 1), "{:?}", door.bench.log.lines());
    door.client();
    door.bench.until("the next one is accepted", || door.accepted() == 1);
}

/// Covers PO-11.
#[test]
fn a_lack_of_anything_ends_the_batch_and_not_the_port() {
    for errno in [Errno::NFILE, Errno::NOBUFS, Errno::NOMEM, Errno::CONNABORTED] {
        let door = Door::open();
        door.network.fail_next(Call::Accept, Fault::Error(errno.into()));
        (0..3).for_each(|_| _ = door.client());
        door.bench.turns(1);
        assert_eq!((door.accepted(), door.bench.log.count()), (0, 1), "{errno:?} ends the batch and is logged");
        let line = &door.bench.log.lines()[0];
        assert!(line.starts_with("accept failed"), "{line}");
        door.bench.until("all are accepted", || door.accepted() == 3);
        assert_eq!(door.bench.log.count(), 1, "{errno:?}: {:?}", door.bench.log.lines());
    }
}

/// Covers PO-11.
#[test]
fn a_lack_that_stays_is_looked_at_now_and_then() {
    for errno in [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM] {
        let (door, many) = (Door::open(), 1_000);
        (0..many).for_each(|_| door.network.fail_next(Call::Accept, Fault::Error(errno.into())));
        // Nor is there a reserve.
        (0..many).for_each(|_| door.network.fail_next(Call::TurnAway, Fault::Error(errno.into())));
        let client = door.client();
        let stop = door.bench.reactor.clone();
        door.bench.reactor.call_later(Duration::from_secs(1), move || stop.stop());
        door.bench.reactor.run().expect("it runs");
        let tries = door.bench.log.count();
        assert!((2..=20).contains(&tries), "{errno:?}: {tries} tries in a second");
        assert!(door.accepted() == 0 && client.is_made(), "it waits at the door: {:?}", client.events());
    }
}

#[test]
fn a_port_that_rests_can_be_stopped() {
    let door = Door::open();
    door.network.fail_next(Call::Accept, Fault::Error(Errno::NFILE.into()));
    door.client();
    door.bench.turns(1);
    door.port.stop_listening();
    door.bench.turns(2);
    assert!(door.factory.record().has("stop"));
    door.network.advance(Duration::from_secs(1)); // when it would have gone on
    door.bench.turns(2);
    assert_eq!((door.accepted(), door.bench.log.count()), (0, 1), "{:?}", door.bench.log.lines());
}
