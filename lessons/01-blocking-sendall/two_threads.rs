//! Scene 3: the reader in a thread of its own: it runs, and the reader sets the pace.

use super::controls::PLUG;
use super::knobs::{NODELAY, RCVBUF, SNDBUF, bite};
use super::stage;
use crate::event::Micros;
use crate::event::thousands;
use crate::lesson::{Aspect, Beat, Choice, Cue, Deed, Knob, Milestone, Question, Scene, Unit};
use crate::world::{StageState, World, deadlock};

pub(super) const SCENE: Scene = Scene {
    id: "two-threads",
    title: "two threads",
    idea: "Blocking I/O is flow control for free, at the price of a thread a direction.",
    stage: super::stage("two_threads", stage::two_threads),
    knobs: &[PAUSE, bite(4_096, true), SNDBUF, RCVBUF, NODELAY],
    story: STORY,
    questions: &[RUNS],
    controls: &[PLUG],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 20,
};

const PAUSE: Knob = Knob {
    name: "pause",
    label: "reader's pause after each recv",
    unit: Unit::Millis,
    default: 20,
    range: (0, 1_000),
    stops: &[0, 1, 5, 10, 20, 50, 100, 250, 500, 1_000],
    live: true,
};

/// A send that took at least this long did wait for the reader; a shorter one may have waited for a processor.
const WAITED: Micros = Micros(20_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The program of the freeze, with one change: the reader has a thread of its own. The writer still doubles, up to 65,536 bytes a write.".into()
        },
    },
    Beat {
        when: |w| w.turn > 0,
        text: |_| {
            "Two threads now, two running lines. While a write fits, the writer does not notice the reader at all."
                .into()
        },
    },
    Beat {
        when: |w| writer_waits(w),
        text: |_| {
            "The writer waits in send, and that is no deadlock: another thread reads, a bite at a time. Room comes, a bit later. Turn the reader's pause and watch the writer slow down with it.".into()
        },
    },
    Beat {
        when: |w| w.ended(),
        text: |w| {
            format!(
                "{} bytes went through two small queues. The longest send waited {} ms: a slow reader slowed the writer, and nobody wrote a line of flow control. The price: a thread for each direction of each connection.",
                thousands(w.source("client").map_or(0, |c| c.sent.bytes)),
                w.source("client").map_or(0, |c| c.longest_send.0 / 1_000)
            )
        },
    },
];

const RUNS: Question = Question {
    id: "runs",
    prompt: "The reader now has a thread of its own, and pauses after each recv. What will the writer do?",
    choices: &[
        Choice { text: "freeze for ever, as before", because: "Nobody went on." },
        Choice {
            text: "come to its end, with sends that wait for the reader",
            because: "A send that finds no room sleeps until the reader's thread has made some. The slow reader slowed the writer through the kernel's queues: back-pressure, without a line of code for it.",
        },
        Choice {
            text: "come to its end at full speed, whatever the reader does",
            because: "The reader was quick enough, or the queues large enough, that no send had to wait for long.",
        },
    ],
    judge: |j| match &j.now.stage {
        StageState::Ended(_) => Some(if longest_send(j.now) >= WAITED { 1 } else { 2 }),
        _ if deadlock(j.now).is_some() => Some(0),
        _ => None,
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "a send waits while the reader, in another thread, goes on",
        seen: |w| longest_send(w) >= WAITED,
    },
    Milestone {
        text: "every byte that was written is read",
        seen: |w| {
            w.ended()
                && w.source("client")
                    .zip(w.source("server"))
                    .is_some_and(|(c, s)| c.sent.bytes == s.received.bytes && c.sent.bytes > 0)
        },
    },
    Milestone {
        text: "the program comes to its end by itself",
        seen: |w| w.stage == StageState::Ended(crate::event::Ending::Finished),
    },
];

const SCRIPT: &[Cue] =
    &[Cue { deed: Deed::Use("plug"), when: |w, patience| deadlock(w).is_some_and(|x| x.stands_for() >= patience) }];

fn writer_waits(world: &World) -> bool {
    let client = world.source("client");
    client.is_some_and(|c| {
        c.longest_send >= WAITED || c.sending.as_ref().is_some_and(|open| world.at.since(open.since) >= WAITED)
    })
}

fn longest_send(world: &World) -> Micros {
    world.source("client").map_or(Micros(0), |c| c.longest_send)
}
