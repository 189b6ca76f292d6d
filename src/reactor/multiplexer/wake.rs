//! How a wait is ended from another thread.
//!
//! Each multiplexer has a descriptor of its own among those it waits for: mio an eventfd or its like, poll and select one end of a pair
//! of sockets. A wake makes it readable, so one that comes *before* the wait is not lost.
//!
//! Wakes coalesce: from the first one to the end of the wait that it ends, further ones cost no system call. Whoever
//! wakes puts what is to be seen in its place *before*, and the reactor looks after the wait: so the second of two
//! may rely on the first.

use super::Wake;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What rings at the multiplexer's own descriptor.
pub(super) trait Bell: Send + Sync {
    /// Makes it readable.
    fn ring(&self) -> io::Result<()>;
}

/// A bell that is rung once for all who wake before it is answered.
pub(super) struct Waker<B> {
    bell: B,
    rung: AtomicBool,
}

impl<B: Bell> Waker<B> {
    pub(super) fn new(bell: B) -> Arc<Self> {
        Arc::new(Waker { bell, rung: AtomicBool::new(false) })
    }

    /// The wait was ended by it: the next wake rings again.
    pub(super) fn answered(&self) {
        self.rung.store(false, Ordering::Release);
    }
}

impl<B: Bell> Wake for Waker<B> {
    fn wake(&self) {
        if !self.rung.swap(true, Ordering::AcqRel) && self.bell.ring().is_err() {
            // Nobody can be told here; the next one shall try again.
            self.answered();
        }
    }
}

impl Bell for mio::Waker {
    fn ring(&self) -> io::Result<()> {
        self.wake()
    }
}

impl Bell for UnixStream {
    fn ring(&self) -> io::Result<()> {
        // Not `write`, which may be interrupted by a signal.
        (&*self).write_all(&[0])
    }
}

/// The waker of poll and select, which works wherever sockets do.
pub(super) struct SocketWaker {
    ear: UnixStream,
    waker: Arc<Waker<UnixStream>>,
}

impl SocketWaker {
    pub(super) fn new() -> io::Result<Self> {
        let (ear, bell) = UnixStream::pair()?;
        ear.set_nonblocking(true)?;
        bell.set_nonblocking(true)?;
        Ok(SocketWaker { ear, waker: Waker::new(bell) })
    }

    /// What becomes readable at a wake.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.ear.as_fd()
    }

    /// It became readable: takes what was rung, so that the next wait waits.
    pub(super) fn answer(&self) -> io::Result<()> {
        let mut rung = [0; 64];
        loop {
            match (&self.ear).read(&mut rung) {
                Ok(count) if count == rung.len() => {}
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.waker.answered();
        Ok(())
    }

    pub(super) fn waker(&self) -> Arc<dyn Wake> {
        self.waker.clone()
    }
}
