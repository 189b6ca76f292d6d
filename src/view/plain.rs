//! The same story as text: an event a line, no box drawing, readable by a pipe, a file and a screen reader.
//!
//! Each line is told from the world at its event, as everywhere. Questions are asked in words and answered by
//! a letter; controls are typed by their names. Where nobody types, the scene's script plays it, and what is
//! frozen is reported after a bound and then rescued: every scene ends by itself.

mod ask;
mod squeeze;
mod tell;

use super::player::{Pace, Play, Player};
use super::recorder::RecordError;
use super::session::{Answer, Session};
use crate::clock::monotonic;
use crate::event::{Micros, Seq};
use crate::lesson::Scene;
use crate::world::deadlock;
pub use ask::{Typed, Typist};
use squeeze::Squeeze;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use tell::Teller;

/// How a scene is told.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Events a second.
    pub pace: Pace,
    /// How long a freeze lasts before it is reported.
    pub patience: Duration,
}

/// How the telling of a scene came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The scene showed all that it declares.
    Shown,
    /// It did not.
    NotShown,
    /// The learner wants no more.
    Quit,
}

/// Why telling stopped before the end.
#[derive(Debug)]
pub enum TellError {
    /// The output is gone or full.
    Out(io::Error),
    /// The recording stopped; the scene was told to its end.
    Record(RecordError),
}

impl From<io::Error> for TellError {
    fn from(error: io::Error) -> Self {
        TellError::Out(error)
    }
}

/// How long the script may be at its end with the stage still stuck before the run is abandoned, in patiences.
const LAST_PATIENCE: u32 = 2;

/// Tells a whole session: live as it happens, a recording at once. `woken` gets a message whenever the run has news.
///
/// # Errors
/// [`TellError`].
pub fn tell(
    session: &mut Session,
    manner: Manner,
    typist: &mut Typist,
    woken: &Receiver<()>,
    out: &mut dyn Write,
) -> Result<Told, TellError> {
    let mut scene = Telling {
        teller: Teller::new(manner.patience.into()),
        manner,
        typist,
        cues: 0,
        asked_at: Micros(0),
        recording: Ok(()),
    };
    let out: &mut dyn Write = &mut Squeeze::new(out);
    scene.teller.opening(session, out)?;
    let mut player = Player::new(manner.pace);
    loop {
        if let Err(error) = session.pump() {
            scene.recording = Err(error);
        }
        let due = scene.walk(session, &mut player, out)?;
        if session.open_question().is_some() {
            if scene.question(session, out)? == Typed::Quit {
                return Ok(Told::Quit);
            }
            player.restart_beat(monotonic());
            continue;
        }
        if session.at_head() && (!session.is_live() || session.is_over()) {
            break;
        }
        if session.at_head() && scene.stuck(session, out)? == Typed::Quit {
            return Ok(Told::Quit);
        }
        let wait = due.map_or(Duration::from_millis(100), |due| due.saturating_duration_since(monotonic()));
        if let Err(RecvTimeoutError::Disconnected) = woken.recv_timeout(wait) {
            break;
        }
    }
    scene.teller.closing(session, out)?;
    scene.recording.map_err(TellError::Record)?;
    Ok(if session.showed_all() { Told::Shown } else { Told::NotShown })
}

struct Telling<'a> {
    teller: Teller,
    manner: Manner,
    typist: &'a mut Typist,
    cues: usize,
    asked_at: Micros,
    recording: Result<(), RecordError>,
}

