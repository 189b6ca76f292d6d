//! The rounds: everybody does everything, one process after another, and never in the same order twice.

use crate::meter::{Contestant, Report};
use crate::workload::{WORKLOADS, Workload};
use std::env;
use std::process::{Command, Stdio};

/// What came of one workload with one contestant: a report a round.
pub(crate) struct Entry {
    pub(crate) workload: &'static Workload,
    pub(crate) contestant: &'static str,
    pub(crate) reports: Vec<Report>,
}

pub(crate) struct Rounds(Vec<Entry>);

impl Rounds {
    /// Everybody who took part in a workload, in the order in which they are named.
    pub(crate) fn of<'a>(&'a self, workload: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.0.iter().filter(move |entry| entry.workload.name == workload && !entry.reports.is_empty())
    }

    pub(crate) fn find(&self, workload: &str, contestant: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| {
            entry.workload.name == workload && entry.contestant == contestant && !entry.reports.is_empty()
        })
    }
}

pub(crate) fn play(rounds: usize, contestants: &[&dyn Contestant]) -> Rounds {
    let everybody = |workload: &'static Workload| {
        contestants.iter().map(move |one| Entry { workload, contestant: one.name(), reports: Vec::new() })
    };
    let mut entries: Vec<Entry> = WORKLOADS.iter().flat_map(everybody).collect();
    for round in 0..rounds {
        for field in entries.chunks_mut(contestants.len()) {
            for turn in 0..field.len() {
                let at = (turn + round) % field.len();
                field[at].reports.extend(run(field[at].workload, field[at].contestant));
            }
        }
    }
    Rounds(entries)
}

/// Runs one in a process of its own: its memory, its descriptors and its heap are those of no other.
fn run(workload: &Workload, contestant: &str) -> Option<Report> {
    let mut command = Command::new(env::current_exe().unwrap());
    let output = command.args([workload.name, contestant]).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{} with {contestant}: {}", workload.name, output.status);
    Report::parse(&String::from_utf8(output.stdout).unwrap())
}

/// A quantity of each report.
pub(crate) type Figure = fn(&Report) -> f64;

/// Work done per second of processor time.
pub(crate) fn per_cpu(report: &Report) -> f64 {
    report.often as f64 * 1e9 / report.cpu as f64
}

/// Work done per second.
pub(crate) fn per_second(report: &Report) -> f64 {
    report.often as f64 * 1e9 / report.wall as f64
}

/// The middle one, and the quartiles around it.
#[derive(Clone, Copy)]
pub(crate) struct Middle {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

fn middle(values: impl Iterator<Item = f64>) -> Middle {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = |quarter: usize| values[(values.len() - 1) * quarter / 4];
    Middle { low: at(1), median: at(2), high: at(3) }
}

impl Entry {
    pub(crate) fn middle(&self, figure: Figure) -> Middle {
        middle(self.reports.iter().map(figure))
    }

    /// So many times what the other one had, round by round.
    pub(crate) fn ratio(&self, other: &Entry, figure: Figure) -> Middle {
        middle(self.reports.iter().zip(&other.reports).map(|(ours, theirs)| figure(ours) / figure(theirs)))
    }
}
