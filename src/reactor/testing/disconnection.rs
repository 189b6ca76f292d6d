//! The recording transport with a protocol of its own, which it tells of its end.

use super::transport::{Follower, StringTransport};
use crate::reactor::outcome::{BoxError, Result};
use crate::reactor::protocol::Protocol;
use crate::reactor::reason::Reason;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Deref;
use std::rc::{Rc, Weak};

/// A [`StringTransport`] that owns the protocol, calls it when the test says so, and closes when the protocol says so.
///
/// `connection_lost` is called once, inside the close that was asked for. Where that is asked inside one of the
/// protocol's own callbacks, it is called as soon as the callback has returned, and before
/// [`deliver`](Self::deliver) or [`connect`](Self::connect) does: a `&mut` protocol cannot be called twice at a time. A real
/// connection closes later still, in a turn to come.
///
/// ```
/// use twistlab::reactor::testing::StringTransportWithDisconnection;
/// use twistlab::reactor::{ConnectionState, Protocol, Result, Transport};
///
/// struct Once;
/// impl Protocol for Once {
///     fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
///         transport.write(data);
///         transport.lose_connection();
///         Ok(())
///     }
/// }
///
/// # fn main() -> Result {
/// let string = StringTransportWithDisconnection::new(Once);
/// string.connect()?;
/// string.deliver(b"first")?;
/// string.deliver(b"second")?; // reaches nobody
/// assert_eq!((string.value(), string.state()), (b"first".to_vec(), ConnectionState::Disconnected));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StringTransportWithDisconnection(Rc<Disconnection>);

impl StringTransportWithDisconnection {
    /// A transport of `protocol`, which has been told nothing yet.
    pub fn new(protocol: impl Protocol + 'static) -> Self {
        StringTransportWithDisconnection(Rc::new_cyclic(|this: &Weak<Disconnection>| Disconnection {
            string: StringTransport::followed_by(this.clone()),
            protocol: Cell::new(Some(Box::new(protocol))),
            events: RefCell::default(),
            failed: Cell::default(),
        }))
    }

    /// Calls `connection_made`.
    ///
    /// # Errors
    /// That of a callback. Nothing else comes of it: the connection stands.
    pub fn connect(&self) -> Result {
        self.0.happen(Event::Made)
    }

    /// Calls `data_received`. Nothing where `data` is empty, or a close was asked for.
    ///
    /// # Errors
    /// As for [`connect`](Self::connect).
    pub fn deliver(&self, data: &[u8]) -> Result {
        if data.is_empty() { Ok(()) } else { self.0.happen(Event::Received(data.into())) }
    }

    /// Takes the error of a callback that was called where nobody could be told: inside `lose_connection`.
    pub fn take_error(&self) -> Option<BoxError> {
        self.0.failed.take()
    }
}

impl Deref for StringTransportWithDisconnection {
    type Target = StringTransport;

    fn deref(&self) -> &StringTransport {
        &self.0.string
    }
}

struct Disconnection {
    string: StringTransport,
    /// Taken out while it is called; `None` for good once it was told of its end.
    protocol: Cell<Option<Box<dyn Protocol>>>,
    events: RefCell<VecDeque<Event>>,
    failed: Cell<Option<BoxError>>,
}

/// What the protocol is to be told.
enum Event {
    Made,
    Received(Vec<u8>),
    Lost(Reason),
}

impl Disconnection {
    /// Tells the protocol, unless it is being called: then whoever calls it goes on with this.
    fn happen(&self, event: Event) -> Result {
        self.events.borrow_mut().push_back(event);
        while let Some(protocol) = self.protocol.take() {
            let event = self.events.borrow_mut().pop_front();
            let Some(event) = event else {
                self.protocol.set(Some(protocol));
                break;
            };
            self.keep(self.call(protocol, event));
        }
        self.failed.take().map_or(Ok(()), Err)
    }

    /// The first error is kept until somebody can be told.
    fn keep(&self, result: Result) {
        self.failed.set(self.failed.take().or(result.err()));
    }

    fn call(&self, mut protocol: Box<dyn Protocol>, event: Event) -> Result {
        let string = &self.string;
        let result = match event {
            Event::Made => protocol.connection_made(string),
            Event::Received(data) if !string.is_disconnecting() => protocol.data_received(string, &data),
            Event::Received(_) => Ok(()),
            Event::Lost(reason) => {
                string.set_told();
                return protocol.connection_lost(string, &reason);
            }
        };
        self.protocol.set(Some(protocol));
        result
    }
}

impl Follower for Disconnection {
    fn closed(&self, reason: Reason) {
        self.events.borrow_mut().retain(|event| !matches!(event, Event::Lost(_))); // an abort after a close
        self.keep(self.happen(Event::Lost(reason)));
    }
}
