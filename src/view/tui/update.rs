//! The only place where the model changes: an intent in, perhaps an effect out.

mod acting;
mod knobs;

use super::model::{Model, Overlay};
use super::msg::Msg;
use super::pane::Pane;
use super::timeline::Ruler;
use crate::event::Seq;
use crate::view::player::Play;
use crate::view::session::{Answer, Session};
use acting::{control, do_it, keeps_line, typed};
use knobs::{choose_live, set_knobs, slide, turn, turn_live};
use std::time::Instant;

/// What is beyond the model: done by the screen's loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Start the scene at this place of the lesson; keep the run before where it is the same scene.
    Start(usize),
    /// Stop for the shell.
    Suspend,
    /// Leave the lesson.
    Leave,
    /// Quit.
    Quit,
}

/// Carries out an intent.
pub(crate) fn update(model: &mut Model, msg: Msg, now: Instant) -> Option<Effect> {
    if !keeps_line(msg) {
        model.typing = None;
    }
    match msg {
        Msg::Leave => return Some(Effect::Leave),
        Msg::Quit => return Some(Effect::Quit),
        Msg::Suspend => return Some(Effect::Suspend),
        Msg::Help | Msg::Explain | Msg::Check | Msg::Knobs | Msg::Close => return over(model, msg, now),
        Msg::KnobSelect(_) | Msg::KnobRow(_) | Msg::KnobTurn { .. } | Msg::KnobReset => turn(model, msg, now),
        Msg::TurnLive { up } => turn_live(model, up, now),
        Msg::NextLive(by) => choose_live(model, by, now),
        Msg::Slide { knob, stop } => slide(model, knob, stop, now),
        Msg::Typed(_) | Msg::Rub | Msg::SendLine | Msg::KeysBack => typed(model, msg, now),
        Msg::NextScene(by) => return next_scene(model, by, now),
        Msg::Scene(place) => return scene(model, place, now),
        Msg::Restart => return scene(model, model.session().lesson.place(model.scene()), now),
        Msg::FlipRun | Msg::ToDifference => flip(model, msg == Msg::ToDifference, now),
        Msg::NextPane(by) => next_pane(model, by),
        Msg::Focus(pane) => focus(model, pane),
        Msg::Zoom => model.zoomed = !model.zoomed,
        Msg::Scroll(by) => model.scroll = (model.scroll + i32::from(by)).clamp(-10_000, 10_000),
        Msg::Answer(place) => answer(model, Answer::Given(place), now),
        Msg::SkipQuestion => answer(model, Answer::Skipped, now),
        Msg::Control(place) => control(model, place, now),
        Msg::PlayPause | Msg::Step(_) | Msg::ToStart | Msg::ToHead | Msg::Scrub(_) | Msg::Pace { .. } => {
            walk(model, msg, now)
        }
    }
    None
}

/// Moves the cursor, and nothing else.
fn walk(model: &mut Model, msg: Msg, now: Instant) {
    let shown = model.shown;
    let session = &mut model.runs[shown];
    model.player.restart_beat(now);
    match msg {
        Msg::PlayPause => {
            model.peeking = false;
            model.player.play = match model.player.play {
                Play::Playing => Play::Paused,
                Play::Paused => Play::Playing,
            };
        }
        Msg::Pace { faster } => {
            model.player.pace = model.player.pace.next(faster);
            let pace = model.player.pace;
            model.say(format!("pace: {pace}"), now);
        }
        Msg::Step(by) => {
            model.player.play = Play::Paused;
            for _ in 0..by.unsigned_abs() {
                if by < 0 {
                    let back = if session.is_free() {
                        Seq(session.cursor.seq().0.saturating_sub(1))
                    } else {
                        session.cursor.previous_stop(&session.trace)
                    };
                    session.cursor.seek(&session.trace, back);
                } else if at_end(session) {
                    // The step is taken when the stage has gone on.
                    model.owed_step = session.resting();
                    session.release();
                } else if let Some(next) = next_place(session) {
                    let next = next.min(session.limit());
                    session.cursor.seek(&session.trace, next);
                }
            }
        }
        Msg::ToStart => {
            model.player.play = Play::Paused;
            let first = Seq(session.trace.first().0 - 1);
            session.cursor.seek(&session.trace, first);
        }
        Msg::ToHead => {
            let limit = session.limit();
            session.cursor.seek(&session.trace, limit);
            model.player.play = Play::Playing;
        }
        Msg::Scrub(thousandths) => {
            model.player.play = Play::Paused;
            let (limit, ruler) = (session.limit(), Ruler::of(session));
            let total = ruler.mark(limit);
            let mark = (u128::from(total) * u128::from(thousandths) + 500) / 1_000;
            let mark = u64::try_from(mark).unwrap_or(u64::MAX);
            let place = if mark >= total { limit } else { ruler.place(mark).min(limit) };
            session.cursor.seek(&session.trace, place);
        }
        _ => {}
    }
}

