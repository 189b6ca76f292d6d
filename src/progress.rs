//! What a learner has done: which scenes were opened and shown whole, what was answered, the best scores, and where they
//! were last.
//!
//! It is a fold of notes, as a world is one of events. A note says what was done; whoever has one gives it to the
//! [`Keeper`], and a note that was folded in twice says no more than once.
//!
//! ```text
//! live run ── Note ──> Keeper ── its own thread ──> File: lock, read, fold the notes in, write aside, rename
//!                        └──> Progress ──> the home, the list of lessons
//! ```
//!
//! Two programs at once lose nothing of each other: each folds its own notes into what the file holds at that moment,
//! and never writes back what it once read. Where nothing can be kept, one sentence says so ([`Trouble`]), and the
//! lesson goes on.
//!
//! It knows lessons and scenes by number and name alone, and no screen. What to do next is said by the home.

mod file;
mod folder;
mod keeper;
#[cfg(test)]
mod tests;
mod trouble;

pub use file::File;
pub use folder::folder;
pub use keeper::Keeper;
pub use trouble::Trouble;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The version of the file's format. A file of a higher one is left alone.
pub const VERSION: u64 = 1;

/// What was done so far. What a newer twistlab of the same format has added to the file is kept as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<Place>,
    /// By the number of the lesson and the name of the scene.
    #[serde(default)]
    lessons: BTreeMap<u32, BTreeMap<String, Done>>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// A scene of a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The number of the lesson.
    pub lesson: u32,
    /// The short name of the scene.
    pub scene: String,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// What was done in a scene.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Done {
    reached: Reached,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    answers: BTreeMap<String, Said>,
    /// The best score, where the scene has a goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    best: Option<u64>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// How far a scene was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reached {
    /// It was begun.
    #[default]
    Opened,
    /// All that it sets out to show was seen.
    Shown,
}

/// What was last answered to a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The place of the choice.
    pub choice: usize,
    /// Whether it came true; nothing where the run was left before that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// Something that was done in a scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The number of the lesson.
    pub lesson: u32,
    /// The short name of the scene.
    pub scene: &'static str,
    /// What was done.
    pub what: What,
}

/// What can be done in a scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It was begun: here is where the learner is.
    Opened,
    /// All that it sets out to show was seen.
    Shown,
    /// A question was answered, or an answer judged.
    Answered {
        /// The question's short name.
        question: &'static str,
        /// The place of the choice.
        choice: usize,
        /// Whether it came true, once that is known.
        right: Option<bool>,
    },
    /// A run ended, or was left, with this as its best score.
    Scored(u64),
}

impl Default for Progress {
    fn default() -> Self {
        Progress { version: VERSION, last: None, lessons: BTreeMap::new(), more: Map::new() }
    }
}

impl Progress {
    /// Folds a note in. The last answer to a question counts, and the best score; a scene that was shown stays so.
    pub fn take(&mut self, note: &Note) {
        let scene = self.lessons.entry(note.lesson).or_default().entry(note.scene.into()).or_default();
        match note.what {
            What::Opened => {
                let more = self.last.take().map(|last| last.more).unwrap_or_default();
                self.last = Some(Place { lesson: note.lesson, scene: note.scene.into(), more });
            }
            What::Shown => scene.reached = Reached::Shown,
            What::Answered { question, choice, right } => {
                let said = scene.answers.entry(question.into()).or_default();
                (said.choice, said.right) = (choice, right);
            }
            What::Scored(score) => scene.best = scene.best.max(Some(score)),
        }
    }

    /// Where the learner was last; nothing where no scene was ever opened.
    pub fn last(&self) -> Option<&Place> {
        self.last.as_ref()
    }

    /// How far a scene was seen; nothing where it was never opened.
    pub fn reached(&self, lesson: u32, scene: &str) -> Option<Reached> {
        self.done(lesson, scene).map(|done| done.reached)
    }

    /// What was last answered to a question of a scene.
    pub fn said(&self, lesson: u32, scene: &str, question: &str) -> Option<&Said> {
        self.done(lesson, scene)?.answers.get(question)
    }

    /// The best score of a scene that has a goal.
    pub fn best(&self, lesson: u32, scene: &str) -> Option<u64> {
        self.done(lesson, scene)?.best
    }

    fn done(&self, lesson: u32, scene: &str) -> Option<&Done> {
        self.lessons.get(&lesson)?.get(scene)
    }
}
