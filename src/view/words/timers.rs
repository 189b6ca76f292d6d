//! The words of delayed calls.

use super::span;
use crate::event::{ClockKind, Event, Micros, Stamped, TimerId, TimerName, Why, thousands};
use crate::world::{Change, Entry, EntryState, Heap, HowOver, Over, Thread, Timer, Timers, World};

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

/// What a clock shows at this moment; of the time in memory nobody tells.
pub fn now(clock: ClockKind, world: &World) -> Option<Micros> {
    match clock {
        ClockKind::Lab => Some(world.at),
        ClockKind::Manual => Some(world.timers.manual.unwrap_or_default()),
        ClockKind::Memory => None,
    }
}

/// The line that joins timers and readiness: how long a reactor's loop may sleep in its wait, and why; or, while it is
/// awake, what is due next.
///
/// ```text
/// sleep at most 591 ms: B
/// awake; next is B, in 591 ms
/// ```
pub fn sleep(thread: &Thread, world: &World) -> Option<String> {
    let (why, wait) = (thread.wheel.why?, thread.wheel.wait.as_ref());
    let next = world.timers.waiting.iter().find(|timer| timer.clock != ClockKind::Manual);
    let Some(wait) = wait.filter(|wait| wait.ready.is_none()) else {
        return Some(match next {
            None => "awake; nothing is due".into(),
            Some(next) if next.due < world.at => format!("awake; {} is {}", next.label(), until_due(next, world)),
            Some(next) => format!("awake; next is {}, {}", next.label(), until_due(next, world)),
        });
    };
    let most = match wait.timeout {
        None => "sleep for ever".into(),
        Some(Micros(0)) => "do not sleep".into(),
        Some(most) => format!("sleep at most {}", span(most)),
    };
    let because = match (why, next) {
        (Why::NextTimer, Some(next)) => next.label(),
        _ => super::why(why, None),
    };
    Some(format!("{most}: {because}"))
}

/// What changed a queue last, in a few words.
pub fn change(heap: &Heap, timers: &Timers) -> String {
    let label = |timer: TimerId| timers.label(timer, heap.clock);
    match heap.change {
        Change::Scheduled(timer) => format!("new: {}", label(timer)),
        Change::Filed(1) => "push: the new one".into(),
        Change::Filed(n) => format!("push: {} new ones", thousands(n)),
        Change::Moved(timer) => format!("move: {}", label(timer)),
        Change::Cancelled(timer) if heap.entries.iter().any(|entry| entry.timer == timer) => {
            format!("cancel: {}, its entry stays", label(timer))
        }
        Change::Cancelled(timer) => format!("cancel: {}, it was new", label(timer)),
        Change::Popped(timer) => format!("pop: {}", label(timer)),
        Change::Swept(n) => format!("sweep: {} dead ones", thousands(n)),
        Change::Surfaced => "the top was cleared".into(),
    }
}

/// An entry of the heap by the name of its call, and what is the matter with it.
pub fn entry(entry: &Entry, heap: &Heap, timers: &Timers) -> String {
    let label = timers.label(entry.timer, heap.clock);
    match entry.state {
        EntryState::InPlace => label,
        EntryState::Misplaced => format!("{label} (misplaced)"),
        EntryState::Dead => format!("{label} (dead)"),
    }
}

/// Entries of a heap that are told by their names; of more, how many there are.
const MOST_NAMED: usize = 12;

/// A queue as it lies, in one line: `A, B (dead), C; new: D`.
pub fn heap(heap: &Heap, timers: &Timers) -> String {
    let list = |names: Vec<String>, more: usize| match (names.is_empty(), more) {
        (true, _) => "empty".into(),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {} more", names.join(", "), thousands(more as u64)),
    };
    let entries = heap.entries.iter().take(MOST_NAMED).map(|of| entry(of, heap, timers)).collect();
    let rest = heap.entries.len().saturating_sub(MOST_NAMED);
    let rest = rest.saturating_add(usize::try_from(heap.more).unwrap_or(usize::MAX));
    let mut text = list(entries, rest);
    if rest > 0 && heap.dead() > 0 {
        text.push_str(&format!("; {} of them dead", thousands(heap.dead() as u64)));
    }
    if !heap.new.is_empty() {
        let new = heap.new.iter().take(MOST_NAMED).map(|timer| timers.label(*timer, heap.clock)).collect();
        text.push_str(&format!("; new: {}", list(new, heap.new.len().saturating_sub(MOST_NAMED))));
    }
    text
}

/// How a call ended: `called, 245 us late`, `cancelled`.
pub fn ending(over: &Over) -> String {
    match over.how {
        HowOver::Fired { late } => format!("called, {} late", span(late)),
        HowOver::Cancelled => "cancelled".into(),
    }
}

/// When a call is due, or what a clock shows, to the millisecond: `1.004 s`, `90.000 s`.
pub fn due(at: Micros) -> String {
    format!("{}.{:03} s", thousands(at.0 / 1_000_000), at.0 / 1_000 % 1_000)
}
