//! Loops and buffers: what a wheel counts, and what a linter says of it.

use super::Tale;
use crate::event::{Call, Direction, Errno, Event, Interest, Micros, Outcome, Ready, ThreadSample, ThreadState};
use crate::world::{Notice, SourceState, Weight, World, notices};

const READ: Interest = Interest { read: true, write: false };
const WRITE: Interest = Interest { read: false, write: true };

impl Tale {
    fn main(&mut self, event: Event) -> &mut Self {
        self.note("main", None, event)
    }

    /// A wait that says this of one source.
    fn woke(&mut self, source: &str, said: Interest) -> &mut Self {
        self.main(woke(source, said))
    }

    fn repeated(&mut self, source: Option<&str>, times: u64, what: Event) -> &mut Self {
        self.note("main", source, Event::Repeated { times, what: Box::new(what) })
    }

    /// 100 ms later, with half of them spent on a processor.
    fn sampled(&mut self) -> &mut Self {
        self.after(100_000);
        let cpu = Micros(self.now / 2);
        let sample = ThreadSample { state: ThreadState::Running, syscall: None, wchan: None, cpu };
        self.main(Event::Sampled(sample))
    }
}

fn woke(source: &str, said: Interest) -> Event {
    let ready = Ready { source: source.into(), read: said.read, write: said.write };
    let ready: Vec<Ready> = if said.is_none() { Vec::new() } else { vec![ready] };
    Event::Woke { call: Call::Select, asked: None, outcome: Outcome::Result(ready.len() as u64), ready }
}

fn refused(call: Call) -> Event {
    Event::Returned { call, asked: None, outcome: Outcome::Errno(Errno::named("EAGAIN")) }
}

/// The one notice of a world whose sentence begins with this.
fn notice(world: &World, begins: &str) -> Option<Notice> {
    let mut told = notices(world).into_iter().filter(|notice| notice.text.starts_with(begins));
    let first = told.next();
    assert_eq!(told.next(), None);
    first
}

#[test]
fn a_loop_that_is_woken_for_nothing_spins_and_its_cause_is_named() {
    let mut tale = Tale::connected();
    tale.note("main", Some("client"), Event::Watched(WRITE)).woke("client", WRITE).sampled();
    assert_eq!(notice(&tale.world, "spinning"), None, "one sample is no speed");
    tale.repeated(None, 30_000, woke("client", WRITE)).sampled();
    let told = notice(&tale.world, "spinning").unwrap();
    assert_eq!(
        told.text,
        "spinning: main is woken 300,000 times a second and does nothing; \
         client is always writable and its write interest is kept with nothing to write"
    );
    assert_eq!((told.weight, told.about.as_str()), (Weight::Warning, "spinning: main"));
    tale.note("main", Some("client"), Event::Watched(Interest::default())).sampled();
    assert_eq!(notice(&tale.world, "spinning"), None, "it waits again");
}

#[test]
fn a_spin_without_a_ready_source_is_a_timeout_of_zero() {
    let mut tale = Tale::default();
    let look = Event::Woke { call: Call::Poll, asked: Some(0), outcome: Outcome::Result(0), ready: Vec::new() };
    tale.sampled().repeated(None, 1_000, look).sampled();
    let told = notice(&tale.world, "spinning").unwrap().text;
    assert!(told.ends_with("; poll has no time to wait: its timeout is zero"), "{told}");
}

#[test]
fn a_fast_loop_that_moves_something_does_not_spin() {
    let mut tale = Tale::connected();
    tale.sampled();
    for _ in 0..1_000 {
        tale.woke("server", READ).returned("main", "server", Call::Recv, 1, Outcome::Result(1));
    }
    tale.sampled();
    assert!(tale.world.threads[0].wheel.rate.unwrap().wakeups >= 10_000);
    assert_eq!(notice(&tale.world, "spinning"), None);
}

#[test]
fn a_loop_that_asks_and_is_refused_waits_busily() {
    let mut tale = Tale::default();
    tale.sampled().repeated(Some("hello"), 60_000, refused(Call::Read));
    tale.repeated(Some("world"), 60_000, refused(Call::Read)).sampled();
    let told = notice(&tale.world, "busy waiting").unwrap().text;
    assert_eq!(told, "busy waiting: main asks 1,200,000 times a second and is told \"not now\"; 50 % of a core");
    assert_eq!(tale.world.source("hello").unwrap().refused, 60_000);
    tale.note("lab", None, Event::KnobTurned { knob: "nap".into(), value: 1 });
    tale.repeated(Some("hello"), 100, refused(Call::Read)).sampled();
    assert_eq!(notice(&tale.world, "busy waiting"), None, "a nap between two polls is no busy waiting");
}

#[test]
fn who_can_be_read_for_long_and_is_not_is_unserved() {
    let mut tale = Tale::connected();
    tale.note("main", Some("server"), Event::Watched(READ)).woke("server", READ);
    tale.after(400_000).main(Event::TurnBegan);
    assert_eq!(notice(&tale.world, "unserved"), None);
    tale.after(800_000).main(Event::TurnBegan);
    let told = notice(&tale.world, "unserved").unwrap();
    assert_eq!(told.text, "unserved: server can be read for 1.2 s, and nobody reads it");
    tale.returned("main", "server", Call::Recv, 9, Outcome::Result(1)).main(Event::TurnBegan);
    assert_eq!(notice(&tale.world, "unserved"), None);
}

