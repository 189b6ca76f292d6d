//! The lab's ends of the pipes that a stage reads: what the learner gives goes in here.

use super::error::errno;
use crate::event::{Call, Event, Outcome, SourceName, ThreadName};
use crate::probe::{Origin, Probe};
use std::os::fd::OwnedFd;

/// The end of a pipe that is written.
pub(super) struct Inlet {
    pub(super) name: SourceName,
    pub(super) writes: OwnedFd,
}

/// Every pipe of a stage whose input has not ended.
#[derive(Default)]
pub(super) struct Inlets(pub(super) Vec<Inlet>);

impl Inlets {
    /// Writes into a pipe. Where its input has ended, nothing happens.
    pub(super) fn feed(&self, probe: &Probe, source: &str, bytes: &[u8]) {
        let Some(inlet) = self.0.iter().find(|inlet| inlet.name == *source) else { return };
        // The stage may read it at once, in its thread: it notes that after this.
        probe.note_after(|| {
            let outcome = match rustix::io::write(&inlet.writes, bytes) {
                Ok(n) => Outcome::Result(n as u64),
                Err(error) => Outcome::Errno(errno(&error.into())),
            };
            let event = Event::Returned { call: Call::Write, asked: Some(bytes.len() as u64), outcome };
            (from_outside(&inlet.name), event)
        });
    }

    /// Closes the end of a pipe: the program reads what is left, then the end.
    pub(super) fn end(&mut self, probe: &Probe, source: &str) {
        let Some(place) = self.0.iter().position(|inlet| inlet.name == *source) else { return };
        let Inlet { name, writes } = self.0.swap_remove(place);
        probe.note_after(|| {
            drop(writes);
            (from_outside(&name), Event::Returned { call: Call::Close, asked: None, outcome: Outcome::Result(0) })
        });
    }
}

fn from_outside(source: &SourceName) -> Origin {
    Origin { thread: ThreadName::LAB.into(), turn: 0, source: Some(source.clone()), line: None }
}
