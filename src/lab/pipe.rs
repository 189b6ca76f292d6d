//! Pipes: how a learner's clicks and lines reach the program. The stage has the reading end, the lab the other.
//!
//! ```text
//! key, mouse, typed line ── Action::Feed ──> hand ── write(2) ──> [ pipe ] ── read(2) ──> stage
//! ```

use super::bench::Bench;
use super::end::End;
use super::error::errno;
use super::slot::{Kind, Slot};
use super::{CallError, Result};
use crate::event::{Call, Event, Outcome, SourceName, ThreadName};
use crate::probe::Origin;
use rustix::pipe::{PipeFlags, pipe_with};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::panic::Location;
use std::sync::Arc;

/// The reading end of a pipe. Dropping it closes it.
pub struct Pipe {
    pub(super) end: End,
}

impl Pipe {
    pub(super) fn open(bench: &Arc<Bench>, name: &str, at: &Location<'_>) -> Result<Self> {
        let source = SourceName::from(name);
        let opened = pipe_with(PipeFlags::CLOEXEC).map_err(io::Error::from);
        let outcome = match &opened {
            Ok((reads, _)) => Outcome::Result(reads.as_raw_fd() as u64),
            Err(error) => Outcome::Errno(errno(error)),
        };
        // Whoever hears of the pipe can write to it.
        let mut inlets = bench.inlets();
        bench.note(Some(&source), Some(at.line()), Event::Returned { call: Call::Pipe, asked: None, outcome });
        let (reads, writes) = opened.map_err(|error| CallError::kernel(&source, Call::Pipe, &error))?;
        // The hand must not wait for a stage that does not read.
        rustix::io::ioctl_fionbio(&writes, true)
            .map_err(|error| CallError::kernel(&source, Call::Pipe, &error.into()))?;
        inlets.push(Inlet { name: source.clone(), writes });
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
        let got = self.end.call_fd(Call::Read, Some(most as u64), Location::caller(), |fd| {
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
        self.end.set_nonblocking(true, Location::caller())
    }

    /// As the stage named it.
    pub fn name(&self) -> &str {
        self.end.slot.name.as_str()
    }
}

/// The lab's end of a pipe.
pub(super) struct Inlet {
    pub(super) name: SourceName,
    writes: OwnedFd,
}

impl Bench {
    /// Writes into a pipe from outside. Where the input has ended, nothing happens.
    pub(super) fn feed(&self, source: &str, bytes: &[u8]) {
        let inlets = self.inlets();
        let Some(inlet) = inlets.iter().find(|inlet| inlet.name == *source) else { return };
        // The stage may read it at once, in its thread: it notes that after this.
        self.probe.note_after(|| {
            let outcome = match rustix::io::write(&inlet.writes, bytes) {
                Ok(n) => Outcome::Result(n as u64),
                Err(error) => Outcome::Errno(errno(&error.into())),
            };
            let event = Event::Returned { call: Call::Write, asked: Some(bytes.len() as u64), outcome };
            (from_outside(&inlet.name), event)
        });
    }

    /// Closes the lab's end of a pipe: the program reads what is left, then the end.
    pub(super) fn end_input(&self, source: &str) {
        let mut inlets = self.inlets();
        let Some(place) = inlets.iter().position(|inlet| inlet.name == *source) else { return };
        let Inlet { name, writes } = inlets.swap_remove(place);
        self.probe.note_after(|| {
            drop(writes);
            (from_outside(&name), Event::Returned { call: Call::Close, asked: None, outcome: Outcome::Result(0) })
        });
    }
}

fn from_outside(source: &SourceName) -> Origin {
    Origin { thread: ThreadName::LAB.into(), turn: 0, source: Some(source.clone()), line: None }
}
