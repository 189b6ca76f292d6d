//! Who is held to the contract.

use crate::reactor::Builder;
use crate::reactor::multiplexer::{Mio, Poll, Select};
use crate::reactor::testing::MemoryNetwork;
use std::fmt;
use std::io;
use std::rc::Rc;
use std::time::Duration;

/// A way to put a reactor together. Each case gets a new one.
#[derive(Clone)]
pub struct Implementer {
    name: Rc<str>,
    ground: Ground,
    patience: Duration,
}

/// How long a reactor may take for anything at all, unless its implementer says otherwise.
const PATIENCE: Duration = Duration::from_secs(20);

/// What its connections are made of, and how the parts are chosen.
#[derive(Clone)]
enum Ground {
    System(Rc<ChooseOnSystem>),
    Memory(Rc<ChooseInMemory>),
}

type ChooseOnSystem = dyn Fn(Builder) -> io::Result<Builder>;
type ChooseInMemory = dyn Fn(Builder, &MemoryNetwork) -> io::Result<Builder>;

impl Implementer {
    /// One over the system's sockets, of the parts that `choose` puts into the builder.
    pub fn on_system(name: &str, choose: impl Fn(Builder) -> io::Result<Builder> + 'static) -> Self {
        Implementer { name: name.into(), ground: Ground::System(Rc::new(choose)), patience: PATIENCE }
    }

    /// One over a network in memory, a new one each time: its multiplexer, its clock and its sockets are chosen already when
    /// `choose` is asked.
    pub fn in_memory(name: &str, choose: impl Fn(Builder, &MemoryNetwork) -> io::Result<Builder> + 'static) -> Self {
        Implementer { name: name.into(), ground: Ground::Memory(Rc::new(choose)), patience: PATIENCE }
    }

    /// The usual one.
    pub fn mio() -> Self {
        Implementer::on_system("mio", |builder| Ok(builder.multiplexer(Mio::new()?)))
    }

    /// The one that waits by poll(2).
    pub fn poll() -> Self {
        Implementer::on_system("poll", |builder| Ok(builder.multiplexer(Poll::new()?)))
    }

    /// The one that waits by select(2).
    pub fn select() -> Self {
        Implementer::on_system("select", |builder| Ok(builder.multiplexer(Select::new()?)))
    }

    /// The one without a system.
    pub fn memory() -> Self {
        Implementer::in_memory("memory", |builder, _| Ok(builder))
    }

    /// How long a case waits for something that does not come; 20 seconds unless said. A reactor in memory is given a number
    /// of turns instead.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    pub(super) fn longest_wait(&self) -> Duration {
        self.patience
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its multiplexer can wait for descriptors of the system.
    pub fn has_descriptors(&self) -> bool {
        matches!(self.ground, Ground::System(_))
    }

    /// Puts its parts into a builder. Where it is in memory, the network comes with it.
    pub(super) fn choose(&self, builder: Builder) -> io::Result<(Builder, Option<MemoryNetwork>)> {
        match &self.ground {
            Ground::System(choose) => Ok((choose(builder)?, None)),
            Ground::Memory(choose) => {
                let network = MemoryNetwork::new();
                let builder =
                    builder.multiplexer(network.multiplexer()).clock(network.clone()).network(network.clone());
                Ok((choose(builder, &network)?, Some(network)))
            }
        }
    }
}

impl fmt::Debug for Implementer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
