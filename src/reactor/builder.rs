//! Putting a reactor together from other parts than the usual ones.

use super::Reactor;
use super::clock::{Clock, SystemClock};
use super::engine::{Engine, Parts, Wrap};
use super::flow::HIGH_WATER;
use super::log::{Log, MemoryLog};
use super::multiplexer::{Mio, Multiplexer};
use super::network::Network;
use super::probe::Probe;
use super::protocol::Protocol;
use super::system::SystemNetwork;
use std::io;
use std::rc::Rc;

/// What a reactor is to be made of; see [`Reactor::builder`]. Whatever is not chosen is the usual.
#[derive(Default)]
pub struct Builder {
    clock: Option<Rc<dyn Clock>>,
    multiplexer: Option<Box<dyn Multiplexer>>,
    network: Option<Rc<dyn Network>>,
    log: Option<Rc<dyn Log>>,
    probe: Option<Rc<dyn Probe>>,
    high_water: Option<usize>,
    wrap: Option<Wrap>,
}

impl Builder {
    /// What waits for readiness; [`Mio`] unless chosen.
    #[must_use]
    pub fn multiplexer(mut self, multiplexer: impl Multiplexer + 'static) -> Self {
        self.multiplexer = Some(Box::new(multiplexer));
        self
    }

    /// What makes sockets; [`SystemNetwork`] unless chosen. It must be one that the multiplexer knows.
    #[must_use]
    pub fn network(mut self, network: impl Network + 'static) -> Self {
        self.network = Some(Rc::new(network));
        self
    }

    /// What time it is; a [`SystemClock`] unless chosen.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Rc::new(clock));
        self
    }

    /// Where the errors of callbacks go; a [`MemoryLog`] unless chosen.
    #[must_use]
    pub fn log(mut self, log: impl Log + 'static) -> Self {
        self.log = Some(Rc::new(log));
        self
    }

    /// Who is told what the reactor does; nobody unless chosen.
    #[must_use]
    pub fn probe(mut self, probe: Rc<dyn Probe>) -> Self {
        self.probe = Some(probe);
        self
    }

    /// The mark of new connections in bytes; [`HIGH_WATER`] unless chosen.
    #[must_use]
    pub fn high_water(mut self, bytes: usize) -> Self {
        self.high_water = Some(bytes);
        self
    }

    /// What each protocol of a connection is put into when it is built; nothing unless chosen. That is how one policy is laid
    /// over all connections: what stands between sees every call, and may give the protocol inside another transport.
    #[must_use]
    pub fn wrap_protocols(mut self, wrap: impl Fn(Box<dyn Protocol>) -> Box<dyn Protocol> + 'static) -> Self {
        self.wrap = Some(Box::new(wrap));
        self
    }

    /// Puts what waits for readiness, as chosen so far, into another one.
    pub(crate) fn wrap_multiplexer<M: Multiplexer + 'static>(
        mut self,
        wrap: impl FnOnce(Box<dyn Multiplexer>) -> M,
    ) -> io::Result<Self> {
        let inner = match self.multiplexer.take() {
            Some(inner) => inner,
            None => Box::new(Mio::new()?),
        };
        Ok(self.multiplexer(wrap(inner)))
    }

    /// Makes it.
    ///
    /// # Errors
    /// The system's: there may be no descriptor left to wait with.
    pub fn build(mut self) -> io::Result<Reactor> {
        let multiplexer = match self.multiplexer.take() {
            Some(multiplexer) => multiplexer,
            None => Box::new(Mio::new()?),
        };
        Ok(self.over(multiplexer))
    }

    /// Makes it with this multiplexer: then nothing can fail.
    pub(crate) fn over(self, multiplexer: Box<dyn Multiplexer>) -> Reactor {
        Reactor(Rc::new(Engine::new(Parts {
            clock: self.clock.unwrap_or_else(|| Rc::new(SystemClock::new())),
            multiplexer,
            network: self.network.unwrap_or_else(|| Rc::new(SystemNetwork)),
            log: self.log.unwrap_or_else(|| Rc::new(MemoryLog::new())),
            probe: self.probe,
            high_water: self.high_water.unwrap_or(HIGH_WATER),
            wrap: self.wrap,
        })))
    }
}
