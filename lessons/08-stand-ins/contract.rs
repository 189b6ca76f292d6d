//! Scene 2: the contract of the library, run case by case against an implementer; a key swaps in one that is wrong.

use super::stage;
use crate::event::Call;
use crate::lab::Action;
use crate::lesson::{
    Aspect, Beat, Choice, Control, Cue, Deed, Judging, Knob, Milestone, Question, Scene, Unit, shared,
};
use crate::world::{Doing, World};

pub(super) const SCENE: Scene = Scene {
    id: "contract",
    title: "the contract, run",
    idea: "The same interface is not the same behaviour: what the signatures leave open, a suite of cases says, and it can be run against everybody.",
    stage: super::stage("contract", stage::contract),
    knobs: &[IMPLEMENTER, CASES],
    story: STORY,
    questions: &[USUAL, SWAPPED],
    controls: &[SWAP],
    milestones: MILESTONES,
    script: &[Cue { deed: Deed::Use("swap"), when: |w, _| waits_for_an_order(w) }],
    shows: &[Aspect::Checks],
    plot: None,
    goal: None,
    pace: 12,
};

/// In the order of the stage.
const NAMES: &[&str] = &["mio", "poll", "select", "memory", "hasty"];

const IMPLEMENTER: Knob = Knob {
    name: "implementer",
    label: "who is held to the contract first",
    unit: Unit::Choice(NAMES),
    default: 0,
    range: (0, 4),
    stops: &[0, 1, 2, 3, 4],
    live: false,
};

const CASES: Knob = Knob {
    name: "cases",
    label: "which cases: those of four themes, or all",
    unit: Unit::Choice(&["some", "all"]),
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

const SWAP: Control = Control {
    question: Some("swapped"),
    ..shared::control(
        "swap",
        'w',
        "swap: hold the hasty one to the same cases (the usual one, if it was first)",
        Action::Order,
    )
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "\"Closes in order: all that was written goes first, and nobody is told inside the call.\" No signature can say that. The library says it by cases, each a small program that fails where the promise is broken. Its own tests run them, and here they are run before your eyes.".into()
        },
    },
    Beat {
        when: |w| w.checks.len() > 2,
        text: |_| {
            "Each case gets a new reactor of this implementer, and connections of its own. The letters at the right are the promise's number in the conformance list: TR is transports, PR protocols, PC producers and consumers.".into()
        },
    },
    Beat {
        when: |w| first(w).is_some_and(|run| run.broken == 0),
        text: |w| {
            let run = first(w).unwrap_or_default();
            format!(
                "{} has kept all {} promises. Now press w: another one comes in its place. \"hasty\" passes every call on to the usual transport, and only in one method it does a little more: in lose_connection it tells the protocol at once that the connection is lost.",
                run.name, run.cases
            )
        },
    },
    Beat {
        when: |w| first(w).is_some_and(|run| run.broken > 0),
        text: |w| {
            let run = first(w).unwrap_or_default();
            format!(
                "{} has broken {} of {} promises, and kept the others. It compiled without a warning. Press w, and hold the usual one to the same cases.",
                run.name, run.broken, run.cases
            )
        },
    },
    Beat {
        when: |w| first(w).is_some() && !w.acted.is_empty() && runs(w).len() < 2,
        text: |w| {
            let failed = w.checks.iter().filter(|check| check.failure.is_some()).count();
            match failed {
                0 => "The same cases, in the same order.".into(),
                failed => format!(
                    "The same cases, in the same order. {failed} failed so far: they stand first, each with its sentence."
                ),
            }
        },
    },
    Beat {
        when: |w| runs(w).len() == 2,
        text: |w| {
            let wrong = runs(w).into_iter().find(|run| run.broken > 0).unwrap_or_default();
            format!(
                "{} broke {} of {}, and its type was never in doubt. No method is missing and no byte is lost. What is wrong is the moment: the end was told while bytes still waited, and before the producer had heard of it. A compiler reads no such promise. Run them.",
                wrong.name, wrong.broken, wrong.cases
            )
        },
    },
];

const USUAL: Question = Question {
    id: "usual",
    prompt: "The implementer that the knob chose compiles: it has every method that the interfaces ask for. How many of these promises does it break?",
    choices: &[
        Choice {
            text: "none",
            because: "None. Not because it compiles, though: because its authors have run these cases before you, after every change.",
        },
        Choice {
            text: "some, and fewer than half",
            because: "It has the methods, and in most cases it does what it should. The rest is what a signature does not say.",
        },
        Choice { text: "half of them or more", because: "It broke half of them or more." },
    ],
    judge: |j| first(j.now).map(|run| broken(&run)),
    scripted: 0,
};

const SWAPPED: Question = Question {
    id: "swapped",
    prompt: "The other one has the same methods with the same signatures, and every call is passed on. What will the cases say of it?",
    choices: &[
        Choice {
            text: "it passes all: the same interface is the same behaviour",
            because: "It passed them all. That was to be seen, not to be known from its interface.",
        },
        Choice {
            text: "it passes most, and fails a few",
            because: "Whoever tries it out will find that it works. It fails where nobody tries: who is told first, and what still waits then.",
        },
        Choice { text: "it fails half of them or more", because: "It failed half of them or more." },
    ],
    judge: |j: &Judging<'_>| runs(j.now).get(1).map(broken),
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "one implementer keeps every promise",
        seen: |w| runs(w).iter().any(|run| run.cases > 0 && run.broken == 0),
    },
    Milestone {
        text: "it told the end inside lose_connection",
        seen: |w| {
            let told = |why: &str| why.contains("inside lose_connection");
            w.checks.iter().any(|check| check.failure.as_deref().is_some_and(told))
        },
    },
    Milestone {
        text: "another has the same signatures, keeps most promises and breaks some",
        seen: |w| runs(w).iter().any(|run| broken(run) == 1),
    },
];

/// One implementer, held to all cases that were chosen.
#[derive(Debug, Clone, Default)]
struct Held {
    name: &'static str,
    cases: u64,
    broken: u64,
}

/// Those that are through, in their order.
fn runs(world: &World) -> Vec<Held> {
    let of = |series: &str| {
        let broken_by = series.strip_prefix("broken by ")?;
        NAMES.iter().copied().find(|name| *name == broken_by)
    };
    let runs = world
        .measured
        .iter()
        .filter_map(|point| Some(Held { name: of(point.series.as_str())?, cases: point.x, broken: point.y }));
    runs.collect()
}

fn first(world: &World) -> Option<Held> {
    runs(world).into_iter().next()
}

/// None, some, or half and more.
fn broken(run: &Held) -> usize {
    match run.broken {
        0 => 0,
        broken if broken < run.cases.div_ceil(2) => 1,
        _ => 2,
    }
}

fn waits_for_an_order(world: &World) -> bool {
    world.threads.iter().any(|thread| matches!(thread.doing, Doing::In { call: Call::Order, .. }))
}
