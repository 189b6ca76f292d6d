//! LAYERS: reactor, transport and protocol as floors, with what was called up and asked down; and every connection of the
//! reactor library with its protocol, its buffer and its life.
//!
//! ```text
//!             client                     server
//!  protocol   PingPong                   PingPong
//!   ▲ effect  connection_made            data_received(3 B)
//!  ────────── above: your code, below: the library ─────────────────
//!   ▼ cause   write(1 B)                 write(1 B)
//!  transport  connected                  connected
//!     buffer  0 B                        1 B
//!  reactor    turn 4: calls data_received of server
//!  below      TCP, in the kernel: 41 system calls
//!  factories  PingPong: 2 built, 2 stand
//! ```
//!
//! Where there is no room for the floors, the connections alone stand here, as a table.

mod ends;
mod floors;

use super::lines;
use crate::event::thousands;
use crate::view::tui::model::Model;
use crate::view::words;
use crate::world::{Doing, Phase, Source, Thread, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Less than this, and the floors give way to the table.
const NARROWEST: u16 = 54;

/// The same where there are more ends than the floors show.
const NARROW: u16 = 59;

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let world = model.session().world();
    floors::LEAST + floors::factories(world).len().max(1) as u16 + table_height(world)
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let world = model.session().world();
    let narrowest = if table_height(world) > 0 { NARROW } else { NARROWEST };
    if area.width < narrowest || area.height < floors::LEAST {
        return lines(model, &ends::table(model, area, true), area, buffer);
    }
    let used = floors::draw(model, area, buffer);
    let rest = Rect { y: area.y + used, height: area.height - used, ..area };
    if table_height(world) > 0 && rest.height > 2 {
        lines(model, &ends::table(model, rest, false), rest, buffer);
    }
}

/// Rows of the table below the floors: none while the floors show all ends that there are.
fn table_height(world: &World) -> u16 {
    let count = of_the_library(world).count();
    if count <= 2 { 0 } else { count.min(12) as u16 + 2 }
}

/// The connections of the library.
fn of_the_library(world: &World) -> impl Iterator<Item = &Source> {
    world.sources.iter().filter(|source| source.transport.is_some())
}

/// What the reactor does now: the method that it is calling, the wait that it is in, or the phase of its turn.
fn reactor_does(world: &World) -> String {
    let Some(thread) = reactor(world) else {
        let tests = !world.checks.is_empty();
        return if tests { "none: a test calls the protocol itself" } else { "does not run yet" }.into();
    };
    let turn = thousands(thread.turn.into());
    if let Some(call) = thread.calls.last() {
        let of = call.source.as_ref().map_or_else(String::new, |source| format!(" of {source}"));
        return format!("turn {turn}: calls {}{of}", call.callback.name());
    }
    match (&thread.doing, &thread.wheel.wait, thread.wheel.phase) {
        (Doing::Ended, ..) => format!("has returned, after {turn} turns"),
        (_, Some(wait), _) if wait.ready.is_none() => format!("turn {turn}: waits, {}", words::waits(wait.timeout)),
        (_, Some(wait), Some(Phase::Wait)) => {
            format!("turn {turn}: back from its wait, {} ready", thousands(wait.ready.unwrap_or(0)))
        }
        (_, _, Some(phase)) => format!("turn {turn}: {}", words::phase(phase)),
        _ => format!("turn {turn}"),
    }
}

/// What the bytes really go through.
fn below(world: &World) -> String {
    let calls = world.tally.syscalls;
    let memory = of_the_library(world).any(|end| end.fd.is_none());
    match (memory, calls) {
        (true, 0) => "memory: no kernel, no system call".into(),
        (true, calls) => format!("memory; system calls of the program: {}", thousands(calls)),
        (false, 0) if world.sources.is_empty() => "nothing: no socket, no system call".into(),
        (false, calls) => format!("TCP, in the kernel: {} system calls", thousands(calls)),
    }
}

/// The thread in which a reactor of the library runs.
fn reactor(world: &World) -> Option<&Thread> {
    world.threads.iter().find(|thread| thread.wheel.why.is_some() || !thread.calls.is_empty())
}
