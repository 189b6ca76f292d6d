//! What the screen is about beside the world: runs, focus, what is open. Changed by `update`, read by the panes.

use super::hits::Hits;
use super::keys::Focus;
use super::pane::Pane;
use super::theme::Theme;
use super::typing::Typing;
use crate::event::Seq;
use crate::lesson::{Control, Knob, Question, Scene, Settings};
use crate::trace::{Difference, first_difference};
use crate::view::player::{Pace, Play, Player};
use crate::view::session::{Session, Verdict};
use crate::view::words;
use crate::world::deadlock;
use std::time::{Duration, Instant};

/// How long a remark stays on the screen.
const REMARK: Duration = Duration::from_secs(4);

/// The state of the screen.
pub(crate) struct Model {
    /// The run before, kept as a recording; then the run of now.
    pub(crate) runs: Vec<Session>,
    /// Which of them is shown.
    pub(crate) shown: usize,
    /// The number of the run of now, from 1.
    pub(crate) run_number: u32,
    /// Where the two runs first differ.
    pub(crate) difference: Option<Difference>,
    /// A step that was asked for at a rest point: the stage was let go, and what it does next is the step.
    pub(crate) owed_step: bool,
    /// Walks the cursor of the run that is shown.
    pub(crate) player: Player,
    /// The values of the knobs of the run of now, per scene.
    pub(crate) settings: Vec<(&'static str, Settings)>,
    /// The pane in focus.
    pub(crate) pane: Pane,
    /// Whether the learner has turned from the story to it, since the story last had something to read.
    pub(crate) peeking: bool,
    /// Whether it stands alone.
    pub(crate) zoomed: bool,
    /// How far the panes are scrolled; for the log, up from its end.
    pub(crate) scroll: i32,
    /// What lies over the panes.
    pub(crate) overlay: Overlay,
    /// The question that the learner was last stopped at, by the place of its mark.
    pub(crate) asked: Option<Seq>,
    /// Predictions whose outcome the learner was stopped for, by the place of their mark.
    pub(crate) judged: Vec<Seq>,
    /// A control that waits for the answer to its question.
    pub(crate) waiting: Option<&'static Control>,
    /// The line that is being typed for the stage.
    pub(crate) typing: Option<Typing>,
    /// A remark on what was just done, and until when it stands.
    pub(crate) remark: Option<(String, Instant)>,
    /// What lies where, for the mouse.
    pub(crate) hits: Hits,
    /// How it looks.
    pub(crate) theme: Theme,
    /// Whether predictions are asked.
    pub(crate) quiz: bool,
    /// Which of the scene's live knobs the laboratory's keys turn, from 0.
    pub(crate) live: usize,
    /// The best score of the runs before those that are kept.
    pub(crate) best_before: Option<u64>,
    /// The pane that was in focus before the X-ray came up by itself.
    pub(crate) before_xray: Option<Pane>,
    /// Where it leads to leave the lesson.
    pub(crate) back: Back,
}

/// Where a lesson was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Back {
    /// By a command.
    Shell,
    /// In the home.
    Home,
}

impl Back {
    /// What it is to leave, in a word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Back::Shell => "quit",
            Back::Home => "home",
        }
    }
}

/// What lies over the panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Overlay {
    /// Nothing.
    None,
    /// The help.
    Help,
    /// The explanation of a pane.
    Explain(Pane),
    /// The commands that check us.
    Check,
    /// The knobs: the chosen row, and their values so far.
    Knobs {
        /// The chosen row.
        row: usize,
        /// The values so far.
        draft: Settings,
    },
}

