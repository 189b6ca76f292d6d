//! Knobs and controls that several lessons have. What a lesson has alone stands in its own folder.

use crate::event::SocketOption;
use crate::lab::Action;
use crate::lesson::{Control, Knob, Unit};

/// The sizes of a queue that the arrow keys go through.
const SIZES: &[u64] = &[2_048, 4_096, 8_192, 16_384, 32_768, 65_536];

/// The size of the send queue that is asked at both ends.
pub(super) const fn sndbuf(default: u64, least: u64) -> Knob {
    let unit = Unit::Queue(SocketOption::SendBuffer);
    Knob { unit, ..start("sndbuf", "send buffer asked, both ends", default, (least, 65_536), SIZES) }
}

/// The size of the receive queue that is asked at both ends.
pub(super) const fn rcvbuf(default: u64, least: u64) -> Knob {
    let unit = Unit::Queue(SocketOption::ReceiveBuffer);
    Knob { unit, ..start("rcvbuf", "receive buffer asked, both ends", default, (least, 65_536), SIZES) }
}

/// The most that one `recv` takes, from the first of its stops to the last.
pub(super) const fn bite(default: u64, stops: &'static [u64], live: bool) -> Knob {
    let range = (stops[0], stops[stops.len() - 1]);
    Knob { live, ..start("bite", "reader's bite: the most that one recv takes", default, range, stops) }
}

/// Something that is on or off.
pub(super) const fn switch(name: &'static str, label: &'static str, default: u64) -> Knob {
    Knob { unit: Unit::Switch, ..start(name, label, default, (0, 1), &[0, 1]) }
}

/// A number of bytes that is set before the start.
pub(super) const fn start(
    name: &'static str,
    label: &'static str,
    default: u64,
    range: (u64, u64),
    stops: &'static [u64],
) -> Knob {
    Knob { name, label, unit: Unit::Bytes, default, range, stops, live: false }
}

/// Things that are counted, set before the start.
pub(super) const fn count(
    name: &'static str,
    label: &'static str,
    default: u64,
    range: (u64, u64),
    stops: &'static [u64],
) -> Knob {
    Knob { unit: Unit::Count, ..start(name, label, default, range, stops) }
}

/// A control without a question.
pub(super) const fn control(id: &'static str, key: char, label: &'static str, action: Action) -> Control {
    Control { id, key, label, action, question: None }
}

/// Reads once at the server's end, from outside.
pub(super) const BITE: Control =
    control("bite", 'b', "read one bite at the server's end", Action::Bite { source: "server", knob: "bite" });

/// Reads at the server's end until the client's send is free.
pub(super) const DRAIN: Control =
    control("drain", 'd', "drain: read until sendall returns", Action::Drain { source: "server", knob: "bite" });

/// Ends the connection under both.
pub(super) const PLUG: Control =
    control("plug", 'p', "pull the plug: reset at the server's end", Action::Reset { source: "server" });
