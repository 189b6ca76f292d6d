//! Every scene, live on this machine's kernel, by its script: what it sets out to show, who judges its
//! questions, and that its recording is the run.

mod support;

use std::sync::LazyLock;
use support::{AT_ONCE, Player, events, judged, milestones, play_side_by_side, scene, scenes, tail};
use twistlab::event::{Call, Event, QuestionId, SourceName, Stamped};
use twistlab::lab::{self, Gait, Holding};
use twistlab::lesson::{Knob, Question, Scene, Unit};
use twistlab::trace::{Cursor, Trace, codec};
use twistlab::world::{Doing, StageState, World, xray};

/// One run of every scene with its knobs as they are, for the tests that only look.
static RUNS: LazyLock<Vec<(&Scene, Trace)>> = LazyLock::new(|| {
    let cases: Vec<(&'static Scene, Vec<String>)> = scenes().map(|scene| (scene, Vec::new())).collect();
    scenes().zip(play_side_by_side(&cases)).collect()
});

#[test]
fn every_scene_shows_what_it_sets_out_to_show_in_order() {
    for (scene, trace) in RUNS.iter() {
        let seen = milestones(scene, trace);
        for (milestone, place) in scene.milestones.iter().zip(&seen) {
            assert!(place.is_some(), "{}: not seen: {}\n{}", scene.id, milestone.text, tail(trace));
        }
        assert!(seen.is_sorted(), "{}: milestones out of their order: {seen:?}", scene.id);
    }
}

#[test]
fn every_question_is_judged_and_the_scripted_answer_is_right() {
    for (scene, trace) in RUNS.iter() {
        let asked: Vec<QuestionId> = judged(scene, trace).into_iter().map(|(id, _)| id).collect();
        let ids: Vec<&str> = scene.questions.iter().map(|question| question.id).collect();
        assert_eq!(asked, ids, "{}: each question is asked once", scene.id);
        for question in scene.questions {
            comes_true(scene, &[], trace, question.id, question.scripted);
        }
    }
}

#[test]
fn other_knobs_make_other_answers_true() {
    let cases: &[(&str, &[&str], &str, usize)] = &[
        ("freeze", &["sndbuf=2048"], "which", 0),
        ("freeze", &["bite=4096"], "bite", 0),
        ("two-threads", &["pause=0", "sndbuf=65536", "rcvbuf=65536"], "runs", 2),
        ("both-talk-first", &["bytes=1000"], "both", 0),
        ("both-talk-first", &["bytes=16000000", "rcvbuf=65536"], "both", 2),
    ];
    let given = |set: &[&str]| set.iter().map(|given| (*given).to_owned()).collect();
    let played: Vec<_> = cases.iter().map(|(id, set, ..)| (scene(id), given(set))).collect();
    for (((_, _, question, expected), case), trace) in cases.iter().zip(&played).zip(play_side_by_side(&played)) {
        comes_true(case.0, &case.1, &trace, question, *expected);
    }
}

/// Holds that a choice came true. What the kernel does can depend on how busy the machine is: where another one
/// did, the scene is played again without others beside it.
fn comes_true(scene: &'static Scene, set: &[String], first: &Trace, question: &str, expected: usize) {
    let answer = |trace: &Trace| judged(scene, trace).into_iter().find(|(id, _)| *id == question)?.1;
    let mut trace = first.clone();
    for _again in 0..2 {
        if answer(&trace) == Some(expected) {
            return;
        }
        trace = Player::start(scene, set, Holding::Never).by_script(AT_ONCE);
    }
    let [told, due] = [answer(&trace), Some(expected)].map(|place| place.map(Question::letter));
    assert_eq!(told, due, "{} with {set:?}: {question}\n{}", scene.id, tail(&trace));
}

#[test]
fn a_scene_comes_to_its_end_at_either_end_of_every_scale() {
    // A reader that takes a byte a pause, or pauses a second, is slow because it was told to be.
    let slow = |scene: &Scene, given: &str| scene.id == "two-threads" && ["bite=1", "pause=1000"].contains(&given);
    let given = |knob: &Knob, value: u64| match knob.unit {
        Unit::Choice(_) => knob.show(value),
        _ => value.to_string(),
    };
    let ends = |knob: &Knob| [knob.range.0, knob.range.1].map(|value| format!("{}={}", knob.name, given(knob, value)));
    let cases = scenes().flat_map(|scene| scene.knobs.iter().flat_map(ends).map(move |given| (scene, vec![given])));
    let cases: Vec<_> = cases.filter(|(scene, given)| !slow(scene, &given[0])).collect();
    for ((scene, given), trace) in cases.iter().zip(play_side_by_side(&cases)) {
        let open = judged(scene, &trace).into_iter().find(|(_, answer)| answer.is_none());
        assert_eq!(open, None, "{} with {given:?}: a question without an answer\n{}", scene.id, tail(&trace));
    }
}

#[test]
fn nothing_is_told_before_its_cause() {
    for (scene, trace) in RUNS.iter() {
        let mut world = World::default();
        for stamped in events(trace) {
            let at = format!("{} at {}: {:?}", scene.id, stamped.seq.0, stamped.event);
            let doing = world.thread(&stamped.thread).map(|thread| thread.doing.clone());
            match (&stamped.event, doing) {
                (Event::Sampled(_), _) => {}
                _ if stamped.thread.is_lab() => {}
                (Event::ThreadStarted { .. }, doing) => assert_eq!(doing, None, "{at}: a thread begins once"),
                (_, None | Some(Doing::Ended)) => panic!("{at}: outside the life of its thread"),
                (Event::Entered { .. }, doing) => assert_eq!(doing, Some(Doing::Computing), "{at}: in two calls"),
                (Event::Returned { call: Call::Close, .. }, _) => {}
                (Event::Returned { call, asked, .. }, Some(Doing::In { call: c, asked: a, source, .. })) => {
                    assert_eq!((*call, *asked, &stamped.source), (c, a, &source), "{at}: another call was entered");
                }
                (Event::Returned { call, .. }, _) if may_be_told_late(scene, *call) => {}
                (Event::Returned { .. }, _) if cannot_wait(&world, stamped) => {}
                (Event::Returned { .. }, doing) => panic!("{at}: returned without being entered, {doing:?}"),
                _ => {}
            }
            world.apply(stamped);
            for (a, b) in world.connections().into_iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
                let given = a.sent.bytes + a.sending.as_ref().map_or(0, |open| open.asked);
                assert!(b.received.bytes <= given, "{at}: {} has read more than {} was given", b.name, a.name);
            }
        }
    }
}

