//! COCKPIT: the scene's knobs as sliders, those that act at once first, and below them what is to be reached and how far
//! it is.
//!
//! ```text
//! ▶ consume   400,000 B/s  ━━━━━━━━●───────  how much the consumer reads
//!   mark        8,192 B    ━━━●────────────  above so many waiting bytes a producer pauses
//!   sndbuf     32,768 B    ━━━━━━━━━━━●────  a new run (k)
//! ```
//!
//! A slider goes from stop to stop of its knob; a click or a drag on it moves it there.

use super::{fit, wrap};
use crate::lesson::{Goal, Knob};
use crate::view::tui::hits::{Hit, Hits};
use crate::view::tui::model::Model;
use crate::view::tui::msg::Msg;
use crate::view::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Columns before the slider: the mark, the name, the value.
const LEAD: u16 = 25;

/// The narrowest and the widest slider.
const SLIDER: (u16, u16) = (9, 27);

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let shown = sliders(model).count() as u16;
    shown + model.scene().goal.map_or(0, |_| 5)
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let mut row = area.y;
    let goal = model.scene().goal.map(|goal| told(model, goal, area.width)).unwrap_or_default();
    // The goal has its room whatever else has to go.
    let room = area.height.saturating_sub(goal.len() as u16);
    for (place, knob) in sliders(model).take(usize::from(room)) {
        slider(model, (place, knob), Rect { y: row, height: 1, ..area }, buffer, hits);
        row += 1;
    }
    super::lines(model, &goal, Rect { y: row, height: area.bottom() - row, ..area }, buffer);
}

/// The knobs by their places in the scene, those that act at once first.
fn sliders(model: &Model) -> impl Iterator<Item = (usize, &'static Knob)> {
    let knobs = model.scene().knobs;
    let all = move |live| (0..).zip(knobs).filter(move |(_, knob)| knob.live == live);
    all(true).chain(all(false))
}

fn slider(model: &Model, (place, knob): (usize, &'static Knob), area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let theme = &model.theme;
    let chosen = model.live_knob().is_some_and(|live| live.name == knob.name);
    let acts = knob.live && model.can_act();
    let role = match (chosen, acts) {
        (true, _) => Role::Running,
        (false, true) => Role::Text,
        (false, false) => Role::Dim,
    };
    let value = model.knob_value(knob);
    let lead = if chosen { theme.glyphs.to } else { " " };
    let text = format!("{lead:<2}{:<9}{:>13} ", knob.name, knob.show(value));
    buffer.set_stringn(area.x, area.y, text, usize::from(area.width), theme.style(role));
    let wide = (area.width.saturating_sub(LEAD) / 2).clamp(SLIDER.0, SLIDER.1);
    let track = Rect { x: area.x + LEAD, width: wide.min(area.width.saturating_sub(LEAD)), ..area };
    let style = theme.style(if acts { Role::There } else { Role::Dim });
    buffer.set_stringn(track.x, track.y, drawn(theme, knob, value, wide), usize::from(track.width), style);
    let label = if knob.live { knob.label.to_owned() } else { format!("{}: a new run (k)", knob.label) };
    let left = area.width.saturating_sub(LEAD + wide + 2);
    if left >= 12 {
        let label = fit(&label, usize::from(left));
        buffer.set_string(track.right() + 1, area.y, label, theme.style(Role::Dim));
    }
    if knob.live {
        let last = knob.stops.len().saturating_sub(1);
        for column in 0..track.width {
            let stop = (usize::from(column) * last + usize::from(wide) / 2) / usize::from(wide.max(2) - 1);
            let cell = Rect { x: track.x + column, width: 1, ..track };
            hits.add(cell, Hit::Do(Msg::Slide { knob: place, stop: stop.min(last) }));
        }
    }
}

/// Where the value stands among the knob's stops.
fn drawn(theme: &Theme, knob: &Knob, value: u64, wide: u16) -> String {
    let last = knob.stops.len().saturating_sub(1).max(1);
    let place = knob.stops.iter().filter(|stop| **stop <= value).count().saturating_sub(1);
    let column = place * usize::from(wide - 1) / last;
    let glyph = |cell: usize| match cell.cmp(&column) {
        std::cmp::Ordering::Less => theme.glyphs.done,
        std::cmp::Ordering::Equal => theme.glyphs.cursor,
        std::cmp::Ordering::Greater => theme.glyphs.ahead,
    };
    (0..usize::from(wide)).map(glyph).collect()
}

/// What is to be reached, how it stands, the score and the best.
fn told(model: &Model, goal: &Goal, width: u16) -> Vec<Line<'static>> {
    let (theme, world) = (&model.theme, model.session().world());
    let room = usize::from(width.saturating_sub(3));
    let mut lines: Vec<Line<'static>> = wrap(goal.text, room)
        .into_iter()
        .map(|line| Line::styled(format!(" {line}"), theme.style(Role::Heading)))
        .collect();
    let mut parts = vec![Span::raw(" ")];
    for (what, how_much, holds) in (goal.parts)(world) {
        let (glyph, role) = if holds { (theme.glyphs.seen, Role::Good) } else { (theme.glyphs.unseen, Role::Warning) };
        parts.push(Span::styled(format!("{glyph} "), theme.style(role)));
        parts.push(Span::raw(format!("{what} {how_much}   ")));
    }
    if parts.iter().map(|part| part.content.width()).sum::<usize>() > room && parts.len() > 3 {
        let rest = parts.split_off(3);
        lines.push(Line::from(parts));
        parts = [Span::raw(" ")].into_iter().chain(rest).collect();
    }
    lines.push(Line::from(parts));
    let score = (goal.score)(world);
    let role = match score {
        Some(score) if score >= goal.reached => Role::Good,
        _ => Role::Warning,
    };
    let now = score.map_or_else(|| "none".into(), |score| goal.unit.show(score));
    let best = model.best().map_or_else(|| "none yet".into(), |best| goal.unit.show(best));
    lines.push(Line::from(vec![
        Span::raw(" "),
        Span::styled(format!("score {now}"), theme.style(role)),
        Span::raw(format!("   best {best}")),
    ]));
    lines
}
