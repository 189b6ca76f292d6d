//! A stage that is stuck: what reaches it from outside, how each rescue comes back to it, and that an
//! abandoned run ends by itself and is heard no more.

mod support;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{Player, events, over, scene, tail};
use twistlab::clock::monotonic;
use twistlab::event::{Call, Errno, Event, Outcome, Seq, Stamped, ThreadName};
use twistlab::lab::run::Run;
use twistlab::lab::{self, Holding, Knobs, Lab, Stage};
use twistlab::world::{Doing, World, xray};

/// A stage is out of what it was stuck in within this.
const SOON: Duration = Duration::from_secs(5);

fn stuck(id: &str, set: &[&str]) -> Player {
    let set: Vec<String> = set.iter().map(|given| (*given).to_owned()).collect();
    let mut player = Player::start(scene(id), &set, Holding::Never);
    player.until("the deadlock", |world| xray(world).is_some_and(|chain| chain.cycle));
    player
}

/// The calls that came back on a socket after a place, the lab's and the stage's.
fn returned(player: &Player, after: Seq, source: &str, which: Call) -> Vec<(ThreadName, Option<u64>, Outcome)> {
    let later = player.trace.between(after, player.trace.last());
    let calls = later.filter(|stamped| stamped.source.as_ref().is_some_and(|name| *name == source));
    let calls = calls.filter_map(|stamped| match &stamped.event {
        Event::Returned { call, asked, outcome } if *call == which => {
            Some((stamped.thread.clone(), *asked, outcome.clone()))
        }
        _ => None,
    });
    calls.collect()
}

#[test]
fn a_bite_is_taken_from_outside_and_noted_by_the_lab() {
    let mut player = stuck("freeze", &[]);
    let before = player.trace.last();
    player.control("bite");
    let world = player.until("the bite", |world| world.source("server").is_some_and(|server| server.read_outside > 0));
    let thread = world.thread(&"main".into()).map(|thread| thread.doing.clone());
    assert!(matches!(thread, Some(Doing::In { call: Call::Send, .. })), "main went on by one bite: {thread:?}");
    let bites = returned(&player, before, "server", Call::Recv);
    assert_eq!(bites, [(ThreadName::LAB.into(), Some(1_024), Outcome::Result(1_024))]);
    let marks = player.trace.between(before, player.trace.last()).filter(|stamped| stamped.thread.is_lab());
    let kinds: Vec<&str> = marks.filter_map(mark).collect();
    assert_eq!(kinds, ["asked", "acted", "returned"], "asked before it is done, done before it is told");
}

fn mark(stamped: &Stamped) -> Option<&'static str> {
    match stamped.event {
        Event::Asked { .. } => Some("asked"),
        Event::Acted { .. } => Some("acted"),
        Event::Returned { .. } => Some("returned"),
        _ => None,
    }
}

#[test]
fn a_rescued_send_comes_back_short_and_the_next_one_gives_the_error() {
    let cases = [("shut", "EPIPE", "client", Call::ShutdownWrite), ("plug", "ECONNRESET", "server", Call::Disconnect)];
    for (control, errno, end, call) in cases {
        let mut player = stuck("freeze", &[]);
        let before = player.trace.last();
        player.control(control);
        player.until("the end", over);
        let sends = returned(&player, before, "client", Call::Send);
        let [(_, Some(asked), Outcome::Result(took)), (_, Some(rest), error)] = &sends[..] else {
            panic!("{control}: a short return and an error were due, there were {sends:?}");
        };
        assert!((1..*asked).contains(took), "{control}: {took} of {asked} is not short");
        assert_eq!((*rest, error), (asked - took, &Outcome::Errno(Errno::named(errno))), "{control}: the next send");
        let done = (ThreadName::LAB.into(), None, Outcome::Result(0));
        assert_eq!(
            returned(&player, before, end, call),
            [done],
            "{control}: told before the end that it brought about"
        );
    }
}

