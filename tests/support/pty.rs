//! A program in a real pseudo-terminal: it is given keys, signals and sizes, and its screen is read.
//!
//! Each wait is for something to happen; none sleeps and looks again. One that is in vain ends after [`PATIENCE`] in
//! a panic that shows the screen.

#![allow(clippy::unwrap_used)] // only tests call it: what fails here fails them

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, WaitId, WaitIdOptions, ioctl_tiocsctty, kill_process, setsid, waitid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::stdio::stdin;
use rustix::termios::{Winsize, tcgetattr, tcsetwinsize};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::num::NonZeroU16;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;

pub(crate) use rustix::process::Signal;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Names the folder in which twistlab keeps what it keeps.
pub(crate) const STATE: &str = "XDG_STATE_HOME";

/// A program and the terminal that it runs in. Dropping it kills the program.
pub(crate) struct Pty {
    /// Where it keeps what it keeps, where that is nobody's.
    _state: Option<TempDir>,
    child: Child,
    seen: Arc<Seen>,
    terminal: Option<Terminal>,
}

/// Our end of the terminal. It is gone when nobody has the master any more, the reader neither.
struct Terminal {
    master: Arc<File>,
    reader: JoinHandle<()>,
    stop_reader: PipeWriter,
}

struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    output: Vec<u8>,
    /// Whether nobody has the terminal open any more.
    closed: bool,
    exited: bool,
}

impl Pty {
    /// Runs a command in a terminal of so many columns and rows, as the leader of a session of its own.
    pub(crate) fn spawn(size: (u16, u16), mut command: Command) -> Pty {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        tcsetwinsize(&master, winsize(size)).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = File::options().read(true).write(true).open(OsStr::from_bytes(name.as_bytes())).unwrap();

        let own = own_state(&mut command);
        command.env("TERM", "xterm-256color");
        command.stdin(slave.try_clone().unwrap()).stdout(slave.try_clone().unwrap()).stderr(slave);
        // SAFETY: what runs between fork and exec makes two system calls and allocates nothing.
        #[allow(unsafe_code)] // std has no other way to give a child a controlling terminal
        unsafe {
            command.pre_exec(|| {
                setsid()?;
                Ok(ioctl_tiocsctty(stdin())?)
            });
        }
        let child = command.spawn().unwrap();

        let (rows, columns) = rows_and_columns(size);
        let parser = vt100::Parser::new(rows, columns, 0);
        let state = Mutex::new(State { parser, output: Vec::new(), closed: false, exited: false });
        let seen = Arc::new(Seen { state, changed: Condvar::new() });
        let master = Arc::new(File::from(master));
        let (stop, stop_reader) = std::io::pipe().unwrap();
        let reader = std::thread::spawn({
            let (master, seen) = (master.clone(), seen.clone());
            move || seen.read(&master, &stop)
        });
        std::thread::spawn({
            let (pid, seen) = (Pid::from_child(&child), seen.clone());
            move || {
                // It is left to be reaped by whoever owns the child.
                _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
                seen.change(|state| state.exited = true);
            }
        });
        Pty { _state: own, child, seen, terminal: Some(Terminal { master, reader, stop_reader }) }
    }

    /// Types.
    pub(crate) fn send(&self, keys: impl AsRef<[u8]>) {
        (&*self.terminal().master).write_all(keys.as_ref()).unwrap();
    }

    /// Gives the terminal another size, which the kernel tells by SIGWINCH.
    pub(crate) fn resize(&self, size: (u16, u16)) {
        let (rows, columns) = rows_and_columns(size);
        self.seen.change(|state| state.parser.set_size(rows, columns));
        tcsetwinsize(&*self.terminal().master, winsize(size)).unwrap();
    }

    /// Sends a signal to the program alone.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Writes on the screen, as another program on the same terminal would.
    pub(crate) fn scribble(&self, text: &str) {
        self.seen.change(|state| state.parser.process(text.as_bytes()));
    }

    /// The program's number.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Takes the terminal away, as when its window is closed.
    pub(crate) fn hang_up(&mut self) {
        let Terminal { master, reader, stop_reader } = self.terminal.take().expect("the terminal is gone already");
        drop(stop_reader);
        reader.join().unwrap();
        drop(master);
    }

    /// Waits until the screen shows something.
    pub(crate) fn wait_until(&self, what: &str, shows: impl Fn(&vt100::Screen) -> bool) {
        drop(self.seen.wait(what, |state| shows(state.parser.screen())));
    }

    /// Waits until a text is on the screen.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// The screen now.
    pub(crate) fn screen(&self) -> vt100::Screen {
        self.seen.lock().parser.screen().clone()
    }

    /// Everything that was written so far.
    pub(crate) fn output(&self) -> Vec<u8> {
        self.seen.lock().output.clone()
    }

    /// The modes of the terminal, to be compared.
    pub(crate) fn modes(&self) -> String {
        format!("{:#?}", tcgetattr(&*self.terminal().master).unwrap())
    }

    /// Waits until the program is gone and all it wrote was read.
    pub(crate) fn exit(&mut self) -> ExitStatus {
        let read = self.terminal.is_none();
        drop(self.seen.wait("the end of the program", |state| state.exited && (state.closed || read)));
        self.child.wait().unwrap()
    }

    fn terminal(&self) -> &Terminal {
        self.terminal.as_ref().expect("the terminal is gone")
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Seen {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn wait(&self, what: &str, come: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let waited = self.changed.wait_timeout_while(self.lock(), PATIENCE, |state| !come(state));
        let (state, timeout) = waited.unwrap();
        if timeout.timed_out() {
            let screen = state.parser.screen().contents();
            drop(state);
            panic!("waited {PATIENCE:?} in vain for {what}; the screen shows:\n{screen}");
        }
        state
    }

    fn read(&self, mut master: &File, stop: &PipeReader) {
        let mut buffer = [0; 4_096];
        loop {
            let mut ends = [PollFd::new(master, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
            poll(&mut ends, None).unwrap();
            if !ends[1].revents().is_empty() {
                return;
            }
            match master.read(&mut buffer) {
                Ok(read @ 1..) => self.change(|state| {
                    state.output.extend_from_slice(&buffer[..read]);
                    state.parser.process(&buffer[..read]);
                }),
                // Linux says EIO once nobody has the other end open.
                _ => return self.change(|state| state.closed = true),
            }
        }
    }
}

/// Gives a command a state folder of its own, unless it has one: what a test does is nobody's progress. It is to be held
/// while the command runs.
pub(crate) fn own_state(command: &mut Command) -> Option<TempDir> {
    if command.get_envs().any(|(name, _)| name == STATE) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    command.env(STATE, folder.path());
    Some(folder)
}

fn winsize((columns, rows): (u16, u16)) -> Winsize {
    Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }
}

fn rows_and_columns((columns, rows): (u16, u16)) -> (NonZeroU16, NonZeroU16) {
    (rows.try_into().unwrap(), columns.try_into().unwrap())
}
