//! poll(2): a level-triggered wait that is told every descriptor again each time.

use super::common::{descriptor, timespec, uninterrupted};
use super::wake::SocketWaker;
use super::{Multiplexer, Wake};
use crate::reactor::source::{Interest, Key, Readiness, Source};
use crate::reactor::sources::Sources;
use rustix::event::{PollFd, PollFlags, poll};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Waits by poll(2). There is no registration: the list is made anew for each wait, of what is wanted then. So a wait costs time for
/// each wanted source, ready or not.
///
/// Its timeouts are exact to the nanosecond where the system has ppoll(2).
pub struct Poll {
    wake: SocketWaker,
}

impl Poll {
    /// One that watches nothing.
    ///
    /// # Errors
    /// The system's: it has no descriptor left for the waker.
    pub fn new() -> io::Result<Self> {
        Ok(Poll { wake: SocketWaker::new()? })
    }
}

impl Multiplexer for Poll {
    fn name(&self) -> &'static str {
        "poll"
    }

    fn register(&mut self, source: &Source, _: Key) -> io::Result<()> {
        descriptor(source).map(drop)
    }

    fn deregister(&mut self, _: &Source, _: Key) -> io::Result<()> {
        Ok(())
    }

    fn wait(
        &mut self,
        sources: &Sources,
        timeout: Option<Duration>,
        ready: &mut Vec<(Key, Readiness)>,
    ) -> io::Result<()> {
        let all = sources.wanted();
        let mut asked = vec![PollFd::from_borrowed_fd(self.wake.fd(), PollFlags::IN)];
        for wanted in &all {
            asked.push(PollFd::from_borrowed_fd(descriptor(&wanted.source)?, flags(wanted.interest)));
        }
        if !uninterrupted(poll(&mut asked, timespec(timeout).as_ref()))? {
            return Ok(());
        }
        if !asked[0].revents().is_empty() {
            self.wake.answer()?;
        }
        let said = all.iter().zip(&asked[1..]).filter(|(_, fd)| !fd.revents().is_empty());
        ready.extend(said.map(|(wanted, fd)| (wanted.key, readiness(fd.revents()))));
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.wake.waker()
    }
}

fn flags(interest: Interest) -> PollFlags {
    let mut flags = PollFlags::empty();
    flags.set(PollFlags::IN, interest.read);
    flags.set(PollFlags::OUT, interest.write);
    flags
}

/// An end or an error is answered by a read and by a write at once: whichever is wanted shall fetch it.
fn readiness(said: PollFlags) -> Readiness {
    let ending = said.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
    Readiness {
        readable: ending || said.contains(PollFlags::IN),
        writable: ending || said.contains(PollFlags::OUT),
        ending,
    }
}
