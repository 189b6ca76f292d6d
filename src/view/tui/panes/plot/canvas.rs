//! Lines between points: in eight dots a cell where the terminal has them, else a mark a cell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The dots of a cell, by row and column, as Unicode numbers them.
const DOTS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A field of dots.
pub(super) struct Canvas {
    field: Rect,
    /// Dots of a cell, across and along.
    fine: (u16, u16),
    trail: &'static str,
    cells: Vec<(u32, Style)>,
}

impl Canvas {
    /// An empty field; without `dots` a cell is either drawn as `trail` or not.
    pub(super) fn new(field: Rect, dots: bool, trail: &'static str) -> Self {
        let cells = vec![(0, Style::new()); field.area() as usize];
        Canvas { field, fine: if dots { (2, 4) } else { (1, 1) }, trail, cells }
    }

    /// A straight line between two places, each from 0 to 1 across and along from below.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), style: Style) {
        let (wide, high) = (self.field.width * self.fine.0, self.field.height * self.fine.1);
        if wide == 0 || high == 0 {
            return;
        }
        let dot = |(x, y): (f64, f64)| {
            // In the middle of the cell that the point's own mark is in.
            let column = (x * f64::from(self.field.width - 1)).round() * f64::from(self.fine.0);
            let row = ((1.0 - y) * f64::from(self.field.height - 1)).round() * f64::from(self.fine.1);
            (column + f64::from(self.fine.0 / 2), row + f64::from(self.fine.1 / 2))
        };
        let (start, end) = (dot(from), dot(to));
        let steps = (end.0 - start.0).abs().max((end.1 - start.1).abs()).ceil().max(1.0) as u32;
        for nth in 0..=steps {
            let part = f64::from(nth) / f64::from(steps);
            let column = (start.0 + (end.0 - start.0) * part).round() as u16;
            let row = (start.1 + (end.1 - start.1) * part).round() as u16;
            self.set(column.min(wide - 1), row.min(high - 1), style);
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
    pub(super) fn draw(&self, buffer: &mut Buffer) {
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
