//! Doubles for tests: of this library's own, and of the programs that use it.
//!
//! | which one do I want | |
//! |---|---|
//! | my program on a real reactor, without the kernel: chosen chunks, faults and time | [`MemoryNetwork`] |

mod faults;
mod network;
mod random;

pub use faults::{Attempt, Call, Chances, Fault};
pub use network::{MemoryMultiplexer, MemoryNetwork};
