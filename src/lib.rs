//! twistlab: an oscilloscope for event loops.
//!
//! A lesson runs a real program on real loopback sockets and shows, while it runs, what no debugger shows
//! together: the bytes in each buffer, what the kernel says of each thread, and the line that is running.
//! One flow carries everything, and every screen, text and figure is the same fold of the same trace:
//!
//! ```text
//! lessons/NN-slug/stage.rs     the program being watched: real code, real sockets
//!         | calls
//! lab                          sockets with pinned buffers, knobs, gate, sampler, clock
//!         | notes what happened, on the line after it
//! probe -> event               past tense, with its numbers
//!         | bounded queue
//! trace                        the ordered record: live, or read from a file
//!         | fold
//! world                        the state at one moment
//!         | read only
//! view                         terminal, plain text, figures
//! ```
//!
//! Inside is a small event-loop library, [`reactor`], which can be used by itself:
//!
//! ```no_run
//! use twistlab::reactor::{Protocol, Reactor, Result, Transport, factory};
//!
//! struct Echo;
//!
//! impl Protocol for Echo {
//!     fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
//!         transport.write(data);
//!         Ok(())
//!     }
//! }
//!
//! fn main() -> Result {
//!     let reactor = Reactor::new()?;
//!     reactor.listen_tcp("127.0.0.1:8007".parse()?, factory(|_| Echo))?;
//!     Ok(reactor.run()?)
//! }
//! ```

extern crate self as twistlab;

pub mod clock;
pub mod event;
mod kernel;
pub mod lab;
pub mod lesson;
pub mod probe;
pub mod reactor;
pub mod trace;
pub mod world;

#[cfg(feature = "app")]
pub mod cli;
#[cfg(feature = "app")]
pub mod progress;
#[cfg(feature = "app")]
pub mod view;
