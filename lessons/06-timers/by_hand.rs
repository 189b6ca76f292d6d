//! Scene 5: the same heart by a clock in the hand: an hour passes when you say so, and nobody waits for it.

use super::heart_stage;
use super::told::is_called;
use crate::event::{Call, ClockKind, Micros, thousands};
use crate::lab::Action;
use crate::lesson::shared::count;
use crate::lesson::{
    Aspect, Axis, Beat, Choice, Control, Cue, Curve, Deed, Judging, Knob, Milestone, Plot, Question, Scale, Scene, Unit,
};
use crate::world::{Doing, HowOver, World};

pub(super) const SCENE: Scene = Scene {
    id: "by-hand",
    title: "a clock in your hand",
    idea: "Code that asks for time, and not for a reactor, runs by a clock that a test moves. An advance goes in one step: first it is later, then what is due is called.",
    stage: super::stage(super::HEART, "by_hand", heart_stage::by_hand),
    knobs: &[INTERVAL, STEPS],
    story: STORY,
    questions: &[SIXTY, INSIDE],
    controls: &[MINUTE, NEXT, SECOND, ZERO, HANG_UP],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Timers, Aspect::Plot],
    plot: Some(&PLOT),
    goal: None,
    pace: 6,
};

const INTERVAL: Knob = count("interval", "seconds from beat to beat", 30, (5, 120), &[10, 20, 30, 45, 60, 90]);

const STEPS: Knob = count("steps", "in how many steps the clock is moved by a minute", 1, (1, 60), &[1, 2, 6, 60]);

const MINUTE: Control = order("minute", 'm', "minute: advance(60 s)", Some("sixty"));
const NEXT: Control = order("next", 'd', "next: advance to the next deadline", None);
const SECOND: Control = order("second", 't', "second: advance(1 s)", None);
const ZERO: Control = order("inside", 'i', "inside: call_later(0) inside a call", Some("inside"));
const HANG_UP: Control = order("hang", 'h', "hang up: the end", None);

const fn order(id: &'static str, key: char, label: &'static str, question: Option<&'static str>) -> Control {
    Control { id, key, label, action: Action::Order, question }
}

/// The curve that the program measures.
const WRITTEN: &str = "written";

const PLOT: Plot = Plot {
    title: "what the heart has written",
    x: Axis { label: "second of the manual clock", unit: Unit::Count, scale: Scale::Linear },
    y: Axis { label: "bytes", unit: Unit::Count, scale: Scale::Linear },
    curves,
};

fn curves(world: &World) -> Vec<Curve> {
    let mut points = world.points(WRITTEN);
    points.dedup();
    vec![Curve { name: "bytes".into(), points }]
}

/// What the clock showed, and how much was written by then, at the last point.
fn last(world: &World) -> Option<(u64, u64)> {
    world.points(WRITTEN).last().copied()
}

/// What the heart wrote while a control was used for the first time.
fn first_step(world: &World, control: &str) -> Option<(u64, u64)> {
    // A point is measured at the start, and one after each control.
    let place = world.acted.iter().position(|act| act.control == control)?;
    let points = world.points(WRITTEN);
    let (before, after) = (points.get(place)?, points.get(place + 1)?);
    Some((after.0.saturating_sub(before.0), after.1.saturating_sub(before.1)))
}

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The heart of the scene before, the same text. It asks for time, and is given a clock that stands; it asks for a transport, and is given one that keeps what is written. No socket, no reactor, no waiting.".into()
        },
    },
    Beat {
        when: |w| last(w).is_some(),
        text: |w| {
            format!(
                "It was told that its connection is made, wrote its first byte, and its next beat is due at {} s of this clock. The clock does not move by itself. Move it by a minute (m).",
                thousands(w.timers.next(ClockKind::Manual).map_or(0, |timer| timer.due.0 / 1_000_000))
            )
        },
    },
    Beat {
        when: |w| first_step(w, "minute").is_some(),
        text: |w| {
            let (seconds, bytes) = first_step(w, "minute").unwrap_or_default();
            format!(
                "{} s passed in no time, and {} more. An advance in one step is the same as a loop that was busy for as long: the beat is late, runs once, and skips what it missed. Whoever wants to see each beat moves the clock beat by beat: to the next deadline (d).",
                thousands(seconds),
                if bytes == 1 {
                    "one byte was written".into()
                } else {
                    format!("{} bytes were written", thousands(bytes))
                }
            )
        },
    },
    Beat {
        when: |w| first_step(w, "next").is_some(),
        text: |_| {
            "The clock was moved to exactly when the next call was due: it was called with no lateness at all. A test that steps so sees every call at its time, and needs to know none of the times. Next: a call that schedules another with no delay (i).".into()
        },
    },
    Beat {
        when: |w| ran(w, "inner", ClockKind::Manual),
        text: |_| {
            "On the clock: the outer call scheduled the inner one with no delay, and the inner one was called in the same advance. It was due, and the advance goes on until nothing is.".into()
        },
    },
    Beat {
        when: |w| ran(w, "inner", ClockKind::Lab),
        text: |_| {
            "On the reactor it waited for the next turn: between the two the sockets were looked at, so a call that schedules itself for ever cannot starve them. That is the one difference; a test by the clock must not rely on the same advance. To end, let the peer hang up (h).".into()
        },
    },
    Beat {
        when: |w| w.ended(),
        text: |w| {
            format!(
                "connection_lost stopped the heart: {} calls wait on the clock, and another minute wrote nothing. {} bytes in all, and the test took no time. In Twisted: task.Clock.",
                thousands(w.timers.waiting.iter().filter(|timer| timer.clock == ClockKind::Manual).count() as u64),
                thousands(last(w).map_or(0, |(_, bytes)| bytes))
            )
        },
    },
];

