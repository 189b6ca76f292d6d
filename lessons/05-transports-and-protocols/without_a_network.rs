//! Scene 2: the same protocol without a network: called by tests, and run on a floor of memory.

use super::controls::asked as ask;
use super::knobs::{BALLS, ENOUGH, SIZE, choice};
use super::ping_pong_stage as stage;
use super::told::{all_over, ends};
use crate::event::{Call, Micros};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Knob, Milestone, Question, Scene};
use crate::world::{Check, Doing, Role, World};

pub(super) const SCENE: Scene = Scene {
    id: "without-a-network",
    title: "without a network",
    idea: "A protocol that knows only its transport can be given another one: a test's, or one of memory. Not a letter of it changes.",
    stage: super::stage(super::PING_PONG, "without_a_network", stage::without_a_network),
    knobs: &[FLOOR, BALLS, SIZE, ENOUGH],
    story: STORY,
    questions: &[FAILS, SYSCALLS],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Checks, Aspect::Layers],
    plot: None,
    goal: None,
    pace: 10,
};

const FLOOR: Knob = choice("floor", "what the game at the end is played on", &["memory", "kernel"], (0, 1), &[0, 1]);

const CONTROLS: &[Control] = &[
    ask("each-byte", 'b', "answers each byte", "fails"),
    ask("piece-alone", 'a', "each piece alone", "fails"),
    ask("never-closes", 'd', "never closes", "fails"),
    ask("right", 'h', "right again", "fails"),
    ask("play", 'm', "a game in memory", "syscalls"),
];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "PingPong, as it was, in the hands of tests. A test is its floor below: it calls connection_made and data_received itself, with a transport that only writes down what it is told.".into()
        },
    },
    Beat {
        when: |w| waits(w) && w.acted.is_empty(),
        text: |_| {
            "All pass, without a socket and in no time. Each is fed whole and a byte at a time, for TCP may do either. Would they find a mistake? Break the protocol: it answers each byte (b), it looks at each piece alone (a), it never closes (d).".into()
        },
    },
    Beat {
        when: |w| waits(w) && failing(w) == [true, false],
        text: |_| {
            "It fails where it is fed whole, and passes a byte at a time. A test that always feeds one byte would never have found it. CHECKS says what was seen and what was due. Break it in another way, or go on to the game (m).".into()
        },
    },
    Beat {
        when: |w| waits(w) && failing(w) == [false, true],
        text: |_| {
            "It fails where it is fed a byte at a time. Fed whole it passes, and on a quiet network it would pass for months: most small messages come in one piece. Break it in another way, or go on to the game (m).".into()
        },
    },
    Beat {
        when: |w| waits(w) && failing(w) == [true, true],
        text: |_| {
            "Whatever way it is fed, it fails: it was never told connection_lost, since it never asked for the end. Break it in another way, or go on to the game (m).".into()
        },
    },
    Beat {
        when: |w| waits(w) && !w.acted.is_empty() && failing(w) == [false, false],
        text: |_| "The right one again: all pass. Break it (b, a, d), or go on to the game (m).".into(),
    },
    Beat {
        when: |w| ends(w, Role::Connected).next().is_some(),
        text: |w| {
            let floor = if in_memory(w) {
                "The whole program on another floor: the same reactor, the same transports, the same protocol, and below them a network in memory."
            } else {
                "The knob floor says kernel, so this is the game of scene 1 again, over TCP."
            };
            format!("{floor} System calls so far: {}.", crate::event::thousands(w.tally.syscalls))
        },
    },
    Beat {
        when: played,
        text: |w| {
            format!(
                "The game is over: the same calls in the same order as over TCP, and {} system calls. Now the reactor waits for closing time.",
                crate::event::thousands(w.tally.syscalls)
            )
        },
    },
    Beat {
        when: World::ended,
        text: |w| {
            let hour = if in_memory(w) {
                "In memory an hour has passed, in no time: the clock is of memory, too. "
            } else {
                ""
            };
            format!(
                "{hour}A protocol that opened its own socket could not be tested like this. PingPong is handed its transport, and so whoever hands it decides what lies below."
            )
        },
    },
];

