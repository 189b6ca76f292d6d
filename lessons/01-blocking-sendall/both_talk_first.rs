//! Scene 4: two ends, two threads, and each talks before it listens: threads alone do not save you.

use super::controls::{BITE, DRAIN, PLUG};
use super::knobs::{NODELAY, RCVBUF, SNDBUF, bite};
use super::stage;
use crate::event::thousands;
use crate::lesson::{Aspect, Beat, Choice, Cue, Deed, Knob, Milestone, Question, Scene, Unit};
use crate::world::{StageState, World, deadlock};

pub(super) const SCENE: Scene = Scene {
    id: "both-talk-first",
    title: "both talk first",
    idea: "Two threads that each send before they receive wait for each other: threads alone do not save you.",
    stage: super::stage("both_talk_first", stage::both_talk_first),
    knobs: &[BYTES, bite(8_192, true), SNDBUF, RCVBUF, NODELAY],
    story: STORY,
    questions: &[BOTH],
    controls: &[BITE, DRAIN, PLUG],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 10,
};

const BYTES: Knob = Knob {
    name: "bytes",
    label: "what each end says before it listens",
    unit: Unit::Bytes,
    default: 1_000_000,
    range: (1, 16_000_000),
    stops: &[1_000, 4_000, 10_000, 100_000, 1_000_000, 16_000_000],
    live: false,
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "Each end has its own thread now. Both do the same: send all they have to say, then listen until the other has finished.".into()
        },
    },
    Beat {
        when: |w| w.sources.iter().any(|s| s.sending.is_some()),
        text: |w| {
            format!(
                "Both threads are in send, with {} bytes each. Each would read as soon as its own send returns.",
                thousands(
                    w.sources.iter().filter_map(|s| s.sending.as_ref()).map(|open| open.asked).max().unwrap_or(0)
                )
            )
        },
    },
    Beat {
        when: frozen,
        text: |_| {
            "Both sleep. Each waits for the other to read, and each would read after its own send. Two threads, and still a cycle: what counts is not how many threads there are but whether somebody reads while somebody writes.".into()
        },
    },
    Beat {
        when: |w| w.uses("drain") > 0 && !frozen(w) && w.sources.iter().any(|s| s.reader.is_some()),
        text: |_| {
            "You read at one end from outside: that one send came back, its thread began to listen, and its listening freed the other. One reader anywhere in the cycle is enough.".into()
        },
    },
    Beat {
        when: |w| w.uses("plug") > 0 && !frozen(w),
        text: |_| {
            "The connection was reset under both. Each blocked send came back, short where the kernel had taken a part, and the error came with the next call.".into()
        },
    },
    Beat {
        when: |w| w.stage == StageState::Ended(crate::event::Ending::Finished) && w.acted.is_empty(),
        text: |_| {
            "This time it fitted: both queues took all that was said, so both sends returned. Code that works with small messages, and freezes with large ones, is this scene.".into()
        },
    },
];

const BOTH: Question = Question {
    id: "both",
    prompt: "Two ends, two threads; each sends everything and only then receives. What happens?",
    choices: &[
        Choice {
            text: "both come to their end: each has a thread of its own",
            because: "What each had to say fitted into the queues, so both sends returned and both could listen.",
        },
        Choice { text: "one of them freezes", because: "One stayed in its send while the other went on." },
        Choice {
            text: "both freeze",
            because: "Each filled the queues towards the other and slept until the other would read; the other was asleep for the same reason.",
        },
    ],
    judge: |j| match deadlock(j.now) {
        Some(x) => Some(if x.waits.len() > 1 { 2 } else { 1 }),
        _ => (j.now.ended() && j.now.acted.is_empty()).then_some(0),
    },
    scripted: 2,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "both threads are in send at once",
        seen: |w| w.sources.iter().filter(|s| s.sending.is_some()).count() == 2,
    },
    Milestone { text: "each waits for the other to read", seen: |w| deadlock(w).is_some_and(|x| x.waits.len() == 2) },
    Milestone {
        text: "the program comes to an end once somebody reads or the connection goes",
        seen: |w| w.ended() && !w.acted.is_empty(),
    },
];

const SCRIPT: &[Cue] =
    &[Cue { deed: Deed::Use("plug"), when: |w, patience| deadlock(w).is_some_and(|x| x.stands_for() >= patience) }];

fn frozen(world: &World) -> bool {
    deadlock(world).is_some()
}
