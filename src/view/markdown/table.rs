//! A table as lines: columns as wide as their cells, the last one wrapped into what is left.

use super::wrap::{width_of, wrap};
use super::{Role, Span};

/// What stands between two columns.
const GAP: &str = "  ";

/// The least width of the last column.
const LEAST: usize = 16;

/// Rows of cells; the first row is the head.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Vec<Vec<Span>>>,
    row: Vec<Vec<Span>>,
}

impl Table {
    pub(super) fn cell(&mut self, cell: Vec<Span>) {
        self.row.push(cell);
    }

    pub(super) fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }

    pub(super) fn lines(self, room: usize) -> Vec<Vec<Span>> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|c| width_of(c)).max();
        let mut widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
        let before: usize = widths.iter().rev().skip(1).map(|width| width + GAP.len()).sum();
        if let Some(last) = widths.last_mut() {
            *last = (*last).min(room.saturating_sub(before).max(LEAST));
        }
        let mut lines = Vec::new();
        for (place, row) in self.rows.iter().enumerate() {
            lines.extend(row_lines(row, &widths));
            if place == 0 {
                let under: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                lines.push(vec![Span::new(under.join(GAP), Role::Mark)]);
            }
        }
        lines
    }
}

fn row_lines(row: &[Vec<Span>], widths: &[usize]) -> Vec<Vec<Span>> {
    let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |place: usize| {
        let mut line = Vec::new();
        for (cell, width) in cells.iter().zip(widths) {
            let pieces = cell.get(place).cloned().unwrap_or_default();
            let blank = width.saturating_sub(width_of(&pieces)) + GAP.len();
            line.extend(pieces);
            line.push(Span::new(" ".repeat(blank), Role::Plain));
        }
        // Nothing is padded on the right of the last text.
        while line.last().is_some_and(|span| span.text.trim().is_empty()) {
            line.pop();
        }
        line
    };
    (0..height).map(line).collect()
}
