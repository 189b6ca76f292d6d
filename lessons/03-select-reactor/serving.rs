//! Scene 2: the reactor. One turn of it, and why a handler may find itself not called.

use super::controls::feed;
use super::{asleep_in_wait, main_thread, reactor};
use crate::event::{Ending, Micros, Outcome};
use crate::lesson::{Aspect, Beat, Choice, Cue, Deed, Knob, Milestone, Question, Scene, Unit};
use crate::world::{Source, SourceState, StageState, World};

pub(super) const SCENE: Scene = Scene {
    id: "reactor",
    title: "the reactor",
    idea: "One place waits for all. What a wait has named may be gone by the time its handler is due.",
    stage: super::by_reactor("serve", reactor::serve),
    knobs: &[VERSION, LAST],
    story: STORY,
    questions: &[SECOND, RETURNS],
    controls: &[feed("stop", 'o', "stop the reactor", "stop", "x")],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Readiness, Aspect::Loop, Aspect::Bytes, Aspect::Input],
    plot: None,
    goal: None,
    pace: 12,
};

const VERSION: Knob = Knob {
    name: "version",
    label: "the right reactor, or one of three slips",
    unit: Unit::Choice(&["right", "readers-unchecked", "writer-left", "errors-end-it"]),
    default: 0,
    range: (0, 3),
    stops: &[0, 1, 2, 3],
    live: false,
};

const LAST: Knob = Knob {
    name: "last",
    label: "when the last one has left, nothing stays registered",
    unit: Unit::Switch,
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

/// How long a wait for nothing but newcomers must last before it counts as for ever.
const STANDS: Micros = Micros(300_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A reactor is two lists and a loop: sources to read, sources to write, each with its handler. A turn asks select about all of them, calls the handlers of those that can be read, then of those that can be written.".into()
        },
    },
    Beat {
        when: |w| w.turn > 0,
        text: |_| {
            "The program is a switchboard. Ann and Bob call in; what Ann says is to reach Bob, and what Bob says Ann. When one hangs up, both lines are closed. Everything is a handler: to accept, to read, to write.".into()
        },
    },
    Beat {
        when: |w| w.source("line-a").is_some(),
        text: |_| {
            "The listener was readable, so its handler called accept and registered the new line. In the same turn Ann said hello and hung up, and Bob said hi: their sockets were writable. One connection is accepted a turn.".into()
        },
    },
    Beat {
        when: |w| w.source("line-b").is_some_and(|line| line.readiness.interest.write),
        text: |_| {
            "Ann's words were read, and Bob's line is among the writers now: only as long as there is something to write.".into()
        },
    },
    Beat {
        when: |w| line_b(w, |line| line.state == SourceState::Closed && line.readiness.dispatches == (0, 0)),
        text: |_| {
            "One turn, three answers: line-a can be read, line-b can be read and written. The handler of line-a read the end and closed both. So line-b was closed when its own handlers were due, and the reactor left both out, because they are registered no more.".into()
        },
    },
    Beat {
        when: |w| line_b(w, |line| line.readiness.dispatches != (0, 0)),
        text: |_| {
            "A handler of line-b was called, because select had named it. But that was at the beginning of the turn, and since then line-b was closed. A real program would now read or write a descriptor that may belong to somebody else.".into()
        },
    },
    Beat {
        when: bob_was_reset,
        text: |_| {
            "Bob's recv gave ECONNRESET: his line was closed with words in it that nobody had read. For the switchboard that is one connection that has ended.".into()
        },
    },
    Beat {
        when: waits_for_ever,
        text: |_| {
            "Everybody has left, and run has not returned: the listener is still registered, and select waits for the next caller, for ever. That is right for a server. Somebody must stop it, and while it sleeps in select only something that it watches can wake it: the pipe. Now stop (o).".into()
        },
    },
    Beat {
        when: |w| w.uses("stop") > 0 && finished(w),
        text: |_| {
            "A byte in the pipe woke select, its handler took the listener and the pipe out of the lists, and with nothing registered run returned.".into()
        },
    },
    Beat {
        when: |w| w.uses("stop") == 0 && finished(w),
        text: |_| {
            "The last one to leave took the listener out of the lists. With nothing registered, run returned.".into()
        },
    },
    Beat {
        when: |w| matches!(w.stage, StageState::Ended(Ending::Failed { .. })),
        text: |w| {
            let closed = ["line-a", "line-b"].iter().any(|name| w.source(name).is_some_and(called_when_closed));
            let because = if closed {
                "A handler was called for a line that was closed."
            } else if bob_was_reset(w) {
                "One client's connection was reset, its handler handed the error on, and run handed it on too."
            } else {
                "An error of one source came out of run."
            };
            format!("{because} That ended the loop, and with it everybody that it served: the listener too.")
        },
    },
];

