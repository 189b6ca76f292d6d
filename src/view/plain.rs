//! The same story as text: an event a line, no box drawing, readable by a pipe, a file and a screen reader.
//!
//! Each line is told from the world at its event, as everywhere. Questions are asked in words and answered by
//! a letter; controls are typed by their names. Where nobody types, the scene's script plays it, and what is
//! frozen is reported after a bound and then rescued: every scene ends by itself.

mod ask;
mod closing;
mod counted;
mod keyboard;
mod lines;
mod script;
mod squeeze;
mod tell;
#[cfg(test)]
mod tests;
mod typing;

use super::player::{Pace, Play, Player};
use super::recorder::RecordError;
use super::session::{Answer, Session};
use crate::clock::monotonic;
use crate::event::{Micros, Seq, ThreadName};
use crate::lesson::{Control, Cue, Deed, Question, Scene};
use crate::world::deadlock;
pub use ask::{Typed, Typist};
pub use keyboard::{News, listen};
use squeeze::Squeeze;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use tell::Teller;
use typing::Meant;

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

/// A stage that has not waited for the learner by then runs freely without.
const UNDER_WAY: Micros = Micros(200_000);

/// The longest wait for news: a question of lab time (a cue) is looked at this often.
const LOOK: Duration = Duration::from_millis(100);

/// Tells a whole session: live as it happens, a recording at once. `news` gets [`News::Noted`] whenever the run has
/// noted something, and what a person types.
///
/// # Errors
/// Where the output is gone or full.
pub fn tell(
    session: &mut Session,
    manner: Manner,
    typist: &mut Typist,
    news: &Receiver<News>,
    out: &mut dyn Write,
) -> io::Result<Told> {
    let mut scene = Telling {
        teller: Teller::new(manner.patience.into()),
        manner,
        typist,
        news,
        cues: 0,
        paused: None,
        asked_at: Micros(0),
        prompted: None,
        unrecorded: None,
    };
    let end = scene.tell(session, &mut Squeeze::new(out))?;
    Ok(Told { end, unrecorded: scene.unrecorded })
}

struct Telling<'a> {
    teller: Teller,
    manner: Manner,
    typist: &'a mut Typist,
    news: &'a Receiver<News>,
    cues: usize,
    /// Until when the script does nothing.
    paused: Option<Instant>,
    asked_at: Micros,
    /// The wait for which it was said last what can be typed; none in it is the run as such.
    prompted: Option<Option<(ThreadName, Micros)>>,
    unrecorded: Option<RecordError>,
}

