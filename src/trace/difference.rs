//! Where two runs first differ: what turning a knob changed.
//!
//! Compared are the steps of each thread by itself, because the order between threads is the scheduler's
//! choice; times and gauges differ in every run and are left out.

use super::Trace;
use crate::event::{Event, Seq, Stamped, ThreadName};
use crate::world::{World, deadlock};

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
///
/// `first` is over: where it has no further step, it had none. `second` may still be going: a step that it has not
/// come to is no difference yet, unless it has ended or stands in a deadlock.
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
            (Some(_), None) if !is_standing(second.head()) => return None,
            (a, b) => {
                return Some(Difference { thread: thread.clone(), first: a.map(|s| s.seq), second: b.map(|s| s.seq) });
            }
        }
    }
}

/// Whether nothing more comes from a run by itself.
fn is_standing(world: &World) -> bool {
    world.ended() || deadlock(world).is_some()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Call, Micros, Outcome};
    use crate::trace::Header;

    fn run(results: &[u64]) -> Trace {
        let mut trace = Trace::new(Header::default());
        for (seq, result) in (1..).zip(results) {
            let event = Event::Returned { call: Call::Send, asked: Some(9), outcome: Outcome::Result(*result) };
            let (thread, source) = (ThreadName::from("main"), Some("client".into()));
            trace.push(Stamped { seq: Seq(seq), at: Micros(seq), turn: 0, thread, source, line: Some(1), event });
        }
        trace
    }

    #[test]
    fn runs_differ_at_the_first_other_result_or_where_the_first_stopped() {
        assert_eq!(first_difference(&run(&[9, 9]), &run(&[9, 9])), None);
        let other = first_difference(&run(&[9, 9, 9]), &run(&[9, 4, 9])).unwrap();
        assert_eq!((other.first, other.second), (Some(Seq(2)), Some(Seq(2))));
        let stopped = first_difference(&run(&[9]), &run(&[9, 9])).unwrap();
        assert_eq!((stopped.first, stopped.second), (None, Some(Seq(2))));
        assert_eq!(first_difference(&run(&[9, 9]), &run(&[9])), None, "the second has not come so far yet");
    }
}
