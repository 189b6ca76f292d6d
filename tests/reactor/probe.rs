//! What a probe is told: one exchange, fact by fact, and the lines of the program that asked.

use crate::support::{Bench, Implementer, Scripted, once};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::ReactorTime;
use twistlab::reactor::outcome::Caller;
use twistlab::reactor::probe::{Callback, Noted, Probe};
use twistlab::reactor::source::Interest;

/// Each fact as a line; turns, phases and waits are left out.
#[derive(Default)]
struct Told(RefCell<Vec<String>>);

impl Told {
    fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

impl Probe for Told {
    fn note(&self, noted: &Noted<'_>, caller: Option<Caller>) {
        let line = match noted {
            Noted::TurnBegan { .. } | Noted::PhaseBegan { .. } | Noted::WaitBegan { .. } | Noted::WaitEnded { .. } => {
                return;
            }
            Noted::KernelSaid { readiness, .. } => {
                let said = [
                    (readiness.readable, " readable"),
                    (readiness.writable, " writable"),
                    (readiness.ending, " ending"),
                ];
                format!("kernel said{}", said.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect::<String>())
            }
            Noted::InterestChanged { interest: Interest { read, write }, .. } => {
                format!("wants{}{}", if *read { " read" } else { "" }, if *write { " write" } else { "" })
            }
            Noted::Dispatched { phase, .. } => format!("dispatched {phase:?}"),
            Noted::Read { asked, got, .. } => format!("read {:?} of {asked}", got.as_ref().ok()),
            Noted::Written { asked, got, left, .. } => format!("wrote {:?} of {asked}, {left} left", got.as_ref().ok()),
            Noted::Buffered { bytes, waiting, .. } => format!("buffered {bytes}, {waiting} waiting"),
            Noted::LoseAsked { waiting, .. } => format!("lose asked, {waiting} waiting"),
            Noted::Closed { reason, .. } => format!("closed: {reason}"),
            Noted::Called { callback, .. } => format!("-> {callback:?}"),
            Noted::CameBack { callback, .. } => format!("<- {callback:?}"),
            Noted::CallbackFailed { callback, error, .. } => format!("{callback:?} failed: {error}"),
            Noted::TimerFired { late, .. } => format!("timer fired, late {late:?}"),
            Noted::TimerScheduled { due, .. } => format!("timer due {due:?}"),
            Noted::TimerMoved { due, .. } => format!("timer moved to {due:?}"),
            other => format!("{other:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
        };
        let from = caller.filter(|caller| caller.file() == file!());
        self.0.borrow_mut().push(if from.is_some() { format!("{line} *") } else { line });
    }
}

fn bench() -> (Bench, Rc<Told>) {
    let told = Rc::new(Told::default());
    (Bench::with(&Implementer::memory(), |builder| builder.probe(told.clone())), told)
}

#[test]
fn an_answer_is_told_from_the_kernel_s_word_to_the_last_byte() {
    let (bench, told) = bench();
    let echo = Scripted::new().data(|transport, data| {
        transport.write(data);
        transport.lose_connection();
        Ok(())
    });
    let (_, here) = bench.pair(echo, Scripted::new());
    bench.settle();
    told.take();

    here.transport().write(b"hello");
    assert_eq!(told.take(), ["buffered 5, 5 waiting *", "wants read write *"], "nothing is sent inside a write");

    bench.turns(1);
    assert_eq!(told.take(), ["dispatched Writes", "wrote Some(5) of 5, 0 left", "wants read"]);

    bench.turns(1);
    let answer = [
        "kernel said readable",
        "dispatched Reads",
        "read Some(5) of 65536",
        "-> DataReceived",
        "buffered 5, 5 waiting *",
        "wants read write *",
        "lose asked, 5 waiting *",
        "wants write *",
        "<- DataReceived",
        "dispatched Writes",
        "wrote Some(5) of 5, 0 left",
        "wants",
        "closed: the connection was closed cleanly",
        "-> ConnectionLost",
        "<- ConnectionLost",
    ];
    assert_eq!(told.take().iter().filter(|line| !line.contains("DescriptorLost")).collect::<Vec<_>>(), answer);
}

#[test]
fn a_timer_is_told_from_its_line_to_its_lateness() {
    let (bench, told) = bench();
    bench.turns(1);
    told.take();
    let call = bench.reactor.call_later(Duration::from_secs(2), || ());
    call.reset(Duration::from_secs(3)).unwrap();
    bench.memory.as_ref().unwrap().advance(Duration::from_secs(4));
    bench.turns(1);
    let expected = ["timer due 2s *", "timer moved to 3s *", "timer fired, late 1s", "-> TimedCall", "<- TimedCall"];
    assert_eq!(told.take(), expected);
    assert!(bench.reactor.delayed_calls().is_empty());
}

#[test]
fn a_connection_is_told_from_the_attempt_to_both_ends() {
    let (bench, told) = bench();
    let port = bench.listen(once(Scripted::new()));
    let here = Scripted::new();
    let record = here.record();
    bench.connect(&port, once(here));
    bench.until("it is made", || record.is_made());
    bench.settle();
    let told = told.take();
    let marks = ["Listening", "Connecting", "Accepted", "Connected"];
    let seen: Vec<&str> = told.iter().map(String::as_str).filter(|line| marks.contains(line)).collect();
    assert_eq!(seen.len(), marks.len(), "{told:#?}");
    assert_eq!((seen[0], seen[1]), ("Listening", "Connecting"));
    let made = format!("-> {:?}", Callback::ConnectionMade);
    assert_eq!(told.iter().filter(|line| **line == made).count(), 2, "{told:#?}");
}

#[test]
fn a_failing_callback_is_told_before_the_close_that_it_causes() {
    let (bench, told) = bench();
    let (_, here) = bench.pair(Scripted::new().data(|_, _| Err("no".into())), Scripted::new());
    here.transport().write(b"x");
    bench.settle();
    let told = told.take();
    let at = |what: &str| told.iter().position(|line| line == what).unwrap_or_else(|| panic!("{what} in {told:#?}"));
    assert!(at("DataReceived failed: no") < at("closed: a callback failed: no"));
}
