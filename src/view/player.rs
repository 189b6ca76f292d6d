//! How the cursor walks a trace by itself: at the learner's pace, never at the kernel's.
//!
//! Bursts are walked by events, waits by time. A wait longer than [`LONGEST_WAIT`] is squeezed, and said to be.
//! Samples and gauges are no steps: at the head the cursor rides along with them, so that a frozen stage is
//! shown as it is now.
//!
//! A free-running stage is another matter: it has a speed of its own, and that is what it is about. Live, the cursor
//! rides its head, whatever the pace; in a recording it walks by lab time, at the speed at which the stage ran. There
//! no wait is squeezed, and the pace scales time: twice the scene's own pace is twice as fast.
//!
//! Time is given from outside ([`Player::tick`]); a player reads no clock.

use super::session::Session;
use crate::event::{Micros, Seq};
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
    /// In a recording of a free-running stage: where the walk by lab time has come to.
    walk: Option<Walk>,
}

/// A walk by lab time.
#[derive(Debug, Clone, Copy)]
struct Walk {
    /// When it was there.
    now: Instant,
    /// The lab time that it had come to: at the cursor, or after it where nothing has happened since.
    at: Micros,
    /// The cursor's place: at another one it was moved by hand.
    seq: Seq,
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
        Player { play: Play::Playing, pace, squeezed: None, moved_at: None, walk: None }
    }

    /// Walks as far as is due at `now`. Says when it wants to be asked again; `None` where nothing is to come
    /// but what wakes the loop anyway.
    pub fn tick(&mut self, session: &mut Session, now: Instant) -> Option<Instant> {
        self.squeezed = None;
        if session.is_free() {
            return self.tick_free(session, now);
        }
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
        self.walk = None;
    }

    /// How fast the cursor walks, in words: what [`Player::pace`] comes to in this run.
    pub fn speed(&self, session: &Session) -> String {
        match (session.is_free(), session.is_live(), self.pace) {
            (false, ..) | (_, false, Pace::Max) => self.pace.to_string(),
            (_, true, _) => "live".into(),
            (_, false, Pace::PerSecond(n)) if n == own_pace(session) => "as it ran".into(),
            (_, false, Pace::PerSecond(n)) => format!("{:.2} x", f64::from(n) / f64::from(own_pace(session))),
        }
    }

    /// A free-running stage: its head, or its recording by lab time. Paused, the picture stands.
    fn tick_free(&mut self, session: &mut Session, now: Instant) -> Option<Instant> {
        let walk = self.walk.take();
        if self.play == Play::Paused {
            return None;
        }
        let factor = match self.pace {
            Pace::PerSecond(n) if !session.is_live() => f64::from(n.max(1)) / f64::from(own_pace(session)),
            _ => {
                ride(session);
                return self.rest(session, now);
            }
        };
        let (here, limit) = (session.cursor.seq(), session.limit());
        let at = match walk.filter(|walk| walk.seq == here) {
            Some(walk) => walk.at.0.saturating_add((now.duration_since(walk.now).as_micros() as f64 * factor) as u64),
            None => session.world().at.0,
        };
        let past = session.trace.between(here, limit).take_while(|stamped| stamped.at.0 <= at).last();
        if let Some(seq) = past.map(|stamped| stamped.seq) {
            session.cursor.seek(&session.trace, seq);
        }
        let seq = session.cursor.seq();
        let next = session.trace.between(seq, limit).next()?;
        self.walk = Some(Walk { now, at: Micros(at), seq });
        let left = next.at.since(Micros(at)).0 as f64 / factor;
        now.checked_add(Duration::from_micros(left.ceil() as u64))
    }

    fn due(&mut self, session: &Session, next: Seq) -> Option<Instant> {
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

/// The pace at which a recording of a free-running stage goes as the stage went.
fn own_pace(session: &Session) -> u32 {
    session.scene.pace.max(1)
}

/// Takes along what is no step, up to the limit.
fn ride(session: &mut Session) {
    let limit = session.limit();
    session.cursor.seek(&session.trace, limit);
}

#[cfg(test)]
mod tests;
