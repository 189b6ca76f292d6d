//! A world takes any events, also from a hostile file: nothing that looks at it panics or counts past the end
//! of its numbers (overflow is checked in this build), and what it keeps is bounded.

#[path = "support/arbitrary.rs"]
mod arbitrary;
mod support;

use arbitrary::{event, in_order, number, stamped};
use proptest::collection::vec;
use proptest::prelude::*;
use support::{events, header, play_side_by_side, scenes};
use twistlab::event::{Event, Micros, Seq, Stamped};
use twistlab::lesson::{Judging, Settings};
use twistlab::trace::{Cursor, Trace, first_difference};
use twistlab::view::words;
use twistlab::world::{World, notices, xray};

/// The most of anything that a world may keep, whatever is put in.
const MOST: usize = 256;

/// The same of inputs and measurements, of which the oldest go.
const MOST_POINTS: usize = 1_024;

/// A run of every scene whose numbers are then replaced: what goes wrong only in a deadlock is reached so.
#[test]
fn nothing_that_looks_at_a_run_panics_whatever_its_numbers() {
    let cases: Vec<_> = scenes().map(|scene| (scene, Vec::new())).collect();
    for trace in play_side_by_side(&cases) {
        for number in [0, 1, 1 << 63, u64::MAX] {
            let worlds: Vec<World> = events(&trace)
                .scan(World::default(), |world, stamped| {
                    world.apply(&with_numbers(stamped, number));
                    look(world, Micros(number));
                    Some(world.clone())
                })
                .collect();
            for (place, world) in worlds.iter().enumerate().filter(|(_, world)| !world.asked.is_empty()).step_by(40) {
                judge(world, &worlds[place..]);
            }
        }
    }
}

