//! The knobs that the scenes of this lesson share.

use crate::event::SocketOption;
use crate::lesson::{Knob, Unit};

pub(super) const fn sndbuf(default: u64) -> Knob {
    Knob {
        name: "sndbuf",
        label: "send buffer asked, both ends",
        unit: Unit::Queue(SocketOption::SendBuffer),
        default,
        range: (2_048, 65_536),
        stops: &[2_048, 4_096, 8_192, 16_384, 32_768, 65_536],
        live: false,
    }
}

pub(super) const fn rcvbuf(default: u64) -> Knob {
    Knob {
        name: "rcvbuf",
        label: "receive buffer asked, both ends",
        unit: Unit::Queue(SocketOption::ReceiveBuffer),
        default,
        range: (2_048, 65_536),
        stops: &[2_048, 4_096, 8_192, 16_384, 32_768, 65_536],
        live: false,
    }
}

pub(super) const BLOCKING: Knob = Knob {
    name: "blocking",
    label: "the client's socket blocks, as in lesson 1",
    unit: Unit::Switch,
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

/// The most that one `recv` takes.
pub(super) const fn bite(default: u64, live: bool) -> Knob {
    Knob {
        name: "bite",
        label: "server's bite: the most that one recv takes",
        unit: Unit::Bytes,
        default,
        range: (256, 8_192),
        stops: &[256, 512, 1_024, 2_048, 4_096, 8_192],
        live,
    }
}
