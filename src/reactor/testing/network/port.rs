//! A listening socket in memory: the line of those who are connected and not accepted yet.

use super::kernel::Kernel;
use super::socket::MemorySocket;
use super::watches::{Id, READABLE};
use crate::reactor::address::Address;
use crate::reactor::network::{ListeningSocket, Socket};
use crate::reactor::source::{Readiness, Source};
use crate::reactor::testing::faults::{Call, Fault};
use rustix::io::Errno;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;

pub(super) struct Port {
    pub(super) at: Address,
    /// Ends that are connected and wait to be accepted.
    pub(super) line: VecDeque<Id>,
    /// Attempts for which the line has no room; they do not know that anybody listens.
    pub(super) outside: VecDeque<Id>,
    backlog: usize,
}

impl Port {
    pub(super) fn new(at: Address, backlog: u32) -> Self {
        Port { at, line: VecDeque::new(), outside: VecDeque::new(), backlog: backlog.max(1) as usize }
    }

    pub(super) fn has_room(&self) -> bool {
        self.line.len() < self.backlog
    }

    pub(super) fn readiness(&self) -> Readiness {
        if self.line.is_empty() { Readiness::default() } else { READABLE }
    }
}

impl Kernel {
    fn accept(&mut self, id: Id) -> io::Result<(Id, Address)> {
        self.meet_at_port(id, Call::Accept)?;
        self.take_first(id)
    }

    fn turn_away(&mut self, id: Id, limit: usize) -> io::Result<usize> {
        self.meet_at_port(id, Call::TurnAway)?;
        let mut count = 0;
        while count < limit {
            let Ok((turned_away, _)) = self.take_first(id) else { break };
            self.close(turned_away);
            count += 1;
        }
        Ok(count)
    }

    /// A fault hits the call, if somebody waits in the line.
    fn meet_at_port(&mut self, id: Id, call: Call) -> io::Result<()> {
        let port = self.ports.get(&id).ok_or(Errno::BADF)?;
        if port.line.is_empty() {
            return Ok(());
        }
        match self.faults.hit(call, &port.at, 0) {
            None | Some(Fault::Cut(_)) => Ok(()),
            Some(Fault::Interrupted) => Err(Errno::INTR.into()),
            Some(Fault::Error(error)) => Err(error),
            Some(Fault::Blocked) => {
                self.watches.tell(id, READABLE);
                Err(Errno::AGAIN.into())
            }
        }
    }

    /// The first of the line, and its peer. One from outside takes the room.
    fn take_first(&mut self, id: Id) -> io::Result<(Id, Address)> {
        let port = self.ports.get_mut(&id).ok_or(Errno::BADF)?;
        let first = port.line.pop_front().ok_or(Errno::AGAIN)?;
        if let Some(next) = port.outside.pop_front() {
            self.establish(id, next);
        }
        Ok((first, self.stream(first)?.peer.clone()))
    }

    /// Closes a port: whoever waits in its line is reset, whoever is outside is refused.
    fn close_port(&mut self, id: Id) {
        self.watches.forget(id);
        let Some(port) = self.ports.remove(&id) else { return };
        for waiting in port.line {
            self.break_off(waiting);
            self.close(waiting);
        }
        for outside in port.outside {
            self.fail(outside, Errno::CONNREFUSED.into());
        }
    }
}

/// The handle of a [`Port`]; dropping it closes it.
pub(super) struct MemoryListener {
    kernel: Rc<RefCell<Kernel>>,
    id: Id,
}

impl MemoryListener {
    pub(super) fn new(kernel: Rc<RefCell<Kernel>>, id: Id) -> Self {
        MemoryListener { kernel, id }
    }
}

impl ListeningSocket for MemoryListener {
    fn source(self: Rc<Self>) -> Source {
        Source::Memory(self.id)
    }

    fn accept(&self) -> io::Result<(Rc<dyn Socket>, Address)> {
        let (id, peer) = self.kernel.borrow_mut().accept(self.id)?;
        Ok((Rc::new(MemorySocket::new(self.kernel.clone(), id)), peer))
    }

    fn turn_away(&self, limit: usize) -> io::Result<usize> {
        self.kernel.borrow_mut().turn_away(self.id, limit)
    }

    fn host(&self) -> io::Result<Address> {
        let kernel = self.kernel.borrow();
        Ok(kernel.ports.get(&self.id).ok_or(Errno::BADF)?.at.clone())
    }
}

impl Drop for MemoryListener {
    fn drop(&mut self) {
        self.kernel.borrow_mut().close_port(self.id);
    }
}