/// The values of a scene's knobs: as they were set, else their defaults.
pub(crate) fn settings_of(set: &[(&'static str, Settings)], scene: &Scene) -> Settings {
    let known = set.iter().find(|(id, _)| *id == scene.id).map(|(_, settings)| settings.clone());
    known.unwrap_or_else(|| Settings::defaults(scene.knobs))
}

impl Model {
    /// The run that is shown.
    pub(crate) fn session(&self) -> &Session {
        &self.runs[self.shown]
    }

    /// The same, to change it.
    pub(crate) fn session_mut(&mut self) -> &mut Session {
        &mut self.runs[self.shown]
    }

    /// Its scene.
    pub(crate) fn scene(&self) -> &'static Scene {
        self.session().scene
    }

    /// Who gets the keys.
    pub(crate) fn focus(&self) -> Focus {
        match self.overlay {
            Overlay::Knobs { .. } => Focus::Knobs,
            Overlay::Help | Overlay::Explain(_) | Overlay::Check => Focus::Text,
            Overlay::None if self.question().is_some() => Focus::Question,
            Overlay::None if self.typing.is_some() && self.can_act() => Focus::Stage,
            Overlay::None => Focus::Lab,
        }
    }

    /// The question that is open: at the cursor, or before a control.
    pub(crate) fn question(&self) -> Option<&'static Question> {
        let before_control = self.waiting.and_then(|control| control.question).and_then(|id| self.scene().question(id));
        before_control.or_else(|| self.session().open_question().map(|mark| mark.question))
    }

    /// Says something about what was just done.
    pub(crate) fn say(&mut self, text: impl Into<String>, now: Instant) {
        self.remark = Some((text.into(), now + REMARK));
    }

    /// The values of the shown scene's knobs.
    pub(crate) fn scene_settings(&self) -> Settings {
        settings_of(&self.settings, self.scene())
    }

    /// Whether there is a program that something can be done to.
    pub(crate) fn can_act(&self) -> bool {
        self.session().is_live() && !self.session().trace.head().ended()
    }

    /// The knob that the laboratory's keys turn: the live one that was chosen, while it acts on something.
    pub(crate) fn live_knob(&self) -> Option<&'static Knob> {
        self.live_knobs().nth(self.live).filter(|_| self.can_act())
    }

    /// The scene's live knobs.
    pub(crate) fn live_knobs(&self) -> impl Iterator<Item = &'static Knob> + use<> {
        self.scene().knobs.iter().filter(|knob| knob.live)
    }

    /// The value of a knob at the cursor: as it was turned up to there, else as the run began with it.
    pub(crate) fn knob_value(&self, knob: &Knob) -> u64 {
        let session = self.session();
        let begun =
            || session.trace.header.knobs.iter().find(|known| known.name == *knob.name).map(|known| known.asked);
        session.world().turned(knob.name).or_else(begun).unwrap_or(knob.default)
    }

    /// The best score of all runs of this scene: of this one, those since it was opened, and those that are kept.
    pub(crate) fn best(&self) -> Option<u64> {
        self.runs.iter().filter_map(|run| run.best).chain(self.best_before).max()
    }

    /// A knob with its value, as in `nap 50 ms`.
    pub(crate) fn told_knob(&self, knob: &Knob) -> String {
        let value = self.scene_settings().get(knob.name).unwrap_or(knob.default);
        format!("{} {}", knob.name, knob.show(value))
    }

    /// The panes that the scene is about, in the order in which Tab goes through them.
    pub(crate) fn panes(&self) -> Vec<Pane> {
        Pane::of(self.scene().shows, self.deadlocked())
    }

    /// Whether the X-ray has something to show: a cycle of waits at the cursor.
    pub(crate) fn deadlocked(&self) -> bool {
        self.question().is_none() && deadlock(self.session().world()).is_some()
    }

    /// Stops the cursor, once, where a prediction turns out right or wrong: there is something to read. A question that
    /// opens is to be read too.
    pub(crate) fn stop_to_read(&mut self) {
        let asked = self.session().open_question().map(|mark| mark.seq);
        if asked.is_some() && asked != self.asked {
            self.peeking = false;
        }
        self.asked = asked;
        let Some((mark, Verdict::Right(_) | Verdict::Wrong(_))) = self.session().last_verdict() else { return };
        let seq = mark.seq;
        if !self.judged.contains(&seq) {
            self.judged.push(seq);
            self.peeking = false;
            if self.player.pace != Pace::Max && !self.session().world().ended() {
                self.player.play = Play::Paused;
            }
        }
    }

    /// Takes the step that is owed, once there is one.
    pub(crate) fn pay_step(&mut self) {
        let shown = self.shown;
        let session = &mut self.runs[shown];
        if self.owed_step
            && let Some(next) = session.cursor.next_stop(&session.trace).map(|next| next.min(session.limit()))
        {
            session.cursor.seek(&session.trace, next);
            self.owed_step = false;
        }
    }

    /// Looks for the first difference of the two runs. One that comes after an open question is not known yet.
    pub(crate) fn compare(&mut self) {
        if let [first, second] = self.runs.as_slice() {
            let reached = |run: &Session, seq: Option<Seq>| seq.unwrap_or(run.trace.last()) <= run.limit();
            let difference = first_difference(&first.trace, &second.trace);
            self.difference = difference.filter(|d| reached(first, d.first) && reached(second, d.second));
        }
    }

    /// The first difference in words: what each run did there.
    pub(crate) fn told_difference(&self) -> Option<String> {
        let difference = self.difference.as_ref()?;
        let did = |run: usize, seq: Option<Seq>| {
            let stamped = self.runs.get(run)?.trace.get(seq?)?;
            words::event(stamped)
        };
        let [first, second] = [did(0, difference.first), did(1, difference.second)];
        let [first, second] = [first, second].map(|text| text.unwrap_or_else(|| "went no further".into()));
        let before = self.run_number.saturating_sub(1);
        Some(format!("first difference: run {before} {first}; run {} {second}", self.run_number))
    }

    /// Brings the X-ray to the front when a deadlock stands, and the pane before back when it is over.
    pub(crate) fn follow_xray(&mut self) {
        match (self.deadlocked(), self.before_xray) {
            (true, None) => {
                self.before_xray = Some(self.pane);
                self.pane = Pane::Xray;
            }
            (false, Some(before)) => {
                if self.pane == Pane::Xray {
                    self.pane = before;
                }
                self.before_xray = None;
            }
            _ => {}
        }
    }
}
