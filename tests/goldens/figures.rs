//! The figures of the book and the README: screens as SVG, drawn from the committed traces.

use crate::{folder, hold, screens, session};
use twistlab::event::{Call, Seq};
use twistlab::view::export::svg;
use twistlab::view::tui::{Manner, screen::picture};
use twistlab::world::{Doing, Thread, World};

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: false, colour: true };

#[test]
fn each_figure_is_what_its_trace_shows() {
    let frozen = |id: &str| screens::frozen(&session(id)).unwrap();
    let asked = |id: &str| session(id).marks[0].seq;
    // Where a milestone of the scene is first seen.
    let shown = |id: &str, nth: usize| {
        let session = session(id);
        let seen = |seq: &Seq| (session.scene.milestones[nth].seen)(&session.trace.world_at(*seq));
        (session.trace.first().0..=session.trace.last().0).map(Seq).find(seen).unwrap()
    };
    let before = |id: &str, control: &str| {
        let session = session(id);
        let used = session.trace.head().acted.iter().find(|act| act.control == *control).unwrap().seq;
        Seq(used.0 - 1)
    };
    let first = |id: &str, seen: fn(&World) -> bool| screens::first(&session(id), seen).unwrap();
    let end = |id: &str| session(id).trace.last();
    let figures: &[(&str, &str, Seq, &str)] = &[
        ("freeze", "freeze", frozen("freeze"), "The deadlock X-ray of the freeze"),
        ("question", "freeze", asked("freeze"), "A prediction before the freeze"),
        ("both-talk-first", "both-talk-first", frozen("both-talk-first"), "Two threads that wait for each other"),
        ("reactor", "reactor", shown("reactor", 1), "A source that a handler closed is not called"),
        ("still-freezes", "still-freezes", frozen("still-freezes"), "A handler that waits stops every source"),
        ("spin", "spin", shown("spin", 0), "A loop that is woken over and over, and moves nothing"),
        ("multiplexers", "multiplexers", shown("multiplexers", 3), "A turn's time by three ways of waiting"),
        ("two-buttons", "two-buttons", before("two-buttons", "close"), "A loop that asks over and over"),
        ("nap", "nap", before("nap", "close"), "The delay of clicks against the processor time of naps"),
        ("ask-the-kernel", "ask-the-kernel", before("ask-the-kernel", "close"), "A loop asleep in poll"),
        ("writable-again", "writable-again", first("writable-again", bitten_twice), "Full, and still not writable"),
        ("buffers-writes", "buffers-writes", first("buffers-writes", keeps_most), "A writer that keeps the rest"),
        ("slicing", "slicing", end("slicing"), "What two buffers copy"),
        ("ping-pong", "ping-pong", shown("ping-pong", 2), "Three writes, one piece, one reply"),
        ("without-a-network", "without-a-network", before("without-a-network", "piece-alone"), "A test that fails"),
        ("factories", "factories", before("factories", "go"), "Two visits stand, and one visitor was refused"),
        ("endings", "endings", before("endings", "lose"), "What the kernel did not take is in the buffer"),
        ("same-turn", "same-turn", shown("same-turn", 1), "The first handler ends the second connection"),
        ("call-later", "call-later", shown("call-later", 0), "One wait for three calls and a port"),
        ("handles", "handles", shown("handles", 3), "A heap with an entry that is dead and two in the wrong place"),
        ("late", "late", end("late"), "How late calls were, by when they were due"),
        ("no-brakes", "no-brakes", shown("no-brakes", 2), "A buffer that grows with every write"),
        ("push-producer", "push-producer", shown("push-producer", 1), "Paused inside its own write"),
        ("pass-it-on", "pass-it-on", shown("pass-it-on", 2), "From the sink back to the source"),
        ("cockpit", "cockpit", shown("cockpit", 2), "Every lever, a goal and a score"),
        ("provides", "provides", first("provides", |world| world.interfaces.len() == 3), "Who provides what"),
        ("contract", "contract", end("contract"), "The contract, and who breaks it"),
    ];
    for (name, scene, seq, title) in figures {
        let buffer = picture(screens::at(scene, *seq), *seq, MANNER, (120, 36));
        let description = format!("The screen of twistlab, drawn from the recorded run of the scene {scene}.");
        let path = folder(session(scene).scene).join("figures").join(format!("{name}.svg"));
        hold(&path, &svg(&buffer, title, &description));
    }
}

/// Two bites were read, and select was asked after them.
fn bitten_twice(world: &World) -> bool {
    let waits = |thread: &Thread| matches!(thread.doing, Doing::In { call: Call::Order, .. });
    world.uses("bite") == 2 && world.turn == 8 && world.threads.iter().any(waits)
}

/// The largest write was cut short, and the loop waits with its rest.
fn keeps_most(world: &World) -> bool {
    let client = world.source("client");
    let short = client.and_then(|client| client.last_short.as_ref()).is_some_and(|short| short.asked == 32_768);
    short && client.is_some_and(|client| client.readiness.said.is_some_and(|said| !said.write))
}
