//! Writes the traces of runs to files while they run.
//!
//! Nothing is overwritten: the second run of a session goes to `run-2.trace` beside `run.trace`. Where the disk is
//! full or a file cannot be made, recording stops and says so once; the runs go on, and the program's status tells.

use crate::event::Stamped;
use crate::trace::{Header, codec};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where the runs of a session are recorded to, if they are.
pub struct Recording {
    path: Option<PathBuf>,
    runs: u32,
    first: Option<Recorder>,
    stopped: Option<RecordError>,
}

/// An open trace file.
pub struct Recorder {
    path: PathBuf,
    out: Option<BufWriter<File>>,
    /// Whether the first line is written.
    begun: bool,
}

/// A recording that could not begin, or stopped.
#[derive(Debug)]
pub struct RecordError {
    /// The file.
    pub path: PathBuf,
    /// What could not be done.
    pub what: Failed,
    /// Why.
    pub error: io::Error,
}

/// What could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// The file could not be made.
    Create,
    /// It could not be written any more.
    Write,
}

impl Recording {
    /// Makes the file of the first run, so that a mistake is known before anything is shown.
    ///
    /// # Errors
    /// Where it exists or cannot be made.
    pub fn open(path: Option<&Path>) -> Result<Self, RecordError> {
        let first = path.map(|path| Recorder::create(path, 1)).transpose()?;
        Ok(Recording { path: path.map(Path::to_owned), runs: 0, first, stopped: None })
    }

    /// The file of the next run; `None` where nothing is recorded, or no longer.
    pub fn next_run(&mut self) -> Option<Recorder> {
        self.runs += 1;
        let path = self.path.as_deref().filter(|_| self.stopped.is_none())?;
        let made = self.first.take().map_or_else(|| Recorder::create(path, self.runs), Ok);
        made.map_err(|error| self.stop(error)).ok()
    }

    /// From now on nothing is recorded.
    pub fn stop(&mut self, error: RecordError) {
        self.stopped.get_or_insert(error);
    }

    /// Why nothing is recorded any more.
    pub fn stopped(&self) -> Option<&RecordError> {
        self.stopped.as_ref()
    }

    /// Says whether everything was recorded.
    ///
    /// # Errors
    /// What stopped it.
    pub fn end(self) -> Result<(), RecordError> {
        self.stopped.map_or(Ok(()), Err)
    }
}

impl Recorder {
    /// Creates the file for a run. `run` is 1 for the first run of a session.
    ///
    /// # Errors
    /// Where the file exists or cannot be created. A device or a pipe holds nothing that could be overwritten.
    fn create(path: &Path, run: u32) -> Result<Self, RecordError> {
        let path = numbered(path, run);
        let keeps = std::fs::metadata(&path).map_or(true, |found| found.is_file() || found.is_dir());
        match File::options().write(true).create_new(keeps).open(&path) {
            Ok(file) => Ok(Recorder { path, out: Some(BufWriter::new(file)), begun: false }),
            Err(error) => Err(RecordError { path, what: Failed::Create, error }),
        }
    }

    /// Adds events, after the first line where that is not written yet; all of them on disk when this returns.
    ///
    /// # Errors
    /// Once, where they could not be written; after that recording has stopped.
    pub fn add(&mut self, header: &Header, events: &[Stamped]) -> Result<(), RecordError> {
        let Some(out) = &mut self.out else { return Ok(()) };
        let begin = if self.begun { Ok(()) } else { codec::write_header(out, header) };
        self.begun = true;
        let written = begin.and_then(|()| events.iter().try_for_each(|event| codec::write_event(out, event)));
        written.and_then(|()| out.flush()).map_err(|error| {
            // Into parts: dropping the writer would try to write the rest again.
            if let Some(out) = self.out.take() {
                _ = out.into_parts();
            }
            RecordError { path: self.path.clone(), what: Failed::Write, error }
        })
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
        let path = self.path.display();
        match (self.what, self.error.kind()) {
            (Failed::Create, io::ErrorKind::AlreadyExists) => {
                write!(f, "{path} exists already: give another name to --record, or remove it")
            }
            (Failed::Create, _) => write!(f, "{path} could not be created to record to"),
            (Failed::Write, _) => write!(f, "the recording to {path} stopped"),
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
        let error = Recorder::create(&path, 1).err().unwrap();
        assert!(error.to_string().contains("exists already"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_holds_nothing_is_written_to_and_stops_once_when_full() {
        let mut full = Recorder::create(Path::new("/dev/full"), 1).unwrap();
        let error = full.add(&Header::default(), &[]).unwrap_err();
        assert_eq!((error.what, error.error.kind()), (Failed::Write, io::ErrorKind::StorageFull));
        assert!(full.add(&Header::default(), &[]).is_ok(), "told once");
    }
}
