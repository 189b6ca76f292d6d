//! What a run cost: the clock on the wall, the processor, the memory.

use crate::workload::Kind;
use rustix::time::{ClockId, clock_gettime};
use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::time::{Duration, Instant};
use twistlab::clock::monotonic;

/// Somebody who can do workloads.
pub(crate) trait Contestant: Sync {
    fn name(&self) -> &'static str;

    /// Does so much of it, and says what that cost without what came before: connections are made, data is there.
    /// `None` where it takes no part.
    fn run(&self, workload: Kind, often: u64) -> Option<Cost>;
}

/// Runs from the start to the end of what is measured.
pub(crate) struct Meter {
    wall: Instant,
    cpu: Duration,
}

impl Meter {
    pub(crate) fn start() -> Self {
        Meter { wall: monotonic(), cpu: cpu() }
    }

    pub(crate) fn stop(&self) -> Cost {
        Cost { wall: monotonic().duration_since(self.wall), cpu: cpu() - self.cpu, late: Vec::new() }
    }
}

/// Processor time of this process, in user and in kernel mode: what getrusage(2) tells, only finer.
fn cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap()
}

/// What something cost.
#[derive(Debug, Default)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// How late each call was, where that is what was measured.
    pub(crate) late: Vec<Duration>,
}

/// What a process tells of its run, in a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report {
    pub(crate) often: u64,
    pub(crate) wall: u64,
    pub(crate) cpu: u64,
    /// The most memory that the whole process had at a time, in KiB.
    pub(crate) peak: u64,
    pub(crate) late_p50: u64,
    pub(crate) late_p99: u64,
}

impl Report {
    pub(crate) fn new(mut cost: Cost, often: u64) -> Self {
        cost.late.sort();
        let late = |percent: usize| cost.late.get(cost.late.len() * percent / 100).map_or(0, nanos);
        Report {
            often,
            wall: nanos(&cost.wall),
            cpu: nanos(&cost.cpu),
            peak: peak(),
            late_p50: late(50),
            late_p99: late(99),
        }
    }

    pub(crate) fn parse(line: &str) -> Option<Self> {
        let fields: HashMap<&str, u64> = line
            .split_whitespace()
            .filter_map(|field| field.split_once('=').and_then(|(name, value)| Some((name, value.parse().ok()?))))
            .collect();
        let field = |name| fields.get(name).copied();
        Some(Report {
            often: field("n")?,
            wall: field("wall_ns")?,
            cpu: field("cpu_ns")?,
            peak: field("peak_kib")?,
            late_p50: field("late_p50_ns")?,
            late_p99: field("late_p99_ns")?,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { often, wall, cpu, peak, late_p50, late_p99 } = self;
        write!(f, "n={often} wall_ns={wall} cpu_ns={cpu} peak_kib={peak} late_p50_ns={late_p50} late_p99_ns={late_p99}")
    }
}

fn nanos(span: &Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap()
}

fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
