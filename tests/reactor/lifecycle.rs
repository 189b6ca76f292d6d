//! Running, stopping, hooks.

use crate::support::{Bench, Kind};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::error::RunError;

on_every_reactor! {
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

    /// Covers RX-06, RX-09.
    fn stop_needs_a_run_and_is_final(bench: &Bench) {
        let reactor = &bench.reactor;
        assert!(matches!(reactor.stop(), Err(RunError::NotRunning)));
        let stop = reactor.clone();
        reactor.call_later(Duration::ZERO, move || stop.stop());
        reactor.run().expect("it runs");
        assert!(matches!(reactor.run(), Err(RunError::NotRestartable)));
        assert!(matches!(reactor.stop(), Err(RunError::NotRunning)));
    }
}
