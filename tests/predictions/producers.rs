//! Lesson 7: every answer of every question that a run can make true, made true by one; and its facts, seen happening.
//!
//! Some answers no run makes true, and that is the lesson: no write of a transport waits (`where` a), no error of the
//! kernel comes out of one (`who` a), nobody is told to go on while bytes wait (`again` a), a pull producer is never asked
//! more often than it has pieces (`often` a), and the protocol is never told before its producer, nor alone (`order` a, c).

use crate::answers::{come_true, play, wrong_ones_are_judged_wrong};
use crate::support::{events, scene, worlds};
use twistlab::event::{Callback, Event, Outcome, Reason, Stamped};
use twistlab::lesson::lesson;
use twistlab::trace::Trace;
use twistlab::view::session::Session;
use twistlab::world::{ProducerState, Transport, World};

/// The most that one read of the library brings.
const ONE_READ: u64 = 65_536;

fn transport<'a>(world: &'a World, source: &str) -> &'a Transport {
    world.source(source).and_then(|source| source.transport.as_ref()).expect("the library told of it")
}

fn held(world: &World, source: &str) -> u64 {
    world.source(source).and_then(|source| source.held).map_or(0, |held| held.bytes)
}

fn is_of(stamped: &Stamped, source: &str) -> bool {
    stamped.source.as_ref().is_some_and(|name| *name == source)
}

/// What became of the writes and the producer of one transport, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Wrote { bytes: u64, held: u64 },
    Sent { held: u64 },
    Paused { held: u64 },
    Resumed,
}

fn told(trace: &Trace, source: &str) -> Vec<Told> {
    let told = events(trace).filter(|stamped| is_of(stamped, source)).filter_map(|stamped| match stamped.event {
        Event::Wrote { bytes, held } => Some(Told::Wrote { bytes, held }),
        Event::Buffered { held, .. } => Some(Told::Sent { held }),
        Event::ProducerPaused { held } => Some(Told::Paused { held }),
        Event::ProducerResumed => Some(Told::Resumed),
        _ => None,
    });
    told.collect()
}

#[test]
fn each_answer_that_can_come_true_does() {
    come_true(&[
        ("no-brakes", &[], "where", 1),
        ("no-brakes", &["reads=100000000"], "where", 2),
        ("push-producer", &[], "who", 1),
        ("push-producer", &["registered=off"], "who", 2),
        ("push-producer", &[], "again", 1),
        ("push-producer", &["reads=100000000", "size=2048"], "again", 2),
        ("pull-producer", &[], "most", 0),
        ("pull-producer", &["version=at-once"], "most", 1),
        ("pull-producer", &["piece=4096"], "often", 1),
        ("pull-producer", &["version=at-once"], "often", 2),
        ("pass-it-on", &["joined=off"], "stops", 0),
        ("pass-it-on", &[], "stops", 1),
        ("pass-it-on", &["source=10000"], "stops", 2),
        ("the-end", &["close=abort"], "all", 0),
        ("the-end", &["producer=push"], "all", 1),
        ("the-end", &[], "all", 2),
        ("the-end", &["producer=push"], "order", 1),
        ("the-end", &[], "order", 1),
    ]);
}

#[test]
fn a_wrong_answer_is_judged_wrong() {
    wrong_ones_are_judged_wrong(7);
}

#[test]
fn without_brakes_the_buffer_grows_until_the_memory_is_spent() {
    let trace = play("no-brakes", &[]);
    let spent = events(&trace).find(|stamped| matches!(stamped.event, Event::Exhausted { .. })).expect("it is spent");
    let Event::Exhausted { held, asked, budget } = spent.event else { unreachable!() };
    assert!(held + asked > budget && held > budget / 2, "{held} of {budget}, {asked} more");
    let warned = worlds(&trace).find(|world| {
        twistlab::world::notices(world).iter().any(|notice| notice.text.starts_with("buffer growing without bound"))
    });
    assert!(warned.is_some_and(|world| world.seq < spent.seq), "a notice says so before it is too late");
    let writes = told(&trace, "client").into_iter().filter(|told| matches!(told, Told::Wrote { .. })).count();
    let called = events(&trace).filter(|s| matches!(s.event, Event::Called { callback: Callback::TimedCall })).count();
    assert!(called >= writes, "no write waits: there are {writes}, and {called} timed calls");
}

