//! One suite for all three: what is ready, when a wait ends, and what is never reported.

use super::{Mio, Multiplexer, Poll, Select};
use crate::clock::monotonic;
use crate::reactor::outcome::Result;
use crate::reactor::reason::Reason;
use crate::reactor::source::{Descriptor, Interest, Key, Readiness, Source, Taken};
use crate::reactor::sources::{Side, Sources};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use slotmap::SecondaryMap;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

const READ: Interest = Interest { read: true, write: false };
const WRITE: Interest = Interest { read: false, write: true };
const BOTH: Interest = Interest { read: true, write: true };

/// Long enough to be told from at once.
const SHORT: Duration = Duration::from_millis(30);
/// Long enough to be told from a hang.
const LONG: Duration = Duration::from_secs(30);

/// Nobody is served here.
struct Nobody;

impl Descriptor for Nobody {
    fn do_read(&self) -> Result<Taken, Reason> {
        Ok(Taken::Blocked)
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        Ok(Taken::Blocked)
    }

    fn connection_lost(&self, _: Reason) {}
}

/// A multiplexer and the sources that it waits for.
struct Bench {
    multiplexer: Box<dyn Multiplexer>,
    sources: Sources,
    wanted: SecondaryMap<Key, Interest>,
}

impl Bench {
    fn watch(&mut self, fd: impl AsFd + 'static, interest: Interest) -> Key {
        let source = Source::Fd(Rc::new(fd));
        let place = self.sources.insert(source.clone(), Rc::new(Nobody));
        let key = place.key();
        self.multiplexer.register(&source, key).unwrap();
        self.sources.want(&place, Side::Read, interest.read);
        self.sources.want(&place, Side::Write, interest.write);
        self.wanted.insert(key, interest);
        key
    }

    fn close(&mut self, key: Key) {
        let stood = self.sources.remove(key).unwrap();
        self.multiplexer.deregister(&stood.source, key).unwrap();
    }

    /// What a wait says of what is wanted, and how long it took. Where edges are told, others are told of too.
    fn wait(&mut self, timeout: impl Into<Option<Duration>>) -> (Vec<(Key, Readiness)>, Duration) {
        let (timeout, began) = (timeout.into(), monotonic());
        loop {
            let took = monotonic().duration_since(began);
            let mut said = Vec::new();
            let left = timeout.map(|timeout| timeout.saturating_sub(took));
            self.multiplexer.wait(&self.sources, left, &mut said).unwrap();
            let over = said.is_empty();
            said.retain(|(key, said)| {
                self.wanted.get(*key).is_none_or(|wanted| wanted.read && said.readable || wanted.write && said.writable)
            });
            if over || !said.is_empty() {
                return (said, monotonic().duration_since(began));
            }
        }
    }

    /// What is said of one source.
    fn said(&mut self, of: Key) -> Readiness {
        let (said, _) = self.wait(LONG);
        said.into_iter().find(|(key, _)| *key == of).map(|(_, said)| said).unwrap_or_default()
    }

    /// Says that a wait of this length lasts to its end.
    #[track_caller]
    fn rests(&mut self, timeout: Duration) {
        let (ready, took) = self.wait(timeout);
        assert!(ready.is_empty(), "{} said {ready:?}", self.multiplexer.name());
        assert!(took >= timeout, "{} ended after {took:?} of {timeout:?}", self.multiplexer.name());
    }
}

fn each(test: impl Fn(Bench)) {
    test(bench(Box::new(Mio::new().unwrap())));
    test(bench(Box::new(Poll::new().unwrap())));
    test(bench(Box::new(Select::new().unwrap())));
}

fn bench(multiplexer: Box<dyn Multiplexer>) -> Bench {
    Bench { multiplexer, sources: Sources::default(), wanted: SecondaryMap::new() }
}

fn pair() -> (UnixStream, UnixStream) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    ours.set_nonblocking(true).unwrap();
    (ours, theirs)
}

#[test]
fn data_makes_readable() {
    each(|mut bench| {
        let (ours, mut theirs) = pair();
        let key = bench.watch(ours, READ);
        theirs.write_all(b"x").unwrap();
        let said = bench.said(key);
        assert!(said.readable && !said.ending, "{said:?}");
    });
}

#[test]
fn room_makes_writable() {
    each(|mut bench| {
        let (ours, _theirs) = pair();
        let key = bench.watch(ours, BOTH);
        let said = bench.said(key);
        assert!(said.writable && !said.readable && !said.ending);
    });
}

#[test]
fn no_room_is_not_writable_until_the_peer_reads() {
    each(|mut bench| {
        let (ours, mut theirs) = pair();
        while (&ours).write(&[0; 65_536]).is_ok() {}
        let key = bench.watch(ours, WRITE);
        bench.rests(SHORT);
        theirs.set_nonblocking(true).unwrap();
        while theirs.read(&mut [0; 65_536]).is_ok() {}
        assert!(bench.said(key).writable);
    });
}

#[test]
fn a_peer_that_is_gone_makes_readable() {
    each(|mut bench| {
        let (ours, theirs) = pair();
        let key = bench.watch(ours, READ);
        drop(theirs);
        let said = bench.said(key);
        assert!(said.readable);
        assert_eq!(said.ending, bench.multiplexer.name() != "select", "select alone cannot tell");
    });
}

/// The end of one direction is announced too: where edges are all there is, the latch must not lose it.
#[test]
fn a_peer_that_has_done_writing_makes_readable() {
    let mut bench = bench(Box::new(Mio::new().unwrap()));
    let (ours, theirs) = pair();
    let key = bench.watch(ours, READ);
    theirs.shutdown(std::net::Shutdown::Write).unwrap();
    let said = bench.said(key);
    assert!(said.readable && said.ending);
}

