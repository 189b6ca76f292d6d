//! TIMERS: delayed calls by their deadline. Empty, and saying so, where a program has none; a thread that sleeps is
//! named as what it is.

use super::wrap;
use crate::event::{Call, Micros};
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::Doing;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    model.session().world().timers.waiting.len().clamp(2, 10) as u16 + 1
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    if !world.timers.is_used() {
        return super::lines(model, &none(model, usize::from(area.width.saturating_sub(2))), area, buffer);
    }
    let mut shown = Vec::new();
    for timer in &world.timers.waiting {
        let due = words::until_due(timer, world);
        shown.push(Line::from(vec![
            Span::raw(format!(" {:<12} ", timer.label())),
            Span::styled(format!("{due:<16}"), theme.style(Role::Focus)),
            Span::styled(words::clock(timer.clock), theme.style(Role::Dim)),
        ]));
    }
    if shown.is_empty() {
        let timers = &world.timers;
        let text = format!(" No call waits; {} were called, {} cancelled.", timers.fired, timers.cancelled);
        shown.push(Line::styled(text, theme.style(Role::Dim)));
    }
    super::lines(model, &shown, area, buffer);
}

/// What is told where a program never had a delayed call.
fn none(model: &Model, width: usize) -> Vec<Line<'static>> {
    let mut text = String::from("No timer: this program has nobody who would call it later.");
    for thread in &model.session().world().threads {
        if let Doing::In { call: Call::Sleep, asked: Some(us), .. } = &thread.doing {
            text = format!("{} sleeps {}: not a timer, the whole thread waits.", thread.name, words::span(Micros(*us)));
        }
    }
    let lines = wrap(&text, width).into_iter();
    lines.map(|line| Line::styled(format!(" {line}"), model.theme.style(Role::Dim))).collect()
}
