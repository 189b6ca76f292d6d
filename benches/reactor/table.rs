//! The figures as a table: a block a workload, a line a contestant.

use crate::rounds::{Entry, Middle, Rounds, per_cpu, per_second};
use crate::workload::{Kind, WORKLOADS, Workload};

pub(crate) fn print(rounds: &Rounds) {
    for workload in WORKLOADS {
        let entries: Vec<&Entry> = rounds.of(workload.name).collect();
        match workload.kind {
            Kind::Lateness => lateness(workload, &entries),
            _ => rates(workload, &entries),
        }
    }
}

fn rates(workload: &Workload, entries: &[&Entry]) {
    let title = format!("{}, {} {}", workload.name, workload.often, workload.unit);
    println!("\n{title:<36} {:>10}  {:<20} {:>10}  {:<20} {:>9}", "per CPU s", "ratio", "per s", "ratio", "peak");
    for entry in entries {
        let (cpu, wall) = (entry.middle(per_cpu).median, entry.middle(per_second).median);
        let of_first = |figure| ratio(entry.ratio(entries[0], figure));
        println!(
            "  {:<34} {:>10}  {:<20} {:>10}  {:<20} {:>9}",
            entry.contestant,
            short(cpu),
            of_first(per_cpu),
            short(wall),
            of_first(per_second),
            format!("{:.1} MiB", entry.middle(|report| report.peak as f64).median / 1_024.0),
        );
    }
}

fn lateness(workload: &Workload, entries: &[&Entry]) {
    println!(
        "\n{:<36} {:>10} {:>10}",
        format!("{}, {} {}", workload.name, workload.often, workload.unit),
        "p50",
        "p99"
    );
    for entry in entries {
        let millis = |nanos: Middle| format!("{:.3} ms", nanos.median / 1e6);
        println!(
            "  {:<34} {:>10} {:>10}",
            entry.contestant,
            millis(entry.middle(|report| report.late_p50 as f64)),
            millis(entry.middle(|report| report.late_p99 as f64)),
        );
    }
}

fn ratio(of: Middle) -> String {
    format!("{:.2} ({:.2} to {:.2})", of.median, of.low, of.high)
}

fn short(rate: f64) -> String {
    match rate {
        ..1e4 => format!("{rate:.0}"),
        ..1e7 => format!("{:.1} k", rate / 1e3),
        _ => format!("{:.1} M", rate / 1e6),
    }
}
