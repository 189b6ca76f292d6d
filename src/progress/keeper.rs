//! Keeps the progress of this program's learner, and writes it down on a thread of its own: a disk may take its time,
//! and no screen waits for one.

use super::{File, Note, Progress, Trouble};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long the end of the program waits for what is not written yet.
const LAST: Duration = Duration::from_secs(1);

/// Takes notes and keeps them. Clones are the same keeper.
#[derive(Clone)]
pub struct Keeper {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// With every note in it, be it written or not.
    progress: Progress,
    /// Notes that are not written.
    pending: Vec<Note>,
    /// How many of these could not be written; they are tried again with the next one.
    failed: usize,
    /// What stands in the way, in a sentence.
    trouble: Option<String>,
    /// Whether nobody has taken that sentence.
    untold: bool,
    /// Whether nothing more is written.
    closed: bool,
}

impl Keeper {
    /// Reads what was done, and keeps in this folder what is done from now on.
    pub fn open(folder: Option<PathBuf>) -> Keeper {
        let file = folder.map(File::new);
        let (progress, trouble) = file.as_ref().map_or((Progress::default(), Some(Trouble::Nowhere)), File::open);
        let untold = trouble.is_some();
        let trouble = trouble.map(|trouble| trouble.to_string());
        let closed = file.is_none();
        let state = State { progress, pending: Vec::new(), failed: 0, trouble, untold, closed };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        if let Some(file) = file {
            let keeps = shared.clone();
            let thread = std::thread::Builder::new().name("progress".into()).spawn(move || keeps.keep(&file));
            if let Err(error) = thread {
                let mut state = shared.lock();
                state.closed = true;
                state.say(format!("no thread could be started, so your progress is not kept: {error}"));
            }
        }
        Keeper { shared }
    }

    /// Takes a note: it counts at once, and is written soon.
    pub fn note(&self, note: Note) {
        let mut state = self.shared.lock();
        state.progress.take(&note);
        if !state.closed {
            state.pending.push(note);
            self.shared.changed.notify_all();
        }
    }

    /// What was done so far: what was read, and every note.
    pub fn progress(&self) -> Progress {
        self.shared.lock().progress.clone()
    }

    /// What stands in the way of keeping it, for whoever can show that for as long as it does.
    pub fn trouble(&self) -> Option<String> {
        let mut state = self.shared.lock();
        state.untold = false;
        state.trouble.clone()
    }

    /// The same once, for whoever can only say it.
    pub fn news(&self) -> Option<String> {
        let mut state = self.shared.lock();
        std::mem::take(&mut state.untold).then(|| state.trouble.clone()).flatten()
    }

    /// Waits for what is being written, but not for long: a disk may hang, and the program is to end.
    pub fn close(&self) {
        let mut state = self.shared.lock();
        state.closed = true;
        self.shared.changed.notify_all();
        let waits = |state: &mut State| state.pending.len() > state.failed;
        let waited = self.shared.changed.wait_timeout_while(state, LAST, waits);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if waits(&mut state) {
            state.say("your progress could not be written in time, and the last of it is lost".into());
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes notes as they come, until no more will.
    fn keep(&self, file: &File) {
        loop {
            let idle = |state: &mut State| state.pending.len() <= state.failed && !state.closed;
            let state = self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
            if state.pending.len() <= state.failed {
                return;
            }
            let notes = state.pending.clone();
            drop(state);
            let added = file.add(&notes);
            let mut state = self.lock();
            match added {
                Ok((progress, trouble)) => {
                    let since = state.pending.split_off(notes.len());
                    state.progress = progress;
                    since.iter().for_each(|note| state.progress.take(note));
                    (state.pending, state.failed) = (since, 0);
                    if let Some(trouble) = trouble {
                        state.say(trouble.to_string());
                    }
                }
                Err(trouble) => {
                    state.failed = notes.len();
                    state.say(trouble.to_string());
                }
            }
            self.changed.notify_all();
        }
    }
}

impl State {
    /// Has something to tell, where it is not what was told already.
    fn say(&mut self, sentence: String) {
        if self.trouble.as_ref() != Some(&sentence) {
            (self.trouble, self.untold) = (Some(sentence), true);
        }
    }
}
