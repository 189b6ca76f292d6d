//! Lesson 6: what is to happen later waits in a heap, and the loop sleeps until the first of it is due, or a socket ready.

mod by_hand;
mod call_later;
mod handles;
mod heart_stage;
mod heartbeat;
mod knobs;
mod late;
mod stage;
mod told;

use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 6,
    title: "Timers",
    idea: "Calls for later wait in a heap. The loop sleeps until the first of them is due or a source is ready, in one wait; never is one called early, and late it is by whatever else the loop does.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[call_later::SCENE, handles::SCENE, late::SCENE, heartbeat::SCENE, by_hand::SCENE],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("stage.rs", include_str!("stage.rs")),
    ("heart_stage.rs", include_str!("heart_stage.rs")),
    ("solutions.rs", include_str!("solutions.rs")),
    ("call-later.txt", include_str!("call-later.txt")),
    ("handles.txt", include_str!("handles.txt")),
    ("late.txt", include_str!("late.txt")),
    ("heartbeat.txt", include_str!("heartbeat.txt")),
    ("by-hand.txt", include_str!("by-hand.txt")),
];

/// A program of this lesson, with the path and the text of its file.
const fn stage(file: (&'static str, &'static str), program: &'static str, run: fn(&Lab) -> Result) -> Stage {
    Stage { path: file.0, text: file.1, program, gait: Gait::Steps, run }
}

/// The programs on a reactor.
const FIRST: (&str, &str) = ("lessons/06-timers/stage.rs", include_str!("stage.rs"));

/// Those with a heart.
const HEART: (&str, &str) = ("lessons/06-timers/heart_stage.rs", include_str!("heart_stage.rs"));
