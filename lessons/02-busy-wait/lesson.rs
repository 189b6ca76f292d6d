//! Lesson 2: a loop that asks burns a processor, one that naps is late, and one that asks the kernel is neither.

mod ask_the_kernel;
mod controls;
mod looks;
mod nap;
mod one_event;
mod stage;
mod two_buttons;

use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 2,
    title: "The busy-wait loop",
    idea: "Who waits for one event sleeps in its read. Who waits for many asks the kernel, and sleeps until it knows of one.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[one_event::SCENE, two_buttons::SCENE, nap::SCENE, ask_the_kernel::SCENE],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("stage.rs", include_str!("stage.rs")),
    ("solutions.rs", include_str!("solutions.rs")),
    ("one-event.txt", include_str!("one-event.txt")),
    ("two-buttons.txt", include_str!("two-buttons.txt")),
    ("nap.txt", include_str!("nap.txt")),
    ("ask-the-kernel.txt", include_str!("ask-the-kernel.txt")),
];

/// A program of `stage.rs`.
const fn stage(program: &'static str, gait: Gait, run: fn(&Lab) -> Result) -> Stage {
    Stage { path: "lessons/02-busy-wait/stage.rs", text: include_str!("stage.rs"), program, gait, run }
}
