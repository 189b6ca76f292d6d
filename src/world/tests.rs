//! The reducer: what each kind of event does to a world, and when a wait is a deadlock.

mod flow;
mod loops;
mod reactor;

use super::*;
use crate::event::{Call, Errno, Gauges, Outcome, SocketOption, ThreadSample, ThreadState};

/// A run told event by event; time goes on by hand.
#[derive(Default)]
struct Tale {
    world: World,
    now: u64,
}

impl Tale {
    fn note(&mut self, thread: &str, source: Option<&str>, event: Event) -> &mut Self {
        let (seq, at) = (Seq(self.world.seq.0 + 1), Micros(self.now));
        let (thread, source) = (ThreadName::from(thread), source.map(SourceName::from));
        self.world.apply(&Stamped { seq, at, turn: 1, thread, source, line: Some(seq.0 as u32), event });
        self
    }

    fn entered(&mut self, thread: &str, source: &str, call: Call, asked: u64) -> &mut Self {
        self.note(thread, Some(source), Event::entered(call, Some(asked)))
    }

    fn returned(&mut self, thread: &str, source: &str, call: Call, asked: u64, outcome: Outcome) -> &mut Self {
        self.note(thread, Some(source), Event::Returned { call, asked: Some(asked), outcome })
    }

    fn asleep(&mut self, thread: &str) -> &mut Self {
        let (syscall, cpu) = (Some("sendto".into()), Micros(10));
        let sample = ThreadSample { state: ThreadState::Asleep, syscall, wchan: None, cpu };
        self.note(thread, None, Event::Sampled(sample))
    }

    fn after(&mut self, us: u64) -> &mut Self {
        self.now += us;
        self
    }

    /// `client` and `server` as the two ends of a connection.
    fn connected() -> Tale {
        let mut tale = Tale::default();
        tale.returned("main", "client", Call::Connect, 0, Outcome::Result(0));
        let (peer, port, peer_port) = ("client".into(), 1, 2);
        tale.note("main", Some("server"), Event::Accepted { fd: 5, peer, port, peer_port });
        tale
    }
}

#[test]
fn a_connection_is_known_from_both_ends() {
    let tale = Tale::connected();
    let (client, server) = tale.world.connections()[0];
    assert_eq!((client.name.as_str(), server.name.as_str()), ("client", "server"));
    assert_eq!((client.port, server.port), (Some(2), Some(1)));
}

#[test]
fn what_was_sent_and_read_is_counted_where_it_happened() {
    let mut tale = Tale::connected();
    tale.entered("main", "client", Call::Send, 10);
    assert_eq!(tale.world.source("client").unwrap().sending.as_ref().unwrap().asked, 10);
    tale.after(7).returned("main", "client", Call::Send, 10, Outcome::Result(6));
    tale.returned("main", "server", Call::Recv, 4, Outcome::Result(4));
    tale.returned("lab", "server", Call::Recv, 4, Outcome::Result(1));
    let (client, server) = (tale.world.source("client").unwrap(), tale.world.source("server").unwrap());
    assert_eq!((client.sent.bytes, client.sent.short, client.longest_send), (6, 1, Micros(7)));
    assert_eq!((server.received.bytes, server.read_outside), (5, 1));
    assert_eq!(server.last_recv.as_ref().unwrap().outcome, Outcome::Result(4), "the program's, not the lab's");
    assert_eq!(tale.world.on_the_way(&client.name), Some(1));
    assert_eq!(tale.world.tally.syscalls, 3, "the program's calls alone: connect, send, recv");
}

#[test]
fn a_short_write_stays_in_sight_until_one_is_whole() {
    let mut tale = Tale::connected();
    let short = |tale: &Tale| tale.world.source("client").unwrap().last_short.is_some();
    tale.returned("main", "client", Call::Send, 10, Outcome::Result(6));
    tale.returned("main", "client", Call::Send, 4, Outcome::Errno(Errno::named("EPIPE")));
    assert!(short(&tale), "an error does not make it whole");
    assert!(matches!(tale.world.source("client").unwrap().state, SourceState::Broken(_)));
    tale.returned("main", "client", Call::Send, 4, Outcome::Result(4));
    assert!(!short(&tale));
}

#[test]
fn readings_that_do_not_fit_together_are_moving() {
    let mut tale = Tale::connected();
    let moving = |tale: &Tale| {
        let (client, server) = tale.world.connections()[0];
        tale.world.is_moving(client, server)
    };
    tale.returned("main", "client", Call::Send, 10, Outcome::Result(10));
    tale.note("lab", Some("client"), Event::Gauged(Gauges { unsent: Some(4), ..Gauges::default() }));
    assert!(!moving(&tale), "nothing is said of one reading");
    for (unread, expected) in [(6, false), (7, false), (5, true)] {
        tale.note("lab", Some("server"), Event::Gauged(Gauges { unread: Some(unread), ..Gauges::default() }));
        assert_eq!(moving(&tale), expected, "4 unsent and {unread} unread of 10");
    }
    tale.entered("main", "client", Call::Send, 10);
    assert!(!moving(&tale), "how much of an open send was taken is not known");
}

