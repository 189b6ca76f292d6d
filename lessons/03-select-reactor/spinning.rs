//! Scene 4: a loop that is woken hundreds of thousands of times a second, to do nothing.

use super::controls::feed;
use super::{asleep_in_wait, main_thread, stage};
use crate::event::{Call, Micros, thousands};
use crate::lab::{Action, Gait};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Knob, Milestone, Question, Scene, Unit};
use crate::world::{Rate, World};

pub(super) const SCENE: Scene = Scene {
    id: "spin",
    title: "the spin",
    idea: "A socket is writable nearly always: ask for that only while there is something to write.",
    stage: super::by_hand("spin", Gait::Free, stage::spin),
    knobs: &[KEEP, WAY],
    story: STORY,
    questions: &[SPINS, SENT],
    controls: &[
        Control { question: Some("sent"), ..feed("write", 'w', "something to write", "keyboard", "more") },
        Control {
            id: "end",
            key: 'e',
            label: "end the input, and the program",
            action: Action::EndInput { sources: &["keyboard"] },
            question: None,
        },
    ],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Loop, Aspect::Readiness, Aspect::Bytes, Aspect::Input],
    plot: None,
    goal: None,
    pace: 30,
};

const KEEP: Knob = Knob {
    name: "keep",
    label: "keep the write interest when nothing is left to write",
    unit: Unit::Switch,
    default: 1,
    range: (0, 1),
    stops: &[0, 1],
    live: true,
};

const WAY: Knob = Knob {
    name: "way",
    label: "how the kernel is asked",
    unit: Unit::Choice(&["select", "poll", "mio"]),
    default: 0,
    range: (0, 2),
    stops: &[0, 1, 2],
    live: false,
};

/// Wakeups for nothing, a second, from which it counts as spinning: a slow machine, watched, makes many more.
const SPINNING: u64 = 5_000;

/// How long a loop must sleep before it counts as asleep.
const ASLEEP: Micros = Micros(300_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A loop with one connection and a keyboard. The client has said hello, and has nothing more to say. It stays among the writers: nobody has taken it out.".into()
        },
    },
    Beat {
        when: spins,
        text: |w| {
            let call = call(w).name();
            let asked = thousands(rate(w).map_or(0, |rate| rate.empty) / 1_000 * 1_000);
            format!(
                "{call} does not wait. The client has room in its send queue, so it is writable, so {call} comes back at once, some {asked} times a second, and each time the handler finds nothing to write. A core burns, no byte moves, and everything seems to work. Turn keep off ([): the client leaves the writers when nothing is left."
            )
        },
    },
    Beat {
        when: |w| let_go(w) && !asks_to_write(w),
        text: |w| {
            format!(
                "The client is out of the writers, and {} sleeps: nothing is ready that anybody asked for. Give the client something to write (w). keep on (]) brings the slip back, from the next wakeup on.",
                call(w).name()
            )
        },
    },
    Beat {
        when: |w| let_go(w) && taken(w) && !left_unsent(w),
        text: |_| {
            "The bytes came, the client went among the writers, was called, wrote, and went out again: a wakeup or two for each write, and sleep in between. Interest is a thing to take and to give back. End the program (e).".into()
        },
    },
    Beat {
        when: |w| call(w) == Call::Mio && !let_go(w) && asleep_in_wait(w).is_some_and(|span| span >= ASLEEP),
        text: |_| {
            "The same slip, and it sleeps. mio has told once that the client can be written, and tells again only when it becomes writable anew: edges, not levels. The slip seems to cost nothing. Now give the client something to write (w).".into()
        },
    },
    Beat {
        when: |w| taken(w) && left_unsent(w) && asleep_in_wait(w).is_some_and(|span| span >= ASLEEP),
        text: |_| {
            "The bytes are in the program, the client can be written, and mio does not say so: it has said it, when there was nothing to write. The edge was told and not used, and another will not come. By edges a program writes first, and asks to be told only after EAGAIN. End the program (e).".into()
        },
    },
    Beat {
        when: World::ended,
        text: |_| "What is left of the three ways is their price when sources are many: the next scene (n).".into(),
    },
];