impl Telling<'_> {
    fn tell(&mut self, session: &mut Session, out: &mut dyn Write) -> io::Result<End> {
        self.teller.opening(session, out)?;
        self.typist.begins(session);
        let mut player = Player::new(self.manner.pace);
        loop {
            self.pump(session);
            let due = self.walk(session, &mut player, out)?;
            self.typist.looks(session);
            if let Some(mark) = session.open_question() {
                let question = mark.question;
                let Some(answer) = self.ask(session, question, out)? else { return Ok(End::Quit) };
                session.answer(answer);
                player.restart_beat(monotonic());
                continue;
            }
            if session.is_over() && session.cursor.seq() >= session.limit() {
                break;
            }
            let typed = self.obey_lines(session, out)?;
            if typed == Typed::Quit || session.at_head() && self.stuck(session, out)? == Typed::Quit {
                return Ok(End::Quit);
            }
            let due = [due, self.paused].into_iter().flatten().min();
            let wait = due.map_or(LOOK, |due| due.saturating_duration_since(monotonic()).min(LOOK));
            match self.news.recv_timeout(wait) {
                Ok(news) => self.typist.keep(news),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.teller.closing(session, out)?;
        Ok(if session.showed_all() { End::Shown } else { End::NotShown })
    }

    /// Takes what the run has noted.
    fn pump(&mut self, session: &mut Session) {
        if let Err(error) = session.pump() {
            self.unrecorded = Some(error);
        }
    }

    /// Tells every step that is due, one by one.
    fn walk(&mut self, session: &mut Session, player: &mut Player, out: &mut dyn Write) -> io::Result<Option<Instant>> {
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

    /// Puts a question; `None` where the learner wants no more. The run goes on meanwhile.
    fn ask(&mut self, session: &mut Session, question: &Question, out: &mut dyn Write) -> io::Result<Option<Answer>> {
        self.teller.question(question, out)?;
        let (news, unrecorded) = (self.news, &mut self.unrecorded);
        let answer = match self.typist.choose(question, &mut || next(news, session, unrecorded), out)? {
            Typed::Quit => return Ok(None),
            Typed::Choice(choice) => Answer::Given(choice),
            Typed::Control(_) | Typed::Nothing => Answer::Skipped,
        };
        self.teller.answered(question, answer, out)?;
        Ok(Some(answer))
    }

    /// Does what was typed, where lines act while the stage runs. What is typed for a prompt is left to it.
    fn obey_lines(&mut self, session: &mut Session, out: &mut dyn Write) -> io::Result<Typed> {
        let scene = session.scene;
        if !session.is_live() || !typing::takes_lines(scene) {
            return Ok(Typed::Nothing);
        }
        while let Some(line) = self.typist.next_line() {
            let meant = match &line {
                Some(line) => typing::meaning(scene, line),
                None => typing::end(scene, session.trace.head()),
            };
            match meant {
                Meant::Quit => return Ok(Typed::Quit),
                Meant::Next => {
                    session.keep();
                    return Ok(Typed::Nothing);
                }
                Meant::Help => {
                    for line in typing::help(scene, session.trace.head()) {
                        self.typist.say(&line, out)?;
                    }
                }
                Meant::Nothing => {}
                Meant::Unknown(why) => self.typist.say(&format!("  {why}"), out)?,
                _ if session.trace.head().ended() => self.typist.say("  the program has ended", out)?,
                Meant::Turn(knob, value) => session.turn(knob, value),
                Meant::Text(pipe, text) => session.feed(pipe, &text),
                Meant::Control(control) => {
                    if self.act(session, control, out)? == Typed::Quit {
                        return Ok(Typed::Quit);
                    }
                }
            }
        }
        Ok(Typed::Nothing)
    }

    /// What is done at the head while the stage does not come to its end by itself.
    fn stuck(&mut self, session: &mut Session, out: &mut dyn Write) -> io::Result<Typed> {
        if !session.is_live() {
            return Ok(Typed::Nothing);
        }
        if !self.typist.types() {
            return self.cue(session, out);
        }
        if typing::takes_lines(session.scene) {
            self.prompt(session, out)?;
            return Ok(Typed::Nothing);
        }
        let patience = Micros::from(self.manner.patience);
        let head = session.trace.head();
        let stands = deadlock(head).is_some_and(|x| x.stands_for() >= patience);
        if !stands || head.at.since(self.asked_at) < patience {
            return Ok(Typed::Nothing);
        }
        let (scene, news, unrecorded) = (session.scene, self.news, &mut self.unrecorded);
        let typed = self.typist.command(scene, &mut || next(news, session, unrecorded), out)?;
        self.asked_at = session.trace.head().at;
        match typed {
            Typed::Control(control) => self.act(session, control, out),
            _ => Ok(typed),
        }
    }

    /// Says once a wait what can be typed: where the stage waits for the learner, and once where it runs freely.
    fn prompt(&mut self, session: &Session, out: &mut dyn Write) -> io::Result<()> {
        let head = session.trace.head();
        let wait = typing::waits_for_you(head);
        let runs = session.is_free() && head.at >= UNDER_WAY && self.prompted.is_none();
        if head.ended() || (wait.is_none() && !runs) {
            return Ok(());
        }
        if self.prompted.as_ref() != Some(&wait) {
            self.typist.say(&format!("  {}", typing::hint(session.scene)), out)?;
            self.prompted = Some(wait);
        }
        Ok(())
    }

    /// Plays the script, and leaves a run that is at its end and would go on, or stand, for ever.
    fn cue(&mut self, session: &mut Session, out: &mut dyn Write) -> io::Result<Typed> {
        if self.paused.is_some_and(|until| monotonic() < until) {
            return Ok(Typed::Nothing);
        }
        self.paused = None;
        let patience = Micros::from(self.manner.patience);
        let head = session.trace.head();
        let cue: Option<&Cue> = session.scene.script.get(self.cues);
        if let Some(cue) = cue.filter(|cue| (cue.when)(head, patience)) {
            self.cues += 1;
            match cue.deed {
                Deed::Use(id) => {
                    if let Some(control) = session.scene.control(id) {
                        return self.act(session, control, out);
                    }
                }
                Deed::Turn(knob, value) => session.turn(knob, value),
                Deed::Pause(span) => self.paused = Some(monotonic() + span.duration()),
            }
        } else if script::stands_on(head, patience) {
            self.teller.abandoned("stands: the run is left, its connection shut under it", out)?;
            session.keep();
        } else if script::runs_on(session, patience, cue.is_none()) {
            self.teller.abandoned("goes on: the run is left", out)?;
            session.keep();
        }
        Ok(Typed::Nothing)
    }

    /// Uses a control, the first time after its question.
    fn act(&mut self, session: &mut Session, control: &'static Control, out: &mut dyn Write) -> io::Result<Typed> {
        let question = control.question.filter(|_| self.typist.quiz()).and_then(|id| session.scene.question(id));
        let question = question.filter(|new| !session.has_asked(new.id));
        let answer = match question {
            Some(question) => match self.ask(session, question, out)? {
                None => return Ok(Typed::Quit),
                answer => answer,
            },
            None => None,
        };
        session.act(control, answer);
        Ok(Typed::Control(control))
    }
}

/// Waits for the next news at a prompt. The run is not held up by it: what it notes is taken.
fn next(news: &Receiver<News>, session: &mut Session, unrecorded: &mut Option<RecordError>) -> News {
    let Ok(news) = news.recv() else { return News::EndOfInput };
    if news == News::Noted
        && let Err(error) = session.pump()
    {
        *unrecorded = Some(error);
    }
    news
}

/// Tells a recorded or finished session from its first event to its last, as a string. For tests, figures and files.
pub fn transcript(session: &mut Session, typist: &mut Typist) -> String {
    let mut out = Vec::new();
    let (_nobody, news) = std::sync::mpsc::channel();
    session.cursor.seek(&session.trace, Seq(0));
    let manner = Manner { pace: Pace::Max, patience: Duration::from_secs(2) };
    // Writing to memory cannot fail, and nothing is recorded.
    _ = tell(session, manner, typist, &news, &mut out);
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
