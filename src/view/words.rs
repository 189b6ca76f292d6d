//! The words for what happened, shared by every view, so that none says it differently. No colour, no layout.
//!
//! One file a theme: a [call](call_text) and what came of it, a thread, a socket, a source's [readiness], a thread's
//! [wheel](turning), what the reactor library tells, delayed calls, what was [given](inputs) to the program, what was [plotted](plot), the X-ray.

mod call;
mod flow;
mod input;
mod meters;
mod plot;
mod reactor;
mod readiness;
mod socket;
mod table;
#[cfg(test)]
mod tests;
mod thread;
mod timers;
mod wheel;
mod xray;

pub use call::{call_text, is_short};
pub use flow::flow;
pub use input::{INPUTS, inputs};
pub use meters::meters;
pub use plot::{measured, plot};
pub use reactor::{
    case, cause, checked, effect, producer_state, producer_told, provided, reason_text, transport_state, why,
};
pub use readiness::{READINESS, directions, interest, readiness};
pub use socket::{gauge, held, is_dry, pipeline, source_state, sums};
pub use table::table;
pub use thread::{doing, fine_share, kernels_word, of_a_core, thread_state, without_function};
pub use timers::{change, clock, due, ending, entry, heap, now, sleep, until_due};
pub use wheel::{phase, rate, turning, waits, wakeup, wakeups};
pub use xray::{sizes, waits_for, waits_in, xray};

use crate::event::{Call, Direction, Ending, Event, Micros, Stamped, thousands};
use crate::lesson::{Plot, Scene};
use call::{outcome_text, woke_text};

/// A lab time in seconds: `0.001234`.
pub fn time(at: Micros) -> String {
    format!("{}.{:06}", at.0 / 1_000_000, at.0 % 1_000_000)
}

/// A span of time for people: `340 us`, `12 ms`, `3.2 s`.
pub fn span(span: Micros) -> String {
    match span.0 {
        us @ 0..=999 => format!("{us} us"),
        us @ 1_000..=999_999 => format!("{} ms", us / 1_000),
        us => format!("{}.{} s", us / 1_000_000, us / 100_000 % 10),
    }
}

/// One event in a few words; `None` for one that no view tells as a line of its own.
pub fn event(stamped: &Stamped) -> Option<String> {
    told(stamped, &stamped.event, None)
}

/// The same, with what is measured in the units of the scene's plot.
pub fn event_in(scene: &Scene, stamped: &Stamped) -> Option<String> {
    told(stamped, &stamped.event, scene.plot)
}

fn told(stamped: &Stamped, event: &Event, plot: Option<&Plot>) -> Option<String> {
    if stamped.thread.is_lab()
        && let Some(text) = given(event)
    {
        return Some(text);
    }
    Some(match event {
        Event::Entered { call: Call::Order, .. } => "waits for you ...".into(),
        Event::Returned { call: Call::Order, .. } => "goes on: you said what to do".into(),
        Event::Entered { call, asked, .. } => format!("{} ...", call_text(*call, *asked)),
        Event::Returned { call, asked, outcome } => {
            format!("{} = {}", call_text(*call, *asked), outcome_text(*call, *asked, outcome))
        }
        Event::Woke { call, asked, outcome, ready } => {
            format!("{} = {}", call_text(*call, *asked), woke_text(*asked, outcome, ready))
        }
        Event::Gathered { members, highest } => {
            format!("{} idle connections, the highest descriptor {}", thousands(*members), thousands(*highest))
        }
        Event::Watched(interest) if interest.is_none() => "asks for nothing more of it".into(),
        Event::Watched(wanted) => format!("asks to be told: {}", interest(*wanted)),
        Event::Dispatched { direction: Direction::Read } => "do_read is called".into(),
        Event::Dispatched { direction: Direction::Write } => "do_write is called".into(),
        Event::Repeated { times, what } => {
            // One level: the codec takes no repeat of a repeat.
            let what = match &**what {
                Event::Repeated { .. } => return None,
                Event::TurnBegan => "a turn".into(),
                once => told(stamped, once, plot)?,
            };
            format!("{what}, {}", times_more(*times))
        }
        Event::Buffered { held: bytes, budget } => {
            let of = budget.map_or_else(String::new, |budget| format!(" of {}", thousands(budget)));
            format!("the program's own buffer holds {}{of} B", thousands(*bytes))
        }
        Event::Exhausted { held, asked, budget } => format!(
            "out of memory: {} B more do not fit, {} of {} B are held",
            thousands(*asked),
            thousands(*held),
            thousands(*budget)
        ),
        Event::Measured { series, x, y } => measured(plot, series, *x, *y),
        Event::Said { text } => format!("prints \"{text}\""),
        Event::Acted { control } => format!("you: {control}"),
        Event::KnobTurned { knob, value } => format!("you turn {knob} to {}", thousands(*value)),
        Event::Counted(counts) => {
            format!(
                "{} calls, counted and not kept one by one: {} bytes sent, {} received",
                thousands(counts.calls),
                thousands(counts.sent),
                thousands(counts.received)
            )
        }
        Event::Ended { ending: Ending::Finished } => "the program ended".into(),
        Event::Ended { ending: Ending::Failed { error } } => format!("the program ended with an error: {error}"),
        Event::Ended { ending: Ending::Panicked { error } } => format!("the program panicked: {error}"),
        other => return reactor::told(other).or_else(|| timers::told(stamped)),
    })
}

/// What the learner put into a pipe: the laboratory writes it, from outside.
fn given(event: &Event) -> Option<String> {
    let Event::Returned { call, outcome, .. } = event else { return None };
    match (call, outcome.ok()) {
        (Call::Write, Some(1)) => Some("you: 1 byte into the pipe".into()),
        (Call::Write, Some(n)) => Some(format!("you: {} bytes into the pipe", thousands(n))),
        (Call::Close, Some(_)) => Some("you: the end of the input".into()),
        _ => None,
    }
}

/// `once more`, `812,331 times more`.
pub fn times_more(times: u64) -> String {
    match times {
        1 => "once more".into(),
        times => format!("{} times more", thousands(times)),
    }
}
