//! The words of readiness: what was asked of a source, what the kernel said, what was called, and for how long the
//! source has been ready without being served.

use super::span;
use crate::event::{Interest, Micros};
use crate::world::{Source, World};

/// The heads of the columns of [`readiness`].
pub const READINESS: [&str; 5] = ["source", "asked", "kernel said", "called", "ready for"];

/// The row of one source: its name, what the program asks to be told (`R`, `W`, `RW`), what the kernel said at the last
/// wait, which handlers were called since, and for how long it has been ready unserved. `None` where nobody ever asked.
///
/// ```text
/// client    RW   W   do_write   1.2 s
/// ```
pub fn readiness(world: &World, source: &Source) -> Option<[String; 5]> {
    let seen = &source.readiness;
    if seen.interest.is_none() && seen.told == 0 && seen.said.is_none() {
        return None;
    }
    let said = match seen.said {
        None => "-".into(),
        Some(said) if said.is_none() => "not ready".into(),
        Some(said) => directions(said.read, said.write).to_owned(),
    };
    let called = match (seen.dispatched.read, seen.dispatched.write) {
        (true, true) => "do_read, do_write",
        (true, false) => "do_read",
        (false, true) => "do_write",
        (false, false) => "-",
    };
    let since = [seen.readable_since, seen.writable_since].into_iter().flatten().min();
    let ready_for = since.map_or_else(|| "-".into(), |since| for_how_long(world.at.since(since)));
    let asked = directions(seen.interest.read, seen.interest.write).to_owned();
    Some([source.name.to_string(), asked, said, called.into(), ready_for])
}

/// A wait that found it ready began it: that is no time yet.
fn for_how_long(ready: Micros) -> String {
    if ready.is_zero() { "now".into() } else { span(ready) }
}

/// `R`, `W`, `RW`, or a dash.
pub fn directions(read: bool, write: bool) -> &'static str {
    match (read, write) {
        (true, true) => "RW",
        (true, false) => "R",
        (false, true) => "W",
        (false, false) => "-",
    }
}

/// What a program asks to be told, in words: `readable`, `readable, writable`, `nothing`.
pub fn interest(interest: Interest) -> &'static str {
    match (interest.read, interest.write) {
        (true, true) => "readable, writable",
        (true, false) => "readable",
        (false, true) => "writable",
        (false, false) => "nothing",
    }
}
