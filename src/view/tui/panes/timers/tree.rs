//! The heap as a tree: each entry over its two children, with its place in memory beside it.
//!
//! ```text
//!              0:A
//!        ╭──────┴──────╮
//!       1:×B          2:C
//!    ╭───┴──╮
//!   3:↓D   4:E
//! ```

use crate::view::tui::panes::put;
use crate::view::tui::theme::{Role, Theme};
use crate::world::{Entry, EntryState, Heap, Timers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

/// The fewest columns of an entry.
const LEAST: u16 = 2;

/// How many levels so many entries have.
fn levels(entries: usize) -> u16 {
    (usize::BITS - entries.leading_zeros()) as u16
}

/// How many rows a heap wants: its levels, and the branches between them.
pub(super) fn rows(heap: &Heap) -> u16 {
    (2 * levels(heap.entries.len())).saturating_sub(1)
}

/// Draws as many levels as there is room for. Says how many entries were drawn.
pub(super) fn draw(theme: &Theme, heap: &Heap, timers: &Timers, area: Rect, buffer: &mut Buffer) -> usize {
    let levels = levels(heap.entries.len());
    let wide = (0..levels).take_while(|level| area.width >> level >= LEAST).count() as u16;
    let branches = 2 * wide - wide.min(1) <= area.height;
    let shown = wide.min(if branches { wide } else { area.height });
    let mut drawn = 0;
    for level in 0..shown {
        let row = area.y + if branches { 2 * level } else { level };
        let first = (1_usize << level) - 1;
        for (nth, entry) in heap.entries.iter().skip(first).take(1 << level).enumerate() {
            let place = first + nth;
            let cell = cell(area, level, nth as u16);
            node(theme, heap, timers, (place, entry), Rect { y: row, height: 1, ..cell }, buffer);
            if branches && level + 1 < shown {
                branch(theme, heap.entries.len(), place, area, (level, nth as u16), row + 1, buffer);
            }
            drawn += 1;
        }
    }
    drawn
}

/// The columns of the nth entry of a level.
fn cell(area: Rect, level: u16, nth: u16) -> Rect {
    let at = |nth: u16| ((u32::from(area.width) * u32::from(nth)) >> level) as u16;
    Rect { x: area.x + at(nth), width: at(nth + 1) - at(nth), ..area }
}

fn middle(cell: Rect) -> u16 {
    cell.x + cell.width / 2
}

fn node(theme: &Theme, heap: &Heap, timers: &Timers, of: (usize, &Entry), cell: Rect, buffer: &mut Buffer) {
    let (place, entry) = of;
    let [alive, sinks, dead] = theme.glyphs.entries;
    let (mark, role) = match entry.state {
        EntryState::InPlace => ("", Role::Heading),
        EntryState::Misplaced => (sinks, Role::Warning),
        EntryState::Dead => (dead, Role::Dim),
    };
    let mut style = theme.style(role);
    if entry.state == EntryState::Dead {
        style = style.add_modifier(Modifier::CROSSED_OUT);
    }
    if heap.is_changed(place) {
        style = style.add_modifier(Modifier::REVERSED);
    }
    let name = format!("{mark}{}", timers.label(entry.timer, heap.clock));
    let index = format!("{place}:");
    let width = usize::from(cell.width);
    let (index, name) = if index.width() + name.width() < width {
        (index, name)
    } else if name.width() < width {
        (String::new(), name)
    } else {
        (String::new(), if mark.is_empty() { alive } else { mark }.to_owned())
    };
    let start = middle(cell).saturating_sub(((index.width() + name.width()) / 2) as u16).max(cell.x);
    let end = cell.right();
    let next = put(buffer, start, cell.y, &index, end, theme.style(Role::Dim));
    put(buffer, next, cell.y, &name, end, style);
}

/// The lines from an entry to its children, in the row between.
fn branch(
    theme: &Theme,
    entries: usize,
    place: usize,
    area: Rect,
    (level, nth): (u16, u16),
    row: u16,
    buffer: &mut Buffer,
) {
    let [left, along, both, one, right] = theme.glyphs.tree;
    if 2 * place + 1 >= entries {
        return;
    }
    let style: Style = theme.style(Role::Border);
    let (parent, first) = (middle(cell(area, level, nth)), middle(cell(area, level + 1, 2 * nth)));
    let has_both = 2 * place + 2 < entries;
    let last = if has_both { middle(cell(area, level + 1, 2 * nth + 1)) } else { parent };
    for column in first..=last {
        let glyph = match column {
            _ if column == parent => {
                if has_both {
                    both
                } else {
                    one
                }
            }
            _ if column == first => left,
            _ if column == last => right,
            _ => along,
        };
        put(buffer, column, row, glyph, area.right(), style);
    }
}
