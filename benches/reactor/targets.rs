//! What we want of the reactor, beside what it does.

use crate::rounds::{Rounds, per_cpu};

/// A reactor that is to do at least so much of what another one does per second of processor time, in the same
/// workload or in another one.
struct Target {
    name: &'static str,
    of: (&'static str, &'static str),
    against: &'static [(&'static str, &'static str)],
    least: f64,
}

const TARGETS: &[Target] = &[
    Target {
        name: "ping-pong of the best bare loop",
        of: ("ping-pong", "ours"),
        against: &[("ping-pong", "epoll"), ("ping-pong", "mio")],
        least: 0.95,
    },
    Target {
        name: "1,000 pairs of the best bare loop",
        of: ("pairs-1000", "ours"),
        against: &[("pairs-1000", "epoll"), ("pairs-1000", "mio")],
        least: 0.95,
    },
    Target { name: "ping-pong of tokio", of: ("ping-pong", "ours"), against: &[("ping-pong", "tokio")], least: 1.0 },
    Target {
        name: "1,000 pairs of tokio",
        of: ("pairs-1000", "ours"),
        against: &[("pairs-1000", "tokio")],
        least: 1.0,
    },
    Target {
        name: "5,000 idle connections of 100 idle ones",
        of: ("idle-5000", "ours"),
        against: &[("idle-100", "ours")],
        least: 0.95,
    },
    Target { name: "stream of tokio", of: ("stream", "ours"), against: &[("stream", "tokio")], least: 1.2 },
    Target {
        name: "owned write of the best bare loop",
        of: ("write-owned", "ours"),
        against: &[("write-owned", "epoll"), ("write-owned", "mio")],
        least: 0.95,
    },
    Target {
        name: "timers of tokio's DelayQueue",
        of: ("timers", "ours"),
        against: &[("timers", "tokio")],
        least: 1.0,
    },
    Target { name: "timers of a bare heap", of: ("timers", "ours"), against: &[("timers", "heap")], least: 0.6 },
    Target {
        name: "timers of DelayQueue with functions",
        of: ("timers", "ours"),
        against: &[("timers", "tokio-boxed")],
        least: 1.0,
    },
    Target {
        name: "timers of a heap with functions",
        of: ("timers", "ours"),
        against: &[("timers", "heap-boxed")],
        least: 0.6,
    },
    Target {
        name: "ping-pong with a probe of one without",
        of: ("ping-pong", "ours-probed"),
        against: &[("ping-pong", "ours")],
        least: 0.9,
    },
    Target {
        name: "stream with a probe of one without",
        of: ("stream", "ours-probed"),
        against: &[("stream", "ours")],
        least: 0.9,
    },
];

/// The most memory that a stream may take, in KiB.
const STREAM_PEAK: f64 = 4.0 * 1_024.0;

/// The most that half of the calls may be late, in nanoseconds.
const LATE: f64 = 200_000.0;

pub(crate) fn print(rounds: &Rounds) {
    println!("\n{:<44} {:>9} {:>9}", "target", "wanted", "is");
    for target in TARGETS {
        let Some(of) = rounds.find(target.of.0, target.of.1) else { continue };
        let against = target.against.iter().filter_map(|(workload, peer)| rounds.find(workload, peer));
        let worst = against.map(|peer| of.ratio(peer, per_cpu).median).fold(f64::INFINITY, f64::min);
        line(target.name, &format!(">= {:.2}", target.least), &format!("{worst:.2}"), worst >= target.least);
    }
    if let Some(stream) = rounds.find("stream", "ours") {
        let peak = stream.middle(|report| report.peak as f64).median;
        line("memory of a stream, MiB", "<= 4.0", &format!("{:.1}", peak / 1_024.0), peak <= STREAM_PEAK);
    }
    if let Some(lateness) = rounds.find("lateness", "ours") {
        let late = lateness.middle(|report| report.late_p50 as f64).median;
        line("median lateness of a call, ms", "<= 0.20", &format!("{:.3}", late / 1e6), late <= LATE);
    }
}

fn line(name: &str, wanted: &str, is: &str, met: bool) {
    println!("{name:<44} {wanted:>9} {is:>9}{}", if met { "" } else { "  missed" });
}
