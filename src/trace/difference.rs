//! Where two runs first differ: what turning a knob changed.
//!
//! Compared are the steps of each thread by itself, because the order between threads is the scheduler's
//! choice; times, gauges and what was measured differ in every run and are left out, and of a wait's timeout only
//! whether it waits at all, and for ever. Where a thread runs freely and its repeats were counted, how often it asked,
//! waited and was woken is the clock's choice too: of such a thread only what it moved and said is compared.

use super::Trace;
use crate::event::{Call, Event, Outcome, Seq, Stamped, ThreadName};
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
    let free = [first, second].into_iter().any(|trace| repeats(trace, thread));
    let (mut a, mut b) = (steps(first, thread, free), steps(second, thread, free));
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

/// Whether what a thread did again and again was counted.
fn repeats(trace: &Trace, thread: &ThreadName) -> bool {
    let mut all = trace.between(Seq(0), trace.last());
    all.any(|s| s.thread == *thread && matches!(s.event, Event::Repeated { .. }))
}

fn steps<'a>(trace: &'a Trace, thread: &'a ThreadName, free: bool) -> impl Iterator<Item = &'a Stamped> {
    let all = trace.between(Seq(0), trace.last());
    all.filter(move |s| {
        s.thread == *thread
            && s.event.is_step()
            && !matches!(s.event, Event::Rested | Event::Asked { .. })
            && !(free && is_the_clocks(&s.event))
    })
}

/// Whether it is a matter of time that a free-running thread did this at all, or that it was told by itself.
fn is_the_clocks(event: &Event) -> bool {
    match event {
        Event::Entered { .. } | Event::Woke { .. } | Event::Dispatched { .. } => true,
        Event::Returned { call, outcome, .. } => {
            *call == Call::Sleep || matches!(outcome, Outcome::Errno(errno) if errno.name() == "EAGAIN")
        }
        _ => false,
    }
}

fn alike(a: &Stamped, b: &Stamped) -> bool {
    a.source == b.source && a.line == b.line && did_the_same(&a.event, &b.event)
}

fn did_the_same(a: &Event, b: &Event) -> bool {
    // How long a wait may take at most depends on when it was begun: zero, for ever, or a while.
    let kind = |timeout: &Option<u64>| timeout.map(|us| us > 0);
    match (a, b) {
        // A descriptor's number says nothing of what the program did.
        (
            Event::Returned { call, outcome: Outcome::Result(_), .. },
            Event::Returned { call: other, outcome: Outcome::Result(_), .. },
        ) if matches!(call, Call::Socket | Call::Accept | Call::Pipe) => call == other,
        (Event::Entered { call, asked, .. }, Event::Entered { call: other, asked: also, .. }) if call.is_wait() => {
            call == other && kind(asked) == kind(also)
        }
        (
            Event::Woke { call, asked, outcome, ready },
            Event::Woke { call: other, asked: also, outcome: came, ready: said },
        ) => call == other && kind(asked) == kind(also) && outcome == came && ready == said,
        (Event::Measured { series, x, .. }, Event::Measured { series: other, x: at, .. }) => series == other && x == at,
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Errno, Micros, Ready};
    use crate::trace::Header;

    fn run(results: &[u64]) -> Trace {
        told(results.iter().map(|result| came(Call::Send, Outcome::Result(*result))))
    }

    fn came(call: Call, outcome: Outcome) -> Event {
        Event::Returned { call, asked: Some(9), outcome }
    }

    fn told(events: impl IntoIterator<Item = Event>) -> Trace {
        let mut trace = Trace::new(Header::default());
        for (seq, event) in (1..).zip(events) {
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

    #[test]
    fn waits_are_alike_where_the_kernel_said_the_same() {
        let wait = |asked, source: &str| Event::Woke {
            call: Call::Poll,
            asked,
            outcome: Outcome::Result(1),
            ready: vec![Ready { source: source.into(), read: true, write: false }],
        };
        let one = told([wait(Some(120_000), "client")]);
        assert_eq!(first_difference(&one, &told([wait(Some(119_988), "client")])), None, "a while is a while");
        for other in [wait(None, "client"), wait(Some(0), "client"), wait(Some(120_000), "server")] {
            assert!(first_difference(&one, &told([other])).is_some());
        }
        let measured = |y| told([Event::Measured { series: "poll".into(), x: 5, y }]);
        assert_eq!(first_difference(&measured(1), &measured(2)), None, "two measurements are never alike");
    }

    #[test]
    fn how_often_a_free_running_thread_asked_is_no_difference() {
        let refused = || came(Call::Read, Outcome::Errno(Errno::named("EAGAIN")));
        let again = |times| Event::Repeated { times, what: Box::new(refused()) };
        let read = |n| came(Call::Read, Outcome::Result(n));
        let one = told([refused(), again(9), read(1), refused(), again(5), Event::ThreadEnded]);
        let other = told([refused(), again(7), refused(), read(1), again(2)]);
        assert_eq!(first_difference(&one, &other), None);
        let different = first_difference(&one, &told([refused(), again(7), read(2)])).unwrap();
        assert_eq!((different.first, different.second), (Some(Seq(3)), Some(Seq(3))));
    }
}
