//! The terminal, taken for a full screen and given back as it was found.
//!
//! A [`Guard`] holds it. It is given back when the guard is dropped, when a thread panics, and while the program is
//! suspended; the modes are set to what was read before, not to what they usually are. Giving back never fails
//! loudly, since the terminal may be gone by then. It draws nothing: that is ratatui's work.
//!
//! ```no_run
//! use twistlab::view::tui::{terminal::{Guard, Resumed}, wait::Wait};
//!
//! let mut guard = Guard::enter()?;
//! let mut wait = Wait::new()?;
//! if guard.suspend(|| wait.ending())? == Resumed::OnScreen {
//!     // draw all of it
//! }
//! # Ok::<(), std::io::Error>(())
//! ```

use super::input::Input;
#[cfg(doc)]
use super::wait::Wait;
use crate::lab::run::is_stage_thread;
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use rustix::stdio::stdin;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// Alternate screen, no cursor, mouse presses and drags in SGR coordinates, bracketed paste.
///
/// Not mode 1003: with each movement of the mouse reported, crossterm falls behind and stalls.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[?2004h";
/// The same backwards, after a return to plain style.
const LEAVE: &[u8] = b"\x1b[m\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?25h\x1b[?1049l";

/// The modes as they were found, while the terminal is taken. The panic hook has no other way to them.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

/// The terminal, taken. Dropping it gives the terminal back.
pub struct Guard {
    _input: Input,
}

/// What came after the program was suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resumed {
    /// The terminal is taken again, and all of it is to be drawn: ratatui's `Terminal::resize` sees to that. Its
    /// `clear` asks the terminal where the cursor is and waits for the answer, which would pass by [`Wait`].
    OnScreen,
    /// The program was told to end while it was away. The terminal is the shell's.
    ToEnd,
}

impl Guard {
    /// Takes the terminal, and installs a panic hook that gives it back before the hook of before runs.
    ///
    /// The hook does nothing on a stage's thread, whose panics are caught and told as events. Once in a process.
    ///
    /// # Errors
    /// When standard output is no terminal, then nothing was written; or when there is none to read from.
    pub fn enter() -> io::Result<Guard> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is no terminal"));
        }
        let guard = Guard { _input: Input::open()? };
        give_back_on_panic();
        take()?;
        Ok(guard)
    }

    /// Gives the terminal back and stops the program's whole job, as Ctrl-Z does, until the shell continues it.
    ///
    /// `ending` says whether a signal asks the program to end ([`Wait::ending`]). A job
    /// continued in the background stops again unless it does. Where there is no job control nobody could continue
    /// it, and nothing happens. To be called on the main thread, which the kernel stops first.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn suspend(&mut self, mut ending: impl FnMut() -> bool) -> io::Result<Resumed> {
        // A shell with job control gives each job a group of its own; without one we are in the session's first.
        if getpgrp() == getsid(None)? {
            return Ok(Resumed::OnScreen);
        }
        give_back();
        loop {
            // All of the job: the shell does not see a child of its child stop.
            kill_current_process_group(Signal::STOP)?;
            if ending() {
                return Ok(Resumed::ToEnd);
            }
            if tcgetpgrp(stdin())? == getpgrp() {
                return take().map(|()| Resumed::OnScreen);
            }
        }
    }

    /// Whether there is no terminal any more.
    pub fn is_gone(&self) -> bool {
        tcgetattr(stdin()).is_err()
    }

    /// Sets all modes once more, as after a SIGCONT that followed a stop from outside.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        take()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    let found = tcgetattr(stdin())?;
    let mut raw = found.clone();
    raw.make_raw();
    lock().get_or_insert(found);
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    write(ENTER)
}

/// Does nothing where the terminal is not taken.
fn give_back() {
    let Some(found) = lock().take() else { return };
    // What fails here has no terminal left to save.
    _ = write(LEAVE);
    _ = tcsetattr(stdin(), OptionalActions::Now, &found);
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

fn lock() -> MutexGuard<'static, Option<Termios>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

fn give_back_on_panic() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !is_stage_thread() {
                give_back();
                before(panic);
            }
        }));
    });
}
