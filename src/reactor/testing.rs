//! Doubles for tests: of this library's own, and of the programs that use it.
//!
//! | which one do I want | |
//! |---|---|
//! | to call a protocol's methods, and see what it writes | [`StringTransport`] |
//! | the same, and its close | [`StringTransportWithDisconnection`] |
//! | my program on a real reactor, without the kernel: chosen chunks, faults and time | [`MemoryNetwork`] |

mod disconnection;
mod faults;
mod network;
mod random;
mod transport;

pub use disconnection::StringTransportWithDisconnection;
pub use faults::{Attempt, Call, Chances, Chunks, Close, Fault};
pub use network::{MemoryMultiplexer, MemoryNetwork};
pub use transport::{ProducerState, StringTransport};