const SECOND: Question = Question {
    id: "second",
    prompt: "select has named line-a and line-b. The handler of line-a has just read the end, and is about to close both. What will the reactor do about line-b in this turn?",
    choices: &[
        Choice {
            text: "call its handler: select has named it",
            because: "The handler of a closed source was called. What select says is true when it says it, and the handlers that run before can make it false.",
        },
        Choice {
            text: "leave it out: it is registered no more",
            because: "Before each handler it looked whether the source is still registered. This look is the difference between a reactor that works and one that works mostly.",
        },
    ],
    judge: |j| {
        let calls = |w: &World| w.source("line-b").map_or((0, 0), |line| line.readiness.dispatches);
        if calls(j.now) != calls(j.mark) {
            return Some(0);
        }
        (j.now.turn > j.mark.turn || j.now.ended()).then_some(1)
    },
    scripted: 1,
};

const RETURNS: Question = Question {
    id: "returns",
    prompt: "Ann and Bob have left, no line is open. What will run do now?",
    choices: &[
        Choice {
            text: "return: there is nobody left to serve",
            because: "Nothing was registered any more: whoever left last had taken the listener out.",
        },
        Choice {
            text: "wait in select until somebody calls",
            because: "The listener is registered, and a reactor like this one ends only when nothing is. A loop over a server's sockets has no end of its own: somebody stops it.",
        },
    ],
    judge: |j| {
        if j.now.ended() && j.now.uses("stop") == 0 {
            return Some(0);
        }
        waits_for_ever(j.now).then_some(1)
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "a readable listener is accepted from by a handler",
        seen: |w| w.source("line-a").is_some() && w.source("listener").is_some_and(|l| l.readiness.dispatches.0 > 0),
    },
    Milestone {
        text: "a source that a handler closed is not called in the rest of the turn",
        seen: |w| line_b(w, |line| line.state == SourceState::Closed && line.readiness.dispatches == (0, 0)),
    },
    Milestone {
        text: "a reset of one connection ends that one",
        seen: |w| bob_was_reset(w) && w.source("bob").is_some_and(|bob| bob.state == SourceState::Closed),
    },
    Milestone { text: "the listener alone keeps the loop waiting", seen: waits_for_ever },
    Milestone { text: "with nothing registered, run returns", seen: finished },
];

const SCRIPT: &[Cue] = &[Cue {
    deed: Deed::Use("stop"),
    when: |w, patience| asleep_in_wait(w).is_some_and(|span| span >= patience.max(STANDS)),
}];

/// Whether the program sleeps in a wait, with nobody but the listener and the pipe to wait for.
fn waits_for_ever(world: &World) -> bool {
    world.uses("stop") == 0 && world.turn > 1 && asleep_in_wait(world).is_some_and(|span| span >= STANDS)
}

fn line_b(world: &World, is: fn(&Source) -> bool) -> bool {
    world.source("line-b").is_some_and(is)
}

/// Whether a handler was called for it in the turn in which it was closed.
fn called_when_closed(line: &Source) -> bool {
    line.state == SourceState::Closed && (line.readiness.dispatched.read || line.readiness.dispatched.write)
}

fn bob_was_reset(world: &World) -> bool {
    let last = world.source("bob").and_then(|bob| bob.last_recv.as_ref());
    last.is_some_and(|last| matches!(last.outcome, Outcome::Errno(_))) && main_thread(world).is_some()
}

fn finished(world: &World) -> bool {
    world.stage == StageState::Ended(Ending::Finished)
}
