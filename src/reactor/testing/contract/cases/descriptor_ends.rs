//! How descriptors of a program's own end: by what they return, by the peer, by the reactor's stop.

use super::{Bench, Order, Record, ScriptedDescriptor, name, read_some};
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::source::{Descriptor, Key, Taken};
use crate::reactor::{HookPhase, Reason, Result};
use std::io::{ErrorKind, PipeReader, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::rc::Rc;

/// Puts an end into both sets, without room to write, so that only a read serves it.
fn in_both_sets(bench: &Bench, end: ScriptedDescriptor) -> (Record, Key) {
    let record = end.record();
    let key = end.writing(|_| Ok(Taken::Blocked)).register(&bench.reactor);
    bench.reactor.add_reader(key);
    bench.reactor.add_writer(key);
    (record, key)
}

/// What is left of it in the reactor's sets, when it is told that it is lost.
fn sets_at_the_end(bench: &Bench, end: ScriptedDescriptor) -> (ScriptedDescriptor, Order) {
    let (order, reactor) = (Order::default(), bench.reactor.clone());
    let seen = order.clone();
    let end = end.lost(move || seen.note(format!("{} and {}", reactor.readers().len(), reactor.writers().len())));
    (end, order)
}

cases! { WITH_DESCRIPTORS
    /// Covers IO-08.
    fn the_end_of_a_half_closeable_one_takes_it_from_the_readers_alone(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (record, key) = in_both_sets(bench, end.half_closeable());
        peer.shutdown(std::net::Shutdown::Write).expect("it is connected");
        bench.until("it is told", || record.has("read ended"));
        assert_eq!((bench.reactor.readers(), bench.reactor.writers()), (vec![], vec![key]));
        bench.settle();
        assert!(!record.is_lost() && record.count("read ended") == 1, "{:?}", record.events());
    }

    /// Covers IO-09, IO-12.
    fn the_end_of_another_takes_it_from_both_sets_and_then_tells_it(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (end, sets) = sets_at_the_end(bench, end);
        let (record, _) = in_both_sets(bench, end);
        drop(peer);
        bench.until("it is told", || record.is_lost());
        bench.settle();
        assert_eq!(
            record.events().iter().filter(|event| *event != "write").collect::<Vec<_>>(),
            ["read", "lost: Done"]
        );
        assert_eq!(sets.seen(), ["0 and 0"]);
    }

    /// Covers IO-09.
    fn a_lost_one_is_told_what_it_returned(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (end, sets) = sets_at_the_end(bench, end.half_closeable().reading(|_| Err(Reason::Lost(None))));
        let (record, _) = in_both_sets(bench, end);
        (&peer).write_all(b"data").expect("there is room");
        bench.until("it is told", || record.is_lost());
        assert_eq!((record.lost().as_deref(), sets.seen()), (Some("Lost"), vec!["0 and 0".into()]));
        assert_eq!(bench.log.count(), 0, "a broken connection is no program's error: {:?}", bench.log.lines());
    }

    /// Covers IO-10.
    fn one_that_fails_is_logged_and_lost_and_nobody_else(bench: &Bench) {
        let ((fails, one), (panics, two), (well, three)) = (ScriptedDescriptor::pair(), ScriptedDescriptor::pair(), ScriptedDescriptor::pair());
        let fails = fails.reading(|_| Err(Reason::Error("no".into())));
        let panics = panics.reading(|_| panic!("worse"));
        let records = [fails, panics, well].map(|end| in_both_sets(bench, end).0);
        [&one, &two, &three].into_iter().for_each(|mut peer| peer.write_all(b"data").expect("there is room"));
        bench.until("all are served", || records.iter().all(|record| record.has("read")));
        assert_eq!(records[0].lost().as_deref(), Some("Error(no)"));
        assert_eq!(records[1].lost().as_deref(), Some("Error(the callback panicked: worse)"));
        let mut lines = bench.log.lines();
        lines.sort();
        assert_eq!(lines, ["DoRead failed: no", "DoRead failed: the callback panicked: worse"]);
        (&three).write_all(b"more").expect("there is room");
        bench.until("the third is served on", || records[2].count("read") == 2);
    }

    /// Covers IO-11.
    fn a_descriptor_is_open_as_long_as_it_is_registered(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair(); // `register` lets go of everything but the key
        let (record, key) = in_both_sets(bench, end);
        (&peer).write_all(b"data").expect("it is open");
        bench.until("it is served", || record.has("read"));
        bench.reactor.deregister(key);
        let closed = (&peer).read(&mut [0]);
        assert!(matches!(closed, Ok(0)), "nobody holds it any more: {closed:?}");
        assert!(!record.is_lost(), "it was taken back, not lost");
    }

    /// Covers IO-12.
    fn the_peer_s_close_breaks_one_that_only_writes(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let end = end.writing(|mut socket| match socket.write(b"data") {
            Ok(_) => Ok(Taken::All),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Taken::Blocked),
            Err(error) => Err(error.into()),
        });
        let (record, key) = (end.record(), end.register(&bench.reactor));
        bench.reactor.add_writer(key);
        drop(peer);
        bench.until("it is told", || record.is_lost());
        assert_eq!(record.lost().as_deref(), Some("Lost"));
    }

    fn the_peer_s_close_waits_for_one_that_wants_nothing(bench: &Bench) {
        let (end, peer) = ScriptedDescriptor::pair();
        let (record, key) = (end.record(), end.register(&bench.reactor));
        drop(peer);
        bench.settle();
        assert_eq!(record.events(), [""; 0]);
        bench.reactor.add_reader(key);
        bench.until("it is told", || record.is_lost());
        assert_eq!(record.events(), ["read", "lost: Done"]);
    }

    /// Covers RX-18.
    fn a_stop_while_one_is_read_lets_another_write(bench: &Bench) {
        let ((reads, peer), (writes, _other)) = (ScriptedDescriptor::pair(), ScriptedDescriptor::pair());
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        let (stops, wrote) = (order.clone(), order.clone());
        let reads = reads.reading(move |socket| {
            stops.note(format!("stop: {:?}", reactor.stop()));
            read_some(socket)
        });
        let writes = writes.writing(move |_| {
            wrote.note("write");
            Ok(Taken::Blocked)
        });
        let keys = [reads.register(&bench.reactor), writes.register(&bench.reactor)];
        bench.reactor.on_shutdown(HookPhase::Before, order.noting("shutdown"));
        (&peer).write_all(b"data").expect("there is room");
        bench.reactor.add_reader(keys[0]);
        bench.reactor.add_writer(keys[1]);
        bench.until("the end", || order.seen().last().is_some_and(|last| last == "shutdown"));
        assert_eq!(order.seen(), ["stop: Ok(())", "write", "shutdown"]);
    }

    /// Covers RX-13.
    fn a_descriptor_in_both_sets_is_lost_once_at_the_stop(bench: &Bench) {
        let (end, _peer) = ScriptedDescriptor::pair();
        let (end, sets) = sets_at_the_end(bench, end.half_closeable());
        let (record, _) = in_both_sets(bench, end);
        bench.turns(1);
        bench.reactor.stop().expect("it runs");
        bench.turns(1);
        assert_eq!(record.events().iter().filter(|event| *event != "write").collect::<Vec<_>>(), ["lost: Lost"]);
        assert_eq!(sets.seen(), ["0 and 0"]);
    }

    /// Covers IO-12.
    fn a_pipe_ends_like_a_socket(bench: &Bench) {
        let (reads, mut writer) = std::io::pipe().expect("a pipe can be made");
        let pipe = Rc::new(PipeEnd { pipe: reads, record: Record::default() });
        let (record, key) =
            (pipe.record.clone(), bench.reactor.register(pipe.clone(), pipe).expect("it can be watched"));
        bench.reactor.add_reader(key);
        for times in 1..=2 {
            writer.write_all(b"data").expect("there is room");
            bench.until("it is served", || record.count("read 4") == times);
        }
        drop(writer);
        bench.until("it is told", || record.is_lost());
        assert_eq!(record.events(), ["read 4", "read 4", "read 0", "lost: Done"]);
    }
}

/// The reading end of a pipe.
struct PipeEnd {
    pipe: PipeReader,
    record: Record,
}

impl AsFd for PipeEnd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }
}

impl Descriptor for PipeEnd {
    fn do_read(&self) -> Result<Taken, Reason> {
        let got = (&self.pipe).read(&mut [0; 64])?;
        self.record.note(format!("read {got}"));
        if got == 0 { Err(Reason::Done) } else { Ok(Taken::Short) }
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        Ok(Taken::Blocked)
    }

    fn connection_lost(&self, reason: Reason) {
        self.record.note(format!("lost: {}", name(&reason)));
    }
}
