//! Lesson 5: a transport moves bytes, a protocol says what they mean, and each can be exchanged for another.

mod a_callback_fails;
mod controls;
mod endings;
mod endings_stage;
mod factories;
mod factories_stage;
mod failing_stage;
mod knobs;
mod ping_pong;
mod ping_pong_stage;
mod same_turn;
mod same_turn_stage;
mod told;
mod without_a_network;

use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 5,
    title: "Transports and protocols",
    idea: "Draw a line between moving bytes and knowing what they mean. What is on one side of it can be exchanged without the other.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[
        ping_pong::SCENE,
        without_a_network::SCENE,
        factories::SCENE,
        endings::SCENE,
        same_turn::SCENE,
        a_callback_fails::SCENE,
    ],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("ping_pong_stage.rs", PING_PONG.1),
    ("factories_stage.rs", FACTORIES.1),
    ("endings_stage.rs", ENDINGS.1),
    ("same_turn_stage.rs", SAME_TURN.1),
    ("failing_stage.rs", FAILING.1),
    ("solutions.rs", include_str!("solutions.rs")),
    ("ping-pong.txt", include_str!("ping-pong.txt")),
    ("without-a-network.txt", include_str!("without-a-network.txt")),
    ("factories.txt", include_str!("factories.txt")),
    ("endings.txt", include_str!("endings.txt")),
    ("same-turn.txt", include_str!("same-turn.txt")),
    ("a-callback-fails.txt", include_str!("a-callback-fails.txt")),
];

/// A program of this lesson, with the path and the text of its file.
const fn stage(file: (&'static str, &'static str), program: &'static str, run: fn(&Lab) -> Result) -> Stage {
    Stage { path: file.0, text: file.1, program, gait: Gait::Steps, run }
}

macro_rules! file {
    ($name:literal) => {
        (concat!("lessons/05-transports-and-protocols/", $name), include_str!($name))
    };
}

const PING_PONG: (&str, &str) = file!("ping_pong_stage.rs");
const FACTORIES: (&str, &str) = file!("factories_stage.rs");
const ENDINGS: (&str, &str) = file!("endings_stage.rs");
const SAME_TURN: (&str, &str) = file!("same_turn_stage.rs");
const FAILING: (&str, &str) = file!("failing_stage.rs");
