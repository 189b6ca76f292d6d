//! mio: epoll on Linux, kqueue on the BSDs and macOS. Edge-triggered.

#[cfg(target_os = "linux")]
use super::alarm::Alarm;
use super::common::{clamped, descriptor, uninterrupted};
use super::wake::Waker;
use super::{Multiplexer, Wake};
use crate::clock::monotonic;
use crate::reactor::source::{Key, Readiness, Source};
use crate::reactor::sources::Sources;
use mio::event::Event;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use slotmap::{Key as _, KeyData};
use std::io;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::Duration;

const _: () = assert!(usize::BITS == 64, "a token of mio is a usize, and must hold a key's 64 bits");

/// The upper half of a key is its version, which begins at 1: no key is as small as these.
const WAKER: Token = Token(0);
#[cfg(target_os = "linux")]
const ALARM: Token = Token(1);

/// Reports of one wait at most. The others come with the next one, so that it is no limit.
const BATCH: usize = 1_024;

/// Waits by mio. A source is registered once, for both directions, and the kernel says when it *becomes* ready: a wait
/// costs time for what is ready alone, and a change of interest costs nothing.
///
/// On Linux a wait is over within a fraction of a millisecond after its timeout. Elsewhere it is as exact as mio's.
pub struct Mio {
    poll: Poll,
    events: Events,
    waker: Arc<Waker<mio::Waker>>,
    #[cfg(target_os = "linux")]
    alarm: Alarm,
}

impl Mio {
    /// One that watches nothing.
    ///
    /// # Errors
    /// The system's: it has no descriptor left.
    pub fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        Ok(Mio {
            waker: Waker::new(mio::Waker::new(poll.registry(), WAKER)?),
            #[cfg(target_os = "linux")]
            alarm: Alarm::new(poll.registry(), ALARM)?,
            events: Events::with_capacity(BATCH),
            poll,
        })
    }

    /// Waits until the timeout is over, or something else ends it.
    fn within(&mut self, timeout: Duration, ready: &mut Vec<(Key, Readiness)>) -> io::Result<()> {
        let mut now = monotonic();
        let until = now + timeout;
        while now < until {
            #[cfg(target_os = "linux")]
            self.alarm.set(now, until)?;
            // The timeout is given here too: it is what a tracer of system calls shows. The alarm comes first.
            if self.once(Some(until.duration_since(now)), ready)? {
                break;
            }
            now = monotonic();
        }
        Ok(())
    }

    /// Makes the call, and says whether anything but time ended it.
    fn once(&mut self, timeout: Option<Duration>, ready: &mut Vec<(Key, Readiness)>) -> io::Result<bool> {
        if !uninterrupted(self.poll.poll(&mut self.events, timeout))? {
            return Ok(true);
        }
        let mut woken = false;
        for event in &self.events {
            match event.token() {
                WAKER => {
                    self.waker.answered();
                    woken = true;
                }
                #[cfg(target_os = "linux")]
                ALARM => {}
                Token(key) => ready.push((KeyData::from_ffi(key as u64).into(), readiness(event))),
            }
        }
        Ok(woken || !ready.is_empty())
    }
}

impl Multiplexer for Mio {
    fn name(&self) -> &'static str {
        "mio"
    }

    fn register(&mut self, source: &Source, key: Key) -> io::Result<()> {
        let both = Interest::READABLE | Interest::WRITABLE;
        #[cfg(target_os = "linux")]
        let both = both | Interest::PRIORITY;
        let token = Token(key.data().as_ffi() as usize);
        self.poll.registry().register(&mut SourceFd(&descriptor(source)?.as_raw_fd()), token, both)
    }

    fn deregister(&mut self, source: &Source, _: Key) -> io::Result<()> {
        self.poll.registry().deregister(&mut SourceFd(&descriptor(source)?.as_raw_fd()))
    }

    fn wait(&mut self, _: &Sources, timeout: Option<Duration>, ready: &mut Vec<(Key, Readiness)>) -> io::Result<()> {
        match clamped(timeout) {
            // An alarm that is left from before may ring into it.
            None => while !self.once(None, ready)? {},
            Some(Duration::ZERO) => _ = self.once(timeout, ready)?,
            Some(timeout) => self.within(timeout, ready)?,
        }
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.waker.clone()
    }
}

/// An end or an error is answered by a read and by a write at once: whichever is wanted shall fetch it.
fn readiness(event: &Event) -> Readiness {
    let broken = event.is_error() || event.is_write_closed();
    let closed = event.is_read_closed();
    Readiness {
        readable: broken || closed || event.is_readable(),
        writable: broken || event.is_writable(),
        // Urgent data is not asked for, but it cuts reads short: one ends at its mark, with more behind it.
        ending: broken || closed || event.is_priority(),
    }
}