#[test]
fn a_pause_comes_inside_the_write_that_is_too_much_and_a_resume_at_empty() {
    let trace = play("push-producer", &[]);
    let (mut world, mut pauses, mut resumes) = (World::default(), 0, 0);
    for stamped in events(&trace) {
        world.apply(stamped);
        match stamped.event {
            Event::ProducerPaused { held } => {
                pauses += 1;
                assert!(held > 65_536, "{held} bytes are not more than the mark");
                let inside: Vec<Callback> = world.threads[0].calls.iter().map(|call| call.callback).collect();
                assert!(
                    matches!(inside[..], [Callback::TimedCall] | [.., Callback::ResumeProducing]),
                    "inside the program's own write: {inside:?}"
                );
                let line = stamped.line.expect("the line of that write");
                assert!(trace.header.stage.text.lines().nth(line as usize - 1).unwrap().contains("transport.write("));
            }
            Event::ProducerResumed => {
                resumes += 1;
                assert_eq!(held(&world, "client"), 0, "it goes on when nothing waits");
                assert_eq!(resumes, pauses, "each resume answers a pause");
            }
            Event::Wrote { .. } => {
                let paused = transport(&world, "client").producer.is_some_and(|p| p.state == ProducerState::Paused);
                assert!(!paused, "who is paused does not write");
            }
            _ => {}
        }
    }
    assert!(pauses >= 1 && (resumes == pauses || resumes + 1 == pauses), "{pauses} pauses, {resumes} resumes");
}

#[test]
fn what_the_kernel_answers_never_reaches_the_producer() {
    let trace = play("push-producer", &[]);
    let mut world = World::default();
    let (mut short, mut before) = (0, 0);
    for stamped in events(&trace).filter(|stamped| !stamped.thread.is_lab()) {
        world.apply(stamped);
        let is_short = match &stamped.event {
            Event::Returned { asked: Some(asked), outcome, .. } if is_of(stamped, "client") => {
                matches!(outcome, Outcome::Errno(_)) || outcome.ok().is_some_and(|got| got < *asked)
            }
            _ => false,
        };
        if is_short && world.source("client").is_some_and(|client| client.sent.short > 0 || client.refused > 0) {
            short += 1;
            let calls = transport(&world, "client").producer.map_or(0, |producer| producer.pauses);
            before += u64::from(calls == 0);
        }
    }
    assert!(short > 1 && before > 0, "the kernel said no {short} times, {before} of them before any pause");
}

#[test]
fn with_doubling_writes_the_first_pause_is_inside_the_one_of_131_072() {
    let trace = play("push-producer", &["writes=doubling", "sndbuf=65536", "rcvbuf=65536", "reads=100000000"]);
    let told = told(&trace, "client");
    let pause = told.iter().position(|told| matches!(told, Told::Paused { .. })).expect("it is paused");
    let writes = told[..pause].iter().filter_map(|told| match told {
        Told::Wrote { bytes, .. } => Some(*bytes),
        _ => None,
    });
    let writes: Vec<u64> = writes.collect();
    let doubling: Vec<u64> = (1..=17).map(|power| 1 << power).collect();
    assert_eq!(writes, doubling, "2, 4, 8 ... 131,072");
    let largest_before = told[..pause].iter().filter_map(|told| match told {
        Told::Wrote { held, bytes } if *bytes < 131_072 => Some(*held),
        _ => None,
    });
    assert_eq!(largest_before.max(), Some(65_536), "exactly the mark is not more than the mark");
}

