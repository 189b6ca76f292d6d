//! Scene 4: the same loop, asleep in poll until the kernel knows of something: no delay, and no processor.

use super::controls::{self, CLOSE, WORLD};
use super::looks::{
    A_WHILE, AT_ONCE, IDLE, asleep_in, both_handled, finished, main, percent, quiet_for, share, span, taken,
};
use super::stage;
use crate::event::{Call, Micros, thousands};
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Milestone, Question, Scene};
use crate::world::{Input, World};

pub(super) const SCENE: Scene = Scene {
    id: "ask-the-kernel",
    title: "ask the kernel",
    idea: "The same loop; only the waiting changed. Asleep in poll it costs nothing, and is never late.",
    stage: super::stage("ask_the_kernel", Gait::Free, stage::ask_the_kernel),
    knobs: &[],
    story: STORY,
    questions: &[WAKEUPS, DELAY],
    controls: &[Control { question: Some("delay"), ..controls::HELLO }, WORLD, CLOSE],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Readiness, Aspect::Loop, Aspect::Input],
    plot: None,
    goal: None,
    pace: 20,
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The same loop, the same two halves. In place of the nap stands poll(2), with both pipes and no timeout: put me to sleep, and wake me when one of these can be read.".into()
        },
    },
    Beat {
        when: |w| asleep_in(w, Call::Poll).is_some(),
        text: |_| {
            "The loop is asleep in poll, by the kernel's own word. It waits for two pipes at once, which no read can. Click a button (h, w) when you like.".into()
        },
    },
    Beat {
        when: |w| asleep_in(w, Call::Poll).is_some_and(|asleep| asleep >= A_WHILE),
        text: |w| {
            format!(
                "Nothing has happened, and so the loop has done nothing: {} of a core. Compare the turns a second with those of the scene before.",
                percent(share(w).unwrap_or(0))
            )
        },
    },
    Beat {
        when: |w| taken(w).next().is_some(),
        text: |w| {
            format!(
                "Your click was noticed after {}. Nobody had to look for it: the write that carried it found the loop on the pipe's list of sleepers, and woke it.",
                taken(w).next_back().and_then(Input::delay).map_or_else(String::new, span)
            )
        },
    },
    Beat {
        when: |w| taken(w).count() >= 3,
        text: |w| {
            format!(
                "{} clicks, {} wakeups, {} of a core. The delay is gone and so is the cost: this is the corner that no nap reached. Close the window (e) to end it.",
                thousands(taken(w).count() as u64),
                thousands(main(w).map_or(0, |main| main.wheel.wakeups)),
                percent(share(w).unwrap_or(0))
            )
        },
    },
    Beat {
        when: |w| w.ended(),
        text: |_| {
            "One line of the loop changed, and it was the one that waits. Who sleeps must be woken by whoever knows: only the kernel knows when a pipe, a socket or a clock has something. That is the whole idea of an event loop.".into()
        },
    },
];

const WAKEUPS: Question = Question {
    id: "wakeups",
    prompt: "You will click a few times and close the window. How often will this loop wake up for that?",
    choices: &[
        Choice {
            text: "about as often as something happens",
            because: "Each wakeup had its reason: a click, or the end of an input. In between nobody asked anything.",
        },
        Choice {
            text: "some times a second, to look whether you clicked",
            because: "It woke more often than there was anything to do.",
        },
        Choice {
            text: "as often as the loop that asked: many thousand times a second",
            because: "It woke all the time. Something was ready, wait after wait, and nobody took it.",
        },
    ],
    judge: judge_wakeups,
    scripted: 0,
};

fn judge_wakeups(j: &Judging<'_>) -> Option<usize> {
    if taken(j.now).count() < 3 && !j.now.ended() {
        return None;
    }
    let wakeups = main(j.now)?.wheel.wakeups;
    let seconds = (j.now.at.since(j.mark.at).0 / 1_000_000).max(1);
    Some(match wakeups {
        few if few <= given(j.now) => 0,
        _ if wakeups / seconds < 1_000 => 1,
        _ => 2,
    })
}

/// What was given: every click, and the end of each input.
fn given(world: &World) -> u64 {
    (world.inputs.len() + 2) as u64
}

const DELAY: Question = Question {
    id: "delay",
    prompt: "The loop sleeps, without a timeout. You are about to click Hello. When will it notice?",
    choices: &[
        Choice {
            text: "at once",
            because: "The write into the pipe woke the sleeper itself. There is no grid of asks that the click has to wait for.",
        },
        Choice {
            text: "after a part of a second, when it looks again",
            because: "It took a while. The loop does not look again by itself, so the machine was busy with something else.",
        },
        Choice {
            text: "not before something else wakes it: it asks nobody any more",
            because: "It has not noticed. Whoever sleeps for two pipes is woken by either, so this should not be.",
        },
    ],
    judge: |j| {
        let clicked = j.now.inputs.iter().find(|input| input.source == "hello" && input.given >= j.mark.at)?;
        match clicked.delay() {
            Some(delay) => Some(usize::from(delay >= AT_ONCE)),
            None => (j.now.at.since(clicked.given) > Micros(3_000_000) || j.now.ended()).then_some(2),
        }
    },
    scripted: 0,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the kernel says that the loop sleeps in poll",
        seen: |w| asleep_in(w, Call::Poll).is_some_and(|asleep| asleep >= Micros(200_000)),
    },
    Milestone {
        text: "for a second it used next to no processor",
        seen: |w| {
            asleep_in(w, Call::Poll).is_some_and(|asleep| asleep >= A_WHILE)
                && share(w).is_some_and(|share| share < IDLE)
        },
    },
    Milestone {
        text: "a click is noticed at once",
        seen: |w| taken(w).any(|input| input.delay().is_some_and(|delay| delay < AT_ONCE)),
    },
    Milestone {
        text: "both buttons answered, no wakeup for nothing",
        seen: |w| both_handled(w) && main(w).is_some_and(|main| main.wheel.empty == 0 && main.wheel.wakeups > 0),
    },
    Milestone { text: "the window is closed, and the loop ends", seen: finished },
];

const SCRIPT: &[Cue] = &[
    Cue {
        deed: Deed::Use("hello"),
        when: |w, _| asleep_in(w, Call::Poll).is_some_and(|asleep| asleep >= Micros(1_500_000)),
    },
    Cue { deed: Deed::Use("world"), when: |w, _| w.inputs.len() == 1 && quiet_for(w, Micros(900_000)) },
    Cue { deed: Deed::Use("hello"), when: |w, _| w.inputs.len() == 2 && quiet_for(w, Micros(500_000)) },
    Cue { deed: Deed::Use("world"), when: |w, _| w.inputs.len() == 3 && quiet_for(w, Micros(500_000)) },
    Cue { deed: Deed::Use("close"), when: |w, _| w.inputs.len() == 4 && quiet_for(w, Micros(500_000)) },
];
