//! Scene 6: every lever in the learner's hand, and something to reach with them.

use super::cockpit_stage;
use super::knobs::{mark, rcvbuf, sndbuf, speed};
use super::pass_it_on::END;
use super::told::{bytes, told};
use crate::event::{Micros, thousands};
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Cue, Deed, Goal, Knob, Milestone, Scene, Unit};
use crate::world::{Through, World};

pub(super) const SCENE: Scene = Scene {
    id: "cockpit",
    title: "cockpit",
    idea: "Much through the pipe, and little in it: both at once is a matter of marks and queues that fit the two ends.",
    stage: super::stage(super::COCKPIT, Gait::Free, "cockpit", cockpit_stage::cockpit),
    knobs: &[PRODUCE, CONSUME, mark(65_536), sndbuf(32_768), rcvbuf(32_768)],
    story: STORY,
    questions: &[],
    controls: &[END],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Cockpit, Aspect::Flow],
    plot: None,
    goal: Some(&GOAL),
    pace: 20,
};

const SPEEDS: &[u64] = &[50_000, 100_000, 200_000, 300_000, 400_000, 600_000, 800_000, 1_200_000, 2_000_000];

const PRODUCE: Knob = speed("produce", "how much the producer writes", 800_000, (50_000, 2_000_000), SPEEDS);

const CONSUME: Knob = speed("consume", "how much the consumer reads", 300_000, (50_000, 2_000_000), SPEEDS);

/// The most bytes that may be on the way.
const MOST: u64 = 60_000;

/// Bytes a second that must arrive.
const LEAST: u64 = 150_000;

/// For so many seconds.
const FOR: u64 = 3;

/// What is to be reached.
static GOAL: Goal = Goal {
    text: "For 3 seconds: at most 60,000 bytes on the way, and at least 150,000 B/s through.",
    unit: Unit::Speed,
    reached: LEAST,
    score,
    parts,
};

/// What came through in the last seconds, where never too much was on the way meanwhile.
fn score(world: &World) -> Option<u64> {
    let most = world.source("client")?.meter.most_in(world.at, FOR)?;
    let through = world.source("server")?.meter.rate_in(world.at, Through::Received, FOR)?;
    (most <= MOST && !world.ended()).then_some(through)
}

fn parts(world: &World) -> Vec<(&'static str, String, bool)> {
    let most = world.source("client").and_then(|client| client.meter.most_in(world.at, FOR));
    let through = world.source("server").and_then(|server| server.meter.rate_in(world.at, Through::Received, FOR));
    let told = |value: Option<u64>, unit: Unit| value.map_or_else(|| "not yet".into(), |value| unit.show(value));
    vec![
        ("on the way", told(most, Unit::Bytes), most.is_some_and(|most| most <= MOST)),
        ("through", told(through, Unit::Speed), through.is_some_and(|through| through >= LEAST)),
    ]
}

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "One producer, one consumer, and all the levers. Every second the consumer is away for a fifth of it, as programs are. { and } choose a slider, [ and ] move it; or click on it. What comes through is your score, while little enough is on the way.".into()
        },
    },
    Beat {
        when: |w| w.at >= Micros(1_000_000),
        text: |w| {
            format!(
                "Bytes that wait are not lost, and they are not free: they cost memory, and time. What is written now arrives when all that is before it has: {} are on the way.",
                bytes(way(w))
            )
        },
    },
    Beat {
        when: |w| told(w, "client").0 > 0 && way(w) > MOST,
        text: |w| {
            format!(
                "{} on the way. The mark bounds the program's own buffer, and the kernel's two queues hold the rest. Lower the mark (live). Smaller queues need a new run (k).",
                bytes(way(w))
            )
        },
    },
    Beat {
        when: |w| score(w).is_some_and(|score| score < LEAST),
        text: |w| {
            format!(
                "Little is on the way now, and {} a second come through. Too little? The consumer may be slow, or it finds nothing to read: when the buffer runs dry, the producer comes only at its next tick.",
                thousands(score(w).unwrap_or(0))
            )
        },
    },
    Beat {
        when: |w| score(w).is_some_and(|score| score >= LEAST),
        text: |w| {
            format!(
                "Reached: {} bytes a second, and little on the way. Can you get more through? End it with e; r runs it again, and the best score stays.",
                thousands(score(w).unwrap_or(0))
            )
        },
    },
    Beat {
        when: |w| w.ended(),
        text: |_| {
            "Large buffers hide a slow reader for a while, and then they are full, and everything is late as well. Small ones keep the two ends together. Back-pressure is what lets you choose.".into()
        },
    },
];

const MILESTONES: &[Milestone] = &[
    Milestone { text: "too much is on the way", seen: |w| way(w) > MOST },
    Milestone { text: "more than the mark waits: the producer pauses", seen: |w| told(w, "client").0 > 0 },
    Milestone {
        text: "reached: much through the pipe, and little in it",
        seen: |w| score(w).is_some_and(|score| score >= LEAST),
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Turn("consume", 800_000), when: |w, _| w.at >= Micros(1_000_000) },
    Cue { deed: Deed::Turn("produce", 200_000), when: |w, _| w.at >= Micros(1_100_000) },
    Cue {
        deed: Deed::Use("end"),
        when: |w, _| score(w).is_some_and(|score| score >= LEAST) || w.at >= Micros(6_000_000),
    },
];

/// Bytes that were written and not read.
fn way(world: &World) -> u64 {
    world.source("client").and_then(|client| world.under_way(client)).unwrap_or(0)
}