/// Whether a call may be told only when it is back: one that never waits, as none in memory does, and of a free-running
/// stage every one that was short.
fn may_be_told_late(scene: &Scene, call: Call) -> bool {
    let never_waits = matches!(call, Call::Pipe | Call::Nonblocking | Call::MemoryRead | Call::MemoryWrite);
    never_waits || scene.stage.gait == Gait::Free
}

/// Whether it is on a source of which no call waits.
fn cannot_wait(world: &World, stamped: &Stamped) -> bool {
    stamped.source.as_ref().and_then(|source| world.source(source.as_str())).is_some_and(|source| source.nonblocking)
}

#[test]
fn a_recording_is_the_run() {
    for (scene, trace) in RUNS.iter() {
        let mut file = Vec::new();
        codec::write_header(&mut file, &trace.header).unwrap();
        events(trace).for_each(|stamped| codec::write_event(&mut file, stamped).unwrap());
        let read = codec::read(&file[..]).unwrap_or_else(|error| panic!("{}: {error}", scene.id));
        assert_eq!(read.torn_at, None);
        assert_eq!(read.trace.header, trace.header);
        for (live, read) in events(trace).zip(events(&read.trace)) {
            assert_eq!(live, read, "{}: an event reads back as another", scene.id);
        }
        assert_eq!(read.trace.head(), trace.head(), "{}: the world at the end", scene.id);
        let mut cursor = Cursor::default();
        while let Some(stop) = cursor.next_stop(&read.trace) {
            cursor.seek(&read.trace, stop);
            assert_eq!(*cursor.world(), trace.world_at(stop), "{}: the world at {}", scene.id, stop.0);
        }
    }
}

#[test]
fn the_freeze_freezes_fifty_times_in_fifty() {
    for _ in 0..5 {
        let start = |_| Player::start(scene("freeze"), &[], Holding::Never);
        for mut player in (0..10).map(start).collect::<Vec<_>>() {
            player.until("the deadlock", |world| xray(world).is_some_and(|chain| chain.cycle));
            let open = player.trace.head().source("client").and_then(|client| client.sending.clone());
            assert!(open.is_some_and(|open| open.asked >= 4_096), "frozen in a small write\n{}", tail(&player.trace));
        }
    }
}

#[test]
fn what_the_queues_hold_is_what_was_sent_less_what_was_read() {
    if !lab::absent().is_empty() {
        eprintln!("skipped: {}", lab::absent().join("; "));
        return;
    }
    let mut player = Player::start(scene("round-trip"), &[], Holding::AtRests);
    for from in ["client", "server"] {
        let quiet = player.until("the stage at rest", |world| world.stage == StageState::Resting);
        assert_eq!((queues(quiet, from), calls(quiet, from)), (3, 3), "sent by the {from}");
        player.run.release();
        player.until("the stage on its way", |world| world.stage != StageState::Resting);
    }

    let mut player = Player::start(scene("freeze"), &[], Holding::Never);
    let quiet = player.until("the deadlock", |world| xray(world).is_some_and(|chain| chain.cycle));
    // Of the send that is open the kernel has taken a part. How much, it says when the send comes back.
    let part = queues(quiet, "client") - calls(quiet, "client");
    player.control("shut");
    let after = player.until("the send after the short one", |world| {
        world.source("client").is_some_and(|client| client.sent.short == 1 && client.sending.is_some())
    });
    let short = after.source("client").and_then(|client| client.last_send.as_ref()).and_then(|send| send.outcome.ok());
    assert_eq!(short, Some(part), "the short return says the part\n{}", tail(&player.trace));
    let after = player.trace.head();
    let end_of_stream = 1;
    assert_eq!(queues(after, "client"), calls(after, "client") + end_of_stream, "{}", tail(&player.trace));
}

/// Bytes on their way from a socket by the kernel's gauges.
fn queues(world: &World, from: &str) -> u64 {
    let sender = world.source(from).expect("the scene has this socket");
    let receiver = world.peer_of(sender).expect("it is connected");
    sender.gauges.unsent.expect("Linux tells") + receiver.gauges.unread.expect("Linux tells")
}

/// The same by what the calls returned.
fn calls(world: &World, from: &str) -> u64 {
    world.on_the_way(&SourceName::from(from)).expect("it is connected")
}
