//! The terminal screen: a model, intents that change it, and panes that draw it.
//!
//! ```text
//! keys, clicks ── Msg ──> update(&mut Model) ── Effect ──> App
//! stage ── wake ──> Session::pump ──> Player::tick        |
//!                                                          draw, when something changed
//! ```
//!
//! The screen is an event loop itself and has one wait ([`wait`]): for keys, signals, the stage and the next frame. It is
//! no part of the stage: a stage that blocks or spins blocks or spins its own thread. The lesson and the home are two
//! things that stand on it, one at a time.

mod bars;
mod display;
mod draw;
pub mod highlight;
mod hits;
mod home;
mod input;
mod intents;
mod keys;
mod layout;
mod model;
mod msg;
pub mod output;
mod overlay;
mod pane;
mod panes;
pub mod screen;
pub mod terminal;
#[cfg(test)]
mod tests;
mod theme;
mod timeline;
mod typing;
mod update;
pub mod wait;

use super::home::{At, Course};
use super::learner::Learner;
use super::player::Pace;
use super::recorder::Recording;
use super::session::Session;
use crate::lab::Holding;
use crate::lesson::{CATALOGUE, Lesson, Scene, Settings};
use crate::progress::Keeper;
use anyhow::Context;
use crossterm::event::Event;
use display::{Display, Next, Show, Then};
use model::{Back, Model, settings_of};
use pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use update::{Effect, update};

/// Runs of up to so many events are compared as they come; longer ones when it is asked for.
const EASY: usize = 10_000;

/// What to start with.
pub struct Start<'a> {
    /// The lesson.
    pub lesson: &'static Lesson,
    /// Its first scene to show.
    pub scene: &'static Scene,
    /// The knobs as set on the command line, by scene.
    pub settings: &'a [(&'static str, Settings)],
    /// Where to record to.
    pub record: Option<&'a Path>,
    /// Whose progress this is, where it is somebody's.
    pub learner: Option<Learner>,
}

/// How it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Events a second; each scene's own where not given.
    pub pace: Option<Pace>,
    /// Whether predictions are asked.
    pub quiz: bool,
    /// ASCII characters alone.
    pub ascii: bool,
    /// With colour.
    pub colour: bool,
}

/// What is said where there is no terminal, or it fails.
const UNUSABLE: &str = "the screen could not be used; --plain tells the same as text";

const NO_THREAD: &str = "no thread could be started";

/// Runs a lesson on the screen until the learner quits.
///
/// # Errors
/// Where there is no terminal, or the recording stopped.
pub fn live(start: Start<'_>, manner: Manner) -> anyhow::Result<()> {
    let recording = Recording::open(start.record)?;
    let mut display = Display::take(manner).context(UNUSABLE)?;
    lesson(&mut display, start, recording, Back::Shell).map(|_| ())
}

/// Shows the home until the learner quits, and the lessons that they choose there.
///
/// # Errors
/// Where there is no terminal, or a lesson cannot be started.
pub fn home(keeper: &Keeper, manner: Manner) -> anyhow::Result<()> {
    let mut display = Display::take(manner).context(UNUSABLE)?;
    let mut next = Next::Home;
    loop {
        next = match next {
            Next::Nothing => return Ok(()),
            Next::Home => {
                let course = Course { lessons: CATALOGUE, progress: keeper.progress() };
                display.show(&mut home::Home::new(course, keeper.trouble(), manner))?
            }
            Next::Lesson(At { lesson: chosen, scene }) => {
                let learner = Some(Learner::new(keeper.clone()));
                let start = Start { lesson: chosen, scene, settings: &[], record: None, learner };
                lesson(&mut display, start, Recording::open(None)?, Back::Home)?
            }
        }
    }
}

/// Shows a recording until the learner quits.
///
/// # Errors
/// Where there is no terminal.
pub fn replay(session: Session, manner: Manner) -> anyhow::Result<()> {
    let recording = Recording::open(None)?;
    let mut display = Display::take(manner).context(UNUSABLE)?;
    let (wake, model) = (Arc::new(display.waker()), screen::model(session, manner));
    display.show(&mut App { model, manner, wake, recording, learner: None }).map(|_| ())
}

/// The keys of a lesson's screen, each with what it does.
pub fn key_table() -> Vec<(&'static str, &'static str)> {
    keys::listed()
}

/// The keys of the home, each with what it does.
pub fn home_key_table() -> Vec<(&'static str, &'static str)> {
    home::keys::listed()
}

/// Shows a lesson until it is left.
fn lesson(display: &mut Display, start: Start<'_>, mut recording: Recording, back: Back) -> anyhow::Result<Next> {
    let Start { lesson, scene, settings, mut learner, .. } = start;
    let (manner, wake): (_, Wake) = (display.manner(), Arc::new(display.waker()));
    let knobs = settings_of(settings, scene);
    let session = begin(lesson, scene, &knobs, manner, &wake, &mut recording, learner.as_mut()).context(NO_THREAD)?;
    let mut model = screen::model(session, manner);
    model.settings = settings.to_vec();
    model.back = back;
    model.best_before = learner.as_ref().and_then(|learner| learner.best(model.session()));
    let mut app = App { model, manner, wake, recording, learner };
    let next = display.show(&mut app)?;
    // The last thing that was done may not have been looked at.
    app.look();
    app.recording.end()?;
    Ok(next)
}

