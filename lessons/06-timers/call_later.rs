//! Scene 1: three calls for later, a connection beside them, and one wait for all of it.

use super::knobs::{millis, version};
use super::stage;
use super::told::{asked, fired, is_called, lates, main, received, sleeps, sleeps_for_ever, span};
use crate::event::{Call, Micros};
use crate::lab::Action;
use crate::lesson::{Aspect, Beat, Choice, Cue, Deed, Judging, Knob, Milestone, Question, Scene, shared};
use crate::world::{Doing, World};

pub(super) const SCENE: Scene = Scene {
    id: "call-later",
    title: "call_later",
    idea: "What is to happen later waits in a heap, the next one on top. The loop sleeps until that is due or a source is ready: one wait for both.",
    stage: super::stage(super::FIRST, "call_later", stage::call_later),
    knobs: &[UNIT, VERSION],
    story: STORY,
    questions: &[SLEEP, ANSWER],
    controls: &[shared::control("stop", 'o', "stop the reactor", Action::Order)],
    milestones: MILESTONES,
    script: &[Cue { deed: Deed::Use("stop"), when: |w, _| waits_on(w) }],
    shows: &[Aspect::Timers, Aspect::Loop, Aspect::Readiness],
    plot: None,
    goal: None,
    pace: 8,
};

const UNIT: Knob = millis(
    "unit",
    "A is due after so long, B after twice, C after three times that",
    1_000,
    (100, 2_000),
    &[100, 200, 500, 1_000, 2_000],
);

const VERSION: Knob =
    version("one wait for clock and sockets, or a nap for the clock alone", &["one-wait", "naps"], &[0, 1]);

/// How long a wait without a timeout must last before it counts as for ever.
const STANDS: Micros = Micros(300_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A reactor, a port, and three calls for later: B in two units of time, A in one, C in three. call_later calls nothing: it notes what is to be called, and when.".into()
        },
    },
    Beat {
        when: |w| w.timers.scheduled >= 3,
        text: |_| {
            "They were scheduled in the order B, A, C. They are new: the next turn of the loop files them in a heap, and in a heap the one that is due first stands on top.".into()
        },
    },
    Beat {
        when: |w| sleeps(w).flatten().is_some() && fired_none(w),
        text: |w| {
            format!(
                "The loop sleeps: in the call that watches the port and its connections, and at most {}, since then A is due. Nobody looks at a clock meanwhile.",
                span(sleeps(w).flatten().unwrap_or_default())
            )
        },
    },
    Beat {
        when: |w| fired_none(w) && w.source("server").is_some(),
        text: |w| {
            format!(
                "The peer called in while the loop slept: the wait ended at once, the connection was accepted, and the loop sleeps again, for what is left until A is due{}. The deadline stands still, only the wait is shorter.",
                sleeps(w).flatten().map_or_else(String::new, |left| format!(": {}", span(left)))
            )
        },
    },
    Beat {
        when: |w| fired(w, "A"),
        text: |w| {
            format!(
                "A was called, {} after it was due, never before. It asks the peer something. The peer takes its time: its answer will come in the middle of the wait for B.",
                span(late(w, "A"))
            )
        },
    },
    Beat {
        when: |w| received(w, "server") > 0 && !fired(w, "B"),
        text: |_| {
            "The answer ended the wait, it was read, and the loop went back to sleep for the rest. B did not move: what is filed is when it is due, not how long it waits.".into()
        },
    },
    Beat {
        when: |w| fired(w, "B"),
        text: |w| {
            format!(
                "B was called, {} after it was due. One more is in the heap: the loop sleeps until C.",
                span(late(w, "B"))
            )
        },
    },
    Beat {
        when: |w| fired(w, "B") && naps(w),
        text: |_| {
            "This version naps: it sleeps until the next deadline by itself, and looks at its sockets only then. The answer was there long before B, and nobody noticed. Whoever sleeps in one place cannot be woken in another.".into()
        },
    },
    Beat { when: |w| fired(w, "C"), text: |_| "C was called, and hangs up. The heap is empty.".into() },
    Beat {
        when: waits_on,
        text: |_| {
            "Nothing is due any more, and the wait has no timeout: for ever, until a source is ready or another thread calls. Stop the reactor (o): that is such a call.".into()
        },
    },
    Beat {
        when: |w| w.ended() && fired(w, "C"),
        text: |_| {
            "A, B, C: in the order of their deadlines, whatever the order in which they were scheduled, and each wait as long as the next deadline allowed. In Twisted: reactor.callLater.".into()
        },
    },
];

