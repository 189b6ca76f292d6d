//! Figures of the reactor, no gates: what it costs beside loops that are written by hand, and beside tokio.
//!
//! `cargo bench --bench reactor` runs each workload with each contestant, in a process of its own, round after round.
//! What is compared was measured in the same round, and what is told is the median of the rounds' ratios: a machine that is
//! slower for a while is slower for all. Work per second of *processor* time comes first, since it suffers least from
//! what else the machine does. `-- ROUNDS` asks for more or fewer rounds than [`ROUNDS`].
//!
//! One workload with one contestant, so many times:
//!
//! ```text
//! cargo bench --bench reactor -- ping-pong ours 200000
//! ```
//!
//! System calls and instructions of a round trip are counted without any noise, as the difference of two such runs:
//!
//! ```text
//! cargo bench --bench reactor --no-run                        names the program
//! strace -f -c PROGRAM ping-pong ours 10000                   and again with 20000
//! valgrind --tool=callgrind PROGRAM ping-pong ours 10000      and again with 20000
//! ```
//!
//! Built with `CARGO_PROFILE_BENCH_STRIP=false CARGO_PROFILE_BENCH_DEBUG=1`, callgrind_annotate names the functions.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // it prints figures, and what cannot be measured ends it

mod meter;
mod ours;
mod peers;
mod rounds;
mod table;
mod targets;
mod workload;

use meter::{Contestant, Report};
use ours::Ours;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::env;

/// Of a whole run.
const ROUNDS: usize = 9;

/// Who takes part, the first one as the measure of the others.
const CONTESTANTS: &[&dyn Contestant] = &[
    &peers::Epoll,
    &peers::Mio,
    &peers::Tokio { name: "tokio", boxed: false },
    &peers::Tokio { name: "tokio-boxed", boxed: true },
    &peers::Heap { name: "heap", boxed: false },
    &peers::Heap { name: "heap-boxed", boxed: true },
    &Ours { name: "ours", probe: false },
    &Ours { name: "ours-probed", probe: true },
];

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => whole(ROUNDS),
        [rounds] => whole(rounds.parse().expect("a number of rounds")),
        [workload, contestant, ref often @ ..] => one(workload, contestant, often.first().copied()),
    }
}

/// Every workload, round after round, and what came of it.
fn whole(rounds: usize) {
    let rounds = rounds::play(rounds, CONTESTANTS);
    table::print(&rounds);
    targets::print(&rounds);
}

/// One workload with one contestant, in this process.
fn one(workload: &str, contestant: &str, often: Option<&str>) {
    let workload = workload::find(workload).expect("a workload of this name");
    let contestant = CONTESTANTS.iter().find(|one| one.name() == contestant).expect("a contestant of this name");
    let often = often.map_or(workload.often, |often| often.parse().expect("how often"));
    // Thousands of connections, with both of their ends in one process. Where it is refused, as by valgrind, most
    // workloads go without.
    let most = getrlimit(Resource::Nofile).maximum;
    let _ = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most });
    if let Some(cost) = contestant.run(workload.kind, often) {
        println!("{}", Report::new(cost, often));
    }
}
