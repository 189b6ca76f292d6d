//! Lesson 3: one place that waits for many sources, and calls whoever is ready.

mod controls;
mod explorer;
mod knobs;
mod multiplexers;
mod reactor;
mod serving;
mod spinning;
mod stage;
mod still_freezes;

use crate::event::{Call, Micros};
use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;
use crate::world::{Doing, Thread, World};

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 3,
    title: "The select reactor",
    idea: "Wait for many sources in one place, call whoever is ready, and never wait anywhere else.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[explorer::SCENE, serving::SCENE, still_freezes::SCENE, spinning::SCENE, multiplexers::SCENE],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("stage.rs", include_str!("stage.rs")),
    ("reactor.rs", include_str!("reactor.rs")),
    ("solutions.rs", include_str!("solutions.rs")),
    ("explorer.txt", include_str!("explorer.txt")),
    ("reactor.txt", include_str!("reactor.txt")),
    ("still-freezes.txt", include_str!("still-freezes.txt")),
    ("spin.txt", include_str!("spin.txt")),
    ("multiplexers.txt", include_str!("multiplexers.txt")),
];

/// A program of `stage.rs`.
const fn by_hand(program: &'static str, gait: Gait, run: fn(&Lab) -> Result) -> Stage {
    Stage { path: "lessons/03-select-reactor/stage.rs", text: include_str!("stage.rs"), program, gait, run }
}

/// A program of `reactor.rs`.
const fn by_reactor(program: &'static str, run: fn(&Lab) -> Result) -> Stage {
    Stage {
        path: "lessons/03-select-reactor/reactor.rs",
        text: include_str!("reactor.rs"),
        program,
        gait: Gait::Steps,
        run,
    }
}

/// The one thread of these programs.
fn main_thread(world: &World) -> Option<&Thread> {
    world.thread(&crate::lab::run::MAIN.into())
}

/// Whether the program waits for the learner's order.
fn waits_for_order(world: &World) -> bool {
    main_thread(world).is_some_and(|main| matches!(main.doing, Doing::In { call: Call::Order, .. }))
}

/// For how long the program has been asleep in a wait for readiness, by the kernel's word; without that word by the
/// program's own.
fn asleep_in_wait(world: &World) -> Option<Micros> {
    let main = main_thread(world)?;
    let Doing::In { call, .. } = &main.doing else { return None };
    if !call.is_wait() {
        return None;
    }
    if main.sample.is_some() { main.asleep_for() } else { main.in_call_for(world.at) }
}