#[test]
fn writes_of_one_size_are_bounded_by_the_mark_and_one_write() {
    for (mark, size) in [(65_536, 16_384), (16_384, 4_096), (0, 8_192)] {
        let trace = play("push-producer", &[&format!("mark={mark}"), &format!("size={size}")]);
        let highest = worlds(&trace).map(|world| held(&world, "client")).max().unwrap_or(0);
        assert!(highest > mark && highest <= mark + size, "{highest} with a mark of {mark} and writes of {size}");
        assert_eq!(
            trace.head().source("server").unwrap().received.bytes,
            transport(trace.head(), "client").written,
            "every byte arrives"
        );
    }
}

#[test]
fn a_pull_producer_is_asked_once_a_drain() {
    let trace = play("pull-producer", &[]);
    let told = told(&trace, "server");
    assert_eq!(told.first(), Some(&Told::Resumed), "asked when it is registered: {told:?}");
    let mut empty = true;
    for one in &told {
        match one {
            Told::Resumed => assert!(std::mem::take(&mut empty), "asked only when all is sent: {told:?}"),
            Told::Sent { held } => empty = *held == 0,
            Told::Wrote { bytes, held } => assert_eq!(bytes, held, "nothing else waits: {told:?}"),
            Told::Paused { .. } => panic!("a pull producer is never paused: {told:?}"),
        }
    }
    assert_eq!(trace.head().source("client").unwrap().received.bytes, 60_000);
}

#[test]
fn through_the_forwarder_memory_is_bounded_over_the_whole_run() {
    // As the scene has it, with an eager source, and with both directions at once.
    for set in [&[][..], &["source=1000000"], &["source=320000", "back=320000", "hears=20000"]] {
        let trace = play("pass-it-on", set);
        let mut world = World::default();
        let mut most = 0;
        for stamped in events(&trace) {
            world.apply(stamped);
            for end in ["in", "out"] {
                let Some(transport) = world.source(end).and_then(|end| end.transport.as_ref()) else { continue };
                let bound = transport.mark.unwrap_or(ONE_READ) + ONE_READ;
                assert!(held(&world, end) <= bound, "{set:?}: {end} holds {}, at {}", held(&world, end), world.seq.0);
                most = most.max(held(&world, end));
            }
            // What is between the two ends is in the forwarder's buffer or in the kernel's queues: nowhere else.
            if let (Some(source), Some(sink)) = (world.source("source"), world.source("sink")) {
                let passed = world.source("in").map_or(0, |end| end.received.bytes);
                let out = world.source("out").map_or(0, |end| end.sent.bytes);
                assert!(sink.received.bytes <= out && out <= passed && passed <= source.sent.bytes, "{set:?}");
                let out_of = world.source("out").and_then(|out| out.transport.as_ref());
                if let Some(way_out) = out_of.filter(|way_out| way_out.ended.is_none()) {
                    assert!(way_out.written - out <= held(&world, "out"), "{set:?}: at {}", world.seq.0);
                }
            }
        }
        assert!(most > 16_384, "{set:?}: it was over its mark: {most}");
    }
}

#[test]
fn back_pressure_goes_from_the_sink_to_the_source_and_comes_loose_again() {
    let trace = play("pass-it-on", &[]);
    let mut inside = Vec::new();
    let mut world = World::default();
    for stamped in events(&trace) {
        match stamped.event {
            Event::ReadingPaused | Event::ReadingResumed if is_of(stamped, "in") && stamped.line.is_none() => {
                let call = world.threads[0].calls.last().cloned().expect("inside a call");
                inside.push((call.source.map(|source| source.to_string()), call.callback));
            }
            _ => {}
        }
        world.apply(stamped);
    }
    let out = Some("out".to_owned());
    assert!(inside.contains(&(out.clone(), Callback::PauseProducing)), "the way out pauses the way in: {inside:?}");
    assert!(inside.contains(&(out, Callback::ResumeProducing)), "and resumes it: {inside:?}");
    let seen = |what: fn(&World) -> bool| worlds(&trace).find(what).map(|world| world.seq);
    let full = seen(|w| transport_of(w, "out").is_some_and(|t| t.producer.is_some_and(|p| p.pauses > 0)));
    let source = seen(|w| transport_of(w, "source").is_some_and(|t| t.producer.is_some_and(|p| p.pauses > 0)));
    assert!(full < source && source.is_some(), "first the way out, then the source: {full:?}, {source:?}");
}

