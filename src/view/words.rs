//! The words for what happened, shared by every view, so that none says it differently. No colour, no layout.

use crate::event::thousands;
use crate::event::{Call, Ending, Event, Micros, Outcome, Stamped, ThreadState};
use crate::trace::Trace;
use crate::world::{Doing, Source, SourceState, Thread, Wait, World, Xray};

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
    Some(match &stamped.event {
        Event::Entered { call, asked, .. } => format!("{} ...", call_text(*call, *asked)),
        Event::Returned { call, asked, outcome } => {
            format!("{} = {}", call_text(*call, *asked), outcome_text(*call, *asked, outcome))
        }
        Event::Said { text } => format!("prints \"{text}\""),
        Event::Acted { control } => format!("you: {control}"),
        Event::KnobTurned { knob, value } => format!("you turn {knob} to {}", thousands(*value)),
        Event::Counted(counts) => {
            format!(
                "{} calls, too fast to be kept one by one: {} bytes sent, {} received",
                thousands(counts.calls),
                thousands(counts.sent),
                thousands(counts.received)
            )
        }
        Event::Ended { ending: Ending::Finished } => "the program ended".into(),
        Event::Ended { ending: Ending::Failed { error } } => format!("the program ended with an error: {error}"),
        Event::Ended { ending: Ending::Panicked { error } } => format!("the program panicked: {error}"),
        _ => return None,
    })
}

/// A call with its number: `send(1,024)`.
pub fn call_text(call: Call, asked: Option<u64>) -> String {
    match (call, asked) {
        (Call::Sleep, Some(us)) => format!("sleep({})", span(Micros(us))),
        (Call::ShutdownWrite, _) => "shutdown(WR)".into(),
        (Call::Disconnect, _) => "reset from outside".into(),
        (_, Some(asked)) => format!("{}({})", call.name(), thousands(asked)),
        (_, None) => format!("{}()", call.name()),
    }
}

fn outcome_text(call: Call, asked: Option<u64>, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Errno(errno) if errno.meaning().is_empty() => errno.to_string(),
        Outcome::Errno(errno) => format!("{errno} ({})", errno.meaning()),
        Outcome::Result(0) if call == Call::Recv => "0 (the end)".into(),
        Outcome::Result(n) if call == Call::Send && asked.is_some_and(|asked| *n < asked) => {
            format!("{} SHORT", thousands(*n))
        }
        Outcome::Result(_) if matches!(call, Call::Sleep | Call::Join) => "done".into(),
        Outcome::Result(n) => thousands(*n),
    }
}

/// What a thread is doing, by its own events.
pub fn doing(thread: &Thread) -> String {
    match &thread.doing {
        Doing::Computing => "computing".into(),
        Doing::Ended => "ended".into(),
        Doing::In { call, asked, source: Some(source), .. } => format!("{} on {source}", call_text(*call, *asked)),
        Doing::In { call, asked, source: None, .. } => call_text(*call, *asked),
    }
}

/// What the kernel says of a thread: `asleep in sendto (wait_woken)`.
pub fn kernels_word(thread: &Thread) -> Option<String> {
    if thread.doing == Doing::Ended {
        return None;
    }
    let (_, sample) = thread.sample.as_ref()?;
    let mut text = thread_state(sample.state).to_owned();
    if sample.state != ThreadState::Running {
        if let Some(syscall) = &sample.syscall {
            text = format!("{text} in {syscall}");
        }
        if let Some(wchan) = &sample.wchan {
            text = format!("{text} ({wchan})");
        }
    }
    Some(text)
}

/// The kernel's word without the name of its function, which is for those who have the room.
pub fn without_function(word: &str) -> &str {
    word.split_once(" (").map_or(word, |(short, _)| short)
}

/// The kernel's state of a thread as a word.
pub fn thread_state(state: ThreadState) -> &'static str {
    match state {
        ThreadState::Running => "running",
        ThreadState::Asleep => "asleep",
        ThreadState::DiskSleep => "asleep, unwakeable",
        ThreadState::Stopped => "stopped",
        ThreadState::Dead => "gone",
        ThreadState::Unknown => "in a state without a name here",
    }
}

/// A socket's state as a word.
pub fn source_state(source: &Source) -> String {
    match &source.state {
        SourceState::Open => "open".into(),
        SourceState::Listening => "listening".into(),
        SourceState::Connecting => "connecting".into(),
        SourceState::Established => "connected".into(),
        SourceState::WriteShut => "sending side shut".into(),
        SourceState::Broken(errno) => format!("broken: {errno}"),
        SourceState::Reset => "reset".into(),
        SourceState::Closed => "closed".into(),
    }
}

/// A gauge, or a dash where the kernel gives none.
pub fn gauge(value: Option<u64>) -> String {
    value.map_or_else(|| "-".into(), thousands)
}

