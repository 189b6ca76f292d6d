//! Writes a run's trace to a file while it runs.
//!
//! A recorder never overwrites: a second run of the same session goes to `run-2.trace` beside `run.trace`. Where
//! the disk is full or the file goes away, recording stops and says so once; the run itself goes on.

use crate::event::Stamped;
use crate::trace::{Header, codec};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// An open trace file.
pub struct Recorder {
    path: PathBuf,
    out: Option<BufWriter<File>>,
}

/// Recording stopped.
#[derive(Debug)]
pub struct RecordError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl Recorder {
    /// Creates the file for a run and writes its first line. `run` is 1 for the first run of a session.
    ///
    /// # Errors
    /// Where the file exists, cannot be created or cannot be written.
    pub fn create(path: &Path, run: u32, header: &Header) -> Result<Self, RecordError> {
        let path = numbered(path, run);
        let failed = |error| RecordError { path: path.clone(), error };
        let file = File::options().write(true).create_new(true).open(&path).map_err(failed)?;
        let mut out = BufWriter::new(file);
        codec::write_header(&mut out, header).and_then(|()| out.flush()).map_err(failed)?;
        Ok(Recorder { path, out: Some(out) })
    }

    /// Adds events, all of them on disk when this returns.
    ///
    /// # Errors
    /// Once, where they could not be written; after that recording has stopped.
    pub fn add(&mut self, events: &[Stamped]) -> Result<(), RecordError> {
        let Some(out) = &mut self.out else { return Ok(()) };
        let written = events.iter().try_for_each(|event| codec::write_event(out, event)).and_then(|()| out.flush());
        written.map_err(|error| {
            // Into parts: dropping the writer would try to write the rest again.
            if let Some(out) = self.out.take() {
                _ = out.into_parts();
            }
            RecordError { path: self.path.clone(), error }
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// `run.trace` for the first run, `run-2.trace` for the second.
fn numbered(path: &Path, run: u32) -> PathBuf {
    if run <= 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = match path.extension() {
        Some(extension) => format!("{stem}-{run}.{}", extension.to_string_lossy()),
        None => format!("{stem}-{run}"),
    };
    path.with_file_name(name)
}

impl std::fmt::Display for RecordError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.error.kind() {
            io::ErrorKind::AlreadyExists => {
                write!(f, "{} exists already: give another name to --record, or remove it", self.path.display())
            }
            _ => write!(f, "the recording to {} stopped", self.path.display()),
        }
    }
}

impl std::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        (self.error.kind() != io::ErrorKind::AlreadyExists).then_some(&self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_runs_get_a_number_before_the_extension() {
        assert_eq!(numbered(Path::new("a/run.trace"), 1), Path::new("a/run.trace"));
        assert_eq!(numbered(Path::new("a/run.trace"), 3), Path::new("a/run-3.trace"));
        assert_eq!(numbered(Path::new("run"), 2), Path::new("run-2"));
    }

    #[test]
    fn a_file_that_exists_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.trace");
        std::fs::write(&path, "mine").unwrap();
        let error = Recorder::create(&path, 1, &Header::default()).err().unwrap();
        assert!(error.to_string().contains("exists already"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }
}
