//! What all handles of one reactor share.
//!
//! ```text
//! running    from its start to its stop, hooks
//! turn       one turn
//! watching   sources
//! calls      the program's own is called, and what happened is told
//! factories  who uses them
//! ```
//!
//! No `RefCell` of these is borrowed while anything of the program's own is called; its parts are taken out, or
//! cloned, before.

mod calls;
mod factories;
mod running;
mod turn;
mod watching;

use super::clock::Clock;
use super::interfaces::{Hook, HookPhase};
use super::life::{HookEvent, Life};
use super::log::Log;
use super::multiplexer::Multiplexer;
use super::network::Network;
use super::probe::Probe;
use super::protocol::Protocol;
use super::remote::Remote;
use super::source::{Key, Readiness};
use super::sources::Sources;
use super::timers::TimerQueue;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

/// The most that one read asks for, and so the most that one `data_received` brings.
pub(crate) const READ_SIZE: usize = 65_536;

/// What is read into.
pub(crate) type Room = [u8; READ_SIZE];

pub(crate) struct Engine {
    pub(crate) clock: Rc<dyn Clock>,
    pub(crate) timers: Rc<TimerQueue>,
    pub(crate) network: Rc<dyn Network>,
    pub(crate) remote: Remote,
    pub(crate) high_water: usize,
    pub(crate) life: Cell<Life>,
    pub(crate) hooks: RefCell<Vec<(HookEvent, HookPhase, Hook)>>,
    wrap: Option<Wrap>,
    log: Rc<dyn Log>,
    probe: Option<Rc<dyn Probe>>,
    multiplexer: RefCell<Box<dyn Multiplexer>>,
    sources: Sources,
    /// What was put off to the next turn.
    soon: RefCell<VecDeque<Soon>>,
    /// Who uses each factory, by its address: it is started for the first and stopped after the last.
    factories: RefCell<HashMap<*const (), usize>>,
    in_turn: Cell<bool>,
    turns: Cell<u64>,
    failed_waits: Cell<u32>,
    /// Room that is used again in each turn.
    ready: Cell<Vec<(Key, Readiness)>>,
    pub(crate) room: Cell<Option<Box<Room>>>,
}

/// Something that was put off to the next turn, because what asked for it was a callback.
pub(crate) trait Later {
    /// The turn has come.
    fn now(self: Rc<Self>);
    /// The reactor stops before the turn came.
    fn never(self: Rc<Self>);
}

type Soon = Rc<dyn Later>;

/// Puts a protocol into another one.
pub(crate) type Wrap = Box<dyn Fn(Box<dyn Protocol>) -> Box<dyn Protocol>>;

/// What a reactor is made of.
pub(crate) struct Parts {
    pub(crate) clock: Rc<dyn Clock>,
    pub(crate) multiplexer: Box<dyn Multiplexer>,
    pub(crate) network: Rc<dyn Network>,
    pub(crate) log: Rc<dyn Log>,
    pub(crate) probe: Option<Rc<dyn Probe>>,
    pub(crate) high_water: usize,
    pub(crate) wrap: Option<Wrap>,
}

impl Engine {
    pub(crate) fn new(parts: Parts) -> Self {
        let waker = parts.multiplexer.waker();
        Engine {
            timers: TimerQueue::new(parts.clock.clone(), parts.probe.clone()),
            clock: parts.clock,
            network: parts.network,
            remote: Remote::new(waker),
            high_water: parts.high_water,
            life: Cell::default(),
            hooks: RefCell::default(),
            wrap: parts.wrap,
            log: parts.log,
            probe: parts.probe,
            multiplexer: RefCell::new(parts.multiplexer),
            sources: Sources::default(),
            soon: RefCell::default(),
            factories: RefCell::default(),
            in_turn: Cell::default(),
            turns: Cell::default(),
            failed_waits: Cell::default(),
            ready: Cell::default(),
            room: Cell::default(),
        }
    }
}
