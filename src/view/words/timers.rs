//! The words of delayed calls.

use super::span;
use crate::event::{ClockKind, Event, Micros, Stamped, TimerId, TimerName, thousands};
use crate::world::{Timer, World};

/// What became of a delayed call, in a few words; `None` for an event that is about none.
pub(super) fn told(stamped: &Stamped) -> Option<String> {
    Some(match &stamped.event {
        Event::TimerScheduled { timer, name, due, clock } => {
            format!("call_later: {} is due {}", label(*timer, name.as_ref()), due_text(*due, *clock))
        }
        Event::TimerMoved { timer, name, due, clock } => {
            format!("{} is moved: it is due {}", label(*timer, name.as_ref()), due_text(*due, *clock))
        }
        Event::TimerCancelled { timer, name, .. } => format!("{} is cancelled", label(*timer, name.as_ref())),
        Event::TimerFired { timer, name, late, .. } => {
            format!("{} is called, {} after it was due", label(*timer, name.as_ref()), span(*late))
        }
        Event::TimersSwept { kept, swept, .. } => {
            format!("{} cancelled entries are swept out of the heap, {} stay", thousands(*swept), thousands(*kept))
        }
        Event::Advanced { by, now } => format!("the manual clock is moved by {}, to {}", span(*by), span(*now)),
        _ => return None,
    })
}

/// What to call it: its name, or its number.
fn label(timer: TimerId, name: Option<&TimerName>) -> String {
    name.map_or_else(|| format!("#{}", timer.0), ToString::to_string)
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
