//! NOTICES: what is wrong at the cursor, in a sentence each.

use super::wrap;
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::world::{Weight, notices};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = &model.theme;
    let width = usize::from(area.width.saturating_sub(4));
    let mut told: Vec<Line<'_>> = Vec::new();
    for notice in notices(model.session().world()) {
        let role = match notice.weight {
            Weight::Stuck => Role::Stuck,
            Weight::Warning => Role::Warning,
            Weight::Hint => Role::Dim,
        };
        for (nth, line) in wrap(&notice.text, width).into_iter().enumerate() {
            let lead = if nth == 0 { theme.glyphs.notice } else { " " };
            told.push(Line::from(vec![Span::styled(format!(" {lead} "), theme.style(role)), Span::raw(line)]));
        }
    }
    for reason in &model.session().trace.header.absent {
        told.push(Line::styled(format!(" absent here: {reason}"), theme.style(Role::Dim)));
    }
    if told.is_empty() {
        told.push(Line::styled(" Nothing is wrong.", theme.style(Role::Dim)));
    }
    super::lines(model, &told, area, buffer);
}