#[test]
fn pins_and_gauges_are_as_last_told() {
    let mut tale = Tale::connected();
    let option = SocketOption::SendBuffer;
    for granted in [1, 2] {
        tale.note("main", Some("client"), Event::Pinned { option, asked: 1, granted, inherited: false });
    }
    let gauges = Gauges { queued: Some(3), unsent: Some(2), unread: None };
    tale.after(9).note("lab", Some("client"), Event::Gauged(gauges));
    let client = tale.world.source("client").unwrap();
    assert_eq!(client.pins.len(), 1);
    assert_eq!((client.pin(option).unwrap().granted, client.gauges, client.gauged_at), (2, gauges, Micros(9)));
}

#[test]
fn one_thread_that_waits_for_itself_is_a_deadlock() {
    let mut tale = Tale::connected();
    tale.returned("main", "server", Call::Recv, 4, Outcome::Result(4));
    tale.entered("main", "client", Call::Send, 10).after(1_000_000).asleep("main");
    let found = deadlock(&tale.world).unwrap();
    assert_eq!(found.waits.len(), 1);
    let wait = &found.waits[0];
    assert_eq!((wait.thread.as_str(), wait.by.as_str(), wait.by_line), ("main", "main", Some(3)));
    assert_eq!((wait.slept, wait.confirmed), (Micros(1_000_000), true));
    let told = notices(&tale.world);
    assert_eq!((told[0].weight, told.len()), (Weight::Stuck, 1), "{told:?}");
}

#[test]
fn two_threads_that_wait_for_each_other_are_a_deadlock() {
    let mut tale = Tale::connected();
    tale.entered("main", "client", Call::Send, 10).entered("peer", "server", Call::Send, 10);
    tale.after(1_000_000).asleep("main").asleep("peer");
    let found = deadlock(&tale.world).unwrap();
    let threads: Vec<&str> = found.waits.iter().map(|wait| wait.thread.as_str()).collect();
    assert_eq!(threads, ["main", "peer"]);
}

#[test]
fn a_wait_for_a_thread_that_goes_on_is_none() {
    let mut tale = Tale::connected();
    tale.returned("reader", "server", Call::Recv, 4, Outcome::Result(4));
    tale.entered("main", "client", Call::Send, 10).after(1_000_000).asleep("main");
    assert_eq!(deadlock(&tale.world), None);
    let chain = xray(&tale.world).unwrap();
    assert_eq!((chain.cycle, chain.waits[0].by.as_str()), (false, "reader"));
    assert_eq!(notices(&tale.world)[0].weight, Weight::Warning);
}

#[test]
fn a_wait_counts_only_once_the_kernel_has_confirmed_it_for_a_while() {
    let mut tale = Tale::connected();
    tale.entered("main", "client", Call::Send, 10).after(20_000).asleep("main");
    assert_eq!(xray(&tale.world), None, "20 ms are the ordinary business of a blocking call");
    let mut tale = Tale::connected();
    tale.asleep("main").entered("main", "client", Call::Send, 10).after(1_000_000);
    tale.note("lab", None, Event::Acted { control: "bite".into() });
    assert_eq!(xray(&tale.world), None, "a sample from before the call says nothing of it");
}

#[test]
fn without_the_kernels_word_the_calls_alone_tell() {
    let mut tale = Tale::connected();
    tale.returned("main", "server", Call::Recv, 4, Outcome::Result(4));
    tale.entered("main", "client", Call::Send, 10).after(1_000_000);
    tale.note("lab", Some("server"), Event::Gauged(Gauges::default()));
    let found = deadlock(&tale.world).unwrap();
    assert!(!found.waits[0].confirmed);
}

#[test]
fn cpu_is_the_share_between_two_samples() {
    let mut tale = Tale::default();
    let sample = |cpu| Event::Sampled(ThreadSample { state: ThreadState::Running, syscall: None, wchan: None, cpu });
    tale.note("main", None, sample(Micros(100)));
    tale.after(1_000).note("main", None, sample(Micros(350)));
    assert_eq!(tale.world.threads[0].busy_permille, Some(250));
}

#[test]
fn a_rest_and_an_end_are_states_of_the_stage() {
    let mut tale = Tale::default();
    assert_eq!(tale.world.stage, StageState::Unborn);
    tale.note("main", None, Event::Rested);
    assert_eq!(tale.world.stage, StageState::Resting);
    tale.note("main", None, Event::Released { held: Micros(5) });
    assert_eq!((&tale.world.stage, tale.world.tally.held), (&StageState::Running, Micros(5)));
    tale.note("main", None, Event::Ended { ending: Ending::Finished });
    assert!(tale.world.ended());
}