const SPINS: Question = Question {
    id: "spins",
    prompt: "The client's hello is sent and nothing is left to write. If the client stays among those that the wait asks about, what will the loop do?",
    choices: &[
        Choice {
            text: "sleep in the wait: nothing happens any more",
            because: "It slept. Either nobody asked any more whether the client can be written, or the way of waiting tells only when that changes.",
        },
        Choice {
            text: "come back from the wait at once, over and over",
            because: "Writable is a state, and it lasts as long as there is room in the send queue. A wait that asks for a state that holds does not wait.",
        },
    ],
    judge: |j| {
        if spins(j.now) {
            return Some(1);
        }
        asleep_in_wait(j.now).is_some_and(|span| span >= ASLEEP).then_some(0)
    },
    scripted: 1,
};

const SENT: Question = Question {
    id: "sent",
    prompt: "You are about to give the client something to write, through the keyboard that the loop also waits for. Will it be sent?",
    choices: &[
        Choice {
            text: "yes, at one of the next wakeups",
            because: "The keyboard's byte woke the loop, the client was among the writers at the next wait, was called writable, and wrote.",
        },
        Choice {
            text: "no",
            because: "The loop read it and waited for word that the client can be written. That word had come before, when there was nothing to write, and by edges it comes once.",
        },
    ],
    judge: |j| {
        let calls = |w: &World| w.source("client").map_or(0, |client| client.sent.calls);
        if taken(j.now) && calls(j.now) > calls(j.mark) {
            return Some(0);
        }
        (taken(j.now) && left_unsent(j.now) && asleep_in_wait(j.now).is_some_and(|span| span >= ASLEEP)).then_some(1)
    },
    scripted: 0,
};

const MILESTONES: &[Milestone] = &[
    Milestone { text: "a loop is woken over and over, and moves nothing", seen: spins },
    Milestone {
        text: "without the interest it sleeps",
        seen: |w| let_go(w) && asleep_in_wait(w).is_some_and(|span| span >= ASLEEP),
    },
    Milestone {
        text: "what comes later is written all the same",
        seen: |w| let_go(w) && w.source("client").is_some_and(|client| client.sent.calls >= 2),
    },
];

const SCRIPT: &[Cue] = &[
    Cue {
        deed: Deed::Turn("keep", 0),
        when: |w, patience| {
            let spun = spins(w) && w.at >= patience.max(Micros(1_000_000));
            spun || asleep_in_wait(w).is_some_and(|span| span >= ASLEEP)
        },
    },
    Cue {
        deed: Deed::Use("write"),
        when: |w, patience| asleep_in_wait(w).is_some_and(|span| span >= Micros(patience.0 / 2).max(ASLEEP)),
    },
    Cue {
        deed: Deed::Use("end"),
        when: |w, patience| {
            taken(w) && asleep_in_wait(w).is_some_and(|span| span >= Micros(patience.0 / 2).max(ASLEEP))
        },
    },
];

fn rate(world: &World) -> Option<Rate> {
    main_thread(world).and_then(|main| main.wheel.rate)
}

fn spins(world: &World) -> bool {
    !world.ended() && asleep_in_wait(world).is_none() && rate(world).is_some_and(|rate| rate.empty >= SPINNING)
}

/// By which call it waits.
fn call(world: &World) -> Call {
    main_thread(world).and_then(|main| main.wheel.wait.as_ref()).map_or(Call::Select, |wait| wait.call)
}

/// Whether the program has bytes for the client.
fn left_unsent(world: &World) -> bool {
    world.source("client").and_then(|client| client.held).is_some_and(|held| held.bytes > 0)
}

/// Whether the program asks to be told when the client can be written.
fn asks_to_write(world: &World) -> bool {
    world.source("client").is_some_and(|client| client.readiness.interest.write)
}

/// Whether what was given to the program has been read.
fn taken(world: &World) -> bool {
    world.inputs.iter().any(|input| input.taken.is_some())
}

/// Whether the learner has taken the slip out.
fn let_go(world: &World) -> bool {
    world.turned("keep") == Some(0)
}
