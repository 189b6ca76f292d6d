//! select(2): the oldest wait, told every descriptor again each time as a set of bits.

use super::common::{descriptor, timespec, uninterrupted};
use super::wake::SocketWaker;
use super::{Multiplexer, Wake};
use crate::kernel::{self, Asked};
use crate::reactor::source::{Key, Readiness, Source};
use crate::reactor::sources::Sources;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Waits by select(2). As with [`Poll`](super::Poll) there is no registration; and a wait costs time for each *number*
/// up to the highest descriptor, wanted or not.
///
/// Descriptors of 1,024 and more are taken. The famous limit is the C library's, whose `fd_set` has a fixed length; a
/// kernel's select(2) reads as many bits as it is given.
///
/// It cannot tell an end or an error from data: [`Readiness::ending`] is never set. Nothing is lost by that, since it reports
/// a source again as long as it is ready.
pub struct Select {
    wake: SocketWaker,
}

impl Select {
    /// One that watches nothing.
    ///
    /// # Errors
    /// The system's: it has no descriptor left for the waker.
    pub fn new() -> io::Result<Self> {
        Ok(Select { wake: SocketWaker::new()? })
    }
}

impl Multiplexer for Select {
    fn name(&self) -> &'static str {
        "select"
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
        let mut asked = vec![Asked { fd: self.wake.fd(), read: true, write: false }];
        for wanted in &all {
            let (read, write) = (wanted.interest.read, wanted.interest.write);
            asked.push(Asked { fd: descriptor(&wanted.source)?, read, write });
        }
        if !uninterrupted(kernel::select(&mut asked, timespec(timeout).as_ref()))? {
            return Ok(());
        }
        if asked[0].read {
            self.wake.answer()?;
        }
        let said = all.iter().zip(&asked[1..]).filter(|(_, fd)| fd.read || fd.write);
        ready.extend(
            said.map(|(wanted, fd)| (wanted.key, Readiness { readable: fd.read, writable: fd.write, ending: false })),
        );
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        self.wake.waker()
    }
}
