//! The progress of whoever is at the terminal, kept until the command is over.

use crate::progress::{Keeper, folder};
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

/// Says on standard error what is no failure.
pub(super) fn note(sentence: &str) {
    // A note is no reason to fail where nobody reads it.
    _ = io::stderr().write_all(format!("{} {sentence}\n", "note:".yellow().bold()).as_bytes());
}