/// The bytes on their way from one end to the other: `client 8,192 unsent, 0 in flight > 5,106 unread server`.
pub fn pipeline(from: &Source, to: &Source) -> String {
    let in_flight = from.gauges.queued.zip(from.gauges.unsent).map(|(queued, unsent)| queued.saturating_sub(unsent));
    format!(
        "{} {} unsent, {} in flight > {} unread {}",
        from.name,
        gauge(from.gauges.unsent),
        gauge(in_flight),
        gauge(to.gauges.unread),
        to.name
    )
}

/// What went one way through a connection: `sent 16,382 + open, read 5,118`.
pub fn sums(world: &World, from: &Source, to: &Source) -> String {
    let mut text = format!("sent {}", thousands(from.sent.bytes));
    if from.sending.is_some() {
        text.push_str(" + open");
    }
    text.push_str(&format!(", read {}", thousands(to.received.bytes)));
    if to.read_outside > 0 {
        text.push_str(&format!(" ({} from outside)", thousands(to.read_outside)));
    }
    if world.is_moving(from, to) {
        text.push_str(", moving");
    }
    text
}

/// What the trace holds, of how much it may hold; what was counted, held and went wrong.
pub fn meters(trace: &Trace, world: &World) -> String {
    let mib = trace.memory() as f64 / f64::from(1 << 20);
    let (len, limit) = (thousands(trace.len() as u64), thousands(Trace::LIMIT as u64));
    let mut parts = vec![format!("{} system calls", thousands(world.tally.syscalls))];
    parts.push(format!("trace {len} of {limit} events, {mib:.1} MiB"));
    if !world.tally.counted.is_empty() {
        parts.push(format!("{} calls counted", thousands(world.tally.counted.calls)));
    }
    if world.tally.errors > 0 {
        parts.push(format!("errors: {}", world.tally.errors));
    }
    if world.tally.held.0 > 0 {
        parts.push(format!("held {}", span(world.tally.held)));
    }
    parts.join("; ")
}

/// The sentences of the X-ray, one a line: who waits in what, for what, and by whom it would come.
pub fn xray(world: &World, xray: &Xray) -> Vec<String> {
    let mut lines = Vec::new();
    for wait in &xray.waits {
        lines.push(waits_in(wait));
        lines.extend(sizes(world, wait));
        lines.push(waits_for(wait));
    }
    if xray.cycle {
        let first = &xray.waits[0].thread;
        let whole = match xray.waits.len() {
            1 => format!("{first} waits for {first}: nobody is left who could go on"),
            _ => format!("and {first} is where this began: a cycle, and nobody in it can go on"),
        };
        lines.push(whole);
    }
    lines
}

/// Who sleeps, where, and for how long.
pub fn waits_in(wait: &Wait) -> String {
    let line = wait.line.map_or_else(String::new, |line| format!(", line {line}"));
    let word = if wait.confirmed {
        "asleep by the kernel's word"
    } else {
        "by its own calls; this platform gives no word on threads"
    };
    format!(
        "{} is in {} on {}{line}: {word}, {}",
        wait.thread,
        call_text(wait.call, Some(wait.asked)),
        wait.source,
        span(wait.slept)
    )
}

/// What would free it, and who would do that.
pub fn waits_for(wait: &Wait) -> String {
    let what = match wait.call {
        Call::Send => format!("room comes when {} is read", wait.peer),
        _ => format!("bytes come when {} is written", wait.peer),
    };
    match wait.by_line {
        Some(line) => format!("{what}: by {}, line {line}", wait.by),
        None => format!("{what}, by {}", wait.by),
    }
}

/// The sizes that close the way of a send: what both queues hold, of what was granted.
pub fn sizes(world: &World, wait: &Wait) -> Option<String> {
    use crate::event::SocketOption::{ReceiveBuffer, SendBuffer};
    if wait.call != Call::Send {
        return None;
    }
    let (from, to) = (world.source(wait.source.as_str())?, world.source(wait.peer.as_str())?);
    let of = |pin: Option<crate::world::Pin>| {
        pin.map_or_else(String::new, |pin| format!(" (granted {} of kernel memory)", thousands(pin.granted)))
    };
    Some(format!(
        "{} unsent in {}'s send queue{}, {} unread in {}'s receive queue{}: no room for the rest",
        gauge(from.gauges.unsent),
        from.name,
        of(from.pin(SendBuffer)),
        gauge(to.gauges.unread),
        to.name,
        of(to.pin(ReceiveBuffer))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_their_own_unit() {
        assert_eq!(
            [0, 999, 1_000, 999_999, 3_250_000].map(|us| span(Micros(us))),
            ["0 us", "999 us", "1 ms", "999 ms", "3.2 s"]
        );
    }
}