fn transport_of<'a>(world: &'a World, source: &str) -> Option<&'a Transport> {
    world.source(source)?.transport.as_ref()
}

#[test]
fn a_close_waits_for_a_pull_producer_and_stop_is_told_once_and_first() {
    for set in [&[][..], &["producer=push"], &["close=abort"], &["producer=push", "close=abort"]] {
        let trace = play("the-end", set);
        for end in ["client", "second"] {
            let order: Vec<Callback> = events(&trace)
                .filter(|stamped| is_of(stamped, end))
                .filter_map(|stamped| match stamped.event {
                    Event::Called { callback: call @ (Callback::StopProducing | Callback::ConnectionLost) } => {
                        Some(call)
                    }
                    _ => None,
                })
                .collect();
            // One that unregistered by itself is not told.
            let unregistered = set.is_empty() && end == "client";
            let due = if unregistered { &[][..] } else { &[Callback::StopProducing][..] };
            assert_eq!(order, [due, &[Callback::ConnectionLost]].concat(), "{end} with {set:?}");
        }
        let ended = transport(trace.head(), "second").ended.as_ref().map(|ended| ended.reason);
        assert_eq!(ended, Some(Reason::Lost), "the peer went away");
    }
}

#[test]
fn the_score_is_what_came_through_and_none_while_too_much_is_on_the_way() {
    let trace = play("cockpit", &[]);
    let goal = scene("cockpit").goal.expect("it has a goal");
    let scores: Vec<u64> = worlds(&trace).filter_map(|world| (goal.score)(&world)).collect();
    assert!(
        scores.iter().any(|score| *score >= goal.reached),
        "it is reached by the script: {:?}",
        scores.iter().max()
    );
    let early = worlds(&trace).take_while(|world| world.at.0 < 3_000_000);
    assert!(early.filter(|world| (goal.score)(world).is_some()).count() == 0, "no score before three seconds");
    let greedy = play("cockpit", &["produce=2000000", "mark=262144"]);
    let session = Session::replay(lesson(7).unwrap(), scene("cockpit"), &trace);
    assert_eq!(session.best, scores.into_iter().max(), "the best of a run is kept");
    let first = worlds(&greedy).filter(|world| world.at.0 < 3_500_000).filter_map(|world| (goal.score)(&world)).count();
    assert_eq!(first, 0, "with too much on the way there is no score");
}

/// The most events that a second of a stage may tell, so that a screen keeps up with it. Of a long run a trace
/// keeps the newest, as of any.
const MOST_A_SECOND: u64 = 20_000;

#[test]
fn as_fast_as_its_knobs_let_it_a_stage_tells_a_bounded_number_of_events() {
    let fast = ["produce=2000000", "consume=2000000", "mark=262144", "sndbuf=65536", "rcvbuf=65536"];
    let both = ["source=1000000", "sink=1000000", "back=1000000", "hears=1000000"];
    for (id, set) in [("cockpit", &fast[..]), ("pass-it-on", &both[..])] {
        let trace = play(id, set);
        let (told, took) = (trace.last().0, trace.head().at.0);
        let a_second = told * 1_000_000 / took.max(1);
        assert!(a_second < MOST_A_SECOND, "{id}: {told} events in {took} us");
    }
}
