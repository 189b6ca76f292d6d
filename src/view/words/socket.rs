//! The words of one socket, of a connection, and of what a program keeps in its own buffer.

use crate::event::thousands;
use crate::world::{Held, Role, Source, SourceState, World};

/// A socket's state as a word.
pub fn source_state(source: &Source) -> String {
    match &source.state {
        SourceState::WriteShut if source.role == Role::Pipe => "at the end of its input".into(),
        SourceState::Open => "open".into(),
        SourceState::Listening => "listening".into(),
        SourceState::Connecting => "connecting".into(),
        SourceState::Established => "connected".into(),
        SourceState::WriteShut => "sending side shut".into(),
        SourceState::Broken(errno) => format!("broken: {errno}"),
        SourceState::Reset => "reset".into(),
        SourceState::Closed => "closed".into(),
    }
}

/// A gauge, or a dash where the kernel gives none.
pub fn gauge(value: Option<u64>) -> String {
    value.map_or_else(|| "-".into(), thousands)
}

/// The bytes on their way from one end to the other: `client 8,192 unsent, 0 in flight > 5,106 unread server`. Of an end
/// that is closed nobody can say what its queues hold.
pub fn pipeline(from: &Source, to: &Source) -> String {
    let (unsent, queued) = (from.gauges.unsent, from.gauges.queued);
    let in_flight = queued.zip(unsent).map(|(queued, unsent)| queued.saturating_sub(unsent));
    let sends = match from.state {
        SourceState::Closed => "closed".into(),
        _ => format!("{} unsent, {} in flight", gauge(unsent), gauge(in_flight)),
    };
    let receives = match to.state {
        SourceState::Closed => "closed".into(),
        _ => format!("{} unread", gauge(to.gauges.unread)),
    };
    format!("{} {sends} > {receives} {}", from.name, to.name)
}

/// Whether nothing is on its way from one end to the other that anybody could still read.
pub fn is_dry(from: &Source, to: &Source) -> bool {
    let closed = |end: &Source| end.state == SourceState::Closed;
    closed(to) || (closed(from) && to.gauges.unread == Some(0))
}

/// What went one way through a connection: `sent 16,382 + open, read 5,118`.
pub fn sums(world: &World, from: &Source, to: &Source) -> String {
    let mut text = format!("sent {}", thousands(from.sent.bytes));
    if from.sending.is_some() {
        text.push_str(" + open");
    }
    text.push_str(&format!(", read {}", thousands(to.received.bytes)));
    if to.read_outside > 0 {
        text.push_str(&format!(" ({} from outside)", thousands(to.read_outside)));
    }
    if world.is_moving(from, to) {
        text.push_str(", moving");
    }
    text
}

/// What the program keeps in a buffer of its own: `3,072 of 65,536 B, highest 8,192`.
pub fn held(held: &Held) -> String {
    let of = held.budget.map_or_else(String::new, |budget| format!(" of {}", thousands(budget)));
    let mut text = format!("{}{of} B, highest {}", thousands(held.bytes), thousands(held.highest));
    if let Some(refused) = held.refused {
        text.push_str(&format!("; {} more did not fit", thousands(refused)));
    }
    text
}
