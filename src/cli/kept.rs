//! The progress of whoever is at the terminal, kept until the command is over.

use crate::lesson::CATALOGUE;
use crate::progress::{File, Keeper, Trouble, folder};
use crate::view::home::Course;
use crate::view::learner::Learner;
use colored::Colorize;
use std::io::{self, Write};

/// Keeps progress; when it is dropped all is written, or it was said why not.
pub(super) struct Kept(Keeper);

impl Kept {
    /// Keeps it in the platform's folder.
    pub(super) fn open() -> Kept {
        Kept(Keeper::open(folder()))
    }

    /// Whose runs are kept.
    pub(super) fn learner(&self) -> Learner {
        Learner::new(self.0.clone())
    }

    /// Where the home looks.
    pub(super) fn keeper(&self) -> &Keeper {
        &self.0
    }

    /// Says what stands in the way, where that is new.
    pub(super) fn tell(&self) {
        if let Some(sentence) = self.0.news() {
            note(&sentence);
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.close();
        self.tell();
    }
}

/// The lessons and what was done in them; why that is not known is said beside it.
pub(super) fn course() -> Course {
    let opened = folder().map(|folder| File::new(folder).open());
    let (progress, trouble) = opened.unwrap_or_else(|| (Default::default(), Some(Trouble::Nowhere)));
    if let Some(trouble) = trouble {
        note(&trouble.to_string());
    }
    Course { lessons: CATALOGUE, progress }
}

/// Says on standard error what is no failure.
pub(super) fn note(sentence: &str) {
    // A note is no reason to fail where nobody reads it.
    _ = io::stderr().write_all(format!("{} {sentence}\n", "note:".yellow().bold()).as_bytes());
}
