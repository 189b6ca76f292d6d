//! The rows around the panes: title, tabs, controls, footer.

use super::hits::{Hit, Hits};
use super::keys::{Focus, TABLE};
use super::model::Model;
use super::msg::Msg;
use super::pane::Pane;
use super::panes::{fit, put};
use super::theme::Role;
use super::timeline::Ruler;
use crate::event::{Micros, thousands};
use crate::lab::Gait;
use crate::lesson::{Control, Scene};
use crate::view::player::Play;
use crate::view::session::Session;
use crate::view::words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Lesson and scene at the left; play, pace, place in time at the right.
pub(crate) fn title(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (theme, session) = (&model.theme, model.session());
    let right = state(model);
    let width: usize = right.iter().map(|(text, _)| text.width()).sum();
    let mut column = area.right().saturating_sub(width as u16);
    for (text, role) in &right {
        column = put(buffer, column, area.y, text, area.right(), theme.style(*role));
    }
    let (lesson, scene) = (session.lesson, session.scene);
    let place = format!(" {}/{} {} ", lesson.place(scene) + 1, lesson.scenes.len(), scene.title);
    let room = usize::from(area.width).saturating_sub(width + 1);
    let full = format!(" twistlab  {} {}", lesson.number, lesson.title);
    let short = format!(" twistlab  {}", lesson.number);
    let lead = if full.width() + place.width() < room { full } else { short };
    let end = area.left() + room as u16;
    let column = put(buffer, area.left(), area.y, &lead, end, theme.style(Role::Dim));
    put(
        buffer,
        column,
        area.y,
        &format!(" {}", fit(&place, usize::from(end.saturating_sub(column + 1)))),
        end,
        theme.style(Role::Heading),
    );
}

fn state(model: &Model) -> Vec<(String, Role)> {
    let (session, glyphs) = (model.session(), &model.theme.glyphs);
    let mut parts = Vec::new();
    if model.runs.len() > 1 || model.run_number > 1 {
        let number = if model.shown + 1 == model.runs.len() { model.run_number } else { model.run_number - 1 };
        parts.push((format!("run {number}  "), Role::Text));
    }
    if session.world().turn > 0 && session.scene.stage.gait == Gait::Steps {
        parts.push((format!("turn {}  ", thousands(session.world().turn.into())), Role::Text));
    }
    let play = match model.player.play {
        Play::Playing => glyphs.play,
        Play::Paused => glyphs.pause,
    };
    let pace = match session.scene.stage.gait {
        Gait::Steps => model.player.pace.to_string(),
        Gait::Free => turning(model),
    };
    parts.push((format!("{play} {pace}  "), Role::Text));
    let behind = behind(session);
    if model.question().is_some() {
        parts.push((" YOUR PREDICTION ".into(), Role::Question));
    } else if let Some(behind) = behind {
        let word = if session.is_live() { "PAST" } else { "RECORDED" };
        parts.push((format!(" {word} -{behind} "), Role::Past));
    } else if session.is_live() && session.trace.head().ended() {
        parts.push((" LIVE, ended ".into(), Role::Live));
    } else if session.is_now() {
        parts.push((" LIVE ".into(), Role::Live));
    } else {
        parts.push((if session.is_live() { " LIVE " } else { " RECORDED, at its end " }.into(), Role::Past));
    }
    parts
}

/// How far the cursor is behind: in steps, or in time where a program goes at its own speed; none at the head.
fn behind(session: &Session) -> Option<String> {
    let (here, limit) = (session.cursor.seq(), session.limit());
    let ruler = Ruler::of(session);
    let behind = ruler.mark(limit).saturating_sub(ruler.mark(here));
    match session.is_free() {
        true => (here < limit).then(|| words::span(Micros(behind))),
        false => (!session.at_head()).then(|| thousands(behind)),
    }
}

/// How fast a program goes that goes at its own speed, and in a recording how that is walked.
fn turning(model: &Model) -> String {
    let session = model.session();
    let rate = session.world().loops().find_map(|thread| thread.wheel.rate);
    let turns = rate.map(|rate| match rate.turns {
        0 => format!("{} calls/s", thousands(rate.calls)),
        1 => "1 turn/s".into(),
        turns => format!("{} turns/s", thousands(turns)),
    });
    let speed = model.player.speed(session);
    match (session.is_live(), turns) {
        (true, Some(turns)) => turns,
        (true, None) => "at its own speed".into(),
        (false, Some(turns)) => format!("{turns}, {speed}"),
        (false, None) => speed,
    }
}

/// The names of all panes, the focused one marked; shown where only one of them fits.
pub(crate) fn tabs(model: &Model, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let mut column = area.left() + 1;
    for pane in model.panes() {
        let style =
            if pane == model.pane { model.theme.style(Role::Focus).reversed() } else { model.theme.style(Role::Dim) };
        let style = if pane == Pane::Xray && model.deadlocked() && pane != model.pane {
            model.theme.style(Role::Stuck)
        } else {
            style
        };
        let name = if area.width < 78 { &pane.title()[..pane.title().len().min(5)] } else { pane.title() };
        let end = put(buffer, column, area.y, name, area.right(), style);
        hits.add(Rect::new(column, area.y, end - column, 1), Hit::Do(Msg::Focus(pane)));
        column = end + 1;
    }
}

