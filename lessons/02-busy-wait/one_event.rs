//! Scene 1: a program that waits for one event needs no loop, and costs nothing while it waits.

use super::looks::{A_WHILE, BUSY, IDLE, asleep_in, main, share, taken};
use super::stage;
use crate::event::{Call, Micros};
use crate::lab::{Action, Gait};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Milestone, Question, Scene};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "one-event",
    title: "one event",
    idea: "A program that waits for one event needs no loop, and costs nothing while it waits.",
    stage: super::stage("one_event", Gait::Steps, stage::one_event),
    knobs: &[],
    story: STORY,
    questions: &[COST],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Input],
    plot: None,
    goal: None,
    pace: 10,
};

const CONTROLS: &[Control] = &[
    Control {
        id: "hello",
        key: 'h',
        label: "the line \"h\"",
        action: Action::Feed { source: "keyboard", bytes: "h\n" },
        question: None,
    },
    Control {
        id: "other",
        key: 'w',
        label: "the line \"w\"",
        action: Action::Feed { source: "keyboard", bytes: "w\n" },
        question: None,
    },
    Control { id: "type", key: 't', label: "type a line", action: Action::Type { source: "keyboard" }, question: None },
    Control {
        id: "end",
        key: 'e',
        label: "end the input",
        action: Action::EndInput { sources: &["keyboard"] },
        question: None,
    },
];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A pipe stands for the keyboard, and you hold its other end. The program will read one line, answer it, and be done.".into()
        },
    },
    Beat {
        when: waits,
        text: |_| {
            "The program is inside read(2), and does not come back from it until there is something to read. One event can happen, and the program waits for that one. Give it a line.".into()
        },
    },
    Beat {
        when: |w| waits(w) && asleep_in(w, Call::Read).is_some_and(|asleep| asleep >= A_WHILE),
        text: |_| {
            "The kernel's own word is that it sleeps. It is not asked again and again whether it wants to go on: it is on a list of those whom this pipe will wake. That costs nothing, for as long as you like.".into()
        },
    },
    Beat {
        when: |w| taken(w).next().is_some(),
        text: |_| {
            "You wrote a line into the pipe, and the kernel woke whoever slept there. That is an event: something has happened, and the program goes on because of it. What it did then is its handler. There was no loop, because nothing else could happen.".into()
        },
    },
    Beat {
        when: |w| w.ended() && w.inputs.is_empty(),
        text: |_| {
            "You ended the input, and read came back with zero bytes. The end is an event too: a program that waited for a line learned that none will come.".into()
        },
    },
];

const COST: Question = Question {
    id: "cost",
    prompt: "The program is about to wait for a line. How much of a processor will it use until you give it one?",
    choices: &[
        Choice {
            text: "next to nothing",
            because: "A thread that sleeps in read is not run at all. The kernel keeps it on a list at the pipe, and the write that you did woke it.",
        },
        Choice {
            text: "a little: it looks every now and then whether a line has come",
            because: "It used some. A program that only waits in read does not, so look at what else it did.",
        },
        Choice {
            text: "a whole core: it waits as fast as it can",
            because: "It used most of a core. That is what a loop does that asks over and over, and not what read does.",
        },
    ],
    judge: |j| {
        let waited = asleep_in(j.now, Call::Read).is_some_and(|asleep| asleep >= A_WHILE);
        if !waited && !j.now.ended() && taken(j.now).next().is_none() {
            return None;
        }
        // Where the kernel gave no two samples in time, there was nothing to be measured.
        Some(match share(j.now).unwrap_or(0) {
            0..IDLE => 0,
            IDLE..BUSY => 1,
            _ => 2,
        })
    },
    scripted: 0,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the kernel says that the program sleeps in read",
        seen: |w| asleep_in(w, Call::Read).is_some_and(|asleep| asleep >= Micros(200_000)),
    },
    Milestone {
        text: "for a second it used next to no processor",
        seen: |w| {
            asleep_in(w, Call::Read).is_some_and(|asleep| asleep >= A_WHILE)
                && share(w).is_some_and(|share| share < IDLE)
        },
    },
    Milestone { text: "a line came, and the program went on", seen: |w| taken(w).next().is_some() && w.said.is_some() },
    Milestone { text: "it came to its end without a loop", seen: |w| w.turn == 0 && super::looks::finished(w) },
];

const SCRIPT: &[Cue] = &[Cue {
    deed: Deed::Use("hello"),
    when: |w, patience| {
        let due = Micros(A_WHILE.0.saturating_add(200_000).saturating_add(patience.0 / 4));
        asleep_in(w, Call::Read).is_some_and(|asleep| asleep >= due)
    },
}];

/// Whether it is in its read.
fn waits(world: &World) -> bool {
    use crate::world::Doing;
    main(world).is_some_and(|main| matches!(main.doing, Doing::In { call: Call::Read, .. }))
}
