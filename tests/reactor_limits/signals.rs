//! Signals that break off a wait. Without a handler a stop and its end are such ones, for epoll at least: see
//! signal(7).

use crate::alone::alone;
use std::cell::{Cell, RefCell};
use std::os::fd::{AsFd, BorrowedFd};
use std::panic::Location;
use std::process::{ChildStdout, Command, Stdio};
use std::rc::Rc;
use twistlab::reactor::interfaces::ReactorFdSet;
use twistlab::reactor::log::MemoryLog;
use twistlab::reactor::probe::{Noted, Probe};
use twistlab::reactor::source::{Descriptor, Taken};
use twistlab::reactor::{Builder, Reactor, Reason, Result};

/// Stops its parent, sees it stand still, lets it go on, and sees it sleep: five times.
const STOP_AND_GO: &str = r"
    for time in 1 2 3 4 5; do
        kill -STOP $PPID
        until grep -q '^State:.T' /proc/$PPID/status; do :; done
        kill -CONT $PPID
        until grep -q '^State:.S' /proc/$PPID/status; do :; done
    done
    echo done";

/// Counts the waits that ended with nothing.
#[derive(Default)]
struct EmptyWaits(Cell<u32>);

impl Probe for EmptyWaits {
    fn note(&self, noted: &Noted<'_>, _caller: Option<&'static Location<'static>>) {
        if let Noted::WaitEnded { sources: 0 } = noted {
            self.0.set(self.0.get() + 1);
        }
    }
}

/// What the shell says. The reactor stops at its end.
struct Shell {
    says: ChildStdout,
    said: RefCell<Vec<u8>>,
    reactor: Reactor,
}

impl AsFd for Shell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.says.as_fd()
    }
}

impl Descriptor for Shell {
    fn do_read(&self) -> Result<Taken, Reason> {
        let mut room = [0; 64];
        let got = rustix::io::read(&self.says, &mut room).map_err(std::io::Error::from)?;
        self.said.borrow_mut().extend_from_slice(&room[..got]);
        if got == 0 { Err(Reason::Done) } else { Ok(Taken::Short) }
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        Ok(Taken::Blocked)
    }

    fn connection_lost(&self, _reason: Reason) {
        self.reactor.stop().expect("it runs still");
    }
}

/// Runs a reactor through it, and says how many waits were broken off.
fn stop_and_go(builder: Builder) -> u32 {
    let (waits, log) = (Rc::<EmptyWaits>::default(), MemoryLog::new());
    let reactor = builder.probe(waits.clone()).log(log.clone()).build().expect("it can be made");
    let mut shell = Command::new("sh");
    let mut child = shell.args(["-c", STOP_AND_GO]).stdout(Stdio::piped()).spawn().expect("there is a shell");
    let says = child.stdout.take().expect("it was asked for");
    let shell = Rc::new(Shell { says, said: RefCell::default(), reactor: reactor.clone() });
    let key = reactor.register(shell.clone(), shell.clone()).expect("a pipe can be watched");
    reactor.add_reader(key);
    reactor.run().expect("it runs to the end");
    assert_eq!(log.count(), 0, "no signal is an error: {:?}", log.lines());
    assert!(child.wait().expect("it was started").success());
    assert_eq!(*shell.said.borrow(), b"done\n");
    waits.0.get()
}

alone_on_every_reactor! {
    /// Covers IO-15.
    fn a_stopped_process_goes_on_where_it_was(builder: Builder) {
        stop_and_go(builder);
    }
}

/// Covers IO-15.
#[test]
fn a_wait_that_is_broken_off_is_begun_again() {
    alone(module_path!(), "a_wait_that_is_broken_off_is_begun_again", || {
        let waits = stop_and_go(Reactor::builder());
        assert!(waits > 0, "a stop breaks off a wait of epoll");
    });
}
