//! The knobs of the scene: a row each, with its value, what it is, and what turning it does.

use super::frame;
use crate::lesson::{Knob, Settings};
use crate::view::tui::hits::{Hit, Hits};
use crate::view::tui::model::Model;
use crate::view::tui::msg::Msg;
use crate::view::tui::panes::fit;
use crate::view::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Cells of a slider.
const SLIDER: usize = 14;

pub(super) fn draw(model: &Model, row: usize, draft: &Settings, screen: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let theme = &model.theme;
    let knobs = model.scene().knobs;
    let before = model.scene_settings();
    let inner = frame(model, "KNOBS", 88, knobs.len() as u16 + 3, screen, buffer, hits);
    let mut restarts = false;
    for (place, (knob, line)) in knobs.iter().zip(inner.top()..inner.bottom()).enumerate() {
        let value = draft.get(knob.name).unwrap_or(knob.default);
        let changed = before.get(knob.name) != Some(value);
        restarts |= changed && !knob.live;
        if place == row {
            hits.point(inner.left(), line);
        }
        let style = if place == row { theme.style(Role::Running) } else { theme.style(Role::Text) };
        let mark = if changed { "*" } else { " " };
        let name = Span::styled(format!(" {mark}{:<8} {:>9} ", knob.name, knob.show(value)), style);
        let slider = Span::styled(slider(model, knob, value), theme.style(Role::There));
        let live = if knob.live { " (live)" } else { "" };
        let label = fit(&format!(" {}{live}", knob.label), usize::from(inner.width).saturating_sub(22 + SLIDER));
        buffer.set_line(inner.left(), line, &Line::from(vec![name, slider, Span::raw(label)]), inner.width);
        hits.add(Rect { y: line, height: 1, ..inner }, Hit::Do(Msg::KnobRow(place)));
    }
    let hint = if restarts {
        "Esc: run again with these values; the run before is kept (v flips, f finds the first difference)."
    } else {
        "Arrows choose and turn, 0 sets the default. A knob that is not live starts a new run."
    };
    let below = inner.top() + knobs.len() as u16 + 1;
    for (line, text) in (below..inner.bottom()).zip(super::wrap(hint, usize::from(inner.width.saturating_sub(2)))) {
        buffer.set_stringn(inner.left() + 1, line, text, usize::from(inner.width), theme.style(Role::Dim));
    }
}

/// Where the value stands among the knob's stops.
fn slider(model: &Model, knob: &Knob, value: u64) -> String {
    let glyphs = &model.theme.glyphs;
    let last = knob.stops.len().saturating_sub(1).max(1);
    let place = knob.stops.iter().filter(|stop| **stop <= value).count().saturating_sub(1);
    let column = place * (SLIDER - 1) / last;
    (0..SLIDER)
        .map(|cell| {
            if cell == column {
                glyphs.cursor
            } else if cell < column {
                glyphs.done
            } else {
                glyphs.ahead
            }
        })
        .collect()
}
