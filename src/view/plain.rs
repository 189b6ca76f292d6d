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
use crate::lesson::{Control, Deed, Question, Scene};
use crate::world::{World, deadlock};
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

/// What came of telling a scene.
#[derive(Debug)]
pub struct Told {
    /// How it came to its end.
    pub end: End,
    /// Where its recording stopped before that.
    pub unrecorded: Option<RecordError>,
}

/// How the telling of a scene came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The scene showed all that it declares.
    Shown,
    /// It did not.
    NotShown,
    /// The learner wants no more.
    Quit,
}

/// How much longer than the patience a deadlock must stand, with nothing done about it, before the run is given up:
/// longer than a script waits by itself, and than what it does takes.
const GIVE_UP: Micros = Micros(6_000_000);

/// Tells a whole session: live as it happens, a recording at once. `woken` gets a message whenever the run has news.
///
/// # Errors
/// Where the output is gone or full.
pub fn tell(
    session: &mut Session,
    manner: Manner,
    typist: &mut Typist,
    woken: &Receiver<()>,
    out: &mut dyn Write,
) -> io::Result<Told> {
    let mut scene = Telling {
        teller: Teller::new(manner.patience.into()),
        manner,
        typist,
        cues: 0,
        asked_at: Micros(0),
        unrecorded: None,
    };
    let end = scene.tell(session, woken, &mut Squeeze::new(out))?;
    Ok(Told { end, unrecorded: scene.unrecorded })
}

struct Telling<'a> {
    teller: Teller,
    manner: Manner,
    typist: &'a mut Typist,
    cues: usize,
    asked_at: Micros,
    unrecorded: Option<RecordError>,
}

impl Telling<'_> {
    fn tell(&mut self, session: &mut Session, woken: &Receiver<()>, out: &mut dyn Write) -> io::Result<End> {
        self.teller.opening(session, out)?;
        let mut player = Player::new(self.manner.pace);
        loop {
            if let Err(error) = session.pump() {
                self.unrecorded = Some(error);
            }
            let due = self.walk(session, &mut player, out)?;
            if let Some(mark) = session.open_question() {
                let Some(answer) = self.ask(mark.question, out)? else { return Ok(End::Quit) };
                session.answer(answer);
                player.restart_beat(monotonic());
                continue;
            }
            if session.at_head() && session.is_over() {
                break;
            }
            if session.at_head() && self.stuck(session, out)? == Typed::Quit {
                return Ok(End::Quit);
            }
            let wait = due.map_or(Duration::from_millis(100), |due| due.saturating_duration_since(monotonic()));
            if let Err(RecvTimeoutError::Disconnected) = woken.recv_timeout(wait) {
                break;
            }
        }
        self.teller.closing(session, out)?;
        Ok(if session.showed_all() { End::Shown } else { End::NotShown })
    }

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

    /// Puts a question; `None` where the learner wants no more.
    fn ask(&mut self, question: &Question, out: &mut dyn Write) -> io::Result<Option<Answer>> {
        self.teller.question(question, out)?;
        let answer = match self.typist.choose(question, out)? {
            Typed::Quit => return Ok(None),
            Typed::Choice(choice) => Answer::Given(choice),
            Typed::Control(_) | Typed::Nothing => Answer::Skipped,
        };
        self.teller.answered(question, answer, out)?;
        Ok(Some(answer))
    }

    /// What is done at the head while the stage does not come to its end by itself.
    fn stuck(&mut self, session: &mut Session, out: &mut dyn Write) -> io::Result<Typed> {
        let patience = Micros::from(self.manner.patience);
        let head = session.trace.head();
        if self.typist.types() {
            let stands = deadlock(head).is_some_and(|x| x.stands_for() >= patience);
            if !stands || head.at.since(self.asked_at) < patience {
                return Ok(Typed::Nothing);
            }
            let typed = self.typist.command(session.scene, out)?;
            self.asked_at = head.at;
            return match typed {
                Typed::Control(control) => self.act(session, control, out),
                _ => Ok(typed),
            };
        }
        let cue = session.scene.script.get(self.cues);
        if let Some(cue) = cue.filter(|cue| (cue.when)(head, patience)) {
            self.cues += 1;
            match cue.deed {
                Deed::Use(id) => {
                    if let Some(control) = session.scene.control(id) {
                        return self.act(session, control, out);
                    }
                }
                Deed::Turn(knob, value) => session.turn(knob, value),
            }
        } else if untouched_for(head).is_some_and(|span| span >= Micros(patience.0.saturating_add(GIVE_UP.0))) {
            self.teller.abandoned(out)?;
            session.keep();
        }
        Ok(Typed::Nothing)
    }

    /// Uses a control, the first time after its question.
    fn act(&mut self, session: &mut Session, control: &'static Control, out: &mut dyn Write) -> io::Result<Typed> {
        let question = control.question.filter(|_| self.typist.quiz()).and_then(|id| session.scene.question(id));
        let question = question.filter(|new| !session.has_asked(new.id));
        let answer = match question {
            Some(question) => match self.ask(question, out)? {
                None => return Ok(Typed::Quit),
                answer => answer,
            },
            None => None,
        };
        session.act(control, answer);
        Ok(Typed::Control(control))
    }
}

/// For how long a deadlock has stood, with nothing done about it.
fn untouched_for(world: &World) -> Option<Micros> {
    let stands = deadlock(world)?.stands_for();
    Some(world.acted.last().map_or(stands, |act| stands.min(world.at.since(act.at))))
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