/// The same event with every count, size and gauge of it replaced.
fn with_numbers(stamped: &Stamped, number: u64) -> Stamped {
    let mut value = serde_json::to_value(stamped).expect("an event is JSON");
    for field in [
        "asked", "result", "queued", "unsent", "unread", "cpu", "held", "value", "granted", "times", "budget", "x",
        "y", "ago",
    ] {
        if let Some(old) = value.get_mut(field).filter(|old| old.is_u64()) {
            *old = number.into();
        }
    }
    serde_json::from_value(value).expect("any number is good there")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_that_looks_at_a_world_panics(given in vec(stamped(), 1..40), patience in number()) {
        prop_assert!(cfg!(debug_assertions), "overflow would go unseen");
        let mut worlds = vec![World::default()];
        for stamped in &given {
            words::event(stamped);
            let mut world = worlds[worlds.len() - 1].clone();
            world.apply(stamped);
            worlds.push(world);
        }
        for world in &worlds {
            look(world, Micros(patience));
        }
        judge(&worlds[0], &worlds);
        judge(&worlds[worlds.len() / 2], &worlds);
    }

    #[test]
    fn a_trace_of_anything_is_walked_both_ways(events in vec(stamped(), 1..40), to in number()) {
        let (mut trace, mut other) = (Trace::new(Default::default()), Trace::new(Default::default()));
        for (place, stamped) in in_order(events).into_iter().enumerate() {
            if place % 2 == 0 {
                other.push(Stamped { seq: Seq(other.last().0 + 1), ..stamped.clone() });
            }
            prop_assert!(trace.push(stamped));
        }
        let mut cursor = Cursor::default();
        while let Some(stop) = cursor.next_stop(&trace) {
            cursor.seek(&trace, stop);
            prop_assert_eq!(cursor.world(), &trace.world_at(stop));
        }
        let last = cursor.seq();
        while cursor.seq().0 > 0 {
            let stop = cursor.previous_stop(&trace);
            prop_assert!(stop < cursor.seq(), "a step back stands still at {}", cursor.seq().0);
            cursor.seek(&trace, stop);
            prop_assert_eq!(cursor.world(), &trace.world_at(stop));
        }
        cursor.seek(&trace, Seq(to));
        prop_assert_eq!(cursor.seq(), Seq(to.min(trace.last().0)));
        prop_assert!(last <= trace.last());
        prop_assert_eq!(trace.steps_to(trace.step_place(to)), to.min(trace.steps()));
        prop_assert_eq!(first_difference(&trace, &trace), None);
        first_difference(&trace, &other);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn a_world_keeps_a_bounded_number_of_things(events in vec(event(), 3 * MOST)) {
        let mut world = World::default();
        for (place, event) in (0..).zip(events) {
            // Every event names a thread and a socket that none before it named.
            let name = format!("{place}");
            let event = match event {
                Event::Asked { .. } | Event::Rested => Event::Asked { question: name.as_str().into() },
                Event::Acted { .. } | Event::TurnBegan => Event::Acted { control: name.as_str().into() },
                Event::KnobTurned { value, .. } => Event::KnobTurned { knob: name.as_str().into(), value },
                other => other,
            };
            let (thread, source, at) = (name.as_str().into(), Some(name.as_str().into()), Micros(place));
            world.apply(&Stamped { seq: Seq(place), at, turn: 0, thread, source, line: None, event });
        }
        prop_assert!(world.inputs.len() <= MOST_POINTS && world.measured.len() <= MOST_POINTS);
        let kept = [world.threads.len(), world.sources.len(), world.asked.len(), world.acted.len(), world.knobs.len()];
        prop_assert!(kept.iter().all(|kept| *kept <= MOST), "threads, sockets, questions, acts, knobs: {kept:?}");
        prop_assert!(world.sources.iter().all(|source| source.pins.len() <= 3));
        look(&world, Micros(0));
    }
}

/// All that a view computes from one world.
fn look(world: &World, patience: Micros) {
    let chain = xray(world);
    chain.map(|chain| chain.stands_for());
    notices(world);
    world.connections();
    for source in &world.sources {
        world.on_the_way(&source.name);
    }
    for source in &world.sources {
        words::readiness(world, source);
        source.held.as_ref().map(words::held);
    }
    for thread in &world.threads {
        thread.asleep_for();
        thread.in_call_for(world.at);
        thread.busy_since_mark();
        words::turning(thread);
        thread.wheel.wait.as_ref().map(|wait| words::wakeup(wait, world.at));
    }
    world.loops().for_each(drop);
    for scene in scenes() {
        words::inputs(scene, &[], world);
        scene.plot.map(|plot| words::plot(plot, world));
        scene.told(world);
        scene.story.iter().for_each(|beat| drop((beat.text)(world)));
        scene.milestones.iter().for_each(|milestone| _ = (milestone.seen)(world));
        scene.script.iter().for_each(|cue| _ = (cue.when)(world, patience));
    }
}

/// Every judge, from a mark to each of the worlds.
fn judge(mark: &World, worlds: &[World]) {
    for scene in scenes() {
        let header = header(scene, &Settings::defaults(scene.knobs));
        for question in scene.questions {
            for now in worlds {
                let answer = (question.judge)(&Judging { header: &header, mark, now });
                assert!(answer.is_none_or(|place| place < question.choices.len()), "{}: {answer:?}", question.id);
            }
        }
    }
}

/// Long chains of waits, which a trace of three threads cannot make.
#[test]
fn a_long_chain_of_waits_is_followed_to_its_end() {
    use twistlab::event::{Call, ThreadSample, ThreadState};
    let mut world = World::default();
    let asleep =
        Event::Sampled(ThreadSample { state: ThreadState::Asleep, syscall: None, wchan: None, cpu: Micros::default() });
    let threads = 100; // each with the two ends of a connection
    for n in 0..threads {
        let next = (n + 1) % threads;
        let (peer, me) = (format!("peer{n}"), format!("end{n}"));
        let accepted = Event::Accepted { fd: 0, peer: me.as_str().into(), port: 1, peer_port: 2 };
        let turns = [
            (n, &me, Event::entered(Call::Socket, None)),
            (n, &peer, accepted),
            (next, &peer, Event::entered(Call::Recv, Some(1))),
        ];
        for (thread, source, event) in turns {
            apply(&mut world, thread, Some(source), 0, event);
        }
    }
    for n in 0..threads {
        apply(&mut world, n, Some(&format!("end{n}")), 0, Event::entered(Call::Send, Some(1)));
        apply(&mut world, n, None, 1_000_000, asleep.clone());
    }
    let chain = xray(&world).expect("every thread waits for the next");
    assert_eq!((chain.cycle, chain.waits.len()), (true, threads));
    assert_eq!(chain.stands_for(), Micros(1_000_000));
}

fn apply(world: &mut World, thread: usize, source: Option<&str>, at: u64, event: Event) {
    let (seq, thread) = (Seq(world.seq.0 + 1), format!("thread{thread}").as_str().into());
    let source = source.map(Into::into);
    world.apply(&Stamped { seq, at: Micros(at), turn: 0, thread, source, line: None, event });
}

/// Names, counts and points by the ten thousand, each input with the knobs as they were.
#[test]
fn ten_thousand_names_are_bounded_and_no_count_runs_over() {
    use twistlab::event::{Call, Outcome, Ready};
    let mut world = World::default();
    for n in 0..10_000 {
        let name = format!("name{n}");
        let woke = Event::Woke {
            call: Call::Select,
            asked: None,
            outcome: Outcome::Result(u64::MAX),
            ready: vec![Ready { source: name.as_str().into(), read: true, write: true }],
        };
        let write = Event::Returned { call: Call::Write, asked: None, outcome: Outcome::Result(u64::MAX) };
        let read = Event::Returned { call: Call::Read, asked: None, outcome: Outcome::Result(u64::MAX) };
        let seq = Seq(world.seq.0 + 1);
        let (thread, source) = ("lab".into(), Some(name.as_str().into()));
        world.apply(&Stamped { seq, at: Micros(n), turn: 0, thread, source, line: None, event: write });
        let events = [
            Event::Watched(twistlab::event::Interest { read: true, write: true }),
            Event::Repeated { times: u64::MAX, what: Box::new(woke) },
            Event::Repeated { times: u64::MAX, what: Box::new(read.clone()) },
            read,
            Event::Measured { series: name.as_str().into(), x: u64::MAX, y: u64::MAX },
            Event::KnobTurned { knob: name.as_str().into(), value: u64::MAX },
        ];
        for event in events {
            apply(&mut world, n as usize % 3, Some(&name), n, event);
        }
    }
    assert!(world.sources.len() <= MOST && world.knobs.len() <= MOST && world.inputs.len() <= MOST_POINTS);
    assert_eq!(world.tally.syscalls, u64::MAX);
    look(&world, Micros(0));
}