#[test]
fn a_reader_whose_handler_is_not_called_is_passed_over() {
    let mut tale = Tale::connected();
    let read = Event::Dispatched { direction: Direction::Read };
    tale.note("main", Some("server"), Event::Watched(READ)).note("main", Some("client"), Event::Watched(READ));
    tale.note("main", Some("client"), read.clone());
    tale.woke("server", READ).woke("server", READ);
    assert_eq!(notice(&tale.world, "passed over"), None, "once may have its reason");
    tale.woke("server", READ);
    let told = notice(&tale.world, "passed over").unwrap().text;
    assert_eq!(
        told,
        "passed over: the kernel has said 2 times that server can be read, and its do_read was not called"
    );
    tale.note("main", Some("server"), read).woke("server", READ);
    assert_eq!(notice(&tale.world, "passed over"), None);
}

#[test]
fn what_a_wait_that_tells_edges_does_not_name_stays_as_it_was() {
    let mut tale = Tale::connected();
    tale.note("main", Some("server"), Event::Watched(READ)).woke("server", READ);
    let wait = |call| Event::Woke { call, asked: Some(0), outcome: Outcome::Result(0), ready: Vec::new() };
    let readable = |tale: &Tale| tale.world.source("server").unwrap().readiness.readable_since.is_some();
    tale.main(wait(Call::Mio));
    assert!(readable(&tale), "nothing new is not nothing");
    tale.main(wait(Call::Poll));
    assert!(!readable(&tale));
}

#[test]
fn a_buffer_that_only_grows_is_told_before_memory_is_out() {
    let mut tale = Tale::connected();
    let held = |held, budget| Event::Buffered { held, budget };
    for n in 1..=8 {
        assert_eq!(notice(&tale.world, "buffer"), None);
        tale.note("main", Some("client"), held(n * 100, None));
        tale.note("main", Some("client"), held(n * 100 - 50, None));
    }
    assert!(notice(&tale.world, "buffer growing without bound: the program holds 750 bytes").is_some());
    tale.note("main", Some("client"), held(0, Some(1_000)));
    assert_eq!(notice(&tale.world, "buffer"), None);
    tale.note("main", Some("client"), held(600, Some(1_000)));
    assert!(notice(&tale.world, "buffer near its budget: the program holds 600 of at most 1,000 bytes").is_some());
    tale.note("main", Some("client"), Event::Exhausted { held: 600, asked: 800, budget: 1_000 });
    let told = notice(&tale.world, "out of memory").unwrap().text;
    assert_eq!(told, "out of memory: the program holds 600 of 1,000 bytes for client, and 800 more do not fit");
    assert_eq!(notice(&tale.world, "buffer"), None, "said once");
}

#[test]
fn wakeups_are_worth_what_was_moved_after_them() {
    let mut tale = Tale::connected();
    tale.note("main", Some("server"), Event::Watched(READ)).woke("server", READ);
    tale.returned("main", "server", Call::Recv, 9, Outcome::Result(1)).woke("server", READ);
    tale.repeated(None, u64::MAX, woke("server", READ)).woke("server", READ);
    let wheel = &tale.world.threads[0].wheel;
    assert_eq!((wheel.useful, wheel.wakeups, wheel.empty), (1, u64::MAX, u64::MAX), "and no count runs over");
}

#[test]
fn a_slow_loop_is_measured_over_a_second() {
    let mut tale = Tale::default();
    let nap = || Event::Returned { call: Call::Read, asked: None, outcome: Outcome::Errno(Errno::named("EAGAIN")) };
    for tick in 0..40 {
        if tick % 3 == 0 {
            tale.note("main", Some("hello"), nap());
        }
        tale.sampled();
    }
    let calls = tale.world.threads[0].wheel.rate.unwrap().calls;
    assert!((3..=4).contains(&calls), "one in three tenths of a second: {calls}");
}

#[test]
fn the_end_of_the_input_takes_no_interest_back() {
    let mut tale = Tale::default();
    tale.returned("main", "keys", Call::Pipe, 0, Outcome::Result(3));
    tale.note("main", Some("keys"), Event::Watched(READ)).woke("keys", READ);
    tale.returned("lab", "keys", Call::Close, 0, Outcome::Result(0));
    let keys = tale.world.source("keys").unwrap();
    assert_eq!((keys.readiness.interest, &keys.state), (READ, &SourceState::WriteShut));
    tale.returned("main", "keys", Call::Close, 0, Outcome::Result(0));
    let keys = tale.world.source("keys").unwrap();
    assert_eq!((keys.readiness.interest.is_none(), &keys.state), (true, &SourceState::Closed));
}

#[test]
fn what_a_click_waited_and_what_that_cost_is_of_its_setting() {
    let mut tale = Tale::default();
    let click = |tale: &mut Tale, waits: u64| {
        tale.returned("lab", "hello", Call::Write, 1, Outcome::Result(1)).after(waits);
        tale.returned("main", "hello", Call::Read, 9, Outcome::Result(1));
        let last = tale.world.inputs.last().unwrap();
        (last.delay(), last.busy_ppm, last.knobs.len())
    };
    assert_eq!(click(&mut tale, 30), (Some(Micros(30)), None, 0), "two samples are not there yet");
    tale.sampled().sampled();
    assert_eq!(click(&mut tale, 40), (Some(Micros(40)), Some(500_000), 0));
    tale.note("lab", None, Event::KnobTurned { knob: "nap".into(), value: 250 });
    assert_eq!(click(&mut tale, 50), (Some(Micros(50)), None, 1), "measured anew");
    tale.sampled().sampled();
    assert_eq!(click(&mut tale, 60), (Some(Micros(60)), Some(500_000), 1));
}
