//! The panes, one a file: each draws one aspect of the world into the area that it is given.

pub(crate) mod buffers;
pub(crate) mod checks;
pub(crate) mod cockpit;
pub(crate) mod code;
pub(crate) mod flow;
pub(crate) mod input;
pub(crate) mod interfaces;
pub(crate) mod layers;
pub(crate) mod log;
pub(crate) mod notices;
pub(crate) mod plot;
pub(crate) mod readiness;
pub(crate) mod story;
pub(crate) mod threads;
pub(crate) mod timers;
pub(crate) mod wheel;
pub(crate) mod xray;

use super::model::Model;
use super::pane::Pane;
use super::theme::{Role, Theme};
use crate::event::thousands;
use crate::view::words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands beside a pane's heading.
pub(crate) fn subtitle(model: &Model, pane: Pane) -> Option<String> {
    let session = model.session();
    match pane {
        Pane::Code => Some(match session.changed_since() {
            Some(line) => format!("as it ran; today's differs from line {line} on"),
            None => session.trace.header.stage.path.clone(),
        }),
        Pane::Xray => xray::standing(model).map(|stands| format!("standing for {}", words::span(stands))),
        Pane::Plot => plot::subtitle(model),
        Pane::Checks => checks::subtitle(model),
        Pane::Loop => wheel::subtitle(model),
        Pane::Buffers => Some("bytes as the kernel says; of asked>granted".into()),
        Pane::Log if model.scroll != 0 && model.pane == Pane::Log => {
            Some(format!("{} lines up", thousands(model.scroll.unsigned_abs().into())))
        }
        _ => None,
    }
}

/// Draws lines from the top, as many as fit; the rest is marked as cut.
pub(crate) fn lines(model: &Model, lines: &[Line<'_>], area: Rect, buffer: &mut Buffer) {
    text(&model.theme, lines, area, buffer);
}

/// The same where there is a look and no model.
pub(crate) fn text(theme: &Theme, lines: &[Line<'_>], area: Rect, buffer: &mut Buffer) {
    let room = usize::from(area.height);
    for (row, line) in (area.top()..area.bottom()).zip(lines) {
        buffer.set_line(area.left(), row, line, area.width);
    }
    if lines.len() > room && area.width > 2 {
        let style = theme.style(Role::Dim);
        let glyph = theme.glyphs.more;
        buffer.set_string(area.right() - glyph.width() as u16, area.bottom() - 1, glyph, style);
    }
}

/// Puts text and says where it ends.
pub(crate) fn put(buffer: &mut Buffer, column: u16, row: u16, text: &str, end: u16, style: Style) -> u16 {
    if column >= end {
        return end;
    }
    buffer.set_stringn(column, row, text, usize::from(end - column), style).0
}

/// The text in at most `width` columns; what is cut is replaced by a dot.
pub(crate) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut columns = 0;
    for glyph in text.chars() {
        let glyph_width = glyph.width().unwrap_or(0);
        if columns + glyph_width + 2 > width {
            break;
        }
        columns += glyph_width;
        shown.push(glyph);
    }
    if width >= 2 {
        shown.push_str("..");
    }
    shown
}

/// The text broken at spaces into lines of at most `width` columns.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().map_or(0, |line| line.width());
        if last > 0 && last + 1 + word.width() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_columns() {
        assert_eq!(fit("lessons", 7), "lessons");
        assert_eq!(fit("lessons", 5), "les..");
        assert_eq!(fit("缓冲区区", 6), "缓冲..");
        assert_eq!(fit("lessons", 1), "");
    }

    #[test]
    fn text_is_broken_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("", 7), [""]);
    }
}
