//! Scene 4: a port forwarder, whose two transports are each the other's producer: a slow reader at one end stops the
//! reading at the other.

use super::forwarder_stage;
use super::knobs::{mark, rcvbuf, sndbuf, speed};
use super::told::{bytes, held, highest, is_paused, moved, told, transport};
use crate::event::Micros;
use crate::lab::{Action, Gait};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Knob, Milestone, Question, Scene, shared};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "pass-it-on",
    title: "pass it on",
    idea: "A forwarder makes each of its two transports the other's producer. Then a slow reader at one end stops the reading at the other, and through the kernel the writer there.",
    stage: super::stage(super::FORWARDER, Gait::Free, "forwarder", forwarder_stage::forwarder),
    knobs: &[SINK, SOURCE, mark(16_384), BACK, HEARS, JOINED, sndbuf(8_192), rcvbuf(8_192)],
    story: STORY,
    questions: &[STOPS],
    controls: &[END],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Flow, Aspect::Cockpit],
    plot: None,
    goal: None,
    pace: 20,
};

const SPEEDS: &[u64] = &[10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000, 1_000_000];

const SINK: Knob = speed("sink", "how much the sink reads", 40_000, (10_000, 1_000_000), SPEEDS);

const SOURCE: Knob = speed("source", "how much the source writes", 160_000, (10_000, 1_000_000), SPEEDS);

const BACK: Knob = speed(
    "back",
    "how much the sink writes back",
    0,
    (0, 1_000_000),
    &[0, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000, 1_000_000],
);

const HEARS: Knob = speed("hears", "how much the source reads of that", 40_000, (10_000, 1_000_000), SPEEDS);

const JOINED: Knob = shared::switch("joined", "each transport is the other's producer", 1);

/// Ends the run.
pub(super) const END: Control = shared::control("end", 'e', "end it: stop the reactor", Action::Order);

/// The most that one read brings: the size of the library's own room for it.
const ONE_READ: u64 = 65_536;

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "Four ends, two connections, one loop: source > in, out > sink. What is read at `in` is written to `out`. The sink reads less than the source writes, so where will it pile up?".into()
        },
    },
    Beat {
        when: |w| moved(w, "sink").1 > 0,
        text: |_| {
            "The bytes of the source come out at the sink. Each buffer and queue on the way fills up, the last one first.".into()
        },
    },
    Beat {
        when: grows,
        text: |w| {
            format!(
                "{} wait in the forwarder, and each second brings more: nobody has told `in` that `out` is full. The sink is served as well as ever, and so is the source. It is the program between them that pays. Set joined back to on (k).",
                bytes(held(w, "out"))
            )
        },
    },
    Beat {
        when: stopped,
        text: |w| {
            format!(
                "More than the mark waits in `out`, so its producer is paused, and its producer is the transport of `in`: to pause that is to stop reading. {} wait in the forwarder, and no more come in.",
                bytes(held(w, "out"))
            )
        },
    },
    Beat {
        when: |w| stopped(w) && is_paused(w, "source"),
        text: |_| {
            "Nobody reads at `in`: the kernel's queues there are full, so the source's own transport fills up to its mark, and the source is told to pause. From the sink to the source, over two connections and a program between, and no word of it was sent. Turn the sink's speed up (]) and see it come loose.".into()
        },
    },
    Beat {
        when: |w| told(w, "out").1 > 0 && quick(w) && !is_paused(w, "source"),
        text: |w| {
            format!(
                "The sink is quick, `out` is empty, `in` is read again, and the source may write. The forwarder has held {} at the most. Let the sink talk back (knob back), slow the source's reading (hears), and watch the other way. End it with e.",
                bytes(highest(w, "out"))
            )
        },
    },
    Beat {
        when: |w| w.ended() && told(w, "out").0 > 0,
        text: |w| {
            format!(
                "{} went through a program that never held more than {} of them. Its mark, and what one read may bring: that is the price of a connection through it, however slow the reader is.",
                bytes(moved(w, "sink").1),
                bytes(highest(w, "out"))
            )
        },
    },
];

const STOPS: Question = Question {
    id: "stops",
    prompt: "The sink reads slower than the source writes. What will the forwarder between them do?",
    choices: &[
        Choice {
            text: "keep what it cannot pass on: its memory grows and grows",
            because: "It went on reading, and kept what it read. Nothing joined its two ends.",
        },
        Choice {
            text: "stop reading from the source",
            because: "The transport to the sink was over its mark and paused its producer. That is the transport from the source, and to pause it is to read no more. The rest did the kernel.",
        },
        Choice {
            text: "pass all of it on: it never has to hold any back",
            because: "The sink was quick enough for this source, or the buffers were large enough for the time.",
        },
    ],
    judge: judge_stops,
    scripted: 1,
};

fn judge_stops(j: &Judging<'_>) -> Option<usize> {
    if stopped(j.now) {
        return Some(1);
    }
    if grows(j.now) {
        return Some(0);
    }
    j.now.ended().then_some(2)
}

const MILESTONES: &[Milestone] = &[
    Milestone { text: "the bytes of the source come out at the sink", seen: |w| moved(w, "sink").1 > 0 },
    Milestone { text: "the way out is over its mark: the way in is not read any more", seen: stopped },
    Milestone { text: "and two hops back the source is told to pause", seen: |w| stopped(w) && is_paused(w, "source") },
    Milestone {
        text: "a quicker sink, and all of it comes loose again",
        seen: |w| told(w, "out").1 > 0 && quick(w) && !is_paused(w, "source") && told(w, "source").1 > 0,
    },
    Milestone {
        text: "the forwarder never held more than its mark and one read",
        seen: |w| {
            let mark = transport(w, "out").and_then(|transport| transport.mark).unwrap_or(0);
            w.ended() && told(w, "out").0 > 0 && highest(w, "out") <= mark.saturating_add(ONE_READ)
        },
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Turn("sink", 640_000), when: |w, _| w.at >= Micros(1_300_000) },
    Cue {
        deed: Deed::Use("end"),
        when: |w, _| w.at >= Micros(2_000_000) && (told(w, "source").1 > 0 || w.at >= Micros(3_000_000)),
    },
];

/// Whether the way in is not read, because the way out is over its mark.
fn stopped(world: &World) -> bool {
    is_paused(world, "out") && transport(world, "in").is_some_and(|transport| transport.reading_paused)
}

/// Whether the way out has more to send than it ever may have, and nobody was told.
fn grows(world: &World) -> bool {
    let mark = transport(world, "out").and_then(|transport| transport.mark).unwrap_or(ONE_READ);
    told(world, "out").0 == 0 && held(world, "out") > mark.saturating_add(ONE_READ)
}

/// Whether the sink was made quicker than the source is.
fn quick(world: &World) -> bool {
    world.turned("sink").is_some_and(|reads| reads > world.turned("source").unwrap_or(SOURCE.default))
}
