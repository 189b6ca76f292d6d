//! Scene 1: a producer that nobody stops fills the memory of the program that it is in.

use super::knobs::{READS, bytes as live, rcvbuf, sndbuf};
use super::stage;
use super::told::{bytes, held, highest, is_full, moved, written};
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Choice, Judging, Knob, Milestone, Question, Scene, shared};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "no-brakes",
    title: "no brakes",
    idea: "write takes everything and waits for nothing, so whoever writes faster than the other end reads fills its own memory.",
    stage: super::stage(super::FIRST, Gait::Steps, "no_brakes", stage::no_brakes),
    knobs: &[READS, SIZE, BUDGET, sndbuf(4_096), rcvbuf(4_096)],
    story: STORY,
    questions: &[WHERE],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Flow, Aspect::Bytes, Aspect::Timers],
    plot: None,
    goal: None,
    pace: 25,
};

const SIZE: Knob = live(
    "size",
    "bytes of one write, a thousand times a second",
    8_192,
    (1_024, 65_536),
    &[1_024, 2_048, 4_096, 8_192, 16_384, 65_536],
);

const BUDGET: Knob = shared::start(
    "budget",
    "the most that the program's buffer may hold",
    131_072,
    (8_192, 1_048_576),
    &[8_192, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576],
);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A client that has something to say every millisecond, and a server that reads more slowly. Between them: the client's transport, which keeps what the kernel does not take. That is the buffered writer of lesson 4, and every transport has one.".into()
        },
    },
    Beat {
        when: |w| written(w, "client") > 0,
        text: |_| {
            "transport.write came back at once, and it always does: it sends nothing, it keeps. In its next turn the reactor offers the kernel what is kept.".into()
        },
    },
    Beat {
        when: |w| is_full(w, "client"),
        text: |_| {
            "The kernel's queues are full and it takes only a part. The transport knows that now. The client does not: nobody tells it, and a millisecond later it writes again.".into()
        },
    },
    Beat {
        when: |w| is_full(w, "client") && held(w, "client") >= 32_768,
        text: |w| {
            format!(
                "{} wait in the transport's buffer, in this program's memory. The server has read {} so far. Each millisecond adds a whole write and takes away next to nothing.",
                bytes(held(w, "client")),
                bytes(moved(w, "server").1)
            )
        },
    },
    Beat {
        when: |w| spent(w).is_some(),
        text: |w| {
            let (budget, asked) = spent(w).unwrap_or_default();
            format!(
                "Out of memory: {} more do not fit into the {} that it may use. No call has failed and no call has waited; that is the trouble. The program drops the connection, and what was kept is lost.",
                bytes(asked),
                bytes(budget)
            )
        },
    },
    Beat {
        when: |w| w.ended() && spent(w).is_some(),
        text: |_| {
            "A real program has no such budget: it would grow until the system kills it. The buffer knows how full it is, and the writer knows how to stop. What is missing is somebody who tells the one what the other knows. That is the next scene (n).".into()
        },
    },
    Beat {
        when: |w| w.ended() && spent(w).is_none(),
        text: |w| {
            format!(
                "All was sent, and the buffer held {} at the most. It went well because the server was fast enough for this client, on this day. Give it less to read with (k, reads), and see.",
                bytes(highest(w, "client"))
            )
        },
    },
];

const WHERE: Question = Question {
    id: "where",
    prompt: "The client writes every millisecond, and the server reads at its own speed. Where will the bytes pile up?",
    choices: &[
        Choice {
            text: "in the kernel's queues: when they are full, write waits",
            because: "A write waited. No write of a transport does.",
        },
        Choice {
            text: "in the transport's buffer, until the memory is spent",
            because: "The kernel's queues took what they have room for, once. Everything after that went into the program's own memory, at the speed of the client and not of the server.",
        },
        Choice {
            text: "nowhere for long: all of it is sent in the end",
            because: "The server was fast enough, or the client had little to say. Whatever piled up was sent before the memory was spent.",
        },
    ],
    judge: judge_where,
    scripted: 1,
};

fn judge_where(j: &Judging<'_>) -> Option<usize> {
    match spent(j.now) {
        Some(_) => Some(1),
        None => j.now.ended().then_some(2),
    }
}

const MILESTONES: &[Milestone] = &[
    Milestone { text: "the kernel takes only a part, and write goes on taking all", seen: |w| is_full(w, "client") },
    Milestone {
        text: "the buffer grows with every write",
        seen: |w| is_full(w, "client") && held(w, "client") >= 65_536,
    },
    Milestone { text: "the memory that it may use is spent", seen: |w| spent(w).is_some() },
    Milestone {
        text: "most of what was written was never sent",
        seen: |w| w.ended() && moved(w, "client").0 < written(w, "client") / 2,
    },
];

/// How much memory there was, and what did not fit, where it was spent.
fn spent(world: &World) -> Option<(u64, u64)> {
    let held = world.source("client")?.held?;
    Some((held.budget?, held.refused?))
}
