//! Lesson 4: a send that does not wait takes a part, and the rest stays with the program.

mod buffers_stage;
mod buffers_writes;
mod controls;
mod knobs;
mod short_write;
mod slicing;
mod slicing_stage;
mod stage;
mod stop;
mod told;
mod writable_again;

use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 4,
    title: "Buffered non-blocking writes",
    idea: "A send that does not wait takes what fits and says how much. The rest is yours: keep it, ask to be told when there is room, and go on from there.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[stop::SCENE, short_write::SCENE, writable_again::SCENE, buffers_writes::SCENE, slicing::SCENE],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("stage.rs", include_str!("stage.rs")),
    ("buffers_stage.rs", include_str!("buffers_stage.rs")),
    ("slicing_stage.rs", include_str!("slicing_stage.rs")),
    ("solutions.rs", include_str!("solutions.rs")),
    ("stop.txt", include_str!("stop.txt")),
    ("short-write.txt", include_str!("short-write.txt")),
    ("writable-again.txt", include_str!("writable-again.txt")),
    ("buffers-writes.txt", include_str!("buffers-writes.txt")),
    ("slicing.txt", include_str!("slicing.txt")),
];

/// A program of this lesson, with the path and the text of its file.
const fn stage(file: (&'static str, &'static str), program: &'static str, run: fn(&Lab) -> Result) -> Stage {
    Stage { path: file.0, text: file.1, program, gait: Gait::Steps, run }
}

/// The first three programs.
const FIRST: (&str, &str) = ("lessons/04-buffered-writes/stage.rs", include_str!("stage.rs"));

/// The buffered writer.
const BUFFERS: (&str, &str) = ("lessons/04-buffered-writes/buffers_stage.rs", include_str!("buffers_stage.rs"));

/// The two buffers.
const SLICING: (&str, &str) = ("lessons/04-buffered-writes/slicing_stage.rs", include_str!("slicing_stage.rs"));
