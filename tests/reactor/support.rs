//! A bench for the contract: one reactor of each kind, protocols that write down what happens to them.

mod bench;
mod calls;
mod producer;
mod record;

pub(crate) use bench::{Bench, Kind, once};
pub(crate) use producer::{ScriptedProducer, assert_counted, counted};
pub(crate) use record::{Record, Scripted, aborts, closes};

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
