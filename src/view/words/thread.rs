//! The words of one thread: what it is doing by its own events, and what the kernel says of it.

use super::call_text;
use crate::event::{Call, ThreadState};
use crate::world::{Doing, Thread};

/// What a thread is doing, by its own events.
pub fn doing(thread: &Thread) -> String {
    match &thread.doing {
        Doing::Computing => "computing".into(),
        Doing::Ended => "ended".into(),
        Doing::In { call: Call::Order, .. } => "waiting for you".into(),
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

/// A share of one core, given in thousandths: `98 % of a core`.
pub fn of_a_core(permille: u32) -> String {
    match permille {
        0 => "0 % of a core".into(),
        1..=9 => "under 1 % of a core".into(),
        _ => format!("{} % of a core", permille / 10),
    }
}

/// A share of one core, given in millionths, for what is compared: `98 % of a core`, `0.04 % of a core`.
pub fn fine_share(ppm: u32) -> String {
    match ppm {
        0..100_000 => format!("{}.{:02} % of a core", ppm / 10_000, ppm / 100 % 100),
        _ => format!("{} % of a core", ppm / 10_000),
    }
}
