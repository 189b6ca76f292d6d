//! Scene 2: a loop that asks two buttons, over and over, and is told "not now" nearly every time.

use super::controls::{self, CLOSE, WORLD};
use super::looks::{A_WHILE, always_runs, both_handled, finished, main, percent, quiet_for, share, taken};
use super::stage;
use crate::event::{Micros, thousands};
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Milestone, Question, Scene};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "two-buttons",
    title: "two buttons",
    idea: "A loop that asks over and over is never late, and burns a core to find out that nothing has happened.",
    stage: super::stage("two_buttons", Gait::Free, stage::two_buttons),
    knobs: &[],
    story: STORY,
    questions: &[IDLE, WORTH],
    controls: &[Control { question: Some("worth"), ..controls::HELLO }, WORLD, CLOSE],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Loop, Aspect::Input],
    plot: None,
    goal: None,
    pace: 20,
};

/// How many asks for nothing there must be for each that brought something before the loop is called wasteful.
const WASTE: u64 = 1_000;

/// For how long the asks are counted after the click that the question is about.
const COUNTED: Micros = Micros(1_000_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A window with two buttons, Hello and World. Either can be clicked first, so the program must not sleep in a read of one of them: it would miss the other.".into()
        },
    },
    Beat {
        when: |w| main(w).is_some_and(|main| main.wheel.refused > 0),
        text: |_| {
            "So no read waits: it says EAGAIN, \"not now\", where there is nothing. The loop asks Hello, asks World, and begins again. Nobody has clicked yet. Look at what that costs.".into()
        },
    },
    Beat {
        when: |w| w.inputs.is_empty() && w.at >= A_WHILE && share(w).is_some(),
        text: |w| {
            format!(
                "{} times it was told \"not now\", and it has used {} of a core for that. This is called busy waiting: it does as much as it can so that nothing happens. Click a button (h, w).",
                thousands(main(w).map_or(0, |main| main.wheel.refused)),
                percent(share(w).unwrap_or(0))
            )
        },
    },
    Beat {
        when: |w| taken(w).next().is_some(),
        text: |_| {
            "Two halves answered your click. One asked both inputs and put those that had something on one list, `ready`: multiplexing. The other took that list apart and called each one's own handler: demultiplexing. Every event loop has these two halves.".into()
        },
    },
    Beat {
        when: |w| taken(w).count() >= 3,
        text: |w| {
            let wheel = main(w).map(|main| &main.wheel);
            format!(
                "{} asks brought something, {} brought nothing. The answer to a click is as quick as it can be, and that is all that can be said for this loop. Close the window (e) to end it.",
                thousands(wheel.map_or(0, |wheel| wheel.moved)),
                thousands(wheel.map_or(0, |wheel| wheel.refused))
            )
        },
    },
    Beat {
        when: |w| w.ended(),
        text: |_| {
            "Both inputs have ended, no button is left, and so the loop is over. It never once did nothing. The next scene lets it.".into()
        },
    },
];

const IDLE: Question = Question {
    id: "idle",
    prompt: "The loop is about to start, and nobody clicks yet. How much of a core will it use meanwhile?",
    choices: &[
        Choice {
            text: "next to nothing: nothing happens",
            because: "It used little. Something made it wait, or the machine gave it no time.",
        },
        Choice {
            text: "some of it: between two asks it rests",
            because: "It used a part of a core. Nothing in its code rests, so the machine gave it no more: other programs wanted their share.",
        },
        Choice {
            text: "all that it can get",
            because: "To be told \"not now\" takes as long as any other call, and then the loop asks again. No call in it ever waits, so it runs whenever the machine lets it.",
        },
    ],
    judge: judge_idle,
    scripted: 2,
};

fn judge_idle(j: &Judging<'_>) -> Option<usize> {
    let watched = j.now.at.since(j.mark.at) >= A_WHILE || j.now.ended();
    let share = share(j.now).filter(|_| watched)?;
    Some(match share {
        _ if always_runs(j.now) => 2,
        0..100_000 => 0,
        _ => 1,
    })
}

const WORTH: Question = Question {
    id: "worth",
    prompt: "You are about to click Hello. Of all that the loop asks in the next second, how much will bring something?",
    choices: &[
        Choice {
            text: "about half: one of two buttons was clicked",
            because: "Hardly anything was asked in that time.",
        },
        Choice { text: "about one in a hundred", because: "The loop asked seldom, or you clicked very often." },
        Choice {
            text: "less than one in a thousand",
            because: "A click is one byte, and one read takes it. Everything else that was asked before and after it was told \"not now\".",
        },
    ],
    judge: judge_worth,
    scripted: 2,
};

fn judge_worth(j: &Judging<'_>) -> Option<usize> {
    if j.now.at.since(j.mark.at) < COUNTED && !j.now.ended() {
        return None;
    }
    let (before, now) = (&main(j.mark)?.wheel, &main(j.now)?.wheel);
    let useful = now.moved.saturating_sub(before.moved).max(1);
    Some(match now.refused.saturating_sub(before.refused) / useful {
        0..10 => 0,
        10..WASTE => 1,
        _ => 2,
    })
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "thousands of asks a second bring \"not now\"",
        seen: |w| main(w).and_then(|main| main.wheel.rate).is_some_and(|rate| rate.refused >= 5_000),
    },
    Milestone {
        text: "with nobody clicking it uses all it can get",
        seen: |w| w.inputs.is_empty() && w.at >= A_WHILE && always_runs(w),
    },
    Milestone {
        text: "fewer than one ask in a thousand is a click",
        seen: |w| {
            taken(w).next().is_some()
                && main(w).is_some_and(|main| main.wheel.refused >= main.wheel.moved.saturating_mul(WASTE))
        },
    },
    Milestone { text: "each button's click comes to its own handler", seen: both_handled },
    Milestone { text: "the window is closed, and the loop ends", seen: finished },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("hello"), when: |w, _| watched(w) },
    Cue { deed: Deed::Use("world"), when: |w, _| w.inputs.len() == 1 && quiet_for(w, Micros(700_000)) },
    Cue { deed: Deed::Use("hello"), when: |w, _| w.inputs.len() == 2 && quiet_for(w, Micros(500_000)) },
    Cue { deed: Deed::Use("close"), when: |w, _| w.inputs.len() == 3 && quiet_for(w, Micros(500_000)) },
];

/// Whether the loop has been watched for a while with nobody clicking.
fn watched(world: &World) -> bool {
    let asks = main(world).and_then(|main| main.wheel.rate).is_some_and(|rate| rate.refused > 0);
    asks && world.at >= Micros(1_500_000) && share(world).is_some()
}
