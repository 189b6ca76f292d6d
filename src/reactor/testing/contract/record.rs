//! What happened to a protocol.

use crate::reactor::{Reason, Transport};
use std::cell::RefCell;
use std::rc::Rc;

/// What happened to a protocol, and its transport. Clones are the same record.
#[derive(Clone, Default)]
pub struct Record(Rc<RefCell<Kept>>);

#[derive(Default)]
struct Kept {
    events: Vec<String>,
    received: Vec<u8>,
    transport: Option<Transport>,
}

impl Record {
    /// Something has happened.
    pub fn note(&self, event: impl Into<String>) {
        self.0.borrow_mut().events.push(event.into());
    }

    pub(super) fn made(&self, transport: &Transport) {
        self.0.borrow_mut().transport = Some(transport.clone());
        self.note("made");
    }

    pub(super) fn received_more(&self, data: &[u8]) {
        let mut kept = self.0.borrow_mut();
        kept.received.extend_from_slice(data);
        if kept.events.last().is_none_or(|last| last != "data") {
            kept.events.push("data".into());
        }
    }

    /// `made`, `data`, `read ended`, `write ended`, `lost: Done`, and what factories add, in order. Data next to data is one.
    pub fn events(&self) -> Vec<String> {
        self.0.borrow().events.clone()
    }

    /// All bytes that came.
    pub fn received(&self) -> Vec<u8> {
        self.0.borrow().received.clone()
    }

    /// How many bytes came.
    pub fn received_len(&self) -> usize {
        self.0.borrow().received.len()
    }

    /// Whether this has happened.
    pub fn has(&self, event: &str) -> bool {
        self.0.borrow().events.iter().any(|seen| seen == event)
    }

    /// How often this has happened.
    pub fn count(&self, event: &str) -> usize {
        self.0.borrow().events.iter().filter(|seen| *seen == event).count()
    }

    /// Whether it was told `connection_made`.
    pub fn is_made(&self) -> bool {
        self.has("made")
    }

    /// The reason's name, once it is lost.
    pub fn lost(&self) -> Option<String> {
        self.0.borrow().events.iter().find_map(|event| event.strip_prefix("lost: ").map(Into::into))
    }

    /// Whether it was told `connection_lost`.
    pub fn is_lost(&self) -> bool {
        self.lost().is_some()
    }

    /// Its transport, once it is made.
    #[track_caller]
    pub fn transport(&self) -> Transport {
        self.0.borrow().transport.clone().expect("it was made")
    }
}

/// `Done`, `Lost`, `Aborted`, or `Error(text)`.
pub fn name(reason: &Reason) -> String {
    match reason {
        Reason::Done => "Done".into(),
        Reason::Lost(_) => "Lost".into(),
        Reason::Aborted => "Aborted".into(),
        Reason::Error(error) => format!("Error({error})"),
    }
}