/// Whether there is nothing more to step to yet.
fn at_end(session: &Session) -> bool {
    if session.is_free() { session.cursor.seq() >= session.limit() } else { session.at_head() }
}

/// The next step; in a free-running program, whose steps are few, the next thing that was told.
fn next_place(session: &Session) -> Option<Seq> {
    match session.is_free() {
        true => session.cursor.next_moment(&session.trace),
        false => session.cursor.next_stop(&session.trace),
    }
}

fn next_scene(model: &mut Model, by: i8, now: Instant) -> Option<Effect> {
    let here = model.session().lesson.place(model.scene());
    match here.checked_add_signed(isize::from(by)) {
        Some(place) => scene(model, place, now),
        None => {
            model.say("this is the first scene", now);
            None
        }
    }
}

fn scene(model: &mut Model, place: usize, now: Instant) -> Option<Effect> {
    let lesson = model.session().lesson;
    if !model.runs.iter().any(|run| run.is_live()) {
        model.say("this is a recording: it has one scene, and nothing to start", now);
        return None;
    }
    if place >= lesson.scenes.len() {
        model.say(format!("lesson {} has {} scenes; this is the last", lesson.number, lesson.scenes.len()), now);
        return None;
    }
    Some(Effect::Start(place))
}

fn next_pane(model: &mut Model, by: i8) {
    let panes = model.panes();
    let here = panes.iter().position(|pane| *pane == model.pane).unwrap_or(0);
    let count = panes.len();
    let next = (here + count).saturating_add_signed(isize::from(by)) % count;
    focus(model, panes[next]);
}

fn focus(model: &mut Model, pane: Pane) {
    model.pane = pane;
    model.peeking = true;
    model.scroll = 0;
}

fn answer(model: &mut Model, answer: Answer, now: Instant) {
    model.peeking = false;
    match model.waiting.take() {
        Some(control) => {
            do_it(model, control, Some(answer));
        }
        None => model.session_mut().answer(answer),
    }
    model.player.restart_beat(now);
    model.player.play = Play::Playing;
}

fn flip(model: &mut Model, to_difference: bool, now: Instant) {
    if model.runs.len() < 2 {
        model.say("there is one run yet: turn a knob (k) or restart (r), and the run before is kept", now);
        return;
    }
    model.compare();
    let step = model.session().trace.steps_to(model.session().cursor.seq());
    if !to_difference {
        model.shown = 1 - model.shown;
    }
    let place = model.difference.as_ref().filter(|_| to_difference);
    let place = place.map(|difference| if model.shown == 0 { difference.first } else { difference.second });
    let session = model.session_mut();
    let place = place.map_or_else(|| session.trace.step_place(step), |seq| seq.unwrap_or(session.trace.last()));
    let place = place.min(session.limit());
    session.cursor.seek(&session.trace, place);
    model.player.play = Play::Paused;
    let text = model.told_difference();
    model.say(text.unwrap_or_else(|| "the two runs have the same steps as far as you have come in both".into()), now);
}

fn over(model: &mut Model, msg: Msg, now: Instant) -> Option<Effect> {
    let closed = std::mem::replace(&mut model.overlay, Overlay::None);
    model.scroll = 0;
    let open = match msg {
        Msg::Help if closed != Overlay::Help => Overlay::Help,
        Msg::Explain => Overlay::Explain(model.pane),
        Msg::Check => Overlay::Check,
        Msg::Knobs => Overlay::Knobs { row: 0, draft: model.scene_settings() },
        _ => Overlay::None,
    };
    model.overlay = open;
    match closed {
        Overlay::Knobs { draft, .. } => set_knobs(model, &draft, now),
        _ => None,
    }
}
