//! A protocol made of closures, and the record of what happened to it.

use std::cell::RefCell;
use std::rc::Rc;
use twistlab::reactor::{HalfCloseable, Protocol, Reason, Result, Transport};

/// What happened to a protocol, and its transport. Clones are the same record.
#[derive(Clone, Default)]
pub(crate) struct Record(Rc<RefCell<Kept>>);

#[derive(Default)]
struct Kept {
    events: Vec<String>,
    received: Vec<u8>,
    transport: Option<Transport>,
}

impl Record {
    pub(crate) fn note(&self, event: impl Into<String>) {
        self.0.borrow_mut().events.push(event.into());
    }

    /// `made`, `data`, `read ended`, `write ended`, `lost: Done`, and what factories add, in order. Data next to data is one.
    pub(crate) fn events(&self) -> Vec<String> {
        self.0.borrow().events.clone()
    }

    pub(crate) fn received(&self) -> Vec<u8> {
        self.0.borrow().received.clone()
    }

    pub(crate) fn received_len(&self) -> usize {
        self.0.borrow().received.len()
    }

    pub(crate) fn has(&self, event: &str) -> bool {
        self.0.borrow().events.iter().any(|seen| seen == event)
    }

    pub(crate) fn count(&self, event: &str) -> usize {
        self.0.borrow().events.iter().filter(|seen| *seen == event).count()
    }

    pub(crate) fn is_made(&self) -> bool {
        self.has("made")
    }

    /// The reason's name, once it is lost.
    pub(crate) fn lost(&self) -> Option<String> {
        self.0.borrow().events.iter().find_map(|event| event.strip_prefix("lost: ").map(Into::into))
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost().is_some()
    }

    /// Its transport, once it is made.
    #[track_caller]
    pub(crate) fn transport(&self) -> Transport {
        self.0.borrow().transport.clone().expect("it was made")
    }
}

/// `Done`, `Lost`, `Aborted`, or `Error(text)`.
pub(crate) fn name(reason: &Reason) -> String {
    match reason {
        Reason::Done => "Done".into(),
        Reason::Lost(_) => "Lost".into(),
        Reason::Aborted => "Aborted".into(),
        Reason::Error(error) => format!("Error({error})"),
        other => format!("{other:?}"),
    }
}

/// A callback that closes the connection and no more.
pub(crate) fn closes(transport: &Transport) -> Result {
    transport.lose_connection();
    Ok(())
}

/// A callback that aborts it.
pub(crate) fn aborts(transport: &Transport) -> Result {
    transport.abort_connection();
    Ok(())
}

type OnMade = Box<dyn FnMut(&Transport) -> Result>;
type OnData = Box<dyn FnMut(&Transport, &[u8]) -> Result>;
type OnLost = Box<dyn FnMut(&Transport, &Reason) -> Result>;

/// A protocol that records everything, and does what its closures say.
pub(crate) struct Scripted {
    record: Record,
    half: Option<Halves>,
    on_made: OnMade,
    on_data: OnData,
    on_lost: OnLost,
}

struct Halves {
    record: Record,
    on_read_ended: OnMade,
    on_write_ended: OnMade,
}

impl Scripted {
    pub(crate) fn new() -> Self {
        Scripted {
            record: Record::default(),
            half: None,
            on_made: Box::new(|_| Ok(())),
            on_data: Box::new(|_, _| Ok(())),
            on_lost: Box::new(|_, _| Ok(())),
        }
    }

    pub(crate) fn record(&self) -> Record {
        self.record.clone()
    }

    pub(crate) fn made(mut self, call: impl FnMut(&Transport) -> Result + 'static) -> Self {
        self.on_made = Box::new(call);
        self
    }

    pub(crate) fn data(mut self, call: impl FnMut(&Transport, &[u8]) -> Result + 'static) -> Self {
        self.on_data = Box::new(call);
        self
    }

    pub(crate) fn lost(mut self, call: impl FnMut(&Transport, &Reason) -> Result + 'static) -> Self {
        self.on_lost = Box::new(call);
        self
    }

    /// Half-closeable; the closures are called when a direction has ended.
    pub(crate) fn half(
        mut self,
        on_read_ended: impl FnMut(&Transport) -> Result + 'static,
        on_write_ended: impl FnMut(&Transport) -> Result + 'static,
    ) -> Self {
        self.half = Some(Halves {
            record: self.record.clone(),
            on_read_ended: Box::new(on_read_ended),
            on_write_ended: Box::new(on_write_ended),
        });
        self
    }
}

impl Protocol for Scripted {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        self.record.0.borrow_mut().transport = Some(transport.clone());
        self.record.note("made");
        (self.on_made)(transport)
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        {
            let mut kept = self.record.0.borrow_mut();
            kept.received.extend_from_slice(data);
            if kept.events.last().is_none_or(|last| last != "data") {
                kept.events.push("data".into());
            }
        }
        (self.on_data)(transport, data)
    }

    fn connection_lost(&mut self, transport: &Transport, reason: &Reason) -> Result {
        self.record.note(format!("lost: {}", name(reason)));
        (self.on_lost)(transport, reason)
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        self.half.as_mut().map(|half| half as &mut dyn HalfCloseable)
    }
}

impl HalfCloseable for Halves {
    fn read_connection_lost(&mut self, transport: &Transport) -> Result {
        self.record.note("read ended");
        (self.on_read_ended)(transport)
    }

    fn write_connection_lost(&mut self, transport: &Transport) -> Result {
        self.record.note("write ended");
        (self.on_write_ended)(transport)
    }
}
