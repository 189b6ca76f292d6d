//! What is measured.

/// A workload, by its name.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// What is counted, and how much of it one run does.
    pub(crate) unit: &'static str,
    pub(crate) often: u64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// One byte to and fro, over each of so many pairs at once, while others are open and rest.
    PingPong { pairs: usize, idle: usize },
    /// MiBs from one end to the other in [`CHUNK`]s, made as they can be sent.
    Stream,
    /// MiBs as a single write, which is given away or stays the writer's.
    Write { owned: bool },
    /// Calls scheduled, nine of ten cancelled, and the others made.
    Timers,
    /// Calls made one after another on a loop that has nothing else to do: how late they are.
    Lateness,
}

/// What is written at once in a stream, and read at once everywhere.
pub(crate) const CHUNK: usize = 65_536;

/// How many timers of ten are cancelled.
pub(crate) const CANCELLED: usize = 9;

const fn ping_pong(name: &'static str, pairs: usize, idle: usize) -> Workload {
    Workload { name, kind: Kind::PingPong { pairs, idle }, unit: "round trips", often: 50_000 }
}

pub(crate) const WORKLOADS: &[Workload] = &[
    ping_pong("ping-pong", 1, 0),
    ping_pong("pairs-1000", 1_000, 0),
    ping_pong("idle-100", 1, 100),
    ping_pong("idle-1000", 1, 1_000),
    ping_pong("idle-5000", 1, 5_000),
    Workload { name: "stream", kind: Kind::Stream, unit: "MiB", often: 1_024 },
    Workload { name: "write-owned", kind: Kind::Write { owned: true }, unit: "MiB", often: 256 },
    Workload { name: "write-copied", kind: Kind::Write { owned: false }, unit: "MiB", often: 256 },
    Workload { name: "timers", kind: Kind::Timers, unit: "timers", often: 1_000_000 },
    Workload { name: "lateness", kind: Kind::Lateness, unit: "timers", often: 100 },
];

pub(crate) fn find(name: &str) -> Option<&'static Workload> {
    WORKLOADS.iter().find(|workload| workload.name == name)
}

/// Numbers that look drawn and are the same each time.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new() -> Self {
        Draw(1)
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // Knuth's constants for a linear congruence; its upper bits are the better ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// When the timers of [`Kind::Timers`] are due. All are over by the time that the last was scheduled, so that nobody waits.
pub(crate) fn soon(draw: &mut Draw) -> std::time::Duration {
    std::time::Duration::from_nanos(draw.below(20_000_000))
}

/// The delays of [`Kind::Lateness`].
pub(crate) fn later(draw: &mut Draw) -> std::time::Duration {
    std::time::Duration::from_nanos(1_000_000 + draw.below(9_000_000))
}
