//! Lesson 1: a blocking send waits for room that only a reader makes.

mod both_talk_first;
mod controls;
mod freeze;
mod knobs;
mod round_trip;
mod stage;
mod two_threads;

use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 1,
    title: "The blocking sendall deadlock",
    idea: "A blocking send waits for room. Room comes when the peer reads. Who would read must not be the one who waits.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[round_trip::SCENE, freeze::SCENE, two_threads::SCENE, both_talk_first::SCENE],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("stage.rs", include_str!("stage.rs")),
    ("round-trip.txt", include_str!("round-trip.txt")),
    ("freeze.txt", include_str!("freeze.txt")),
    ("two-threads.txt", include_str!("two-threads.txt")),
    ("both-talk-first.txt", include_str!("both-talk-first.txt")),
];

/// A program of `stage.rs`.
const fn stage(program: &'static str, run: fn(&Lab) -> Result) -> Stage {
    Stage {
        path: "lessons/01-blocking-sendall/stage.rs",
        text: include_str!("stage.rs"),
        program,
        gait: Gait::Steps,
        run,
    }
}