const SIXTY: Question = Question {
    id: "sixty",
    prompt: "The heart beats every 30 seconds unless you set the knob, and has written a byte. The clock is moved by 60 seconds. How many bytes does that add?",
    choices: &[
        Choice { text: "none", because: "Nothing was due within that minute." },
        Choice {
            text: "one",
            because: "First it was a minute later, then what was due was called: the beat of 30 seconds, once. It saw the clock at 60, and its next point on the grid after that is 90.",
        },
        Choice {
            text: "two or more: each beat that is due in that minute",
            because: "The minute was made in several steps, and each step called the beat that was due in it.",
        },
    ],
    judge: judge_sixty,
    scripted: 1,
};

fn judge_sixty(j: &Judging<'_>) -> Option<usize> {
    let ((from, before), (to, after)) = (last(j.mark)?, last(j.now)?);
    (to >= from.saturating_add(60)).then(|| match after.saturating_sub(before) {
        0 => 0,
        1 => 1,
        _ => 2,
    })
}

const INSIDE: Question = Question {
    id: "inside",
    prompt: "A call that runs schedules another with no delay. When will that one run: by the clock in the hand, and on a reactor?",
    choices: &[
        Choice { text: "at once in both: in the same advance, in the same turn", because: "Both ran it at once." },
        Choice {
            text: "by the clock in the same advance; on a reactor in the next turn",
            because: "An advance goes on until nothing is due. A turn calls what was scheduled before it began, then looks at the sockets: what is scheduled meanwhile waits for the next one.",
        },
        Choice {
            text: "later in both: in the next advance, in the next turn",
            because: "The advance came back, and the call was still waiting.",
        },
    ],
    judge: judge_inside,
    scripted: 1,
};

/// By what waits when the program says that the advance, and later the turn, is over.
fn judge_inside(j: &Judging<'_>) -> Option<usize> {
    let waits = |clock| j.now.timers.waiting.iter().any(|timer| is_called(timer, "inner") && timer.clock == clock);
    match j.now.said.as_deref()? {
        "the advance is over" if waits(ClockKind::Manual) => Some(2),
        "the turn is over" => Some(usize::from(waits(ClockKind::Lab))),
        _ => None,
    }
}

const MILESTONES: &[Milestone] = &[
    Milestone { text: "a byte is written at once", seen: |w| last(w) == Some((0, 1)) },
    Milestone { text: "a minute later: one byte more, not two", seen: |w| first_step(w, "minute") == Some((60, 1)) },
    Milestone {
        text: "to the next deadline, and the beat is called at its time",
        seen: |w| first_step(w, "next").is_some_and(|(_, bytes)| bytes == 1),
    },
    Milestone {
        text: "inside a call, with no delay: the same advance",
        seen: |w| ran(w, "inner", ClockKind::Manual) && w.said.as_deref() != Some("the advance is over"),
    },
    Milestone { text: "on a reactor: the next turn", seen: |w| ran(w, "inner", ClockKind::Lab) },
    Milestone {
        text: "the heart is stopped: a further minute adds nothing",
        seen: |w| {
            let points = w.points(WRITTEN);
            matches!(points[..], [.., (then, before), (now, after)] if w.uses("hang") > 0 && now == then.saturating_add(60) && before == after)
        },
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("minute"), when: |w, _| ready(w) },
    Cue { deed: Deed::Use("next"), when: |w, _| ready(w) && w.uses("minute") == 1 },
    Cue { deed: Deed::Use("second"), when: |w, _| ready(w) && w.uses("next") == 1 },
    Cue { deed: Deed::Use("inside"), when: |w, _| ready(w) && w.uses("second") == 1 },
    Cue { deed: Deed::Use("hang"), when: |w, _| ready(w) && w.uses("inside") == 1 },
];

/// Whether the program waits for the learner's next order, and has none yet.
fn ready(world: &World) -> bool {
    let last = world.acted.last().map_or(Micros(0), |act| act.at);
    world.threads.iter().any(|thread| match thread.doing {
        Doing::In { call: Call::Order, since, .. } => since > last,
        _ => false,
    })
}

/// Whether a call of that name was called by that clock.
fn ran(world: &World, name: &str, clock: ClockKind) -> bool {
    let over = world.timers.over.iter().filter(|over| over.timer.clock == clock);
    over.filter(|over| is_called(&over.timer, name)).any(|over| over.how != HowOver::Cancelled)
}
