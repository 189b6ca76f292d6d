//! Pipes: how a learner's clicks and lines reach the program. The stage has the reading end, the lab the other.
//!
//! ```text
//! key, mouse, typed line ── Action::Feed ──> hand ── write(2) ──> [ pipe ] ── read(2) ──> stage
//! ```

use super::bench::Bench;
use super::end::{End, Line, caller_line};
use super::error::errno;
use super::inlet::Inlet;
use super::slot::{Kind, Slot};
use super::{CallError, Result};
use crate::event::{Call, Event, Outcome, SourceName};
use rustix::pipe::{PipeFlags, pipe_with};
use std::io;
use std::os::fd::AsRawFd;
use std::sync::Arc;

/// The reading end of a pipe. Dropping it closes it.
pub struct Pipe {
    pub(super) end: End,
}

impl Pipe {
    pub(super) fn open(bench: &Arc<Bench>, name: &str, line: Line) -> Result<Self> {
        let source = SourceName::from(name);
        let opened = pipe_with(PipeFlags::CLOEXEC).map_err(io::Error::from);
        let outcome = match &opened {
            Ok((reads, _)) => Outcome::Result(reads.as_raw_fd() as u64),
            Err(error) => Outcome::Errno(errno(error)),
        };
        // Whoever hears of the pipe can write to it.
        let mut inlets = bench.inlets();
        bench.note(Some(&source), line, Event::Returned { call: Call::Pipe, asked: None, outcome });
        let (reads, writes) = opened.map_err(|error| CallError::kernel(&source, Call::Pipe, &error))?;
        // The hand must not wait for a stage that does not read.
        rustix::io::ioctl_fionbio(&writes, true)
            .map_err(|error| CallError::kernel(&source, Call::Pipe, &error.into()))?;
        inlets.0.push(Inlet { name: source.clone(), writes });
        drop(inlets);
        let end = End { bench: bench.clone(), slot: bench.register(Slot::new(source, Kind::Pipe, reads)) };
        Ok(Pipe { end })
    }

    /// One `read(2)` of at most `most` bytes: waits for the first, unless [`Pipe::set_nonblocking`] was called; empty at the
    /// end of the input.
    ///
    /// # Errors
    /// What `read(2)` gives: `EAGAIN` where nothing is there and it may not wait.
    #[track_caller]
    pub fn read(&self, most: usize) -> Result<Vec<u8>> {
        let mut space = vec![0; most];
        let got = self.end.call_fd(Call::Read, Some(most as u64), caller_line(), |fd| {
            rustix::io::read(fd, &mut space[..]).map_err(io::Error::from)
        })?;
        space.truncate(got);
        Ok(space)
    }

    /// From now on a read does not wait.
    ///
    /// # Errors
    /// What the kernel gives.
    #[track_caller]
    pub fn set_nonblocking(&self) -> Result {
        self.end.set_nonblocking(true, caller_line())
    }

    /// As the stage named it.
    pub fn name(&self) -> &str {
        self.end.slot.name.as_str()
    }
}
