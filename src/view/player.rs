//! How the cursor walks a trace by itself: at the learner's pace, never at the kernel's.
//!
//! Bursts are walked by events, waits by time. A wait longer than [`LONGEST_WAIT`] is squeezed, and said to be.
//! Samples and gauges are no steps: at the head the cursor rides along with them, so that a frozen stage is
//! shown as it is now.
//!
//! Time is given from outside ([`Player::tick`]); a player reads no clock.

use super::session::Session;
use crate::event::Micros;
use std::time::{Duration, Instant};

/// The longest that the cursor waits before an event that came late in its run.
pub const LONGEST_WAIT: Duration = Duration::from_millis(1_200);

/// Whether the cursor walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    /// It walks.
    Playing,
    /// It stands, and moves by hand.
    Paused,
}

/// How fast it walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Events a second, 1 or more.
    PerSecond(u32),
    /// As fast as they come.
    Max,
}

/// The paces that the keys go through.
const PACES: &[u32] = &[1, 2, 4, 6, 8, 10, 12, 16, 20, 30, 60, 120, 250, 500, 1_000];

/// Walks a cursor.
#[derive(Debug, Clone)]
pub struct Player {
    /// Whether it walks.
    pub play: Play,
    /// How fast.
    pub pace: Pace,
    /// The wait before the next event that is being squeezed: its true length.
    pub squeezed: Option<Micros>,
    moved_at: Option<Instant>,
}

impl Pace {
    /// The next pace up or down.
    pub fn next(self, faster: bool) -> Self {
        match (self, faster) {
            (Pace::Max, true) => Pace::Max,
            (Pace::Max, false) => Pace::PerSecond(PACES[PACES.len() - 1]),
            (Pace::PerSecond(now), true) => {
                PACES.iter().find(|pace| **pace > now).map_or(Pace::Max, |pace| Pace::PerSecond(*pace))
            }
            (Pace::PerSecond(now), false) => {
                Pace::PerSecond(PACES.iter().rev().find(|pace| **pace < now).copied().unwrap_or(1))
            }
        }
    }

    fn interval(self) -> Duration {
        match self {
            Pace::PerSecond(n) => Duration::from_secs(1) / n.max(1),
            Pace::Max => Duration::ZERO,
        }
    }
}

impl std::fmt::Display for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pace::PerSecond(n) => write!(f, "{n} ev/s"),
            Pace::Max => f.write_str("full speed"),
        }
    }
}

impl std::str::FromStr for Pace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse::<u32>()) {
            ("max", _) => Ok(Pace::Max),
            (_, Ok(n)) if (1..=100_000).contains(&n) => Ok(Pace::PerSecond(n)),
            _ => Err("events a second from 1 to 100000, or max".into()),
        }
    }
}

impl Player {
    /// A player that walks at `pace`.
    pub fn new(pace: Pace) -> Self {
        Player { play: Play::Playing, pace, squeezed: None, moved_at: None }
    }

    /// Walks as far as is due at `now`. Says when it wants to be asked again; `None` where nothing is to come
    /// but what wakes the loop anyway.
    pub fn tick(&mut self, session: &mut Session, now: Instant) -> Option<Instant> {
        self.squeezed = None;
        loop {
            if session.at_head() {
                ride(session);
                return self.rest(session, now);
            }
            if self.play == Play::Paused {
                return None;
            }
            if self.pace == Pace::Max {
                ride(session);
                continue;
            }
            let next = session.cursor.next_stop(&session.trace)?.min(session.limit());
            let due = self.due(session, next);
            if let Some(due) = due.filter(|due| *due > now) {
                return Some(due);
            }
            session.cursor.seek(&session.trace, next);
            self.squeezed = None;
            // Keep the beat, but do not try to catch up on lost time.
            self.moved_at = Some(due.filter(|due| now.duration_since(*due) < self.pace.interval()).unwrap_or(now));
        }
    }

    /// Starts the beat anew from `now`: after a move by hand, or an answer.
    pub fn restart_beat(&mut self, now: Instant) {
        self.moved_at = Some(now);
    }

    fn due(&mut self, session: &Session, next: crate::event::Seq) -> Option<Instant> {
        let step = session.trace.next_step(session.cursor.seq()).or_else(|| session.trace.get(next))?;
        let gap = step.at.since(session.world().at);
        let wait = gap.duration().min(LONGEST_WAIT).max(self.pace.interval());
        if gap.duration() > LONGEST_WAIT {
            self.squeezed = Some(gap);
        }
        self.moved_at.map(|moved| moved + wait)
    }

    /// At the head of a stage that is held there: let it go when the beat says so.
    fn rest(&mut self, session: &Session, now: Instant) -> Option<Instant> {
        if !session.resting() || self.play == Play::Paused {
            return None;
        }
        match self.moved_at.map(|moved| moved + self.pace.interval()) {
            Some(due) if due > now => Some(due),
            _ => {
                session.release();
                self.moved_at = Some(now);
                None
            }
        }
    }
}

/// Takes along what is no step, up to the limit.
fn ride(session: &mut Session) {
    let limit = session.limit();
    session.cursor.seek(&session.trace, limit);
}