/// Starts a run.
fn begin(
    lesson: &'static Lesson,
    scene: &'static Scene,
    settings: &Settings,
    manner: Manner,
    wake: &Wake,
    recording: &mut Recording,
    learner: Option<&mut Learner>,
) -> io::Result<Session> {
    let wake = wake.clone();
    let mut session = Session::start(lesson, scene, settings, Holding::AtRests, move || wake())?;
    if !manner.quiz {
        session = session.without_quiz();
    }
    if let Some(recorder) = recording.next_run() {
        session.record(recorder);
    }
    if let Some(learner) = learner {
        learner.begins(&session);
    }
    Ok(session)
}

/// What wakes the screen's loop from any thread.
type Wake = Arc<dyn Fn() + Send + Sync>;

/// A lesson on the screen.
struct App {
    model: Model,
    manner: Manner,
    wake: Wake,
    recording: Recording,
    learner: Option<Learner>,
}

impl Show for App {
    /// Takes what the runs noted and moves the cursor as far as is due.
    fn walk(&mut self, now: Instant, dirty: &mut bool) -> Option<Instant> {
        let model = &mut self.model;
        let before = model.session().cursor.seq();
        let mut failed = None;
        for run in &mut model.runs {
            match run.pump() {
                Ok(news) => *dirty |= news,
                Err(error) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            model.say(format!("{error}: {}", error.error), now);
            self.recording.stop(error);
            *dirty = true;
        }
        if *dirty && model.difference.is_none() && model.runs.iter().all(|run| run.trace.len() < EASY) {
            model.compare();
            if let Some(text) = model.told_difference() {
                model.say(format!("{text} (f)"), now);
            }
        }
        if model.remark.as_ref().is_some_and(|(_, until)| *until <= now) {
            model.remark = None;
            *dirty = true;
        }
        model.pay_step();
        let shown = model.shown;
        let due = if model.waiting.is_some() { None } else { model.player.tick(&mut model.runs[shown], now) };
        *dirty |= model.session().cursor.seq() != before;
        model.stop_to_read();
        model.follow_xray();
        self.look();
        if let Some(trouble) = self.learner.as_ref().and_then(Learner::news) {
            self.model.say(trouble, now);
            *dirty = true;
        }
        let remark = self.model.remark.as_ref().map(|(_, until)| *until);
        [due, remark].into_iter().flatten().min()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        draw::draw(&mut self.model, area, buffer);
        self.model.hits.focus()
    }

    fn input(&mut self, event: &Event, now: Instant) -> Then {
        for msg in intents::messages(event, &self.model) {
            match update(&mut self.model, msg, now) {
                Some(Effect::Quit) => return Then::Leave(Next::Nothing),
                Some(Effect::Leave) => {
                    return Then::Leave(match self.model.back {
                        Back::Shell => Next::Nothing,
                        Back::Home => Next::Home,
                    });
                }
                Some(Effect::Suspend) => return Then::Suspend,
                Some(Effect::Start(place)) => self.start(place, now),
                None => {}
            }
        }
        Then::Stay
    }
}

impl App {
    /// Has the learner's progress follow the run of now.
    fn look(&mut self) {
        if let Some((learner, run)) = self.learner.as_mut().zip(self.model.runs.last()) {
            learner.look(run);
        }
    }

    /// Starts a scene. The run before is kept where it is the same scene, and left alone otherwise.
    fn start(&mut self, place: usize, now: Instant) {
        self.look();
        let model = &mut self.model;
        let lesson = model.session().lesson;
        let Some(scene) = lesson.scenes.get(place) else { return };
        let same = model.scene().id == scene.id;
        let settings = settings_of(&model.settings, scene);
        let recorded = self.recording.stopped().is_none();
        let (manner, learner) = (self.manner, self.learner.as_mut());
        let session = match begin(lesson, scene, &settings, manner, &self.wake, &mut self.recording, learner) {
            Ok(session) => session,
            Err(error) => return model.say(format!("{NO_THREAD}: {error}"), now),
        };
        // What belongs to a run begins anew; what the learner has set stays.
        let fresh = screen::model(session, self.manner);
        let before = std::mem::replace(model, fresh);
        let best = if same { before.best() } else { None };
        model.best_before = best.max(self.learner.as_ref().and_then(|learner| learner.best(model.session())));
        (model.settings, model.back) = (before.settings, before.back);
        // The X-ray came by itself: the pane before it comes back.
        let pane = before.before_xray.filter(|_| before.pane == Pane::Xray).unwrap_or(before.pane);
        let own = model.panes();
        if same || (own.contains(&pane) && pane != Pane::first_of(before.runs[0].scene.shows)) {
            model.pane = pane;
        }
        model.zoomed = before.zoomed;
        if same {
            model.live = before.live;
            model.run_number = before.run_number + 1;
            if let Some(mut last) = before.runs.into_iter().next_back() {
                last.keep();
                model.runs.insert(0, last);
                model.shown = 1;
            }
            model.say("the run before is kept: v flips between the two, f finds the first difference", now);
        }
        if let Some(error) = self.recording.stopped().filter(|_| recorded) {
            model.say(error.to_string(), now);
        }
    }
}
