//! The terminal screen: a model, intents that change it, and panes that draw it.
//!
//! ```text
//! keys, clicks ── Msg ──> update(&mut Model) ── Effect ──> this loop
//! stage ── wake ──> Session::pump ──> Player::tick        |
//!                                                          draw, at most 60 times a second, when something changed
//! ```
//!
//! The screen is an event loop itself and has one wait: for keys, signals, the stage and the next frame. It is
//! no part of the stage: a stage that blocks or spins blocks or spins its own thread.

mod bars;
mod draw;
pub mod highlight;
mod hits;
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

use super::player::Pace;
use super::recorder::Recording;
use super::session::Session;
use crate::clock::monotonic;
use crate::lab::Holding;
use crate::lesson::{Lesson, Scene, Settings};
use anyhow::Context;
use model::{Model, settings_of};
use output::Output;
use pane::Pane;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};
use terminal::{Guard, Resumed};
use update::{Effect, update};
use wait::{Signal, Wait, Woken};

/// The shortest time between two frames.
const FRAME: Duration = Duration::from_micros(16_667);

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
pub fn live(start: &Start<'_>, manner: Manner) -> anyhow::Result<()> {
    let mut recording = Recording::open(start.record)?;
    let (guard, wait) = take_terminal(manner).context(UNUSABLE)?;
    let settings = settings_of(start.settings, start.scene);
    let session = begin(start.lesson, start.scene, &settings, manner, &wait, &mut recording).context(NO_THREAD)?;
    let mut model = screen::model(session, manner);
    model.settings = start.settings.to_vec();
    App { guard, model, manner, wait, recording, dirty: true }.run()
}

/// Shows a recording until the learner quits.
///
/// # Errors
/// Where there is no terminal.
pub fn replay(session: Session, manner: Manner) -> anyhow::Result<()> {
    let recording = Recording::open(None)?;
    let (guard, wait) = take_terminal(manner).context(UNUSABLE)?;
    App { guard, model: screen::model(session, manner), manner, wait, recording, dirty: true }.run()
}

fn take_terminal(manner: Manner) -> io::Result<(Guard, Wait)> {
    // crossterm would obey NO_COLOR by itself, also where the learner asked for colour.
    crossterm::style::force_color_output(manner.colour);
    let guard = Guard::enter()?;
    Ok((guard, Wait::new()?))
}

/// The keys of the screen, each with what it does.
pub fn key_table() -> Vec<(&'static str, &'static str)> {
    keys::listed()
}

fn begin(
    lesson: &'static Lesson,
    scene: &'static Scene,
    settings: &Settings,
    manner: Manner,
    wait: &Wait,
    recording: &mut Recording,
) -> io::Result<Session> {
    let mut session = Session::start(lesson, scene, settings, Holding::AtRests, wait.waker())?;
    if !manner.quiz {
        session = session.without_quiz();
    }
    if let Some(recorder) = recording.next_run() {
        session.record(recorder);
    }
    Ok(session)
}

type Screen = Terminal<CrosstermBackend<Output>>;

struct App {
    guard: Guard,
    model: Model,
    manner: Manner,
    wait: Wait,
    recording: Recording,
    dirty: bool,
}

/// Whether the loop goes on.
#[derive(PartialEq, Eq)]
enum Go {
    On,
    Leave,
}

impl App {
    fn run(mut self) -> anyhow::Result<()> {
        match self.work() {
            // Whatever fails on a terminal that is gone, the wait would have told it next.
            Err(error) if !self.guard.is_gone() => Err(error.context(UNUSABLE)),
            _ => Ok(self.recording.end()?),
        }
    }

    fn work(&mut self) -> anyhow::Result<()> {
        let mut screen = Terminal::new(CrosstermBackend::new(Output::default()))?;
        let mut next_frame = monotonic();
        let mut woken = Vec::new();
        loop {
            let now = monotonic();
            let due = self.walk(now);
            if self.dirty && now >= next_frame {
                let model = &mut self.model;
                screen.draw(|frame| {
                    draw::draw(model, frame.area(), frame.buffer_mut());
                    if let Some(place) = model.hits.focus() {
                        frame.set_cursor_position(place);
                    }
                })?;
                self.dirty = false;
                next_frame = now + FRAME;
            }
            let frame = self.dirty.then_some(next_frame);
            let remark = self.model.remark.as_ref().map(|(_, until)| *until);
            let first = [due, frame, remark].into_iter().flatten().min();
            let timeout = first.map(|at| at.saturating_duration_since(monotonic()));
            self.wait.next(timeout, &mut woken)?;
            for event in std::mem::take(&mut woken) {
                if self.handle(event, &mut screen)? == Go::Leave {
                    return Ok(());
                }
            }
        }
    }

