//! What happens again and again, told by its number: at most about once a second of lab time, or before a line that
//! is news.

use crate::event::{Event, Micros, SourceName, Stamped, ThreadName};
use crate::view::words;

/// The lab time for which counts are gathered before they are told.
const GATHER: Micros = Micros(1_000_000);

/// The most different lines that are remembered; past that all are forgotten, and told anew.
const MOST: usize = 64;

/// What an event is to a text that tells what is alike once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It was not told yet.
    New,
    /// It was told: it is counted.
    Known,
    /// It needs no words: another event tells it.
    Silent,
}

/// A line but for its time: thread, source, line of the program, words.
type Key = (ThreadName, Option<SourceName>, Option<u32>, String);

/// Lines that were told, and how often each came again since.
#[derive(Default)]
pub(super) struct Counted {
    known: Vec<Key>,
    waiting: Vec<(Key, Stamped, u64)>,
    since: Option<Micros>,
    wheel_told: Option<Micros>,
}

impl Counted {
    /// What an event is that would be told in these words.
    pub(super) fn kind(&self, stamped: &Stamped, text: &str) -> Kind {
        let known = || self.known.iter().any(|known| is_key(known, stamped, text));
        match &stamped.event {
            // The loop's own line tells its turns.
            Event::TurnBegan => Kind::Silent,
            _ if !known() => Kind::New,
            // What comes back is counted.
            Event::Entered { .. } => Kind::Silent,
            _ => Kind::Known,
        }
    }

    /// A line was told. What the learner does makes everything news.
    pub(super) fn told(&mut self, stamped: &Stamped, text: String) {
        if stamped.thread.is_lab() || self.known.len() >= MOST {
            self.known.clear();
        }
        if !stamped.thread.is_lab() {
            self.known.push(key(stamped, text));
        }
    }

    /// It happened so many times more.
    pub(super) fn add(&mut self, stamped: Stamped, text: String, times: u64) {
        self.since.get_or_insert(stamped.at);
        match self.waiting.iter_mut().find(|(known, ..)| is_key(known, &stamped, &text)) {
            Some((_, last, sum)) => (*last, *sum) = (stamped, sum.saturating_add(times)),
            None => self.waiting.push((key(&stamped, text), stamped, times)),
        }
    }

    /// Whether counts have waited for long enough at `now`, or are too many to be kept.
    pub(super) fn is_due(&self, now: Micros) -> bool {
        self.since.is_some_and(|since| now.since(since) >= GATHER) || self.waiting.len() >= MOST
    }

    /// Takes what was counted: each with the event that came last, and the words.
    pub(super) fn take(&mut self) -> Vec<(Stamped, String)> {
        self.since = None;
        let told =
            |((.., text), last, times): (Key, Stamped, u64)| (last, format!("{text}, {}", words::times_more(times)));
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_by_key(|(_, last, _)| last.seq);
        waiting.into_iter().map(told).collect()
    }

    /// Whether the loops are to be told, which they are with the counts, but no more than once in that time.
    pub(super) fn wheel_is_due(&mut self, now: Micros) -> bool {
        let due = self.wheel_told.is_none_or(|told| now.since(told) >= GATHER);
        if due {
            self.wheel_told = Some(now);
        }
        due
    }
}

fn key(stamped: &Stamped, text: String) -> Key {
    (stamped.thread.clone(), stamped.source.clone(), stamped.line, text)
}

fn is_key((thread, source, line, words): &Key, stamped: &Stamped, text: &str) -> bool {
    words == text && *thread == stamped.thread && *source == stamped.source && *line == stamped.line
}
