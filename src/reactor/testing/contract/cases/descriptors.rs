//! Descriptors of a program's own: in which sets they are, and how they are served.

use super::{Bench, Order, ScriptedDescriptor, read_some};
use crate::reactor::Reactor;
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::source::{Key, Taken};
use std::cell::Cell;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::rc::Rc;

/// Has somebody else's key in hand before that one is registered.
type Promised = Rc<Cell<Key>>;

fn send(mut to: &UnixStream, data: &[u8]) {
    to.write_all(data).expect("a pair of sockets holds so much");
}

/// Two ends to which data has come. The one that is served first does `what` with the other.
fn first_of_two(bench: &Bench, what: impl Fn(&Reactor, Key) + Clone + 'static) -> [String; 2] {
    let (keys, served) = ([Promised::default(), Promised::default()], Rc::new(Cell::new(0)));
    let ends = [0, 1].map(|at| {
        let (end, peer) = ScriptedDescriptor::pair();
        let (other, served, what, reactor) =
            (keys[1 - at].clone(), served.clone(), what.clone(), bench.reactor.clone());
        let end = end.reading(move |socket| {
            if served.replace(served.get() + 1) == 0 {
                what(&reactor, other.get());
            }
            read_some(socket)
        });
        let record = end.record();
        keys[at].set(end.register(&bench.reactor));
        bench.reactor.add_reader(keys[at].get());
        send(&peer, b"data");
        (record, peer)
    });
    bench.until("one is served", || ends.iter().any(|(record, _)| record.has("read")));
    bench.settle();
    ends.map(|(record, _)| record.events().join(" "))
}

