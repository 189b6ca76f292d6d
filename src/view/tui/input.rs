//! Standard input as the screen needs it: the terminal, and never blocking.
//!
//! crossterm reads on until an escape sequence is whole. On an input that blocks, Alt-[ alone would stop the
//! screen until the next key, and no signal could end the program. So while the screen is up, standard input is
//! the same terminal opened once more: not to block is a property of the opening, and the shell's stays as it was.
//! The same opening serves `twistlab < file`, since epoll refuses regular files.

use rustix::fs::{Mode, OFlags, open};
use rustix::io::fcntl_dupfd_cloexec;
use rustix::stdio::{dup2_stdin, stdin};
use rustix::termios::ttyname;
use std::io::{self, IsTerminal};
use std::os::fd::OwnedFd;

/// Holds standard input as it was found, and puts it back when dropped.
///
/// Once in a process: crossterm keeps what it first read from.
pub(super) struct Input {
    found: Option<OwnedFd>,
}

impl Input {
    /// Makes standard input the terminal, unable to block.
    ///
    /// # Errors
    /// When there is no terminal to read from.
    pub(super) fn open() -> io::Result<Input> {
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        // By its own name first, which kqueue can wait for; a name may be missing or closed to us, as after su(1).
        let own = ttyname(stdin(), Vec::new()).and_then(|name| open(name, flags, Mode::empty()));
        match own.or_else(|_| open("/dev/tty", flags, Mode::empty())) {
            Ok(terminal) => {
                let found = fcntl_dupfd_cloexec(stdin(), 0)?;
                dup2_stdin(&terminal)?;
                Ok(Input { found: Some(found) })
            }
            Err(_) if io::stdin().is_terminal() => Ok(Input { found: None }),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        if let Some(found) = &self.found {
            // What fails here has no input left to save.
            _ = dup2_stdin(found);
        }
    }
}
