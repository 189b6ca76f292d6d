//! Scene 3: a call that computes, and the others that are late by that: a loop cannot preempt.

use super::knobs::millis;
use super::stage;
use super::told::{asked, fired, is_called, lates, span};
use crate::event::Micros;
use crate::lesson::shared::count;
use crate::lesson::{Aspect, Axis, Beat, Choice, Curve, Judging, Knob, Milestone, Plot, Question, Scale, Scene, Unit};
use crate::world::{HowOver, World};

pub(super) const SCENE: Scene = Scene {
    id: "late",
    title: "late",
    idea: "A call is never early. It is late by whatever else the loop does when it is due: a loop cannot interrupt a call to make another.",
    stage: super::stage(super::FIRST, "late", stage::late),
    knobs: &[COMPUTE, PIECES],
    story: STORY,
    questions: &[LATE, IN_PIECES],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Plot, Aspect::Timers, Aspect::Loop],
    plot: Some(&PLOT),
    goal: None,
    pace: 12,
};

const COMPUTE: Knob = millis(
    "compute",
    "how long the one call computes, and all pieces together",
    330,
    (0, 600),
    &[0, 50, 110, 230, 330, 600],
);

const PIECES: Knob =
    count("pieces", "in how many pieces the second computation is cut", 5, (1, 100), &[1, 2, 5, 10, 33, 100]);

const PLOT: Plot = Plot {
    title: "asked against called",
    x: Axis { label: "when it was due", unit: Unit::Millis, scale: Scale::Linear },
    y: Axis { label: "how late it was called", unit: Unit::Micros, scale: Scale::Linear },
    curves,
};

/// The ticks of the first half, and those of the second.
fn curves(world: &World) -> Vec<Curve> {
    let curve = |name: &str, of: fn(u32) -> bool| {
        let points = ticks(world).filter(|(tick, ..)| of(*tick)).map(|(_, due, late)| (due.0 / 1_000, late.0));
        Curve { name: name.into(), points: points.collect() }
    };
    vec![curve("one long call", is_first), curve("in pieces", |tick| !is_first(tick))]
}

fn is_first(tick: u32) -> bool {
    tick <= 10
}

/// Every tick that was called: its number, when it was due, and how late it was called.
fn ticks(world: &World) -> impl Iterator<Item = (u32, Micros, Micros)> {
    world.timers.over.iter().filter_map(|over| match over.how {
        HowOver::Fired { late } => Some((over.timer.name.as_ref()?.as_str().parse().ok()?, over.timer.due, late)),
        HowOver::Cancelled => None,
    })
}

/// The longest lateness of a half.
fn worst(world: &World, of: fn(u32) -> bool) -> Micros {
    ticks(world).filter(|(tick, ..)| of(*tick)).map(|(_, _, late)| late).max().unwrap_or_default()
}

/// What is later than this is late by something that the program did.
const LATE_BY_US: Micros = Micros(20_000);

/// What is less late than this is no later than any call on a machine with other things to do.
const AS_EVER: Micros = Micros(10_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "Twenty calls, one every tenth of a second: 1, 2, 3 ... In the plot each is a point: across, when it was due; up, how late it was called.".into()
        },
    },
    Beat {
        when: |w| fired(w, "1"),
        text: |w| {
            format!(
                "1 was called {} after it was due. The kernel wakes the loop, the loop looks at its clock and calls: a little late always, early never.",
                span(lates(w, "1").first().copied().unwrap_or_default())
            )
        },
    },
    Beat {
        when: |w| fired(w, "long"),
        text: |_| {
            "Now one call computes. It is plain code: no wait, no call of the loop's. Until it comes back, the loop stands inside it.".into()
        },
    },
    Beat {
        when: |w| was_late(w).is_some(),
        text: |w| {
            let (tick, late) = was_late(w).unwrap_or_default();
            format!(
                "{tick} was due in the midst of it, and was called when it was over: {} late. Those behind it were less late, each by what was left of the computing when it was due. None was lost, and they came in their order.",
                span(late)
            )
        },
    },
    Beat {
        when: |w| fired(w, "7"),
        text: |_| "The loop is at leisure again, and the calls are punctual: lateness is not handed on.".into(),
    },
    Beat {
        when: |w| fired(w, "pieces"),
        text: |_| {
            "The same amount of computing comes again, in pieces. After each, it schedules the next with no delay and returns: the loop turns, and whoever is due is called between two pieces.".into()
        },
    },
    Beat {
        when: |w| fired(w, "20"),
        text: |w| {
            format!(
                "In one go it made others late by up to {}, in pieces by up to {}. The computing took as long; what was waited for was one piece. That is all a loop can do about it: short calls, or a thread of its own for the long ones.",
                span(worst(w, is_first)),
                span(worst(w, |tick| !is_first(tick)))
            )
        },
    },
];

const LATE: Question = Question {
    id: "late",
    prompt: "A call computes now, for a while. 3 is due in the midst of that. When will 3 be called?",
    choices: &[
        Choice {
            text: "when it is due: the loop interrupts the computing",
            because: "The computing was over by then, or had hardly begun: it was that short.",
        },
        Choice {
            text: "when the computing is over",
            because: "One thread runs one thing at a time. The loop could not even look at its clock before the call came back.",
        },
        Choice { text: "not at all: its time has passed", because: "It was not called." },
    ],
    judge: |j| {
        let late = *lates(j.now, "3").first()?;
        Some(usize::from(late >= LATE_BY_US))
    },
    scripted: 1,
};

const IN_PIECES: Question = Question {
    id: "pieces",
    prompt: "The same amount of computing again, but in pieces. Each schedules the next by call_later with no delay, and returns. How late will the others be now?",
    choices: &[
        Choice {
            text: "as late as before: the computing takes as long",
            because: "The pieces were so few that one of them is nearly the whole.",
        },
        Choice {
            text: "late by a piece, at most about that",
            because: "Between two pieces the loop turned, and called whoever was due. Nobody waited for more than the piece that ran when it was due.",
        },
        Choice { text: "no later than they always are", because: "A piece was so short that nobody noticed it." },
    ],
    judge: judge_pieces,
    scripted: 1,
};

fn judge_pieces(j: &Judging<'_>) -> Option<usize> {
    if !fired(j.now, "20") {
        return None;
    }
    let (before, now) = (worst(j.now, is_first), worst(j.now, |tick| !is_first(tick)));
    Some(if now < AS_EVER {
        2
    } else if asked(j, &PIECES) == 1 || now.0.saturating_mul(4) >= before.0.saturating_mul(3) {
        0
    } else {
        1
    })
}

const MILESTONES: &[Milestone] = &[
    Milestone { text: "calls are punctual, and never early", seen: |w| fired(w, "2") && !fired(w, "long") },
    Milestone {
        text: "a call that was due during the computing is late by what was left of it",
        seen: |w| was_late(w).is_some(),
    },
    Milestone {
        text: "afterwards calls are punctual again",
        seen: |w| lates(w, "8").first().is_some_and(|late| *late < LATE_BY_US),
    },
    Milestone {
        text: "in pieces, the same computing makes nobody wait for more than a piece",
        seen: |w| fired(w, "20") && worst(w, |tick| !is_first(tick)).0 < worst(w, is_first).0 / 2,
    },
];

/// The first tick that the computing made late.
fn was_late(world: &World) -> Option<(u32, Micros)> {
    let long = world.timers.over.iter().find(|over| is_called(&over.timer, "long"))?;
    let mut late = ticks(world).filter(|(_, due, late)| *due > long.timer.due && *late >= LATE_BY_US);
    late.next().map(|(tick, _, late)| (tick, late))
}