    /// Takes what the runs noted and moves the cursor as far as is due.
    fn walk(&mut self, now: Instant) -> Option<Instant> {
        let model = &mut self.model;
        let before = model.session().cursor.seq();
        let mut failed = None;
        for run in &mut model.runs {
            match run.pump() {
                Ok(news) => self.dirty |= news,
                Err(error) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            model.say(format!("{error}: {}", error.error), now);
            self.recording.stop(error);
            self.dirty = true;
        }
        if self.dirty && model.difference.is_none() && model.runs.iter().all(|run| run.trace.len() < EASY) {
            model.compare();
            if let Some(text) = model.told_difference() {
                model.say(format!("{text} (f)"), now);
            }
        }
        if model.remark.as_ref().is_some_and(|(_, until)| *until <= now) {
            model.remark = None;
            self.dirty = true;
        }
        model.pay_step();
        let shown = model.shown;
        let due = if model.waiting.is_some() { None } else { model.player.tick(&mut model.runs[shown], now) };
        self.dirty |= model.session().cursor.seq() != before;
        model.stop_to_read();
        model.follow_xray();
        due
    }

    fn handle(&mut self, event: Woken, screen: &mut Screen) -> anyhow::Result<Go> {
        let now = monotonic();
        match event {
            Woken::Stage => {}
            // Drawing asks for the size.
            Woken::Signal(Signal::Resize) => self.dirty = true,
            Woken::HungUp | Woken::Signal(Signal::Interrupt | Signal::Terminate | Signal::HangUp) => {
                return Ok(Go::Leave);
            }
            Woken::Signal(Signal::Suspend) => return self.suspend(screen),
            Woken::Signal(Signal::Continue) => {
                self.guard.resume()?;
                self.draw_anew(screen)?;
            }
            Woken::Input(input) => {
                self.dirty = true;
                for msg in intents::messages(&input, &self.model) {
                    match update(&mut self.model, msg, now) {
                        Some(Effect::Quit) => return Ok(Go::Leave),
                        Some(Effect::Suspend) => return self.suspend(screen),
                        Some(Effect::Start(place)) => self.start(place, now),
                        None => {}
                    }
                }
            }
        }
        Ok(Go::On)
    }

    fn suspend(&mut self, screen: &mut Screen) -> anyhow::Result<Go> {
        match self.guard.suspend(|| self.wait.ending())? {
            Resumed::ToEnd => Ok(Go::Leave),
            Resumed::OnScreen => self.draw_anew(screen).map(|()| Go::On),
        }
    }

    /// Draws every cell: something else may have been on the screen. `Terminal::clear` would ask the terminal for
    /// its cursor and wait for the answer.
    fn draw_anew(&mut self, screen: &mut Screen) -> anyhow::Result<()> {
        let size = screen.size()?;
        screen.resize(Rect::new(0, 0, size.width, size.height))?;
        self.dirty = true;
        Ok(())
    }

    /// Starts a scene. The run before is kept where it is the same scene, and left alone otherwise.
    fn start(&mut self, place: usize, now: Instant) {
        let model = &mut self.model;
        let lesson = model.session().lesson;
        let Some(scene) = lesson.scenes.get(place) else { return };
        let same = model.scene().id == scene.id;
        let settings = settings_of(&model.settings, scene);
        let recorded = self.recording.stopped().is_none();
        let session = match begin(lesson, scene, &settings, self.manner, &self.wait, &mut self.recording) {
            Ok(session) => session,
            Err(error) => return model.say(format!("{NO_THREAD}: {error}"), now),
        };
        // What belongs to a run begins anew; what the learner has set stays.
        let fresh = screen::model(session, self.manner);
        let before = std::mem::replace(model, fresh);
        let best = before.best();
        model.settings = before.settings;
        // The X-ray came by itself: the pane before it comes back.
        let pane = before.before_xray.filter(|_| before.pane == Pane::Xray).unwrap_or(before.pane);
        let own = model.panes();
        if same || (own.contains(&pane) && pane != Pane::first_of(before.runs[0].scene.shows)) {
            model.pane = pane;
        }
        model.zoomed = before.zoomed;
        if same {
            model.live = before.live;
            model.best_before = best;
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
