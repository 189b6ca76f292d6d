//! Scene 5: the same bytes through a buffer that copies its tail at each send and one that keeps an offset.

use super::knobs::{rcvbuf, sndbuf};
use super::slicing_stage;
use crate::event::thousands;
use crate::lesson::{Aspect, Axis, Beat, Choice, Curve, Knob, Milestone, Plot, Question, Scale, Scene, Unit};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "slicing",
    title: "what slicing costs",
    idea: "Cutting what was sent off the front of a buffer copies all that is left, at each send: O(n^2). An offset copies nothing: O(n).",
    stage: super::stage(super::SLICING, "slicing", slicing_stage::slicing),
    knobs: &[LARGEST, sndbuf(4_096), rcvbuf(4_096)],
    story: STORY,
    questions: &[TWICE],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Plot, Aspect::Bytes],
    plot: Some(&PLOT),
    goal: None,
    pace: 4,
};

const LARGEST: Knob = Knob {
    name: "largest",
    label: "the largest message",
    unit: Unit::Bytes,
    default: 1_048_576,
    range: (32_768, 4_194_304),
    stops: &[32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576, 2_097_152, 4_194_304],
    live: false,
};

const PLOT: Plot = Plot {
    title: "what two buffers copy",
    x: Axis { label: "size of the message", unit: Unit::Bytes, scale: Scale::Log },
    y: Axis { label: "bytes copied", unit: Unit::Bytes, scale: Scale::Log },
    curves: |world| [TAIL, OFFSET].map(|name| Curve { name: name.into(), points: world.points(name) }).into(),
};

const TAIL: &str = "copies its tail";
const OFFSET: &str = "keeps an offset";

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A buffer whose front is sent can be shortened in two ways: copy the rest into a new vector, as `buffer[sent..]` does in many languages, or leave it where it is and remember a number.".into()
        },
    },
    Beat {
        when: |w| w.turn > 0,
        text: |_| {
            "The same message goes through both, over a real connection: each send takes what fits, the server reads, and so on. The program counts the bytes that each buffer copies.".into()
        },
    },
    Beat {
        when: |w| w.points(TAIL).len() >= 2,
        text: |w| {
            format!(
                "The message was twice as large as the one before, and the buffer that copies its tail copied {} times as many bytes: twice as many sends, and at each of them a tail that is twice as long.",
                tenths(growth(w, TAIL).unwrap_or(0))
            )
        },
    },
    Beat {
        when: World::ended,
        text: |w| {
            let last = |name: &str| w.points(name).last().map_or(0, |point| point.1);
            format!(
                "For the largest message {} bytes were copied by the one and {} by the other. On the plot, where each step to the right doubles the size, the one line rises twice as steeply as the other. That is O(n^2) beside O(n).",
                thousands(last(TAIL)),
                thousands(last(OFFSET))
            )
        },
    },
];

const TWICE: Question = Question {
    id: "twice",
    prompt: "Each message is twice as large as the one before. How many times as many bytes does the buffer that copies its tail copy, between the last two?",
    choices: &[
        Choice { text: "about as many: a send is a send", because: "It copied hardly more." },
        Choice {
            text: "about twice as many",
            because: "The message went out in so few sends that there was hardly a tail to copy. A cost like this hides as long as messages are small beside the queues.",
        },
        Choice {
            text: "about four times as many",
            because: "Twice as many sends, and at each of them a tail twice as long. The kernel does not take more at once because you have more to say, so the long rest is copied again and again.",
        },
    ],
    judge: |j| {
        if !j.now.ended() {
            return None;
        }
        Some(match growth(j.now, TAIL)? {
            ..15 => 0,
            15..30 => 1,
            30.. => 2,
        })
    },
    scripted: 2,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "twice the size: the offset copies twice as much",
        seen: |w| growth(w, OFFSET).is_some_and(|tenths| (15..30).contains(&tenths)),
    },
    Milestone {
        text: "twice the size: the tail copies four times as much",
        seen: |w| w.points(TAIL).len() > 4 && growth(w, TAIL).is_some_and(|tenths| tenths >= 35),
    },
    Milestone {
        text: "both have sent every byte",
        seen: |w| {
            w.ended()
                && w.source("client").zip(w.source("server")).is_some_and(|(c, s)| c.sent.bytes == s.received.bytes)
        },
    },
];

/// How many times as many bytes the last message took as the one of half its size, in tenths.
fn growth(world: &World, series: &str) -> Option<u64> {
    let points = world.points(series);
    let [.., (_, before), (_, last)] = points.as_slice() else { return None };
    last.saturating_mul(10).checked_div(*before)
}

/// Tenths as a number with one decimal.
fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}
