//! Doubles for tests: of this library's own, and of the programs that use it.
//!
//! | I want to test | with | what is real |
//! |---|---|---|
//! | the methods of a protocol, and what it writes | [`StringTransport`] | the protocol |
//! | the same, and how it closes | [`StringTransportWithDisconnection`] | the protocol |
//! | two protocols with each other, in any chunks | [`Pair`] | and the connections between them |
//! | code that listens and connects | [`MemoryReactor`], with time [`MemoryReactorClock`] | that code |
//! | a whole program, with faults and time as I say | [`MemoryNetwork`] | all but the kernel |
//! | my own part of a reactor | [`contract`] | that part |
//!
//! None of the doubles makes a system call, waits, or depends on anything but the calls it gets and a seed. The contract runs
//! what it is given.

mod accumulating;
pub mod contract;
mod disconnection;
mod faults;
mod network;
mod pair;
mod producer;
mod random;
mod reactor;
mod transport;

pub use accumulating::{AccumulatingFactory, AccumulatingProtocol, Happened, ProtocolRecord, ReasonKind};
pub use disconnection::StringTransportWithDisconnection;
pub use faults::{Attempt, Call, Chances, Chunks, Close, Fault};
pub use network::{MemoryMultiplexer, MemoryNetwork};
pub use pair::{End, Moved, Pair, PairError};
pub use producer::NonStreamingProducer;
pub use reactor::{ConnectRecord, ConnectorCall, ListenRecord, MemoryReactor, MemoryReactorClock};
pub use transport::{ProducerState, StringTransport};
