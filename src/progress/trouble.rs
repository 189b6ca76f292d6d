//! Why something is not kept, in a sentence.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// What went wrong with the file of the progress. It never stops a lesson.
#[derive(Debug)]
pub enum Trouble {
    /// The file is not what it should be; it was set aside.
    Damaged {
        /// The file.
        file: PathBuf,
        /// What it is called now.
        aside: String,
    },
    /// The same, but it could not be set aside.
    Stuck {
        /// The file.
        file: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The file is of a newer twistlab.
    Newer {
        /// The file.
        file: PathBuf,
        /// Its version.
        version: u64,
    },
    /// The file could not be read.
    Unread {
        /// The file.
        file: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// Nothing could be written.
    Unwritten {
        /// The file.
        file: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// There is no folder to keep it in.
    Nowhere,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Damaged { file, aside } => {
                write!(f, "{} was damaged: it is kept as {aside}, and your progress begins anew", file.display())
            }
            Trouble::Stuck { file, error } => {
                write!(
                    f,
                    "{} is damaged and cannot be set aside, so your progress is not kept: {error}",
                    file.display()
                )
            }
            Trouble::Newer { file, version } => {
                let file = file.display();
                write!(f, "{file} is of a newer twistlab (version {version}): it is left alone, and progress not kept")
            }
            Trouble::Unread { file, error } => {
                write!(f, "{} cannot be read, so your progress is not kept: {error}", file.display())
            }
            Trouble::Unwritten { file, error } => {
                write!(f, "{} cannot be written, so your progress is not kept: {error}", file.display())
            }
            Trouble::Nowhere => {
                f.write_str("no home folder is known (HOME, XDG_STATE_HOME), so your progress is not kept")
            }
        }
    }
}

impl std::error::Error for Trouble {}
