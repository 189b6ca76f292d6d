//! The words of delayed calls.

use super::span;
use crate::event::{ClockKind, Event, Micros, Stamped, thousands};
use crate::world::{Timer, World};

/// What became of a delayed call, in a few words; `None` for an event that is about none.
pub(super) fn told(stamped: &Stamped) -> Option<String> {
    Some(match &stamped.event {
        Event::TimerScheduled { timer, due, clock } => {
            format!("call_later: #{} is due {}", timer.0, due_text(*due, *clock))
        }
        Event::TimerNamed { timer, name, .. } => format!("#{} is {name}", timer.0),
        Event::TimerMoved { timer, due, clock } => {
            format!("#{} is moved: it is due {}", timer.0, due_text(*due, *clock))
        }
        Event::TimerCancelled { timer, .. } => format!("#{} is cancelled", timer.0),
        Event::TimerFired { timer, late, .. } => format!("#{} is called, {} after it was due", timer.0, span(*late)),
        Event::TimersSwept { kept, swept, .. } => {
            format!("{} cancelled entries are swept out of the heap, {} stay", thousands(*swept), thousands(*kept))
        }
        Event::Advanced { by, now } => format!("the manual clock is moved by {}, to {}", span(*by), span(*now)),
        _ => return None,
    })
}

/// When a call is due, by its clock.
fn due_text(due: Micros, clock: ClockKind) -> String {
    match clock {
        ClockKind::Lab => format!("at {} s", super::time(due)),
        ClockKind::Manual => format!("at {} of the manual clock", span(due)),
        ClockKind::Memory => format!("at {} of the time in memory", span(due)),
    }
}

/// The clock of a queue, in a word or two.
pub fn clock(clock: ClockKind) -> &'static str {
    match clock {
        ClockKind::Lab => "lab clock",
        ClockKind::Manual => "manual clock",
        ClockKind::Memory => "time in memory",
    }
}

/// How long until a call is due at this moment, or for how long it has been: `+0.37 s`, `late by 12 ms`.
pub fn until_due(timer: &Timer, world: &World) -> String {
    let now = match timer.clock {
        ClockKind::Lab => world.at,
        ClockKind::Manual => world.timers.manual.unwrap_or_default(),
        // Its clock is told of by nobody but its waits.
        ClockKind::Memory => return format!("at {}", span(timer.due)),
    };
    if timer.due < now {
        format!("late by {}", span(now.since(timer.due)))
    } else {
        format!("+{}", span(timer.due.since(now)))
    }
}
