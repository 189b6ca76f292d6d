//! A factory made of closures, for a port or a connector.

use super::record::{Record, name};
use super::scripted::Scripted;
use crate::reactor::error::ConnectError;
use crate::reactor::{Address, ClientFactory, Connector, Factory, Protocol, Reason, Result};
use std::cell::RefCell;
use std::rc::Rc;

type Build = Box<dyn Fn() -> Result<Option<Scripted>>>;
type Told = Box<dyn Fn(&Connector)>;

/// A factory that records what it is told (`start`, `connecting`, `build`, `failed: ...`, `client lost: ...`, `stop`),
/// and does what its closures say. The protocols that it builds have records of their own.
pub struct Maker {
    record: Record,
    build: Build,
    on_connecting: Told,
    on_failed: Told,
    on_lost: Told,
    connectors: RefCell<Vec<Connector>>,
}

impl Maker {
    /// One that builds what this says.
    pub fn new(build: impl Fn() -> Result<Option<Scripted>> + 'static) -> Self {
        Maker {
            record: Record::default(),
            build: Box::new(build),
            on_connecting: Box::new(|_| {}),
            on_failed: Box::new(|_| {}),
            on_lost: Box::new(|_| {}),
            connectors: RefCell::default(),
        }
    }

    /// One whose protocols do nothing.
    pub fn plain() -> Self {
        Maker::new(|| Ok(Some(Scripted::new())))
    }

    /// What happens when an attempt begins.
    pub fn connecting(mut self, call: impl Fn(&Connector) + 'static) -> Self {
        self.on_connecting = Box::new(call);
        self
    }

    /// What happens when an attempt has failed.
    pub fn failed(mut self, call: impl Fn(&Connector) + 'static) -> Self {
        self.on_failed = Box::new(call);
        self
    }

    /// What happens when a connection is over.
    pub fn lost(mut self, call: impl Fn(&Connector) + 'static) -> Self {
        self.on_lost = Box::new(call);
        self
    }

    /// As ports and connectors take it.
    pub fn shared(self) -> Rc<Self> {
        Rc::new(self)
    }

    /// What it is told.
    pub fn record(&self) -> Record {
        self.record.clone()
    }

    /// The connectors that it was told of, one for each time.
    pub fn connectors(&self) -> Vec<Connector> {
        self.connectors.borrow().clone()
    }

    fn told(&self, connector: &Connector, what: String) {
        self.connectors.borrow_mut().push(connector.clone());
        self.record.note(what);
    }
}

impl Factory for Maker {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        self.record.note("build");
        Ok((self.build)()?.map(|protocol| Box::new(protocol) as Box<dyn Protocol>))
    }

    fn start_factory(&self) {
        self.record.note("start");
    }

    fn stop_factory(&self) {
        self.record.note("stop");
    }
}

impl ClientFactory for Maker {
    fn started_connecting(&self, connector: &Connector) {
        self.told(connector, "connecting".into());
        (self.on_connecting)(connector);
    }

    fn client_connection_failed(&self, connector: &Connector, error: &ConnectError) {
        let kind = format!("{error:?}"); // `Refused(Os { code: ...` is `Refused`
        self.told(connector, format!("failed: {}", kind.split('(').next().unwrap_or_default()));
        (self.on_failed)(connector);
    }

    fn client_connection_lost(&self, connector: &Connector, reason: &Reason) {
        self.told(connector, format!("client lost: {}", name(reason)));
        (self.on_lost)(connector);
    }
}