const SLEEP: Question = Question {
    id: "sleep",
    prompt: "B is due in two units of time, A in one, C in three, and a peer may call at any moment. How long may the loop sleep in its wait for the sockets?",
    choices: &[
        Choice {
            text: "not at all: it must look at the clock over and over",
            because: "It looked at its sockets without waiting, after a nap for the clock alone. That is this version's doing: with one wait for both, the wait itself has the deadline as its timeout.",
        },
        Choice { text: "until B is due: that was scheduled first", because: "The wait ended with the deadline of B." },
        Choice {
            text: "until A is due, unless somebody calls before",
            because: "The timeout is the next deadline less the time now, whoever was scheduled first. The heap has it on top. And readiness ends the wait sooner.",
        },
        Choice {
            text: "for ever: what is due is called by somebody else",
            because: "The wait had no timeout, though calls were due.",
        },
    ],
    judge: judge_sleep,
    scripted: 2,
};

/// By the first wait of the loop: its timeout, against what is due.
fn judge_sleep(j: &Judging<'_>) -> Option<usize> {
    let wait = main(j.now)?.wheel.wait.as_ref()?;
    let Some(timeout) = wait.timeout else { return Some(3) };
    if timeout == Micros(0) {
        return Some(0);
    }
    let due = |name: &str| {
        let timer = j.mark.timers.waiting.iter().find(|timer| is_called(timer, name));
        timer.map_or(Micros(0), |timer| timer.due.since(j.mark.at))
    };
    Some(if timeout <= due("A") { 2 } else { 1 })
}

const ANSWER: Question = Question {
    id: "answer",
    prompt: "A asks the peer. Its answer will come in the middle of the wait for B. What will it find?",
    choices: &[
        Choice {
            text: "a loop that sleeps until B is due: it must wait",
            because: "The program slept for the clock alone, in a call that knows nothing of sockets. The answer lay in the kernel until B had been called.",
        },
        Choice {
            text: "it ends the wait and is read at once; B is called at its time",
            because: "One wait knows of both: the sockets, and the next deadline as its timeout. What came first ended it, and the next wait was as much shorter. B was not touched.",
        },
        Choice {
            text: "it ends the wait and is read; the wait begins anew, and B is as much later",
            because: "B was called late.",
        },
    ],
    judge: judge_answer,
    scripted: 1,
};

fn judge_answer(j: &Judging<'_>) -> Option<usize> {
    // As soon as B is called: whether the answer has been read by then.
    let late = *lates(j.now, "B").first()?;
    // The answer comes after two fifths of a unit.
    let answered = asked(j, &UNIT).saturating_mul(1_000) / 5 * 2;
    Some(match received(j.now, "server") {
        0 => 0,
        _ if late.0 < answered => 1,
        _ => 2,
    })
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the loop sleeps until the next deadline, at most",
        seen: |w| fired_none(w) && sleeps(w).flatten().is_some_and(|most| most > Micros(0)),
    },
    Milestone { text: "A is called first, and not early", seen: |w| fired(w, "A") && !fired(w, "B") },
    Milestone {
        text: "an answer is read between two timers",
        seen: |w| received(w, "server") > 0 && fired(w, "A") && !fired(w, "B"),
    },
    Milestone { text: "B is called, and then C", seen: |w| fired(w, "B") && fired(w, "C") },
    Milestone { text: "nothing is due: the wait has no timeout", seen: waits_on },
];

/// Whether the last wait is one without a timeout, and stands.
fn waits_on(world: &World) -> bool {
    fired(world, "C") && sleeps_for_ever(world).is_some_and(|span| span >= STANDS)
}

fn fired_none(world: &World) -> bool {
    world.timers.fired == 0
}

fn late(world: &World, name: &str) -> Micros {
    lates(world, name).first().copied().unwrap_or_default()
}

/// Whether the loop sleeps by itself, in a call that knows nothing of sockets.
fn naps(world: &World) -> bool {
    main(world).is_some_and(|main| matches!(main.doing, Doing::In { call: Call::Sleep, .. }))
}
