//! The knobs that the scenes of this lesson share.

use crate::event::SocketOption;
use crate::lesson::{Knob, Unit};

const SIZES: &[u64] = &[2_048, 4_096, 8_192, 16_384, 32_768, 65_536];

pub(super) const SNDBUF: Knob = Knob {
    name: "sndbuf",
    label: "send buffer asked, both ends",
    unit: Unit::Queue(SocketOption::SendBuffer),
    default: 4_096,
    range: (1_024, 65_536),
    stops: SIZES,
    live: false,
};

pub(super) const RCVBUF: Knob = Knob {
    name: "rcvbuf",
    label: "receive buffer asked, both ends",
    unit: Unit::Queue(SocketOption::ReceiveBuffer),
    default: 4_096,
    range: (1_024, 65_536),
    stops: SIZES,
    live: false,
};

/// The most that one `recv` takes.
pub(super) const fn bite(default: u64, live: bool) -> Knob {
    Knob {
        name: "bite",
        label: "reader's bite: the most that one recv takes",
        unit: Unit::Bytes,
        default,
        range: (1, 8_192),
        stops: &[1, 10, 40, 100, 512, 1_024, 4_096, 8_192],
        live,
    }
}
