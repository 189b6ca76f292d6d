//! Running and hooks; how it ends is in `shutdown`.

use super::{Bench, Order, Scripted, VirtualTime};
use crate::reactor::error::RunError;
use crate::reactor::{Going, HookPhase};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

cases! { ANYWHERE
    /// Covers RX-01, RX-02, RX-03, RX-15.
    fn hooks_run_in_order_once_it_runs(bench: &Bench) {
        let (reactor, seen) = (&bench.reactor, Rc::new(RefCell::new(Vec::new())));
        assert!(!reactor.is_running());
        for name in ["a", "b"] {
            let (seen, reactor) = (seen.clone(), reactor.clone());
            bench.reactor.call_when_running(move || seen.borrow_mut().push((name, reactor.is_running())));
        }
        let (late, inner, stop) = (seen.clone(), reactor.clone(), reactor.clone());
        reactor.call_later(Duration::ZERO, move || {
            late.borrow_mut().push(("timed", true));
            let now = late.clone();
            inner.call_when_running(move || now.borrow_mut().push(("at once", true)));
            late.borrow_mut().push(("after", true));
            stop.stop()
        });
        reactor.run().expect("it runs");
        assert!(!reactor.is_running());
        let expected = [("a", true), ("b", true), ("timed", true), ("at once", true), ("after", true)];
        assert_eq!(*seen.borrow(), expected);
    }

    /// Covers RX-04.
    fn a_hook_added_by_a_hook_runs_before_the_next_one(bench: &Bench) {
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        let (first, added) = (order.clone(), order.noting("added"));
        bench.reactor.call_when_running(move || {
            first.note("first");
            reactor.call_when_running(added);
            first.note("first ends");
        });
        bench.reactor.call_when_running(order.noting("second"));
        bench.turns(1);
        assert_eq!(order.seen(), ["first", "added", "first ends", "second"]);
    }

    /// Covers RX-05.
    fn a_hook_that_fails_is_logged_and_stops_nobody(bench: &Bench) {
        let order = Order::default();
        bench.reactor.call_when_running(|| Err::<(), _>("no"));
        bench.reactor.call_when_running(order.noting("next"));
        bench.reactor.call_when_running(|| -> () { panic!("worse") });
        bench.reactor.call_when_running(order.noting("last"));
        bench.turns(1);
        assert!(bench.reactor.is_running());
        assert_eq!(order.seen(), ["next", "last"]);
        assert_eq!(bench.log.lines(), ["Hook failed: no", "Hook failed: the callback panicked: worse"]);
    }

    /// Covers RX-12.
    fn startup_hooks_run_by_phase(bench: &Bench) {
        let order = Order::default();
        for phase in [HookPhase::After, HookPhase::During, HookPhase::Before] {
            let (order, reactor) = (order.clone(), bench.reactor.clone());
            bench.reactor.on_startup(phase, move || order.note(format!("{phase:?} {}", reactor.is_running())));
        }
        bench.turns(1);
        assert_eq!(order.seen(), ["Before false", "During true", "After true"]);
    }

    /// Covers RX-06, RX-09.
    fn stop_needs_a_run_and_is_final(bench: &Bench) {
        let reactor = &bench.reactor;
        assert!(matches!(reactor.stop(), Err(RunError::NotRunning)));
        assert!(matches!(reactor.crash(), Err(RunError::NotRunning)));
        let stop = reactor.clone();
        reactor.call_later(Duration::ZERO, move || stop.stop());
        reactor.run().expect("it runs");
        assert!(matches!(reactor.run(), Err(RunError::NotRestartable)));
        assert!(matches!(reactor.stop(), Err(RunError::NotRunning)));
    }

    /// Covers RX-08.
    fn a_run_inside_a_run_is_refused_and_harms_nothing(bench: &Bench) {
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        let (inner, tried) = (reactor.clone(), order.clone());
        bench.reactor.call_when_running(move || tried.note(format!("in a hook: {:?}", inner.run())));
        let (inner, tried) = (reactor.clone(), order.clone());
        bench.reactor.call_later(Duration::ZERO, move || {
            tried.note(format!("in a call: {:?}", inner.run()));
            tried.note(format!("one turn: {:?}", inner.turn(None)));
        });
        let last = order.clone();
        bench.reactor.call_later(Duration::from_millis(1), move || {
            last.note("later");
            reactor.stop()
        });
        bench.reactor.run().expect("the outer run goes on");
        let refused = "Err(AlreadyRunning)";
        let expected = [
            format!("in a hook: {refused}"),
            format!("in a call: {refused}"),
            format!("one turn: {refused}"),
            "later".into(),
        ];
        assert_eq!(order.seen(), expected);
    }

    /// Covers RX-16.
    fn a_crash_ends_the_loop_and_nothing_else(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        bench.reactor.on_shutdown(HookPhase::Before, order.noting("shutdown"));
        let (crashed, crash) = (order.clone(), reactor.clone());
        bench.reactor.call_later(Duration::ZERO, move || {
            let result = crash.crash();
            crashed.note(format!("crashed, running: {}", crash.is_running()));
            result
        });
        bench.reactor.run().expect("it ends by the crash");
        assert_eq!(order.seen(), ["crashed, running: false"]);
        assert!(!server.is_lost() && !client.is_lost(), "{:?} {:?}", server.events(), client.events());

        client.transport().write(b"still here");
        bench.until("it runs again, and the connection with it", || server.received() == b"still here");
    }

    /// Covers RX-16.
    fn a_crash_at_the_start_is_the_end_of_it(bench: &Bench) {
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        let seen = order.clone();
        bench.reactor.call_when_running(move || {
            seen.note(format!("{:?}, then {:?}", reactor.crash(), reactor.crash()));
        });
        bench.reactor.call_later(Duration::ZERO, order.noting("timed"));
        bench.reactor.run().expect("it ends by the crash");
        assert_eq!(order.seen(), ["Ok(()), then Err(NotRunning)"]);
        bench.turns(1);
        assert_eq!(order.seen().last().map(|last| &**last), Some("timed"), "it can be run again");
    }

    /// Covers RX-20.
    fn a_wait_that_fails_is_logged_and_the_loop_goes_on(bench: &Bench) {
        let time = VirtualTime::of(bench);
        let order = Order::default();
        time.fail_waits(3);
        time.bench.reactor.call_later(Duration::from_secs(1), order.noting("timed"));
        time.bench.turns(3);
        let line = "unexpected error in the main loop: this wait was to fail";
        assert_eq!(time.bench.log.lines(), [line; 3]);
        time.bench.until("the call that was waited for", || order.seen() == ["timed"]);
        assert_eq!(time.bench.log.count(), 3);
    }

    fn a_system_that_cannot_wait_at_all_ends_the_run(bench: &Bench) {
        let time = VirtualTime::of(bench);
        time.fail_waits(u32::MAX);
        let ended = time.bench.reactor.run();
        assert!(matches!(ended, Err(RunError::Wait(_))), "{ended:?}");
    }

    fn a_reactor_may_be_turned_by_hand(bench: &Bench) {
        let order = Order::default();
        bench.reactor.call_later(Duration::ZERO, order.noting("timed"));
        let stop = bench.reactor.clone();
        bench.reactor.call_later(Duration::from_millis(1), move || stop.stop());
        while bench.reactor.turn(None).expect("a turn can be made") == Going::On {}
        assert_eq!(order.seen(), ["timed"]);
    }
}
