//! Reactors that record what they are asked to open, and open nothing.

mod clock;
mod deaf;
mod provides;
mod records;

pub use clock::MemoryReactorClock;
pub use records::{ConnectRecord, ConnectorCall, ListenRecord};

use crate::reactor::life::Life;
use crate::reactor::log::MemoryLog;
use crate::reactor::{ManualClock, Reactor};
use deaf::Deaf;
use std::cell::RefCell;
use std::rc::Rc;

/// A reactor for the code that listens and connects: it says yes to all, keeps what it was asked, and nothing ever comes of
/// it but `started_connecting`. What a connection would do, the test does by hand, with the factory of the record.
///
/// ```
/// use std::rc::Rc;
/// use twistlab::reactor::interfaces::{ListenOptions, ReactorTcp};
/// use twistlab::reactor::testing::{AccumulatingFactory, MemoryReactor, StringTransport};
/// use twistlab::reactor::{Protocol, Result};
///
/// # fn main() -> Result {
/// let reactor = MemoryReactor::new();
/// reactor.listen_tcp("0.0.0.0:8007".parse()?, Rc::new(AccumulatingFactory::new()), ListenOptions::default())?;
///
/// let string = StringTransport::new();
/// let port = reactor.listens().remove(0);
/// let mut protocol = port.factory.build_protocol(&string.peer())?.expect("it takes everybody");
/// protocol.connection_made(&string)?;
/// assert_eq!(port.at.port(), Some(8007));
/// # Ok(())
/// # }
/// ```
///
/// Running it runs the hooks of a start and then those of a stop, and returns; else it is as any reactor in what it
/// allows. A descriptor can be registered and is never ready.
///
/// It has no time, so what only waits for its time does not compile with it:
///
/// ```compile_fail,E0277
/// use twistlab::reactor::ReactorTime;
/// use twistlab::reactor::testing::MemoryReactor;
///
/// fn heartbeat(_reactor: &impl ReactorTime) {}
///
/// heartbeat(&MemoryReactor::new());
/// ```
///
/// [`MemoryReactorClock`] has.
#[derive(Clone)]
pub struct MemoryReactor {
    /// Runs hooks and keeps sets; its multiplexer hears nothing.
    core: Reactor,
    log: MemoryLog,
    records: Rc<Records>,
}

#[derive(Default)]
struct Records {
    listens: RefCell<Vec<ListenRecord>>,
    connects: RefCell<Vec<ConnectRecord>>,
}

impl MemoryReactor {
    /// A reactor that never ran and was asked nothing.
    pub fn new() -> Self {
        let log = MemoryLog::new();
        let core = Reactor::builder().log(log.clone()).clock(ManualClock::new()).over(Box::new(Deaf));
        MemoryReactor { core, log, records: Rc::default() }
    }

    /// Every port that was asked for, oldest first.
    pub fn listens(&self) -> Vec<ListenRecord> {
        self.records.listens.borrow().clone()
    }

    /// Every connection that was asked for, oldest first.
    pub fn connects(&self) -> Vec<ConnectRecord> {
        self.records.connects.borrow().clone()
    }

    /// Whether it was run.
    pub fn has_run(&self) -> bool {
        self.core.0.life.get() != Life::Fresh
    }

    /// Whether a run of it came to its end, other than by a crash.
    pub fn has_stopped(&self) -> bool {
        self.core.0.life.get() == Life::Stopped
    }

    /// The errors of its hooks.
    pub fn log(&self) -> &MemoryLog {
        &self.log
    }
}

impl Default for MemoryReactor {
    fn default() -> Self {
        MemoryReactor::new()
    }
}
