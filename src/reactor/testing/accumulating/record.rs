//! What happened to a protocol, for the test to look at.

use crate::reactor::reason::Reason;
use crate::reactor::transport::Transport;
use std::cell::RefCell;
use std::rc::Rc;

/// One call of a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// `connection_made`.
    Made,
    /// `data_received`, with so many bytes.
    Received(usize),
    /// `read_connection_lost`.
    ReadLost,
    /// `write_connection_lost`.
    WriteLost,
    /// `connection_lost`, with the reason and its text.
    Lost(ReasonKind, String),
}

/// What kind of [`Reason`] it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonKind {
    /// [`Reason::Done`].
    Done,
    /// [`Reason::Lost`].
    Lost,
    /// [`Reason::Aborted`].
    Aborted,
    /// [`Reason::Error`].
    Error,
}

impl From<&Reason> for ReasonKind {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::Done => ReasonKind::Done,
            Reason::Lost(_) => ReasonKind::Lost,
            Reason::Aborted => ReasonKind::Aborted,
            Reason::Error(_) => ReasonKind::Error,
        }
    }
}

/// What happened to an [`AccumulatingProtocol`](super::AccumulatingProtocol). Clones are the same record.
#[derive(Debug, Clone, Default)]
pub struct ProtocolRecord(Rc<RefCell<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    happened: Vec<Happened>,
    data: Vec<u8>,
    transport: Option<Transport>,
}

impl ProtocolRecord {
    pub(super) fn happened(&self, what: Happened) {
        self.0.borrow_mut().happened.push(what);
    }

    pub(super) fn made(&self, transport: &Transport) {
        let before = self.0.borrow_mut().transport.replace(transport.clone());
        drop(before); // without a borrow
        self.happened(Happened::Made);
    }

    pub(super) fn received(&self, data: &[u8]) {
        self.0.borrow_mut().data.extend_from_slice(data);
        self.happened(Happened::Received(data.len()));
    }

    /// Every call, in order.
    pub fn calls(&self) -> Vec<Happened> {
        self.0.borrow().happened.clone()
    }

    /// All bytes received.
    pub fn data(&self) -> Vec<u8> {
        self.0.borrow().data.clone()
    }

    /// The transport that it was given last.
    pub fn transport(&self) -> Option<Transport> {
        self.0.borrow().transport.clone()
    }

    /// How often `connection_made` was called.
    pub fn times_made(&self) -> usize {
        self.count(|happened| *happened == Happened::Made)
    }

    /// How often `data_received` was called.
    pub fn chunks(&self) -> usize {
        self.count(|happened| matches!(happened, Happened::Received(_)))
    }

    /// How often `connection_lost` was called.
    pub fn times_closed(&self) -> usize {
        self.count(|happened| matches!(happened, Happened::Lost(..)))
    }

    /// The kind of the last reason.
    pub fn reason_kind(&self) -> Option<ReasonKind> {
        self.last_reason(|kind, _| kind)
    }

    /// The text of the last reason.
    pub fn reason(&self) -> Option<String> {
        self.last_reason(|_, text| text.to_owned())
    }

    fn count(&self, counts: impl Fn(&Happened) -> bool) -> usize {
        self.0.borrow().happened.iter().filter(|happened| counts(happened)).count()
    }

    fn last_reason<T>(&self, get: impl Fn(ReasonKind, &str) -> T) -> Option<T> {
        self.0.borrow().happened.iter().rev().find_map(|happened| match happened {
            Happened::Lost(kind, text) => Some(get(*kind, text)),
            _ => None,
        })
    }
}
