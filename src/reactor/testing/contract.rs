//! The contract of a reactor, as cases that any implementation can be held to.
//!
//! What the traits of this library cannot say with their signatures, is said here by what must happen: nobody is told inside
//! the call, all that was written goes first, a callback that fails ends its own connection alone. It is for whoever makes
//! another [`Multiplexer`](crate::reactor::multiplexer::Multiplexer), [`Network`](crate::reactor::network::Network) or
//! [`Clock`](crate::reactor::Clock), or lays a wrapper over the protocols of all connections
//! ([`Builder::wrap_protocols`](crate::reactor::Builder::wrap_protocols)), a
//! [`RawTransport`](crate::reactor::transport::RawTransport) of their own, say. The library's own tests run the same cases on
//! [`mio`](Implementer::mio), [`poll`](Implementer::poll), [`select`](Implementer::select) and
//! [in memory](Implementer::memory).
//!
//! ```text
//! Implementer ── how a reactor is put together
//!     │ a new one for each case
//!   Bench ────── that reactor, its log, turns until something has happened
//!     │ given to
//!   Case ─────── one promise; Scripted, Maker, ScriptedProducer play the program, a Record keeps what they were told
//!     │ gives
//!   Outcome ──── Held | Broken(why) | NotHere(why)
//! ```
//!
//! A case fails by a panic, as a test does; [`Case::run`] catches it and gives the sentence. It does not silence the hook
//! that prints panics: that belongs to the program.
//!
//! ```
//! use twistlab::reactor::multiplexer::Poll;
//! use twistlab::reactor::testing::contract::{Implementer, Outcome, cases};
//!
//! let mine = Implementer::on_system("mine", |builder| Ok(builder.multiplexer(Poll::new()?)));
//! for case in cases().filter(|case| case.theme() == "closing") {
//!     assert_eq!(case.run(&mine), Outcome::Held, "{case}, which covers {:?}", case.covers());
//! }
//! ```
#![allow(clippy::unwrap_used)] // a case fails by a panic: what should have gone well and did not has broken the contract

mod bench;
mod case;
mod cases;
mod descriptor;
mod folder;
mod implementer;
mod maker;
mod once;
mod order;
mod producer;
mod record;
mod scripted;
mod virtual_time;
mod watch;

pub use bench::{Bench, loopback};
pub use case::{Case, Needs, Outcome};
pub use cases::cases;
pub use descriptor::{ScriptedDescriptor, read_some};
pub use implementer::Implementer;
pub use maker::Maker;
pub use once::{Once, once};
pub use order::Order;
pub use producer::{ScriptedProducer, assert_counted, counted};
pub use record::{Record, name};
pub use scripted::{Scripted, aborts, closes};
pub use virtual_time::{VirtualClock, VirtualTime};
pub use watch::watch;
