//! What a reactor waits for: sources, what is wanted of them, and what the kernel said.

use super::outcome::Result;
use super::reason::Reason;
use std::os::fd::AsFd;
use std::rc::Rc;

slotmap::new_key_type! {
    /// A source's name for its whole life. The kernel's descriptor numbers are used again at once, these are not: a
    /// late word about a closed source reaches nobody.
    pub struct Key;
}

/// Something that can be ready.
#[derive(Clone)]
pub enum Source {
    /// A descriptor of the system. The reactor holds it, so that its number cannot be another's while it is registered.
    Fd(Rc<dyn AsFd>),
    /// An end of a connection in memory; only a [`MemoryNetwork`](super::testing::MemoryNetwork) knows it.
    Memory(u64),
}

/// What the program wants of a source. Kept in user space; the kernel's registration never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interest {
    /// To be told when it can be read.
    pub read: bool,
    /// To be told when it can be written.
    pub write: bool,
}

/// What the kernel said of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Readiness {
    /// A read would not block: there is data, or the end, or an error.
    pub readable: bool,
    /// A write would not block: there is room, or an error.
    pub writable: bool,
    /// The end of the stream, an error or urgent data is on its way: a short read does not mean that nothing is left.
    pub ending: bool,
}

/// One source that a level-triggered wait must ask about.
pub struct Wanted {
    /// Its name.
    pub key: Key,
    /// What it is.
    pub source: Source,
    /// What to ask; never empty. What is latched already is not asked.
    pub interest: Interest,
}

/// How much of what was asked the kernel gave or took. The latch goes by it: see [`Multiplexer`](super::multiplexer::Multiplexer).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// All: there may be more.
    All,
    /// Less than was asked: nothing is left, or there is no more room.
    Short,
    /// It said that it would block.
    Blocked,
}

/// Any descriptor that wants to be told when it is ready. Transports, ports and connectors are such ones; a program may
/// add its own (a pipe, an inotify, a serial line).
///
/// Methods take `&self`: a handler may remove, close or serve another one, or itself. When one returns a reason, the
/// source is removed from both sets and closed, and then told `connection_lost`, once.
pub trait Descriptor {
    /// It can be read. Say how much of what you asked you were given.
    ///
    /// # Errors
    /// A [`Reason`] ends the source: `Done` at the end of the stream.
    fn do_read(&self) -> Result<Taken, Reason>;

    /// It can be written.
    ///
    /// # Errors
    /// A [`Reason`] ends the source.
    fn do_write(&self) -> Result<Taken, Reason>;

    /// It is gone: what `do_read` or `do_write` returned, or a stop of the reactor. Nothing is called after it.
    fn connection_lost(&self, reason: Reason);

    /// Whether it lives on when `do_read` returns [`Reason::Done`]: then it is removed from the readers alone, and
    /// [`read_connection_lost`](Descriptor::read_connection_lost) is called.
    fn is_half_closeable(&self) -> bool {
        false
    }

    /// The peer has sent its last byte. Called only where [`is_half_closeable`](Descriptor::is_half_closeable).
    fn read_connection_lost(&self) {}
}
