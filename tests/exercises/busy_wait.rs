//! Lesson 2: reading only what is ready, a beat between clicks, and a thread for each button.

#[path = "../../lessons/02-busy-wait/solutions.rs"]
mod solutions;

use crate::support::{events, tail};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::event::{Event, Micros};
use twistlab::lab::{Action, Gait, Holding, Knobs, Lab, Result, Stage, run::Run};
use twistlab::trace::Trace;
use twistlab::world::{Doing, World};

const CLOSE: Action = Action::EndInput { sources: &["hello", "world"] };

/// A solution that runs, and its trace so far.
struct Solution {
    run: Run,
    trace: Trace,
    woken: Receiver<()>,
}

impl Solution {
    fn start(gait: Gait, run: fn(&Lab) -> Result) -> Solution {
        let stage = Stage { path: "solutions.rs", text: "", program: "solution", gait, run };
        let (wake, woken) = sync_channel(1);
        let wake = move || _ = wake.try_send(());
        let run = Run::start(stage, Knobs::default(), Holding::Never, wake).expect("the system gives a thread");
        let scene = crate::support::scene("ask-the-kernel");
        let header = crate::support::header(scene, &twistlab::lesson::Settings::defaults(scene.knobs));
        Solution { run, trace: Trace::new(header), woken }
    }

    /// Takes events until the world shows what is waited for.
    fn until(&mut self, what: &str, seen: impl Fn(&World) -> bool) -> &World {
        let bound = monotonic() + Duration::from_secs(30);
        while !seen(self.trace.head()) {
            let left = bound.saturating_duration_since(monotonic());
            assert!(!left.is_zero(), "waited for {what}\n{}", tail(&self.trace));
            for stamped in self.run.drain() {
                assert!(self.trace.push(stamped), "in order");
            }
            if !seen(self.trace.head()) {
                _ = self.woken.recv_timeout(left.min(Duration::from_millis(100)));
            }
        }
        self.trace.head()
    }

    /// Clicks a button, and waits until the click was read.
    fn click(&mut self, button: &'static str) {
        let before = self.trace.head().inputs.len();
        self.run.act(button.into(), Action::Feed { source: button, bytes: "." }, None);
        self.until("the click", |world| taken(world) > before);
    }

    fn close(&mut self) {
        self.run.act("close".into(), CLOSE, None);
        self.until("the end", crate::support::over);
    }

    fn said(&self, line: &str) -> Vec<Micros> {
        let lines =
            events(&self.trace).filter(|stamped| matches!(&stamped.event, Event::Said { text } if *text == *line));
        lines.map(|stamped| stamped.at).collect()
    }
}

fn taken(world: &World) -> usize {
    world.inputs.iter().filter(|input| input.taken.is_some()).count()
}

fn sleeps(world: &World, thread: &str) -> bool {
    let thread = world.threads.iter().find(|known| known.name == *thread);
    thread.is_some_and(|thread| matches!(thread.doing, Doing::In { .. }))
}

#[test]
fn who_reads_only_what_is_ready_is_never_refused() {
    let mut solution = Solution::start(Gait::Steps, solutions::only_the_ready);
    solution.until("the wait", |world| sleeps(world, "main"));
    for button in ["hello", "world", "world", "hello"] {
        solution.click(button);
    }
    solution.close();
    assert_eq!((solution.said("Hello").len(), solution.said("World").len()), (2, 2));
    let main = &solution.trace.head().threads[0];
    assert_eq!((main.wheel.refused, main.wheel.empty), (0, 0), "{}", tail(&solution.trace));
}

#[test]
fn a_beat_comes_in_time_and_clicks_do_not_wait_for_it() {
    let mut solution = Solution::start(Gait::Free, solutions::heartbeat);
    solution.until("beats", |world| world.said.is_some());
    for _ in 0..3 {
        solution.click("hello");
    }
    solution.until("more beats", |world| world.at >= Micros(1_000_000));
    solution.run.act("close".into(), CLOSE, None);
    solution.until("the end", crate::support::over);
    let beats = solution.said("beat");
    assert!(beats.len() >= 5, "{beats:?}\n{}", tail(&solution.trace));
    for (nth, at) in (1..).zip(&beats) {
        assert!(at.0 >= nth * 100_000, "beat {nth} is early: {at:?}");
    }
    assert_eq!(solution.said("Hello").len(), 3);
    let wakeups = solution.trace.head().threads[0].wheel.wakeups;
    assert!(wakeups <= beats.len() as u64 + 5, "asleep in between: {wakeups} wakeups");
}

#[test]
fn a_thread_for_each_button_needs_no_loop_over_buttons() {
    let mut solution = Solution::start(Gait::Steps, solutions::a_thread_each);
    solution.until("both reads", |world| sleeps(world, "hello") && sleeps(world, "world"));
    for button in ["world", "hello", "world"] {
        solution.click(button);
    }
    solution.close();
    assert_eq!((solution.said("Hello").len(), solution.said("World").len()), (1, 2));
    let world = solution.trace.head();
    assert_eq!(world.threads.len(), 3, "the price: a thread each, and the one that waits for them");
    assert!(world.threads.iter().all(|thread| thread.wheel.refused == 0));
}
