//! Lines between points: in eight dots a cell where the terminal has them, else a mark a cell.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// The dots of a cell, by row and column, as Unicode numbers them.
const DOTS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A field of dots.
pub(in crate::view::tui::panes) struct Canvas {
    field: Rect,
    /// Dots of a cell, across and along.
    fine: (u16, u16),
    trail: &'static str,
    cells: Vec<(u32, Style)>,
}

impl Canvas {
    /// An empty field; without `dots` a cell is either drawn as `trail` or not.
    pub(in crate::view::tui::panes) fn new(field: Rect, dots: bool, trail: &'static str) -> Self {
        let cells = vec![(0, Style::new()); field.area() as usize];
        Canvas { field, fine: if dots { (2, 4) } else { (1, 1) }, trail, cells }
    }

    /// The dot at a place: from 0 to 1 across, and along from below.
    fn dot(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let last = |cells: u16, fine: u16| f64::from((cells * fine).saturating_sub(1));
        let (wide, high) = (last(self.field.width, self.fine.0), last(self.field.height, self.fine.1));
        ((x * wide).round(), ((1.0 - y) * high).round())
    }

    /// The cell that a place is in.
    pub(in crate::view::tui::panes) fn cell(&self, place: (f64, f64)) -> Position {
        let (column, row) = self.dot(place);
        Position::new(self.field.x + column as u16 / self.fine.0, self.field.y + row as u16 / self.fine.1)
    }

    /// A straight line between two places.
    pub(in crate::view::tui::panes) fn line(&mut self, from: (f64, f64), to: (f64, f64), style: Style) {
        let (start, end) = (self.dot(from), self.dot(to));
        let steps = (end.0 - start.0).abs().max((end.1 - start.1).abs()).max(1.0) as u32;
        for nth in 0..=steps {
            let part = f64::from(nth) / f64::from(steps);
            let column = (start.0 + (end.0 - start.0) * part).round() as u16;
            let row = (start.1 + (end.1 - start.1) * part).round() as u16;
            self.set(column, row, style);
        }
    }

    fn set(&mut self, column: u16, row: u16, style: Style) {
        let cell = usize::from(row / self.fine.1) * usize::from(self.field.width) + usize::from(column / self.fine.0);
        let dot = DOTS[usize::from(row % self.fine.1)][usize::from(column % self.fine.0)];
        if let Some((dots, styled)) = self.cells.get_mut(cell) {
            (*dots, *styled) = (*dots | dot, style);
        }
    }

    /// Puts what was drawn into the buffer.
    pub(in crate::view::tui::panes) fn draw(&self, buffer: &mut Buffer) {
        for (position, (dots, style)) in self.field.positions().zip(&self.cells) {
            if *dots == 0 {
                continue;
            }
            match char::from_u32(0x2800 + dots).filter(|_| self.fine.0 > 1) {
                Some(glyph) => buffer[position].set_char(glyph).set_style(*style),
                None => buffer[position].set_symbol(self.trail).set_style(*style),
            };
        }
    }
}
