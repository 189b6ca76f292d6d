//! What is wrong with a loop: it spins, it asks instead of waiting, or it leaves somebody unserved.

use super::{Notice, Weight};
use crate::event::{Micros, thousands};
use crate::world::{Role, Source, Thread, World};

/// Wakeups for nothing, a second, from which a loop spins. A timer of one millisecond wakes a loop a thousand times a
/// second and may find nothing to move; a loop that spins comes to ten thousands on a slow machine.
const SPINS: u64 = 5_000;

/// The same for calls that are refused. A loop that naps a millisecond between two polls stays below it.
const BUSY: u64 = 5_000;

/// Of a hundred wakeups, how many must be for nothing: a loop that moves something every few turns is only fast.
const MOSTLY: u64 = 90;

/// How long a source must be ready, wait after wait, to be the cause of a spin: longer than a turn of any loop that
/// serves it.
const STANDS: Micros = Micros(50_000);

/// How long a source that can be read may wait for its read. A second is long for a person who waits for an answer.
const UNSERVED: Micros = Micros(1_000_000);

/// After how many waits in a row a reader counts as passed over. After one it may have been left out with reason: a
/// handler before it took its interest back.
const PASSED_OVER: u64 = 2;

pub(super) fn spinning(world: &World, found: &mut Vec<Notice>) {
    for thread in &world.threads {
        let Some(rate) = thread.wheel.rate else { continue };
        let mostly = u128::from(rate.empty) * 100 >= u128::from(rate.wakeups) * u128::from(MOSTLY);
        if rate.empty < SPINS || !mostly {
            continue;
        }
        let cause = cause(world, thread).map_or_else(String::new, |cause| format!("; {cause}"));
        let text = format!(
            "spinning: {} is woken {} times a second and does nothing{cause}",
            thread.name,
            thousands(rate.empty)
        );
        found.push(Notice::about(Weight::Warning, "spinning", &thread.name, text));
    }
}

/// Why the waits come back at once, from what was asked and said alone.
fn cause(world: &World, thread: &Thread) -> Option<String> {
    let stands = |since: Option<Micros>| since.is_some_and(|since| world.at.since(since) >= STANDS);
    let written = |source: &&Source| source.readiness.interest.write && stands(source.readiness.writable_since);
    let readable = |source: &&Source| source.readiness.interest.read && stands(source.readiness.readable_since);
    if let Some(source) = world.sources.iter().find(written) {
        let kept = match source.held {
            Some(held) if held.bytes > 0 => format!("{} bytes wait for it", thousands(held.bytes)),
            _ => "its write interest is kept with nothing to write".into(),
        };
        return Some(format!("{} is always writable and {kept}", source.name));
    }
    if let Some(source) = world.sources.iter().find(readable) {
        return Some(format!("{} can be read, wait after wait, and nobody reads it", source.name));
    }
    let wait = thread.wheel.wait.as_ref()?;
    (wait.timeout == Some(Micros(0))).then(|| format!("{} has no time to wait: its timeout is zero", wait.call.name()))
}

pub(super) fn busy_waiting(world: &World, found: &mut Vec<Notice>) {
    for thread in &world.threads {
        let Some(rate) = thread.wheel.rate.filter(|rate| rate.refused >= BUSY) else { continue };
        // A loop that is woken for its calls spins, or is only unlucky: it waits.
        if rate.wakeups >= rate.refused / 10 {
            continue;
        }
        let busy = thread.busy_permille.map_or_else(String::new, |busy| format!("; {} % of a core", busy / 10));
        let text = format!(
            "busy waiting: {} asks {} times a second and is told \"not now\"{busy}",
            thread.name,
            thousands(rate.refused)
        );
        found.push(Notice::about(Weight::Warning, "busy waiting", &thread.name, text));
    }
}

pub(super) fn unserved(world: &World, found: &mut Vec<Notice>) {
    for source in &world.sources {
        let Some(since) = source.readiness.readable_since.filter(|_| source.readiness.interest.read) else { continue };
        let waits = world.at.since(since);
        if waits < UNSERVED {
            continue;
        }
        let name = &source.name;
        let seconds = format!("{}.{} s", waits.0 / 1_000_000, waits.0 / 100_000 % 10);
        let text = match source.role {
            Role::Listener => format!("unserved: a connection waits at {name} for {seconds}, and nobody accepts it"),
            _ => format!("unserved: {name} can be read for {seconds}, and nobody reads it"),
        };
        found.push(Notice::about(Weight::Hint, "unserved", name, text));
    }
}

pub(super) fn passed_over(world: &World, found: &mut Vec<Notice>) {
    // Only where handlers are called at all: a program that looks by hand serves whom it likes.
    let dispatches = world.sources.iter().any(|source| source.readiness.dispatches != (0, 0));
    for source in world.sources.iter().filter(|_| dispatches) {
        let times = source.readiness.passed_over;
        if times >= PASSED_OVER {
            let text = format!(
                "passed over: the kernel has said {} times that {} can be read, and its do_read was not called",
                thousands(times),
                source.name
            );
            found.push(Notice::about(Weight::Warning, "passed over", &source.name, text));
        }
    }
}
