//! A bench for the contract: one reactor of each kind, protocols that write down what happens to them.

mod bench;
mod calls;
mod end;
mod maker;
mod order;
mod producer;
mod record;
mod virtual_time;
mod watch;

pub(crate) use bench::{Bench, Kind, loopback, once};
pub(crate) use end::{End, read_some};
pub(crate) use maker::Maker;
pub(crate) use order::Order;
pub(crate) use producer::{ScriptedProducer, assert_counted, counted};
pub(crate) use record::{Record, Scripted, aborts, closes, name};
pub(crate) use virtual_time::VirtualTime;
pub(crate) use watch::watch;

/// Runs each test on every implementation: `mod name { mio, poll, select, memory }`.
macro_rules! on_every_reactor {
    ($($(#[$meta:meta])* fn $name:ident($bench:ident: &Bench) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn check($bench: &Bench) $body

            $(#[$meta])*
            #[test]
            fn mio() { check(&Bench::on(Kind::Mio)); }
            #[test]
            fn poll() { check(&Bench::on(Kind::Poll)); }
            #[test]
            fn select() { check(&Bench::on(Kind::Select)); }
            #[test]
            fn memory() { check(&Bench::on(Kind::Memory)); }
        }
    )*};
}

/// The same for what needs descriptors of the system, which a network in memory has not.
macro_rules! on_every_system_reactor {
    ($($(#[$meta:meta])* fn $name:ident($bench:ident: &Bench) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn check($bench: &Bench) $body

            $(#[$meta])*
            #[test]
            fn mio() { check(&Bench::on(Kind::Mio)); }
            #[test]
            fn poll() { check(&Bench::on(Kind::Poll)); }
            #[test]
            fn select() { check(&Bench::on(Kind::Select)); }
        }
    )*};
}
