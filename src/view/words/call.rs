//! The words of a call: what it was asked, and what came of it.

use super::span;
use crate::event::{Call, Micros, Outcome, Ready, thousands};

/// A call with its number: `send(1,024)`, `poll(120 ms)`, `select(for ever)`.
pub fn call_text(call: Call, asked: Option<u64>) -> String {
    match (call, asked) {
        (Call::Sleep, Some(us)) => format!("sleep({})", span(Micros(us))),
        (Call::ShutdownWrite, _) => "shutdown(WR)".into(),
        (Call::ShutdownBoth, _) => "shutdown(RDWR)".into(),
        (Call::Disconnect, _) => "reset from outside".into(),
        (Call::Order, _) => "wait for you".into(),
        (Call::Nonblocking, Some(0)) => "nonblocking(off)".into(),
        (Call::Nonblocking, _) => "nonblocking(on)".into(),
        (call, None) if call.is_wait() => format!("{}(for ever)", call.name()),
        (call, Some(0)) if call.is_wait() => format!("{}(0)", call.name()),
        (call, Some(us)) if call.is_wait() => format!("{}({})", call.name(), span(Micros(us))),
        (_, Some(asked)) => format!("{}({})", call.name(), thousands(asked)),
        (_, None) => format!("{}()", call.name()),
    }
}

/// What came of a call: `1,024`, `512 SHORT`, `0 (the end)`, `EAGAIN (it would have to wait)`.
pub(super) fn outcome_text(call: Call, asked: Option<u64>, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Errno(errno) if errno.meaning().is_empty() => errno.to_string(),
        Outcome::Errno(errno) => format!("{errno} ({})", errno.meaning()),
        Outcome::Result(0) if matches!(call, Call::Recv | Call::Read) => "0 (the end)".into(),
        Outcome::Result(n) if is_short(call, asked, *n) => format!("{} SHORT", thousands(*n)),
        Outcome::Result(_) if matches!(call, Call::Sleep | Call::Join | Call::Nonblocking) => "done".into(),
        Outcome::Result(n) => thousands(*n),
    }
}

/// Whether a call took less than it was given, so that the rest is still the program's.
pub fn is_short(call: Call, asked: Option<u64>, got: u64) -> bool {
    matches!(call, Call::Send | Call::Write) && asked.is_some_and(|asked| got < asked)
}

/// What a wait for readiness came back with: `2 ready: listener R, client RW`, `0 (the time is over)`.
pub(super) fn woke_text(asked: Option<u64>, outcome: &Outcome, ready: &[Ready]) -> String {
    match outcome {
        Outcome::Errno(errno) if errno.meaning().is_empty() => errno.to_string(),
        Outcome::Errno(errno) => format!("{errno} ({})", errno.meaning()),
        Outcome::Result(0) if asked == Some(0) => "0 ready".into(),
        Outcome::Result(0) if asked.is_none() => "0 (woken by another thread)".into(),
        Outcome::Result(0) => "0 (nobody is ready)".into(),
        Outcome::Result(n) if ready.is_empty() => format!("{} ready", thousands(*n)),
        Outcome::Result(n) => {
            let named: Vec<String> = ready.iter().map(ready_text).collect();
            let more = if ready.len() >= Ready::MOST { ", ..." } else { "" };
            format!("{} ready: {}{more}", thousands(*n), named.join(", "))
        }
    }
}

/// A ready source with what it is ready for: `client RW`.
fn ready_text(ready: &Ready) -> String {
    format!("{} {}", ready.source, super::directions(ready.read, ready.write))
}
