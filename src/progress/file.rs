//! The file of the progress: read whole, changed under a lock, replaced in one step.
//!
//! ```text
//! progress.json              what was done
//! progress.json.new          the next one, until it is renamed
//! progress.json.damaged-1    one that could not be understood
//! progress.lock              held by whoever changes any of them; never removed
//! ```
//!
//! Who only reads needs no lock, since a rename leaves the old file or the new one. The lock is the kernel's (flock),
//! so that it ends with the program that holds it.

use super::{Note, Progress, Trouble, VERSION};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use serde_json::Value;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;
use std::time::Duration;

const NAME: &str = "progress.json";

/// More than any progress takes: a longer file is none.
const LONGEST: u64 = 1 << 20;

/// How often the lock is tried, and the time between: whoever holds it is done in a moment, or stopped.
const TRIES: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(10);

/// The file of the progress, in a folder that need not exist yet.
#[derive(Debug, Clone)]
pub struct File {
    folder: PathBuf,
}

/// What was found.
enum Found {
    Nothing,
    Good(Progress),
    Newer(u64),
    Damaged,
}

impl File {
    /// The file in this folder. Nothing is read or made by this.
    pub fn new(folder: PathBuf) -> File {
        File { folder }
    }

    /// Reads what was done. A damaged file is set aside, and nothing was done then.
    pub fn open(&self) -> (Progress, Option<Trouble>) {
        match self.read() {
            Ok(Found::Nothing) => (Progress::default(), None),
            Ok(Found::Good(progress)) => (progress, None),
            Ok(Found::Newer(version)) => (Progress::default(), Some(Trouble::Newer { file: self.path(), version })),
            // By the time that the lock is ours another program may have done the same.
            Ok(Found::Damaged) => match self.lock().map_err(|error| self.stuck(error)).and_then(|_lock| self.settled())
            {
                Ok(found) => found,
                Err(trouble) => (Progress::default(), Some(trouble)),
            },
            Err(error) => (Progress::default(), Some(Trouble::Unread { file: self.path(), error })),
        }
    }

    /// Folds notes into what the file holds now, and says what it then holds.
    ///
    /// # Errors
    /// Where it could not be written. It is then as it was.
    pub(super) fn add(&self, notes: &[Note]) -> Result<(Progress, Option<Trouble>), Trouble> {
        let unwritten = |error| Trouble::Unwritten { file: self.path(), error };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder).map_err(unwritten)?;
        let _lock = self.lock().map_err(unwritten)?;
        let (mut progress, trouble) = self.settled()?;
        notes.iter().for_each(|note| progress.take(note));
        self.write(&progress).map_err(unwritten)?;
        Ok((progress, trouble))
    }

    fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    fn stuck(&self, error: io::Error) -> Trouble {
        Trouble::Stuck { file: self.path(), error }
    }

    fn read(&self) -> io::Result<Found> {
        let path = self.path();
        match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            // Reading something else might wait for ever.
            Ok(found) if !found.is_file() => return Err(io::Error::other("it is no regular file")),
            _ => {}
        }
        let mut bytes = Vec::new();
        fs::File::open(&path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
        let value = (bytes.len() as u64 <= LONGEST).then(|| serde_json::from_slice::<Value>(&bytes).ok()).flatten();
        let Some(value) = value else { return Ok(Found::Damaged) };
        Ok(match value.get("version").and_then(Value::as_u64) {
            Some(newer) if newer > VERSION => Found::Newer(newer),
            Some(VERSION) => serde_json::from_value(value).map_or(Found::Damaged, Found::Good),
            _ => Found::Damaged,
        })
    }

    /// What the file holds, under the lock: one that is damaged is set aside.
    fn settled(&self) -> Result<(Progress, Option<Trouble>), Trouble> {
        match self.read() {
            Ok(Found::Nothing) => Ok((Progress::default(), None)),
            Ok(Found::Good(progress)) => Ok((progress, None)),
            Ok(Found::Newer(version)) => Err(Trouble::Newer { file: self.path(), version }),
            Ok(Found::Damaged) => {
                let aside = self.set_aside().map_err(|error| self.stuck(error))?;
                Ok((Progress::default(), Some(Trouble::Damaged { file: self.path(), aside })))
            }
            Err(error) => Err(Trouble::Unread { file: self.path(), error }),
        }
    }

    /// Gives the file the first name that is free.
    fn set_aside(&self) -> io::Result<String> {
        let free = |name: &String| self.folder.join(name).symlink_metadata().is_err();
        let name = (1_u32..).map(|number| format!("{NAME}.damaged-{number}")).find(free);
        let name = name.ok_or_else(|| io::Error::other("no name is free"))?;
        fs::rename(self.path(), self.folder.join(&name))?;
        Ok(name)
    }

    /// Replaces the file: after a crash there is the old one or the new one, and nothing between.
    fn write(&self, progress: &Progress) -> io::Result<()> {
        let new = self.folder.join(format!("{NAME}.new"));
        let mut text = serde_json::to_vec_pretty(progress)?;
        text.push(b'\n');
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        let written = file.write_all(&text).and_then(|()| file.sync_all());
        written.and_then(|()| fs::rename(&new, self.path())).inspect_err(|_| _ = fs::remove_file(&new))?;
        // The name too is to outlive a crash. Not every file system can promise that.
        _ = fs::File::open(&self.folder).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// Takes the lock; it is given back when the file is dropped.
    fn lock(&self) -> io::Result<fs::File> {
        let path = self.folder.join("progress.lock");
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        for _ in 0..TRIES {
            match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(lock),
                Err(Errno::WOULDBLOCK | Errno::INTR) => std::thread::sleep(BETWEEN),
                Err(error) => return Err(error.into()),
            }
        }
        Err(io::Error::other("another twistlab holds its lock and does not go on"))
    }
}
