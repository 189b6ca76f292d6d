//! The words of the meters: how much was done, and how much of it is kept.

use super::span;
use crate::event::thousands;
use crate::trace::Trace;
use crate::world::World;

/// What the trace holds, of how much it may hold; what was counted, held and went wrong.
pub fn meters(trace: &Trace, world: &World) -> String {
    let mib = trace.memory() as f64 / f64::from(1 << 20);
    let (len, limit) = (thousands(trace.len() as u64), thousands(Trace::LIMIT as u64));
    let mut parts = vec![format!("{} system calls", thousands(world.tally.syscalls))];
    parts.push(format!("trace {len} of {limit} events, {mib:.1} MiB"));
    if !world.tally.counted.is_empty() {
        parts.push(format!("{} calls counted", thousands(world.tally.counted.calls)));
    }
    if world.tally.errors > 0 {
        parts.push(format!("errors: {}", world.tally.errors));
    }
    if world.tally.held.0 > 0 {
        parts.push(format!("held {}", span(world.tally.held)));
    }
    parts.join("; ")
}
