//! The one wait of the screen's loop: keys, signals, the stage, and a deadline, in one poll.
//!
//! It says what came and does nothing about it. While nothing comes it takes no processor time.
//!
//! ```no_run
//! use std::time::Duration;
//! use twistlab::view::tui::wait::{Wait, Woken};
//!
//! let mut wait = Wait::new()?;
//! let wake = wait.waker(); // for Run::start
//! let mut woken = Vec::new();
//! wait.next(Some(Duration::from_millis(16)), &mut woken)?;
//! for what in &woken {
//!     match what {
//!         Woken::Input(event) => {}
//!         Woken::Stage => {}
//!         Woken::Signal(signal) => {}
//!         Woken::HungUp => return Ok(()),
//!     }
//! }
//! # wake();
//! # Ok::<(), std::io::Error>(())
//! ```

use crossterm::event::{self, Event};
use mio::net::UnixStream;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};
use rustix::io::ioctl_fionread;
use rustix::stdio::stdin;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use std::io;
use std::sync::Arc;
use std::time::Duration;

const INPUT: Token = Token(0);
const SIGNALS: Token = Token(1);
const STAGE: Token = Token(2);

/// How long crossterm is asked for input: it looks only while that time is not over.
const ASK: Duration = Duration::from_micros(500);

/// What ended a wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Woken {
    /// A key, the mouse, a paste, or a new size.
    Input(Event),
    /// The waker was called, once or more often.
    Stage,
    /// A signal.
    Signal(Signal),
    /// The terminal is gone. Every wait after it says so at once.
    HungUp,
}

/// A signal that the screen's loop acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT; Ctrl-C is a key.
    Interrupt,
    /// SIGTERM
    Terminate,
    /// SIGHUP
    HangUp,
    /// SIGTSTP; Ctrl-Z is a key.
    Suspend,
    /// SIGCONT
    Continue,
    /// SIGWINCH; crossterm tells it too, in its own time.
    Resize,
}

/// Waits for everything that the screen's loop lives on.
pub struct Wait {
    poll: Poll,
    ready: Events,
    waker: Arc<Waker>,
    signals: SignalDelivery<UnixStream, SignalOnly>,
    /// Signals that came and have not been told.
    caught: Vec<Signal>,
    /// Whether crossterm may hold input that the poll will not report.
    ask_input: bool,
    hung_up: bool,
}

impl Wait {
    /// Starts to listen. Standard input must be a terminal, which a [`Guard`](super::terminal::Guard) sees to.
    ///
    /// # Errors
    /// When standard input cannot be waited for, as a regular file, or the system gives no descriptors.
    pub fn new() -> io::Result<Wait> {
        // Its handler for SIGWINCH must be there before ours: ours wakes the wait, and then it must know the size.
        event::poll(Duration::ZERO)?;
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), STAGE)?);
        let (ours, handlers) = UnixStream::pair()?;
        let caught = [SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT];
        let mut signals = SignalDelivery::with_pipe(ours, handlers, SignalOnly, caught)?;
        poll.registry().register(signals.get_read_mut(), SIGNALS, Interest::READABLE)?;
        let input = rustix::stdio::raw_stdin();
        poll.registry().register(&mut SourceFd(&input), INPUT, Interest::READABLE)?;
        let ready = Events::with_capacity(16);
        // Keys may have been pressed before anybody waited for them.
        Ok(Wait { poll, ready, waker, signals, caught: Vec::new(), ask_input: true, hung_up: false })
    }

    /// What ends the wait from any thread. Calls that come before the wait are not lost, and many count as one.
    pub fn waker(&self) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
        let waker = self.waker.clone();
        // Its counter cannot overflow, so that it cannot fail.
        move || _ = waker.wake()
    }

    /// Waits until something comes or `timeout` is over; for ever without one. `woken` is then what came, in no
    /// order between kinds; it may be nothing, before the time is over too.
    ///
    /// # Errors
    /// When the system or crossterm cannot read any more.
    pub fn next(&mut self, timeout: Option<Duration>, woken: &mut Vec<Woken>) -> io::Result<()> {
        woken.clear();
        let at_once = self.ask_input || self.hung_up || !self.caught.is_empty();
        match self.poll.poll(&mut self.ready, if at_once { Some(Duration::ZERO) } else { timeout }) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
        let mut signalled = false;
        for ready in &self.ready {
            match ready.token() {
                INPUT if ready.is_read_closed() || ready.is_error() => self.hung_up = true,
                INPUT => self.ask_input = true,
                SIGNALS => signalled = true,
                _ => woken.push(Woken::Stage),
            }
        }
        if signalled {
            self.catch();
        }
        woken.extend(self.caught.drain(..).map(Woken::Signal));
        if self.hung_up {
            woken.push(Woken::HungUp);
        } else if std::mem::take(&mut self.ask_input) {
            // To the last event: the poll reports only what comes after.
            while event::poll(ASK)? {
                woken.push(Woken::Input(event::read()?));
            }
            // On a busy machine the time may be over before crossterm has looked.
            self.ask_input = ioctl_fionread(stdin()).is_ok_and(|left| left > 0);
        }
        Ok(())
    }

    /// Whether a signal came that asks the program to end. It is still told by the next wait.
    pub fn ending(&mut self) -> bool {
        self.catch();
        self.caught.iter().any(|signal| matches!(signal, Signal::Interrupt | Signal::Terminate | Signal::HangUp))
    }

    fn catch(&mut self) {
        for number in self.signals.pending() {
            match number {
                SIGINT => self.caught.push(Signal::Interrupt),
                SIGTERM => self.caught.push(Signal::Terminate),
                SIGHUP => self.caught.push(Signal::HangUp),
                SIGTSTP => self.caught.push(Signal::Suspend),
                SIGCONT => self.caught.push(Signal::Continue),
                _ => {
                    self.caught.push(Signal::Resize);
                    self.ask_input = true;
                }
            }
        }
    }
}