impl Telling<'_> {
    /// Tells every step that is due, one by one.
    fn walk(
        &mut self,
        session: &mut Session,
        player: &mut Player,
        out: &mut dyn Write,
    ) -> io::Result<Option<std::time::Instant>> {
        debug_assert_eq!(player.play, Play::Playing);
        loop {
            let before = session.cursor.seq();
            let due = match self.manner.pace {
                Pace::Max => {
                    let limit = session.limit();
                    let next = session.cursor.next_moment(&session.trace).map_or(limit, |next| next.min(limit));
                    session.cursor.seek(&session.trace, next);
                    None
                }
                Pace::PerSecond(_) => player.tick(session, monotonic()),
            };
            let after = session.cursor.seq();
            if after == before {
                return Ok(due);
            }
            self.teller.moved(session, before, out)?;
        }
    }

    fn question(&mut self, session: &mut Session, out: &mut dyn Write) -> Result<Typed, TellError> {
        let Some(mark) = session.open_question() else { return Ok(Typed::Nothing) };
        let question = mark.question;
        self.teller.question(question, out)?;
        let typed = self.typist.choose(question, out)?;
        let answer = match typed {
            Typed::Choice(choice) => Answer::Given(choice),
            _ => Answer::Skipped,
        };
        self.teller.answered(question, answer, out)?;
        session.answer(answer);
        Ok(typed)
    }

    /// What is done at the head while the stage does not come to its end by itself.
    fn stuck(&mut self, session: &mut Session, out: &mut dyn Write) -> Result<Typed, TellError> {
        let patience = Micros::from(self.manner.patience);
        let head = session.trace.head();
        if self.typist.types() {
            let stands = deadlock(head).is_some_and(|x| x.stands_for() >= patience);
            if !stands || head.at.since(self.asked_at) < patience {
                return Ok(Typed::Nothing);
            }
            let typed = self.typist.command(session.scene, out)?;
            self.asked_at = head.at;
            if let Typed::Control(control) = typed {
                let answer = self.before_acting(session, control.question, out)?;
                session.act(control, answer);
            }
            return Ok(typed);
        }
        let cue = session.scene.script.get(self.cues);
        match cue.filter(|cue| (cue.when)(head, patience)) {
            Some(cue) => {
                self.cues += 1;
                if let Some(control) = session.scene.control(cue.control) {
                    let answer = self.before_acting(session, control.question, out)?;
                    session.act(control, answer);
                }
            }
            None if deadlock(head).is_some_and(|x| x.stands_for() >= patience * (LAST_PATIENCE + 1)) => {
                self.teller.abandoned(out)?;
                session.keep();
            }
            None => {}
        }
        Ok(Typed::Nothing)
    }

    /// Puts the question of a control, the first time that it is used.
    fn before_acting(
        &mut self,
        session: &Session,
        question: Option<&str>,
        out: &mut dyn Write,
    ) -> Result<Option<Answer>, TellError> {
        let Some(question) = question.and_then(|id| session.scene.question(id)) else { return Ok(None) };
        if session.marks.iter().any(|mark| mark.question.id == question.id) || !self.typist.quiz() {
            return Ok(None);
        }
        self.teller.question(question, out)?;
        let answer = match self.typist.choose(question, out)? {
            Typed::Choice(choice) => Answer::Given(choice),
            _ => Answer::Skipped,
        };
        self.teller.answered(question, answer, out)?;
        Ok(Some(answer))
    }
}

/// Tells a recorded or finished session from its first event to its last, as a string. For tests, figures and files.
pub fn transcript(session: &mut Session, typist: &mut Typist) -> String {
    let mut out = Vec::new();
    let (_wake, woken) = std::sync::mpsc::channel();
    session.cursor.seek(&session.trace, Seq(0));
    let manner = Manner { pace: Pace::Max, patience: Duration::from_secs(2) };
    // Writing to memory cannot fail, and nothing is recorded.
    _ = tell(session, manner, typist, &woken, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// The knobs of a scene and what they are set to, one a line.
pub fn knobs(scene: &Scene, session: &Session) -> Vec<String> {
    let line = |knob: &crate::lesson::Knob| {
        let set = session.trace.header.knobs.iter().find(|known| known.name == knob.name)?;
        let granted = set.granted.map_or_else(String::new, |granted| format!(" asked, {} granted", knob.show(granted)));
        Some(format!("{} = {}{granted}: {}", knob.name, knob.show(set.asked), knob.label))
    };
    scene.knobs.iter().filter_map(line).collect()
}
