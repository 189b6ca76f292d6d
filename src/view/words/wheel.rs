//! The words of a loop: its last wait and why it waited so long, how fast it turns, and what its wakeups were worth.

use super::{of_a_core, span};
use crate::event::{Micros, thousands};
use crate::world::{Phase, Thread, Wakeup};

/// A phase of a turn, as a word.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Timers => "timers",
        Phase::Wait => "wait",
        Phase::Reads => "reads",
        Phase::Writes => "writes",
    }
}

/// How long a wait may take, and why: `for ever: no timer is set`, `0: it only looks`, `at most 120 ms`.
pub fn waits(timeout: Option<Micros>) -> String {
    match timeout {
        None => "for ever: no timer is set".into(),
        Some(Micros(0)) => "0: it only looks".into(),
        Some(most) => format!("at most {}", span(most)),
    }
}

/// A wait for readiness: which call, for how long and why, and how long it really took.
///
/// ```text
/// select, for ever: no timer is set; 2 ready after 340 us
/// poll, at most 120 ms; 40 ms so far
/// ```
pub fn wakeup(wait: &Wakeup, now: Micros) -> String {
    let mut text = format!("{}, {}", wait.call.name(), waits(wait.timeout));
    match (wait.ready, wait.took, wait.since) {
        (Some(ready), Some(took), _) => {
            text.push_str(&format!("; {} ready after {}", thousands(ready), span(took)));
        }
        (Some(ready), None, _) => text.push_str(&format!("; {} ready", thousands(ready))),
        (None, _, Some(since)) => text.push_str(&format!("; {} so far", span(now.since(since)))),
        (None, ..) => {}
    }
    text
}

/// How fast a thread goes, by its last two samples, and what that costs: `612,000 turns and 1,224,000 calls a second,
/// 98 % of a core`. `None` before the kernel gave two samples.
pub fn rate(thread: &Thread) -> Option<String> {
    let busy = thread.busy_permille.map(of_a_core);
    let speed = thread.wheel.rate.map(|rate| match rate.turns {
        0 => format!("{} calls a second", thousands(rate.calls)),
        turns => format!("{} turns and {} calls a second", thousands(turns), thousands(rate.calls)),
    });
    match (speed, busy) {
        (Some(speed), Some(busy)) => Some(format!("{speed}, {busy}")),
        (one, other) => one.or(other),
    }
}

/// What the wakeups of a thread were worth: `612,343 wakeups: 12 useful, 612,331 for nothing`. A loop that asks and never waits
/// has calls that were refused instead: `answers: 3 with something, 812,331 "not now"`.
pub fn wakeups(thread: &Thread) -> String {
    let wheel = &thread.wheel;
    let mut parts = Vec::new();
    if thread.has_loop() {
        // What the last one is worth is not known before the next.
        let open = wheel.wakeups.saturating_sub(wheel.useful).saturating_sub(wheel.empty);
        let open = if open > 0 { format!(", {} open", thousands(open)) } else { String::new() };
        parts.push(format!(
            "{} wakeups: {} useful, {} for nothing{open}",
            thousands(wheel.wakeups),
            thousands(wheel.useful),
            thousands(wheel.empty)
        ));
    }
    if wheel.refused > 0 || !thread.has_loop() {
        parts.push(format!(
            "answers: {} with something, {} \"not now\"",
            thousands(wheel.moved),
            thousands(wheel.refused)
        ));
    }
    parts.join("; ")
}

/// The whole wheel of a thread in one line: its speed where it is known, and what its wakeups were worth.
pub fn turning(thread: &Thread) -> String {
    match rate(thread) {
        Some(rate) => format!("{}: {rate}; {}", thread.name, wakeups(thread)),
        None => format!("{}: {}", thread.name, wakeups(thread)),
    }
}
