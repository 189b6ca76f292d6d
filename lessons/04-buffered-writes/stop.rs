//! Scene 1: a send that does not wait says "not now": the first event that tells a program to stop.

use super::controls::{PLUG, PLUG_WHEN_STUCK};
use super::knobs::{BLOCKING, rcvbuf, sndbuf};
use super::stage;
use super::told::{frozen, received, refused, sent};
use crate::event::{Ending, thousands};
use crate::lesson::{Aspect, Beat, Choice, Milestone, Question, Scene};
use crate::world::{StageState, World};

pub(super) const SCENE: Scene = Scene {
    id: "stop",
    title: "stop!",
    idea: "A send that finds no room need not wait: it can say so, and the program goes on with something else.",
    stage: super::stage(super::FIRST, "stop", stage::stop),
    knobs: &[BLOCKING, sndbuf(4_096), rcvbuf(4_096)],
    story: STORY,
    questions: &[FULL, WRONG],
    controls: &[PLUG],
    milestones: MILESTONES,
    script: &[PLUG_WHEN_STUCK],
    shows: &[Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 10,
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "One thread is both ends of a connection, as in the freeze of lesson 1. A word goes across: while there is room, a send returns at once.".into()
        },
    },
    Beat {
        when: |w| w.source("client").is_some_and(|c| c.nonblocking),
        text: |_| "One line is new: the client's socket is non-blocking. From now on no call on it may wait.".into(),
    },
    Beat {
        when: |w| w.turn > 0,
        text: |_| {
            "The program sends, and nobody reads. Each send takes room in the queues: first in the server's receive queue, then in the client's send queue.".into()
        },
    },
    Beat {
        when: frozen,
        text: |_| {
            "This run was told to block. The same line as before, and it does not come back: it waits for a read that stands further down in this very thread. Pull the plug, set the knob back, and press v to flip between the two runs.".into()
        },
    },
    Beat {
        when: |w| w.ended() && refused(w, "client") == 0,
        text: |_| {
            "You had to end it from outside, and the program with it. Now set the knob \"blocking\" back to off (k), and see the same send come back by itself.".into()
        },
    },
    Beat {
        when: |w| refused(w, "client") > 0,
        text: |w| {
            format!(
                "EAGAIN, after {} bytes. The call came back at once, took nothing of this piece, and nothing waits: the program has been told to stop, and decides itself what it does next.",
                thousands(sent(w, "client"))
            )
        },
    },
    Beat {
        when: |w| refused(w, "client") > 0 && received(w, "server") > 5,
        text: |_| "What it does next is read. In lesson 1 this line was never reached.".into(),
    },
    Beat {
        when: went_on,
        text: |w| {
            format!(
                "All {} bytes arrived, and the next send found room. EAGAIN was no failure of the connection. It was an event: stop writing for now. Which event says \"go on\"? That is scene 3.",
                thousands(received(w, "server"))
            )
        },
    },
];

const FULL: Question = Question {
    id: "full",
    prompt: "1,024 bytes, again and again, and nobody reads. What does the send do that finds no room?",
    choices: &[
        Choice {
            text: "it waits until somebody reads, as in lesson 1",
            because: "It waits, and nobody will read: this socket blocks. Set the knob \"blocking\" to off, and the same send comes back.",
        },
        Choice {
            text: "it comes back at once with an error that says: not now",
            because: "EAGAIN: the call would have had to wait, and this socket must not. Nothing was taken, nothing is broken, and the next line of the program runs.",
        },
        Choice {
            text: "it comes back at once as always, and what has no room is thrown away",
            because: "The send came back as if all was well.",
        },
    ],
    judge: |j| {
        if refused(j.now, "client") > refused(j.mark, "client") {
            return Some(1);
        }
        frozen(j.now).then_some(0)
    },
    scripted: 1,
};

const WRONG: Question = Question {
    id: "wrong",
    prompt: "The last send gave EAGAIN. What has become of the connection, and of the bytes that were sent before?",
    choices: &[
        Choice { text: "it is broken: the next send will fail too", because: "The connection was gone." },
        Choice {
            text: "some of the bytes are lost: there was no room for them",
            because: "Fewer bytes were read than the kernel had taken.",
        },
        Choice {
            text: "nothing is wrong: all of them arrive, and a later send goes through",
            because: "Every byte that a send counted was in the kernel, and was read. Only the piece that got EAGAIN was not taken, and that was said. As soon as there was room, a send went through again.",
        },
    ],
    judge: |j| match &j.now.stage {
        StageState::Ended(Ending::Failed { .. }) => Some(0),
        _ if went_on(j.now) => Some(2),
        StageState::Ended(_) => Some(1),
        _ => None,
    },
    scripted: 2,
};

/// Whether, after a refusal, all was read and a send went through.
fn went_on(world: &World) -> bool {
    let at_refusal = received(world, "server");
    refused(world, "client") > 0
        && at_refusal > 5
        && sent(world, "client") > at_refusal
        && world.source("client").and_then(|c| c.last_send.as_ref()).is_some_and(|last| last.outcome.ok().is_some())
}

const MILESTONES: &[Milestone] = &[
    Milestone { text: "a send gives EAGAIN, and does not wait", seen: |w| refused(w, "client") > 0 },
    Milestone {
        text: "the program goes on, and reads",
        seen: |w| refused(w, "client") > 0 && received(w, "server") > 5,
    },
    Milestone { text: "nothing was wrong: the next send goes through", seen: went_on },
];