/// The columns that lead the rows of the controls.
const LEAD: &str = " act ";

/// The text of each control of a scene: in full where all of them fit into one row.
fn control_texts(scene: &Scene, width: u16) -> Vec<(String, String)> {
    let full: usize = scene.controls.iter().map(|control| control.label.width() + 4).sum();
    let in_full = full + LEAD.len() < usize::from(width);
    let label = |control: &Control| if in_full { control.label } else { control.id };
    scene.controls.iter().map(|control| (format!(" {}", control.key), format!(" {} ", label(control)))).collect()
}

/// How many rows the controls of a scene take in a terminal so wide.
pub(crate) fn control_rows(scene: &Scene, width: u16) -> u16 {
    let mut column = LEAD.width();
    let mut rows = u16::from(!scene.controls.is_empty());
    for (key, label) in control_texts(scene, width) {
        let wide = key.width() + label.width();
        if column + wide > usize::from(width) {
            (rows, column) = (rows + 1, LEAD.width());
        }
        column += wide;
    }
    rows
}

/// The scene's own keys.
pub(crate) fn controls(model: &Model, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    if area.is_empty() {
        return;
    }
    let theme = &model.theme;
    let active = model.focus() == Focus::Lab && model.can_act();
    let [lead, key_role, text] = if active { [Role::Warning, Role::Key, Role::Text] } else { [Role::Dim; 3] };
    let mut row = area.y;
    let mut column = put(buffer, area.left(), row, LEAD, area.right(), theme.style(lead));
    for (place, (key, label)) in control_texts(model.scene(), area.width).into_iter().enumerate() {
        if usize::from(column) + key.width() + label.width() > usize::from(area.right()) && row + 1 < area.bottom() {
            (row, column) = (row + 1, area.left() + LEAD.width() as u16);
        }
        let start = column;
        column = put(buffer, column, row, &key, area.right(), theme.style(key_role));
        column = put(buffer, column, row, &label, area.right(), theme.style(text));
        hits.add(Rect::new(start, row, column - start, 1), Hit::Do(Msg::Control(place)));
    }
}

/// The keys that work now, most useful first, as many as fit.
pub(crate) fn footer(model: &Model, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let (theme, focus) = (&model.theme, model.focus());
    let badge = theme.style(if focus == Focus::Question { Role::Question } else { Role::Focus }).reversed();
    let mut column = put(buffer, area.left(), area.y, &format!(" {} ", focus.word()), area.right(), badge) + 1;
    if let Some(question) = model.question().filter(|_| focus == Focus::Question) {
        for place in 0..question.choices.len() {
            let key = crate::lesson::Question::letter(place).to_string();
            let end = put(buffer, column, area.y, &key, area.right(), theme.style(Role::Key));
            hits.add(Rect::new(column, area.y, end - column, 1), Hit::Do(Msg::Answer(place)));
            column = end + 1;
        }
        column = put(buffer, column, area.y, "answer  ", area.right(), theme.style(Role::Text));
    }
    // Help and quit always have their place.
    let always = |msg: Msg| matches!(msg, Msg::Help | Msg::Leave | Msg::Quit);
    let reserved = 17;
    for binding in TABLE.iter().filter(|b| b.focus.contains(&focus) && !b.hint.is_empty()) {
        let hint = match (binding.msg, model.player.play) {
            (Msg::PlayPause, Play::Paused) => "go on",
            (Msg::PlayPause, Play::Playing) => "pause",
            (Msg::Leave, _) => model.back.word(),
            _ => binding.hint,
        };
        let knob = model.live_knob().map(|knob| model.told_knob(knob));
        let (name, hint) = match (binding.msg, &knob) {
            (Msg::TurnLive { .. }, None) => continue,
            (Msg::NextLive(_), _) if knob.is_none() || model.live_knobs().count() < 2 => continue,
            (Msg::NextLive(_), _) => ("{ }", hint),
            (Msg::TurnLive { .. }, Some(knob)) => ("[ ]", knob.as_str()),
            _ => (theme.key(binding.name), hint),
        };
        let width = (name.width() + hint.width() + 3) as u16;
        let end = if always(binding.msg) { area.right() } else { area.right().saturating_sub(reserved) };
        if column + width > end {
            continue;
        }
        let start = column;
        column = put(buffer, column, area.y, name, area.right(), theme.style(Role::Key));
        column = put(buffer, column, area.y, &format!(" {hint}  "), area.right(), theme.style(Role::Text));
        hits.add(Rect::new(start, area.y, column - start, 1), Hit::Do(binding.msg));
    }
}
