//! READINESS: what was asked, what the kernel said, what was dispatched. Empty, and saying so, where a program
//! only makes blocking calls.

use super::wrap;
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let text = "Nobody asks. This program learns that a socket is ready only by waiting in a call on it, one socket at a time.";
    let told: Vec<Line<'_>> = wrap(text, usize::from(area.width.saturating_sub(2)))
        .into_iter()
        .map(|line| Line::styled(format!(" {line}"), model.theme.style(Role::Dim)))
        .collect();
    super::lines(model, &told, area, buffer);
}
