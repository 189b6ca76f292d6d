//! A descriptor that a program has written itself: closures over one end of a pair of sockets.

use super::record::{Record, name};
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::source::{Descriptor, Key, Taken};
use crate::reactor::{Reactor, Reason, Result};
use std::cell::RefCell;
use std::io::{ErrorKind, Read};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::rc::Rc;

type Serve = Box<dyn FnMut(&UnixStream) -> Result<Taken, Reason>>;

/// Notes `read`, `write`, `read ended` and `lost: ...`, and does what its closures say.
pub struct ScriptedDescriptor {
    socket: Rc<UnixStream>,
    record: Record,
    half_closeable: bool,
    on_read: RefCell<Serve>,
    on_write: RefCell<Serve>,
    on_lost: Box<dyn Fn()>,
}

impl ScriptedDescriptor {
    /// One end, and the other of the same pair. Neither blocks. It reads what comes, and has nothing to write.
    pub fn pair() -> (Self, UnixStream) {
        let (here, there) = UnixStream::pair().expect("a pair can be made");
        for end in [&here, &there] {
            end.set_nonblocking(true).expect("it need not block");
        }
        let end = ScriptedDescriptor {
            socket: Rc::new(here),
            record: Record::default(),
            half_closeable: false,
            on_read: RefCell::new(Box::new(read_some)),
            on_write: RefCell::new(Box::new(|_| Ok(Taken::All))),
            on_lost: Box::new(|| {}),
        };
        (end, there)
    }

    /// What reading does.
    pub fn reading(mut self, call: impl FnMut(&UnixStream) -> Result<Taken, Reason> + 'static) -> Self {
        self.on_read = RefCell::new(Box::new(call));
        self
    }

    /// What writing does.
    pub fn writing(mut self, call: impl FnMut(&UnixStream) -> Result<Taken, Reason> + 'static) -> Self {
        self.on_write = RefCell::new(Box::new(call));
        self
    }

    /// What happens when it is lost.
    pub fn lost(mut self, call: impl Fn() + 'static) -> Self {
        self.on_lost = Box::new(call);
        self
    }

    /// It wants to be told of the end of reading alone.
    pub fn half_closeable(mut self) -> Self {
        self.half_closeable = true;
        self
    }

    /// What happens to it.
    pub fn record(&self) -> Record {
        self.record.clone()
    }

    /// The number that the system knows it by.
    pub fn number(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// Hands it over, in no set yet. The reactor is the only one that holds it now.
    pub fn register(self, reactor: &Reactor) -> Key {
        let end = Rc::new(self);
        reactor.register(end.socket.clone(), end.clone()).expect("it can be watched")
    }
}

/// Reads up to 64 bytes.
pub fn read_some(mut socket: &UnixStream) -> Result<Taken, Reason> {
    let mut room = [0; 64];
    match socket.read(&mut room) {
        Ok(0) => Err(Reason::Done),
        Ok(got) if got == room.len() => Ok(Taken::All),
        Ok(_) => Ok(Taken::Short),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Taken::Blocked),
        Err(error) => Err(error.into()),
    }
}

impl Descriptor for ScriptedDescriptor {
    fn do_read(&self) -> Result<Taken, Reason> {
        self.record.note("read");
        (self.on_read.borrow_mut())(&self.socket)
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        self.record.note("write");
        (self.on_write.borrow_mut())(&self.socket)
    }

    fn connection_lost(&self, reason: Reason) {
        self.record.note(format!("lost: {}", name(&reason)));
        (self.on_lost)();
    }

    fn is_half_closeable(&self) -> bool {
        self.half_closeable
    }

    fn read_connection_lost(&self) {
        self.record.note("read ended");
    }
}
