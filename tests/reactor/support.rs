//! What the contract's cases use too, and a bench in memory.

mod calls;

pub(crate) use calls::with_calls;
pub(crate) use twistlab::reactor::testing::contract::{
    Bench, Implementer, Maker, Record, Scripted, ScriptedProducer, assert_counted, closes, counted, once,
};

/// A reactor in memory.
pub(crate) fn in_memory() -> Bench {
    Bench::on(&Implementer::memory())
}
