//! Where two runs first differ: what turning a knob changed.
//!
//! Compared are the steps of each thread by itself, because the order between threads is the scheduler's
//! choice; times and gauges differ in every run and are left out.

use super::Trace;
use crate::event::{Event, Seq, Stamped, ThreadName};

/// The first step in which two runs differ. One side is missing where one run had ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Whose steps.
    pub thread: ThreadName,
    /// The step in the first trace.
    pub first: Option<Seq>,
    /// The step in the second trace.
    pub second: Option<Seq>,
}

/// Finds the earliest step, in the order of `second`, at which its thread did otherwise than in `first`.
pub fn first_difference(first: &Trace, second: &Trace) -> Option<Difference> {
    let mut threads: Vec<ThreadName> = Vec::new();
    for trace in [first, second] {
        for thread in &trace.head().threads {
            if !threads.contains(&thread.name) {
                threads.push(thread.name.clone());
            }
        }
    }
    threads
        .into_iter()
        .filter_map(|thread| differs(first, second, &thread))
        .min_by_key(|d| d.second.map_or(u64::MAX, |seq| seq.0))
}

fn differs(first: &Trace, second: &Trace, thread: &ThreadName) -> Option<Difference> {
    let (mut a, mut b) = (steps(first, thread), steps(second, thread));
    loop {
        let (a, b) = (a.next(), b.next());
        match (a, b) {
            (None, None) => return None,
            (Some(a), Some(b)) if alike(a, b) => {}
            // A run that is still going has not differed yet where it has not got that far.
            (Some(_), None) if !second.head().ended() => return None,
            (None, Some(_)) if !first.head().ended() => return None,
            (a, b) => {
                return Some(Difference { thread: thread.clone(), first: a.map(|s| s.seq), second: b.map(|s| s.seq) });
            }
        }
    }
}

fn steps<'a>(trace: &'a Trace, thread: &'a ThreadName) -> impl Iterator<Item = &'a Stamped> {
    let all = trace.between(Seq(0), trace.last());
    all.filter(move |s| {
        s.thread == *thread && s.event.is_step() && !matches!(s.event, Event::Rested | Event::Asked { .. })
    })
}

fn alike(a: &Stamped, b: &Stamped) -> bool {
    let same_place = a.source == b.source && a.line == b.line;
    // A descriptor's number says nothing of what the program did.
    let gives_fd = |s: &Stamped| matches!(&s.event, Event::Returned { call, .. } if matches!(call, crate::event::Call::Socket | crate::event::Call::Accept));
    same_place && (a.event == b.event || (gives_fd(a) && gives_fd(b)))
}
