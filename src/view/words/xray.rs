//! The words of the X-ray: who waits in what, for what, and by whom it would come.

use super::{call_text, gauge, span};
use crate::event::{Call, thousands};
use crate::world::{Wait, World, Xray};

/// The sentences of the X-ray, one a line: who waits in what, for what, and by whom it would come.
pub fn xray(world: &World, xray: &Xray) -> Vec<String> {
    let mut lines = Vec::new();
    for wait in &xray.waits {
        lines.push(waits_in(wait));
        lines.extend(sizes(world, wait));
        lines.push(waits_for(wait));
    }
    if xray.cycle {
        let first = &xray.waits[0].thread;
        let whole = match xray.waits.len() {
            1 => format!("{first} waits for {first}: nobody is left who could go on"),
            _ => format!("and {first} is where this began: a cycle, and nobody in it can go on"),
        };
        lines.push(whole);
    }
    lines
}

/// Who sleeps, where, and for how long.
pub fn waits_in(wait: &Wait) -> String {
    let line = wait.line.map_or_else(String::new, |line| format!(", line {line}"));
    let word = if wait.confirmed {
        "asleep by the kernel's word"
    } else {
        "by its own calls; this platform gives no word on threads"
    };
    format!(
        "{} is in {} on {}{line}: {word}, {}",
        wait.thread,
        call_text(wait.call, Some(wait.asked)),
        wait.source,
        span(wait.slept)
    )
}

/// What would free it, and who would do that.
pub fn waits_for(wait: &Wait) -> String {
    let what = match wait.call {
        Call::Send => format!("room comes when {} is read", wait.peer),
        _ => format!("bytes come when {} is written", wait.peer),
    };
    match wait.by_line {
        Some(line) => format!("{what}: by {}, line {line}", wait.by),
        None => format!("{what}, by {}", wait.by),
    }
}

/// The sizes that close the way of a send: what both queues hold, of what was granted.
pub fn sizes(world: &World, wait: &Wait) -> Option<String> {
    use crate::event::SocketOption::{ReceiveBuffer, SendBuffer};
    if wait.call != Call::Send {
        return None;
    }
    let (from, to) = (world.source(wait.source.as_str())?, world.source(wait.peer.as_str())?);
    let of = |pin: Option<crate::world::Pin>| {
        pin.map_or_else(String::new, |pin| format!(" (granted {} of kernel memory)", thousands(pin.granted)))
    };
    Some(format!(
        "{} unsent in {}'s send queue{}, {} unread in {}'s receive queue{}: no room for the rest",
        gauge(from.gauges.unsent),
        from.name,
        of(from.pin(SendBuffer)),
        gauge(to.gauges.unread),
        to.name,
        of(to.pin(ReceiveBuffer))
    ))
}