cases! { WITH_DESCRIPTORS
    /// Covers IO-01.
    fn a_reader_added_twice_is_told_once(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (record, key) = (end.record(), end.register(&bench.reactor));
        bench.reactor.add_reader(key);
        bench.reactor.add_reader(key);
        assert_eq!(bench.reactor.readers(), [key]);
        send(&peer, b"data");
        bench.settle();
        assert_eq!(record.events(), ["read"]);
    }

    /// Covers IO-02.
    fn removing_what_is_not_there_does_nothing(bench: &Bench) {
        let ((end, peer), (gone, _gone_too)) = (ScriptedDescriptor::pair(), ScriptedDescriptor::pair());
        let (record, key) = (end.record(), end.register(&bench.reactor));
        let gone = gone.register(&bench.reactor);
        bench.reactor.deregister(gone);
        for key in [key, gone, Key::default()] {
            bench.reactor.remove_reader(key);
            bench.reactor.remove_writer(key);
        }
        bench.reactor.deregister(gone);
        bench.reactor.add_reader(gone); // nobody is there any more
        bench.reactor.add_reader(key);
        assert_eq!(bench.reactor.readers(), [key]);
        send(&peer, b"data");
        bench.until("it is served", || record.has("read"));
    }

    /// Covers IO-03.
    fn the_sets_can_be_read_and_emptied(bench: &Bench) {
        assert_eq!((bench.reactor.readers(), bench.reactor.writers()), (vec![], vec![]), "its own waker is in no set");
        let ((reads, one), (writes, _two), (both, three)) = (ScriptedDescriptor::pair(), ScriptedDescriptor::pair(), ScriptedDescriptor::pair());
        let records = [reads.record(), writes.record(), both.record()];
        let [reads, writes, both] = [reads, writes, both].map(|end| end.register(&bench.reactor));
        [reads, both].into_iter().for_each(|key| bench.reactor.add_reader(key));
        [writes, both].into_iter().for_each(|key| bench.reactor.add_writer(key));
        let sorted = |mut keys: Vec<Key>| {
            keys.sort_unstable();
            keys
        };
        assert_eq!(sorted(bench.reactor.readers()), sorted(vec![reads, both]));
        assert_eq!(sorted(bench.reactor.writers()), sorted(vec![writes, both]));
        assert_eq!(sorted(bench.reactor.remove_all()), sorted(vec![reads, writes, both]));
        assert_eq!((bench.reactor.readers(), bench.reactor.writers()), (vec![], vec![]));
        [&one, &three].into_iter().for_each(|peer| send(peer, b"data"));
        bench.settle();
        records.iter().for_each(|record| assert_eq!(record.events(), [""; 0]));
        bench.reactor.remote().call_from_thread(|reactor| reactor.stop());
        bench.reactor.run().expect("its waker works still");
    }

    /// Covers IO-04.
    fn a_reader_removed_by_another_in_the_same_turn_is_not_served(bench: &Bench) {
        let mut events = first_of_two(bench, |reactor, other| reactor.remove_reader(other));
        events.sort();
        assert_eq!(events, ["", "read"]);
    }

    /// Covers IO-04.
    fn a_descriptor_taken_back_by_another_in_the_same_turn_is_not_served(bench: &Bench) {
        let mut events = first_of_two(bench, |reactor, other| reactor.deregister(other));
        events.sort();
        assert_eq!(events, ["", "read"]);
    }

    fn a_reader_removed_and_added_again_in_one_turn_is_served_once(bench: &Bench) {
        let events = first_of_two(bench, |reactor, other| {
            reactor.remove_reader(other);
            reactor.add_reader(other);
        });
        assert_eq!(events, ["read", "read"]);
    }

    /// Covers IO-05.
    fn a_writer_that_its_own_read_removes_does_not_write(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (own, reactor) = (Promised::default(), bench.reactor.clone());
        let mine = own.clone();
        let end = end.reading(move |socket| {
            reactor.remove_writer(mine.get());
            read_some(socket)
        });
        let record = end.record();
        own.set(end.register(&bench.reactor));
        send(&peer, b"data");
        bench.reactor.add_reader(own.get());
        bench.reactor.add_writer(own.get());
        bench.until("it is served", || record.has("read"));
        bench.settle();
        assert_eq!(record.events(), ["read"]);
    }

    /// Covers IO-06.
    fn reads_come_before_writes(bench: &Bench) {
        let order = Order::default();
        let kept: Vec<_> = ["one", "two", "three"]
            .into_iter()
            .map(|name| {
                let ((end, peer), reads, writes) = (ScriptedDescriptor::pair(), order.clone(), order.clone());
                let end = end.reading(move |socket| {
                    reads.note("read");
                    read_some(socket)
                });
                let end = end.writing(move |_| {
                    writes.note(format!("write {name}"));
                    Ok(Taken::All)
                });
                let key = end.register(&bench.reactor);
                send(&peer, b"data");
                bench.reactor.add_reader(key);
                bench.reactor.add_writer(key);
                peer
            })
            .collect();
        bench.until("all have been served", || order.seen().len() >= 6);
        assert_eq!(order.seen()[..3], ["read"; 3]);
        let mut writes = order.seen()[3..6].to_vec();
        writes.sort();
        assert_eq!(writes, ["write one", "write three", "write two"]);
        drop(kept);
    }

    /// Covers IO-07.
    fn a_descriptor_stays_in_its_set(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (record, key) = (end.record(), end.register(&bench.reactor));
        bench.reactor.add_reader(key);
        for times in 1..=3 {
            send(&peer, b"data");
            bench.until("it is served again", || record.count("read") == times);
            bench.settle();
            assert_eq!(record.count("read"), times);
        }
    }

    /// Covers IO-14.
    fn a_call_that_would_block_changes_nothing(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        // It says that there may be more, so it is asked again, and meets a socket that has nothing.
        let end =
            end.reading(|socket| Ok(if read_some(socket)? == Taken::Blocked { Taken::Blocked } else { Taken::All }));
        let (record, key) = (end.record(), end.register(&bench.reactor));
        bench.reactor.add_reader(key);
        for times in 1..=3 {
            send(&peer, b"data");
            bench.until("it has read and been blocked", || record.count("read") == 2 * times);
            bench.settle();
            assert_eq!(record.count("read"), 2 * times, "nobody asks a socket that would block");
        }
        assert_eq!(bench.reactor.readers(), [key]);
    }

    fn what_a_read_leaves_is_asked_for_again_without_new_data(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (record, key) = (end.record(), end.register(&bench.reactor));
        send(&peer, &[7; 64 * 5]); // five reads, the sixth blocks
        bench.reactor.add_reader(key);
        bench.until("all is read", || record.count("read") == 6);
    }

    fn a_writer_is_told_as_long_as_there_is_room_and_no_longer(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let end = end.writing(|mut socket| match socket.write(&[7; 4096]) {
            Ok(4096) => Ok(Taken::All),
            Ok(_) => Ok(Taken::Short),
            Err(_) => Ok(Taken::Blocked),
        });
        let (record, key) = (end.record(), end.register(&bench.reactor));
        bench.reactor.add_writer(key);
        let mut writes = 0;
        bench.until("it is full", || {
            std::mem::replace(&mut writes, record.count("write")) == record.count("write") && writes > 0
        });
        bench.settle();
        assert_eq!(record.count("write"), writes, "a full socket is left alone");
        while !matches!(read_some(&peer), Ok(Taken::Blocked)) {}
        bench.until("it writes again", || record.count("write") > writes);
    }
}
