//! The calls that a stage can make, by their names in the kernel's manual.

use serde::{Deserialize, Serialize};

/// A call that a stage can make. Each is one system call, named as the kernel names it, except
/// [`Call::Sleep`], [`Call::Join`] and [`Call::Order`], which wait for the clock, for a thread and for the learner, and the
/// calls of a network in memory.
///
/// The number called `asked` is: bytes for `send`, `recv`, `read`, `write` and their like in memory, the backlog for `listen`, microseconds
/// for `sleep`, the timeout in microseconds for the waits (absent: for ever), 1 or 0 for `nonblocking`; other calls
/// have none. The number in [`Outcome::Result`](super::Outcome::Result) is what the call returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// `socket(2)`
    Socket,
    /// `bind(2)`
    Bind,
    /// `listen(2)`
    Listen,
    /// `connect(2)`
    Connect,
    /// `accept(2)`
    Accept,
    /// `send(2)`
    Send,
    /// `recv(2)`
    Recv,
    /// `shutdown(2)` of the sending side
    ShutdownWrite,
    /// `shutdown(2)` of both sides
    ShutdownBoth,
    /// `connect(2)` to no address: the connection is reset, the socket stays
    Disconnect,
    /// `close(2)`
    Close,
    /// `pipe(2)`
    Pipe,
    /// `read(2)`, of a pipe
    Read,
    /// `write(2)`, to a pipe
    Write,
    /// `ioctl(FIONBIO)`: from now on no call on it waits
    Nonblocking,
    /// `select(2)`
    Select,
    /// `poll(2)`
    Poll,
    /// `epoll_wait(2)` or the platform's like, by way of mio: edge-triggered
    Mio,
    /// reading from a socket in memory: no system call
    MemoryRead,
    /// writing to a socket in memory: no system call
    MemoryWrite,
    /// waiting in memory, where no wait takes time: no system call
    MemoryWait,
    /// waiting for the clock
    Sleep,
    /// waiting for a thread to end
    Join,
    /// waiting for the learner to say what to do next
    Order,
}

impl Call {
    /// The name as a program would write it.
    pub fn name(self) -> &'static str {
        match self {
            Call::Socket => "socket",
            Call::Bind => "bind",
            Call::Listen => "listen",
            Call::Connect => "connect",
            Call::Accept => "accept",
            Call::Send => "send",
            Call::Recv => "recv",
            Call::ShutdownWrite | Call::ShutdownBoth => "shutdown",
            Call::Disconnect => "connect(AF_UNSPEC)",
            Call::Close => "close",
            Call::Pipe => "pipe",
            Call::Read => "read",
            Call::Write => "write",
            Call::Nonblocking => "nonblocking",
            Call::Select => "select",
            Call::Poll => "poll",
            Call::Mio => "mio poll",
            Call::MemoryRead => "memory read",
            Call::MemoryWrite => "memory write",
            Call::MemoryWait => "memory wait",
            Call::Sleep => "sleep",
            Call::Join => "join",
            Call::Order => "wait for you",
        }
    }

    /// Whether the call is one system call (and not a wait of the lab's own).
    pub fn is_syscall(self) -> bool {
        !matches!(self, Call::Sleep | Call::Join | Call::Order) && !self.is_in_memory()
    }

    /// Whether it waits for readiness: it comes back as [`Event::Woke`](super::Event::Woke).
    pub fn is_wait(self) -> bool {
        matches!(self, Call::Select | Call::Poll | Call::Mio | Call::MemoryWait)
    }

    /// Whether it is a call to a network in memory, of which the kernel hears nothing.
    pub fn is_in_memory(self) -> bool {
        matches!(self, Call::MemoryRead | Call::MemoryWrite | Call::MemoryWait)
    }
}