#[test]
fn a_drain_frees_the_send_that_was_open_and_no_other() {
    for set in [&[][..], &["bite=64"], &["bite=8192"], &["sndbuf=65536", "rcvbuf=65536"]] {
        let mut player = stuck("freeze", set);
        let client = |world: &World| world.source("client").and_then(|client| client.sending.clone());
        let open = client(player.trace.head()).expect("the client is in send");
        let before = player.trace.last();
        player.control("drain");
        player.until("the next deadlock", |world| {
            let later = client(world).is_some_and(|now| now.since > open.since);
            later && xray(world).is_some_and(|chain| chain.cycle)
        });
        let sends = returned(&player, before, "client", Call::Send);
        let freed = ("main".into(), Some(open.asked), Outcome::Result(open.asked));
        assert_eq!(sends, [freed], "{set:?}: the send that was open, whole, and none after it");
        let now = client(player.trace.head()).map(|open| open.asked);
        assert_eq!(now, Some(open.asked * 2), "{set:?}: stuck in the write after it\n{}", tail(&player.trace));
    }
}

#[test]
fn a_dropped_run_ends_its_threads_and_is_heard_no_more() {
    if !Path::new("/proc/self/task").exists() {
        eprintln!("skipped: this system does not tell which threads live (/proc/self/task)");
        return;
    }
    let sleeper =
        |world: &World| world.threads.iter().any(|thread| matches!(thread.doing, Doing::In { call: Call::Sleep, .. }));
    let mut slow = Player::start(scene("two-threads"), &["pause=1000".into()], Holding::Never);
    slow.until("a reader that sleeps", sleeper);
    let mut rests = Player::start(scene("round-trip"), &[], Holding::AtRests);
    rests.until("a rest", |world| world.stage == twistlab::world::StageState::Resting);
    for player in [stuck("freeze", &[]), stuck("both-talk-first", &[]), slow, rests] {
        let (id, threads) = (player.scene.id, tids(&player));
        assert!(!threads.is_empty() && threads.iter().all(lives), "{id}: its threads live while it runs");
        drop(player);
        let until = monotonic() + SOON;
        while let Some(tid) = threads.iter().find(|tid| lives(tid)) {
            assert!(monotonic() < until, "{id}: thread {tid} lives on after {SOON:?}");
            std::thread::yield_now(); // nothing tells that a kernel's thread is gone but to look
        }
    }
}

fn tids(player: &Player) -> Vec<u32> {
    let started = events(&player.trace).filter_map(|stamped| match stamped.event {
        Event::ThreadStarted { tid } => tid,
        _ => None,
    });
    started.collect()
}

fn lives(tid: &u32) -> bool {
    Path::new(&format!("/proc/self/task/{tid}")).exists()
}

/// The two ends of a stage that is told when to go on, and tells when it is through.
static LATE: Mutex<Option<(Receiver<()>, Sender<lab::Result>)>> = Mutex::new(None);

/// Opens its sockets only when told to, and then waits for bytes that nobody sends.
fn late(lab: &Lab) -> lab::Result {
    let (go, done) = LATE.lock().expect("no test has panicked with it").take().expect("it was put there");
    go.recv().expect("the test tells");
    lab.say("still here");
    let waits = || {
        let listener = lab.listen("listener")?;
        let _client = lab.connect("client", &listener)?;
        listener.accept("server")?.recv(1).map(|_| ())
    };
    done.send(waits()).expect("the test waits");
    Ok(())
}

#[test]
fn an_abandoned_stage_neither_blocks_in_a_new_socket_nor_wakes_anybody() {
    let ((go, told), (done, through)) = (channel(), channel());
    *LATE.lock().unwrap() = Some((told, done));
    let wakes = Arc::new(AtomicUsize::new(0));
    let (counter, (started, start)) = (wakes.clone(), channel());
    let stage =
        Stage { path: "tests/rescues.rs", text: "", program: "late", gait: twistlab::lab::Gait::Steps, run: late };
    let wake = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        _ = started.send(());
    };
    let run = Run::start(stage, Knobs::default(), Holding::Never, wake).unwrap();
    start.recv_timeout(SOON).expect("the stage starts");
    run.drain();
    drop(run);
    let before = wakes.load(Ordering::Relaxed);
    go.send(()).unwrap();
    let end = through.recv_timeout(SOON).expect("a stage that was abandoned blocks in a socket that it opened since");
    assert!(end.is_err(), "its calls say that it was abandoned");
    assert_eq!(wakes.load(Ordering::Relaxed), before, "an abandoned run woke its watcher");
}
