//! Scene 2: calls that wait are taken back and moved. What is cancelled leaves the heap later.

use super::knobs::millis;
use super::stage;
use super::told::{cancelled, entries, fired, is_new, span, waiting};
use crate::event::{ClockKind, thousands};
use crate::lesson::shared::count;
use crate::lesson::{Aspect, Beat, Choice, Judging, Knob, Milestone, Question, Scene, shared};
use crate::world::{EntryState, World};

pub(super) const SCENE: Scene = Scene {
    id: "handles",
    title: "cancel, reset, delay",
    idea: "A call that waits can be taken back and moved, by its handle. That costs little, because the heap is put in order later.",
    stage: super::stage(super::FIRST, "handles", stage::handles),
    knobs: &[UNIT, EARLY, TIMEOUTS],
    story: STORY,
    questions: &[ENTRY, SWEEP],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Timers],
    plot: None,
    goal: None,
    pace: 10,
};

const UNIT: Knob = millis(
    "unit",
    "the unit of time: A is due after six of it, B after five",
    500,
    (50, 1_000),
    &[50, 100, 200, 500, 1_000],
);

const EARLY: Knob = shared::switch("early", "B is cancelled before the loop has filed it", 0);

const TIMEOUTS: Knob =
    count("timeouts", "how many timeouts are filed and then cancelled", 58, (1, 58), &[10, 30, 51, 54, 58]);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "call_later returns a handle. Who keeps it can take the call back (cancel), make it due from now on again (reset), or put it off from when it was due (delay).".into()
        },
    },
    Beat {
        when: |w| cancelled(w, "E"),
        text: |_| {
            "E was cancelled while it was new: nothing had filed it, it is gone at once, and the heap never sees it. Most timeouts are like that: the answer comes soon.".into()
        },
    },
    Beat {
        when: |w| fired(w, "x"),
        text: |_| "The loop has turned, and the calls are filed. Now some of them change.".into(),
    },
    Beat {
        when: |w| cancelled(w, "B") && entries(w, "B").contains(&EntryState::Dead),
        text: |_| {
            "B is cancelled, and will not be called: what it held was dropped at once. Its entry stays in the heap, dead. To look for it in the midst of a heap and mend the order there would cost more than to pass it over when it comes to the top.".into()
        },
    },
    Beat {
        when: |w| fired(w, "x") && cancelled(w, "B") && entries(w, "A").len() == 2,
        text: |w| {
            format!(
                "A was reset to one unit from now: sooner than before. It was filed once more, at its new time{}; the old entry stays behind.",
                waiting(w, "A").map_or_else(String::new, |a| format!(", in {}", span(a.due.since(w.at))))
            )
        },
    },
    Beat {
        when: |w| entries(w, "D").contains(&EntryState::Misplaced),
        text: |_| {
            "D was put off: later than before. Its entry lies where it lay, too high up. When it comes to the top it will sink to its place.".into()
        },
    },
    Beat {
        when: |w| fired(w, "x") && w.said.as_ref().is_some_and(|said| said.contains("cancelled")),
        text: |w| {
            format!(
                "B was cancelled a second time, and that is an error: \"{}\". The handle knows how its call ended.",
                w.said.as_deref().unwrap_or_default()
            )
        },
    },
    Beat {
        when: |w| fired(w, "A") && w.said.as_ref().is_some_and(|said| said.contains("cancelled")),
        text: |_| {
            "A was called at its new time. What then stood at the top was dead or in the wrong place: it was dropped, or it sank. So the next wait is for a call that will be made.".into()
        },
    },
    Beat {
        when: |w| fired(w, "C") && ran_already(w),
        text: |w| {
            format!(
                "C wanted to reset A, which was called long ago: \"{}\". AlreadyCalled and AlreadyCancelled are the two ways in which a handle is too late.",
                w.said.as_deref().unwrap_or_default()
            )
        },
    },
    Beat { when: |w| fired(w, "D"), text: |_| "D was called when it was put off to.".into() },
    Beat {
        when: |w| fired(w, "y"),
        text: |_| {
            "Now many timeouts are filed, as a server has one for each of its connections. Then all are answered, and one after another is cancelled.".into()
        },
    },
    Beat {
        when: |w| fired(w, "z"),
        text: |_| "Each of them leaves a dead entry. They gather: the heap is not put in order for one.".into(),
    },
    Beat {
        when: |w| w.timers.swept > 0,
        text: |w| {
            format!(
                "More than fifty were dead, and more than half of the heap: all {} were swept out at once, and the rest was put in order. So a sweep is seldom, and is paid for by the cancels before it; and memory stays in proportion to what lives.",
                thousands(w.timers.swept)
            )
        },
    },
    Beat {
        when: |w| w.ended() && w.timers.swept == 0,
        text: |w| {
            format!(
                "{} dead entries were left when the program ended: too few to be worth a sweep.",
                thousands(dead(w))
            )
        },
    },
];

