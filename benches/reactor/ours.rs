//! The reactor itself, used as a program would use it.

mod ping_pong;
mod stream;
mod timers;

use crate::meter::{Contestant, Cost, Meter};
use crate::workload::Kind;
use std::cell::Cell;
use std::rc::Rc;
use twistlab::reactor::Reactor;
use twistlab::reactor::outcome::Caller;
use twistlab::reactor::probe::{Noted, Probe};

/// The reactor, with or without somebody who watches it.
pub(crate) struct Ours {
    pub(crate) name: &'static str,
    pub(crate) probe: bool,
}

impl Contestant for Ours {
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&self, workload: Kind, often: u64) -> Option<Cost> {
        let counted = Rc::new(Counting::default());
        let builder = Reactor::builder();
        let builder = if self.probe { builder.probe(counted.clone()) } else { builder };
        let measured = Measured::new(builder.build().unwrap());
        match workload {
            Kind::PingPong { pairs, idle } => ping_pong::run(&measured, pairs, idle, often),
            Kind::Stream => stream::run(&measured, stream::Chunks { left: Cell::new(often << 4) }, often << 20),
            Kind::Write { owned } => {
                let data = vec![7; usize::try_from(often << 20).unwrap()];
                stream::run(&measured, stream::Whole { data: Cell::new(data), owned }, often << 20);
            }
            Kind::Timers => timers::many(&measured, often),
            Kind::Lateness => timers::one_by_one(&measured, often),
        }
        measured.reactor.run().unwrap();
        std::hint::black_box(counted.facts.get());
        Some(measured.cost.take())
    }
}

/// A reactor, and what its work costs from its beginning to its end.
struct Measured {
    reactor: Reactor,
    meter: Cell<Option<Meter>>,
    cost: Cell<Cost>,
}

impl Measured {
    fn new(reactor: Reactor) -> Rc<Self> {
        Rc::new(Measured { reactor, meter: Cell::default(), cost: Cell::default() })
    }

    fn begin(&self) {
        self.meter.set(Some(Meter::start()));
    }

    fn end(&self) {
        if let Some(meter) = self.meter.take() {
            self.cost.set(meter.stop());
            self.reactor.stop().unwrap();
        }
    }
}

/// Counts what it is told.
#[derive(Default)]
struct Counting {
    facts: Cell<u64>,
}

impl Probe for Counting {
    fn note(&self, _: &Noted<'_>, _: Option<Caller>) {
        self.facts.set(self.facts.get() + 1);
    }
}
