//! Scene 4: the rest goes into a buffer of the program's own, and a loop says when to go on: nothing waits, and memory
//! is what runs out.

use super::buffers_stage;
use super::controls::{PLUG, PLUG_WHEN_STUCK};
use super::knobs::{BLOCKING, bite, rcvbuf, sndbuf};
use super::told::{frozen, last_short, parts, received, sent};
use crate::event::thousands;
use crate::lesson::{Aspect, Beat, Choice, Knob, Milestone, Question, Scene, Unit};
use crate::world::{Held, World};

pub(super) const SCENE: Scene = Scene {
    id: "buffers-writes",
    title: "BuffersWrites",
    idea: "Keep the rest in a buffer, ask to be told of room while there is a rest, and never wait in send. What can run out now is memory.",
    stage: super::stage(super::BUFFERS, "buffers_writes", buffers_stage::buffers_writes),
    knobs: &[BUDGET, bite(1_024, false), BLOCKING, sndbuf(4_096), rcvbuf(4_096)],
    story: STORY,
    questions: &[END, ARRIVE],
    controls: &[PLUG],
    milestones: MILESTONES,
    script: &[PLUG_WHEN_STUCK],
    shows: &[Aspect::Bytes, Aspect::Readiness, Aspect::Loop],
    plot: None,
    goal: None,
    pace: 25,
};

const BUDGET: Knob = Knob {
    name: "budget",
    label: "the most that the program's buffer may hold",
    unit: Unit::Bytes,
    default: 32_768,
    range: (1, 131_072),
    stops: &[1, 1_024, 4_096, 16_384, 32_768, 65_536, 131_072],
    live: false,
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The doubling client of lesson 1 once more: 2, 4, 8, 16 ... bytes, and a server that reads one bite a turn. All in one thread, under a loop around select.".into()
        },
    },
    Beat {
        when: |w| w.turn > 0,
        text: |_| {
            "Nothing is to be written yet, so the client has no write interest. In this turn the writer is given its first data, and from the next turn on select is asked about writing too.".into()
        },
    },
    Beat {
        when: |w| sent(w, "client") > 0,
        text: |_| {
            "Writable: the writer sends what the kernel takes. Its buffer is empty, so the write interest is dropped, and the loop calls on_completion, which writes twice as much.".into()
        },
    },
    Beat {
        when: |w| last_short(w, "client").is_some(),
        text: |w| {
            let [_, taken, left] = parts(last_short(w, "client").unwrap_or_default());
            format!(
                "A short write: the kernel took {taken} bytes, and the writer keeps {left}. It keeps its write interest with them, and goes back to the loop. The server's read runs in the next turns, in this very thread."
            )
        },
    },
    Beat {
        when: frozen,
        text: |_| {
            "This run was told to block. select said writable, and it was: there was room for a part. send(2) on a socket that blocks wants room for all of it, and waits here for a read that this loop would do. Pull the plug and set the knob back.".into()
        },
    },
    Beat {
        when: |w| w.ended() && out_of_memory(w).is_none(),
        text: |_| {
            "Ended from outside, in the middle of a write. Set the knob \"blocking\" back to off (k): the same loop, the same writer, and no send that waits.".into()
        },
    },
    Beat {
        when: |w| out_of_memory(w).is_some(),
        text: |w| {
            let (budget, asked) = out_of_memory(w).unwrap_or_default();
            format!(
                "Out of memory: {} bytes more, and the budget is {}. No send has waited, and no data is lost; the program was told, can say no to whoever wants to write more, and shuts its sending side.",
                thousands(asked),
                thousands(budget)
            )
        },
    },
    Beat {
        when: |w| w.ended() && out_of_memory(w).is_some(),
        text: |w| {
            format!(
                "All {} bytes that the writer had accepted were read. The freeze of lesson 1 is gone, and what was the kernel's room has become your memory: a buffer that takes everything needs somebody who says stop to the writer. That is lesson 7.",
                thousands(received(w, "server"))
            )
        },
    },
];

const END: Question = Question {
    id: "end",
    prompt: "Each write is twice as large as the one before, and the server reads a bite a turn. How does it end?",
    choices: &[
        Choice {
            text: "it freezes in a send, as in lesson 1",
            because: "It froze, since this socket blocks: that select calls it writable means that there is some room, and a blocking send waits for all.",
        },
        Choice {
            text: "the program runs out of the memory that it may use",
            because: "No send waits for room, so nothing ever stops the client. Each write must lie in the program's memory until the server has made room for it, and a write that doubles passes any budget.",
        },
        Choice { text: "it does not end: each write is taken, sooner or later", because: "It went on and on." },
    ],
    judge: |j| {
        if out_of_memory(j.now).is_some() {
            return Some(1);
        }
        frozen(j.now).then_some(0)
    },
    scripted: 1,
};

const ARRIVE: Question = Question {
    id: "arrive",
    prompt: "The budget is spent, and the program shuts its sending side. How many of the bytes that the writer accepted will the server have read at the end?",
    choices: &[
        Choice {
            text: "all of them",
            because: "The refused write was refused whole, before any of it was sent. Of what was accepted, the writer kept each byte until the kernel had taken it, and the kernel delivers what it took.",
        },
        Choice {
            text: "fewer: what was in the queues is lost",
            because: "The connection was cut while bytes were in the queues.",
        },
        Choice { text: "none: an error loses the whole message", because: "Nothing was read." },
    ],
    judge: |j| {
        if !j.now.ended() {
            return None;
        }
        let (given, got) = (sent(j.now, "client"), received(j.now, "server"));
        Some(if got == given {
            0
        } else if got > 0 {
            1
        } else {
            2
        })
    },
    scripted: 0,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the kernel takes a part, the writer keeps the rest",
        seen: |w| last_short(w, "client").is_some() && held(w).is_some_and(|held| held.bytes > 0),
    },
    Milestone {
        text: "while there is a rest, it asks for room",
        seen: |w| last_short(w, "client").is_some() && interest(w),
    },
    Milestone {
        text: "once its buffer is empty, it does not",
        seen: |w| {
            w.source("client").is_some_and(|c| c.sent.short > 0)
                && held(w).is_some_and(|held| held.bytes == 0)
                && !interest(w)
        },
    },
    Milestone { text: "the budget is spent, and it is told so", seen: |w| out_of_memory(w).is_some() },
    Milestone {
        text: "no send waited, and every byte is read",
        seen: |w| {
            let client = w.source("client");
            w.ended() && client.is_some_and(|c| c.nonblocking) && sent(w, "client") == received(w, "server")
        },
    },
];

fn held(world: &World) -> Option<Held> {
    world.source("client").and_then(|c| c.held)
}

/// Whether the program asks to be told when the client can be written.
fn interest(world: &World) -> bool {
    world.source("client").is_some_and(|c| c.readiness.interest.write)
}

/// The budget, and what was to be added when it was spent.
fn out_of_memory(world: &World) -> Option<(u64, u64)> {
    let held = held(world)?;
    Some((held.budget?, held.refused?))
}
