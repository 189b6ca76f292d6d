//! Lesson 8: who can stand in for whom. What an interface says, and what only a contract can say.

mod contract;
mod hasty;
mod provides;
mod stage;

use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 8,
    title: "Who can stand in for whom",
    idea: "Ask for no more than you use, and whatever provides it will do: a clock in your hand, a transport in memory. That it also behaves, no signature says; a contract does, when it is run.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[provides::SCENE, contract::SCENE],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("stage.rs", include_str!("stage.rs")),
    ("hasty.rs", include_str!("hasty.rs")),
    ("does_not_fit.rs", include_str!("does_not_fit.rs")),
    ("does_not_fit.txt", include_str!("does_not_fit.txt")),
    ("solutions.rs", include_str!("solutions.rs")),
    ("provides.txt", include_str!("provides.txt")),
    ("contract.txt", include_str!("contract.txt")),
];

/// A program of this lesson.
const fn stage(program: &'static str, run: fn(&Lab) -> Result) -> Stage {
    let (path, text) = ("lessons/08-stand-ins/stage.rs", include_str!("stage.rs"));
    Stage { path, text, program, gait: Gait::Steps, run }
}