/// A pipe has one direction alone: an end of it says so by an error, and no read or write would.
#[test]
fn a_pipe_without_a_reader_makes_writable() {
    each(|mut bench| {
        let (reader, writer) = std::io::pipe().unwrap();
        rustix::io::ioctl_fionbio(&writer, true).unwrap();
        while (&writer).write(&[0; 65_536]).is_ok() {}
        let key = bench.watch(writer, WRITE);
        bench.rests(SHORT);
        drop(reader);
        assert!(bench.said(key).writable);
    });
}

/// Covers TC-03: the timeout of an overdue call.
#[test]
fn a_timeout_of_zero_looks_and_returns() {
    each(|mut bench| {
        let (ours, mut theirs) = pair();
        let key = bench.watch(ours, READ);
        bench.rests(Duration::ZERO);
        theirs.write_all(b"x").unwrap();
        let (ready, _) = bench.wait(Duration::ZERO);
        assert!(ready[0].0 == key && ready[0].1.readable);
    });
}

/// Covers TC-01: timeouts are the spans to the next call, and no shorter.
#[test]
fn a_wait_is_never_too_short() {
    each(|mut bench| {
        for micros in [1, 10, 300, 999, 1_000, 1_001, 2_500, 20_000, 3, 700] {
            bench.rests(Duration::from_micros(micros));
        }
    });
}

/// Covers TC-01 for a deadline that moves while something else is ready.
#[test]
fn a_deadline_that_was_put_off_or_brought_forward_is_met() {
    each(|mut bench| {
        let (ours, mut theirs) = pair();
        let key = bench.watch(ours.try_clone().unwrap(), READ);
        for (first, then) in [(SHORT / 10, SHORT), (LONG, SHORT), (SHORT, SHORT / 10)] {
            theirs.write_all(b"x").unwrap();
            let (ready, took) = bench.wait(first);
            assert_eq!(ready[0].0, key);
            assert!(took < LONG);
            (&ours).read_exact(&mut [0]).unwrap();
            bench.rests(then);
        }
    });
}

/// Covers TC-02: what was waited for before does not end a wait without a timeout.
#[test]
fn an_old_deadline_does_not_end_a_wait_without_one() {
    each(|mut bench| {
        let (ours, mut theirs) = pair();
        let key = bench.watch(ours, READ);
        theirs.write_all(b"x").unwrap();
        bench.wait(SHORT);
        bench.close(key);
        let waker = bench.multiplexer.waker();
        let ringer = thread::spawn(move || {
            Poll::new().unwrap().wait(&Sources::default(), Some(SHORT * 2), &mut Vec::new()).unwrap();
            let rang = monotonic();
            waker.wake();
            rang
        });
        assert!(bench.wait(None).0.is_empty());
        assert!(monotonic() >= ringer.join().unwrap());
    });
}

/// Covers TC-04: the longest of timeouts is taken.
#[test]
fn a_distant_timeout_is_no_error() {
    each(|mut bench| {
        let (ours, _theirs) = pair();
        let key = bench.watch(ours, WRITE);
        for timeout in [Duration::from_secs(10_000_000), Duration::MAX] {
            let (ready, took) = bench.wait(timeout);
            assert!(took < LONG);
            assert!(ready.iter().all(|(said, _)| *said == key));
            bench.multiplexer.waker().wake();
        }
    });
}

/// Covers RX-17.
#[test]
fn another_thread_ends_a_wait_without_a_timeout() {
    each(|mut bench| {
        let waker = bench.multiplexer.waker();
        let ringer = thread::spawn(move || waker.wake());
        let (ready, took) = bench.wait(None);
        assert!(ready.is_empty() && took < LONG);
        ringer.join().unwrap();
    });
}

/// Covers RX-19: nothing but a wake ends a wait for nothing.
#[test]
fn a_wake_before_the_wait_ends_it_at_once_and_ends_one_alone() {
    each(|mut bench| {
        bench.rests(SHORT);
        for _ in 0..3 {
            // More than a socket's buffer takes, were each of them written.
            (0..100_000).for_each(|_| bench.multiplexer.waker().wake());
            let (ready, took) = bench.wait(LONG);
            assert!(ready.is_empty() && took < LONG);
            bench.rests(SHORT);
        }
    });
}

/// Covers IO-04 across waits: a number is used again at once, a name is not.
#[test]
fn a_source_that_is_gone_is_not_reported_by_its_number() {
    each(|mut bench| {
        let mut used_again = false;
        // Tests beside this one open descriptors too, and may take the number first.
        while !used_again {
            let (ours, mut theirs) = pair();
            let number = ours.as_raw_fd();
            let old = bench.watch(ours, READ);
            theirs.write_all(b"x").unwrap();
            bench.close(old);
            let (next, mut peer) = pair();
            used_again = next.as_raw_fd() == number;
            let new = bench.watch(next, READ);
            bench.rests(SHORT);
            peer.write_all(b"y").unwrap();
            let (ready, _) = bench.wait(LONG);
            assert!(!ready.is_empty() && ready.iter().all(|(key, _)| *key == new));
            bench.close(new);
        }
    });
}

#[test]
fn a_number_past_1024_is_waited_for() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
    each(|mut bench| {
        let (ours, mut theirs) = pair();
        let high = rustix::io::fcntl_dupfd_cloexec(&ours, 1_500).unwrap();
        let key = bench.watch(high, READ);
        bench.rests(SHORT);
        theirs.write_all(b"x").unwrap();
        assert!(bench.said(key).readable);
    });
}

#[test]
fn memory_has_no_kernel_to_wait_for() {
    each(|mut bench| {
        let error = bench.multiplexer.register(&Source::Memory(1), Key::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    });
}
