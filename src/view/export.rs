//! A screen as something else than a screen: plain text for snapshots, a picture for the book.
//!
//! An export is a function of a drawn [`Buffer`] alone, so that the same screen always gives the same bytes. It
//! draws nothing itself.
//!
//! ```
//! use ratatui::{buffer::Buffer, style::Stylize};
//! use twistlab::view::export;
//!
//! let screen = Buffer::with_lines(["缓冲区".bold(), "send  ".red()]);
//! assert_eq!(export::text(&screen), "缓冲区\nsend\n");
//! assert!(export::svg(&screen, "A screen", "Two words").contains("font-weight=\"bold\""));
//! ```

mod palette;
mod svg;

use ratatui::buffer::{Buffer, Cell, CellWidth};

pub use svg::svg;

/// The text of a screen, a line a row, without the blanks at their ends.
pub fn text(buffer: &Buffer) -> String {
    let row = |row| {
        let line: String = glyphs(buffer, row).map(|glyph| glyph.text).collect();
        line.trim_end().to_owned() + "\n"
    };
    (0..buffer.area.height).map(row).collect()
}

/// What stands at a place of the screen.
struct Glyph<'a> {
    column: u16,
    /// In columns.
    width: u16,
    text: &'a str,
    cell: &'a Cell,
}

/// The glyphs of a row from left to right, without the cells that a wide glyph covers.
fn glyphs(buffer: &Buffer, row: u16) -> impl Iterator<Item = Glyph<'_>> {
    let width = usize::from(buffer.area.width);
    let cells = buffer.content().iter().skip(usize::from(row) * width).take(width);
    let mut free = 0_u16;
    (0..).zip(cells).filter_map(move |(column, cell)| {
        if column < free {
            return None;
        }
        let text = if cell.symbol().is_empty() { " " } else { cell.symbol() };
        let width = cell.cell_width().max(1);
        free = column.saturating_add(width);
        Some(Glyph { column, width, text, cell })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn text_is_what_one_reads() {
        let mut buffer = Buffer::empty(Rect::new(3, 5, 8, 3));
        buffer.set_string(4, 5, "a中b", ratatui::style::Style::new());
        buffer.set_string(3, 7, "1234567中", ratatui::style::Style::new());
        assert_eq!(text(&buffer), " a中b\n\n1234567\n");
    }
}
