//! A panic is caught where the reactor calls the program, told to the log once, and is an error of that callback.

use crate::support::in_memory;
use std::cell::Cell;
use std::time::Duration;

/// Covers ER-08.
#[test]
fn whatever_the_panic_says() {
    let bench = in_memory();
    let count = Cell::new(0);
    bench.reactor.call_later(Duration::ZERO, move || -> () { panic!("{} of {}", count.get() + 1, "many") });
    bench.reactor.call_later(Duration::ZERO, || -> () { std::panic::panic_any(42) });
    bench.turns(1);
    let said = ["1 of many", "no text"].map(|text| format!("TimedCall failed: the callback panicked: {text}"));
    assert_eq!(bench.log.lines(), said);
}
