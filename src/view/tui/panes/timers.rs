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
use ratatui::text::Line;

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let mut text = String::from("No timer: this program has nobody who would call it later.");
    for thread in &model.session().world().threads {
        if let Doing::In { call: Call::Sleep, asked: Some(us), .. } = &thread.doing {
            text = format!("{} sleeps {}: not a timer, the whole thread waits.", thread.name, words::span(Micros(*us)));
        }
    }
    let told: Vec<Line<'_>> = wrap(&text, usize::from(area.width.saturating_sub(2)))
        .into_iter()
        .map(|line| Line::styled(format!(" {line}"), model.theme.style(Role::Dim)))
        .collect();
    super::lines(model, &told, area, buffer);
}