const FAILS: Question = Question {
    id: "fails",
    prompt: "The tests are about to run again, with what you have chosen. Which of them will fail?",
    choices: &[
        Choice { text: "none", because: "All of them passed: what you chose is right." },
        Choice {
            text: "only those that feed it whole",
            because: "Fed a byte at a time, a piece is a byte, and the mistake cannot be seen. Fed whole, there is one reply too many.",
        },
        Choice {
            text: "only those that feed it a byte at a time",
            because: "Fed whole, the one piece has all that is needed. Fed a byte at a time, no single piece is ever enough.",
        },
        Choice { text: "some of both", because: "The mistake has nothing to do with how the bytes are cut." },
    ],
    judge: |j| {
        let tested = j.now.acted.len() > j.mark.acted.len() && waits(j.now);
        tested.then(|| match failing(j.now) {
            [false, false] => 0,
            [true, false] => 1,
            [false, true] => 2,
            [true, true] => 3,
        })
    },
    scripted: 1,
};

const SYSCALLS: Question = Question {
    id: "syscalls",
    prompt: "Now the whole program, reactor and all, plays the game over a network in memory. How many system calls will the game make?",
    choices: &[
        Choice {
            text: "none",
            because: "Nothing of it reached the kernel: sockets, wait and clock are all of memory.",
        },
        Choice {
            text: "only those of the wait: the reactor must sleep somewhere",
            because: "It waited in the kernel and moved its bytes in memory.",
        },
        Choice {
            text: "as over TCP: some for each ball",
            because: "The knob floor was set to kernel, and so each ball was sent and received by system calls, and each turn waited by one.",
        },
    ],
    judge: |j| {
        if !played(j.now) {
            return None;
        }
        Some(if j.now.tally.syscalls == j.mark.tally.syscalls {
            0
        } else if in_memory(j.now) {
            1
        } else {
            2
        })
    },
    scripted: 0,
};

const MILESTONES: &[Milestone] = &[
    Milestone { text: "the right protocol passes all", seen: |w| waits(w) && failing(w) == [false, false] },
    Milestone { text: "a broken one fails, and it is said why", seen: |w| failing(w)[0] },
    Milestone { text: "another fails only a byte at a time", seen: |w| waits(w) && failing(w) == [false, true] },
    Milestone { text: "a whole game without a system call", seen: |w| played(w) && w.tally.syscalls == 0 },
    Milestone {
        text: "an hour of that memory's time, in no time",
        seen: |w| w.ended() && w.timers.fired > 0 && w.tally.syscalls == 0,
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("each-byte"), when: |w, _| waits(w) && w.acted.is_empty() },
    Cue { deed: Deed::Use("piece-alone"), when: |w, _| waits(w) && w.acted.len() == 1 },
    Cue { deed: Deed::Use("right"), when: |w, _| waits(w) && w.acted.len() == 2 },
    Cue { deed: Deed::Use("play"), when: |w, _| waits(w) && w.acted.len() == 3 },
];

/// Whether the tests were run, and the program waits for the next order.
fn waits(world: &World) -> bool {
    let last = world.acted.last().map_or(Micros(0), |act| act.at);
    world.threads.iter().any(|thread| match thread.doing {
        Doing::In { call: Call::Order, since, .. } => since > last,
        _ => false,
    })
}

/// Whether a test fails that feeds it whole, and one that feeds it a byte at a time.
fn failing(world: &World) -> [bool; 2] {
    let failed = |how: &str| {
        let fails = |check: &Check| check.failure.is_some() && check.case.as_str().ends_with(how);
        world.checks.iter().any(fails)
    };
    ["fed whole", "a byte at a time"].map(failed)
}

/// Whether the game was played to its end.
fn played(world: &World) -> bool {
    ends(world, Role::Accepted).next().is_some() && all_over(world)
}

/// Whether the game is played in memory: nobody has a descriptor.
fn in_memory(world: &World) -> bool {
    ends(world, Role::Connected).all(|end| end.fd.is_none())
}