const ENTRY: Question = Question {
    id: "entry",
    prompt: "B waits, and is cancelled now. What becomes of its entry in the heap?",
    choices: &[
        Choice {
            text: "it is taken out at once",
            because: "It had none yet. B was new: the next turn would have filed it. A call that is cancelled that soon leaves nothing behind.",
        },
        Choice {
            text: "it stays, dead, and goes later",
            because: "The call is over, and what it held was dropped. Its entry is passed over when it comes to the top, or swept out with many others.",
        },
        Choice { text: "it stays, and is called when it is due, but does nothing", because: "The call was made." },
    ],
    judge: judge_entry,
    scripted: 1,
};

fn judge_entry(j: &Judging<'_>) -> Option<usize> {
    if fired(j.now, "B") {
        return Some(2);
    }
    if !cancelled(j.now, "B") || is_new(j.now, "B") {
        return None;
    }
    match entries(j.now, "B")[..] {
        [] => Some(0),
        [EntryState::Dead, ..] => Some(1),
        _ => None, // it is cancelled, and how the heap lies now comes next
    }
}

const SWEEP: Question = Question {
    id: "sweep",
    prompt: "All these timeouts are filed. One after another is cancelled. How many dead entries will gather in the heap?",
    choices: &[
        Choice { text: "none: each goes when it is cancelled", because: "No dead entry was seen." },
        Choice {
            text: "some; when they are many, all of them go at once",
            because: "When more than fifty were dead, and more than half of all, the heap was swept. A cancel is quick, a sweep is seldom, and the heap never holds much more than twice what lives.",
        },
        Choice {
            text: "all of them, until each would have been due",
            because: "They were too few: up to fifty dead entries are no reason to sweep.",
        },
    ],
    judge: judge_sweep,
    scripted: 1,
};

fn judge_sweep(j: &Judging<'_>) -> Option<usize> {
    if j.now.timers.swept > j.mark.timers.swept {
        return Some(1);
    }
    (j.now.ended() && dead(j.now) > 0).then_some(2)
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "cancelled while it was new: no entry at all",
        seen: |w| cancelled(w, "E") && !is_new(w, "E") && entries(w, "E").is_empty(),
    },
    Milestone {
        text: "cancelled when it was filed: a dead entry",
        seen: |w| cancelled(w, "B") && entries(w, "B").contains(&EntryState::Dead),
    },
    Milestone { text: "moved to sooner: a second entry", seen: |w| entries(w, "A").len() == 2 },
    Milestone {
        text: "moved to later: an entry in the wrong place",
        seen: |w| entries(w, "D").contains(&EntryState::Misplaced),
    },
    Milestone {
        text: "a second cancel is an error",
        seen: |w| fired(w, "x") && w.said.as_ref().is_some_and(|said| said.contains("cancelled")),
    },
    Milestone { text: "a reset after the call is an error, too", seen: |w| fired(w, "C") && ran_already(w) },
    Milestone { text: "many dead entries are swept out at once", seen: |w| w.timers.swept > 0 },
];

/// Whether the program was told that a call had been made already.
fn ran_already(world: &World) -> bool {
    world.said.as_ref().is_some_and(|said| said.contains("run already"))
}

/// Dead entries of the heap.
fn dead(world: &World) -> u64 {
    world.timers.heap(ClockKind::Lab).map_or(0, |heap| heap.dead() as u64)
}
