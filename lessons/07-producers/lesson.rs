//! Lesson 7: who writes is told when to stop, and when to go on.

mod cockpit;
mod cockpit_stage;
mod end_stage;
mod forwarder_stage;
mod knobs;
mod no_brakes;
mod pass_it_on;
mod pull;
mod pull_stage;
mod push;
mod stage;
mod the_end;
mod told;

use crate::lab::{Gait, Lab, Result, Stage};
use crate::lesson::Lesson;

/// The lesson.
pub(crate) const LESSON: Lesson = Lesson {
    number: 7,
    title: "Producers and consumers",
    idea: "A buffer that takes everything needs somebody who says stop. The transport says it: to a producer that was registered with it, inside the write that is too much, and again when there is room.",
    chapter: include_str!("README.md"),
    files: FILES,
    scenes: &[no_brakes::SCENE, push::SCENE, pull::SCENE, pass_it_on::SCENE, the_end::SCENE, cockpit::SCENE],
};

/// What the chapter quotes.
const FILES: &[(&str, &str)] = &[
    ("stage.rs", include_str!("stage.rs")),
    ("pull_stage.rs", include_str!("pull_stage.rs")),
    ("forwarder_stage.rs", include_str!("forwarder_stage.rs")),
    ("end_stage.rs", include_str!("end_stage.rs")),
    ("cockpit_stage.rs", include_str!("cockpit_stage.rs")),
    ("solutions.rs", include_str!("solutions.rs")),
    ("no-brakes.txt", include_str!("no-brakes.txt")),
    ("push-producer.txt", include_str!("push-producer.txt")),
    ("pull-producer.txt", include_str!("pull-producer.txt")),
    ("pass-it-on.txt", include_str!("pass-it-on.txt")),
    ("the-end.txt", include_str!("the-end.txt")),
    ("cockpit.txt", include_str!("cockpit.txt")),
];

/// A program of this lesson, with the path and the text of its file.
const fn stage(
    file: (&'static str, &'static str),
    gait: Gait,
    program: &'static str,
    run: fn(&Lab) -> Result,
) -> Stage {
    Stage { path: file.0, text: file.1, program, gait, run }
}

/// The writers.
const FIRST: (&str, &str) = ("lessons/07-producers/stage.rs", include_str!("stage.rs"));

/// The file, piece by piece.
const PULL: (&str, &str) = ("lessons/07-producers/pull_stage.rs", include_str!("pull_stage.rs"));

/// The forwarder and its two ends.
const FORWARDER: (&str, &str) = ("lessons/07-producers/forwarder_stage.rs", include_str!("forwarder_stage.rs"));

/// How it ends.
const END: (&str, &str) = ("lessons/07-producers/end_stage.rs", include_str!("end_stage.rs"));

/// Every lever at once.
const COCKPIT: (&str, &str) = ("lessons/07-producers/cockpit_stage.rs", include_str!("cockpit_stage.rs"));
