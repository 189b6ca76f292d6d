//! The calls of a clock as the list that the heap stands for: those that wait by their deadlines, then those that are over,
//! the newest first, each with how late it was called.

use crate::event::{ClockKind, thousands};
use crate::view::tui::model::Model;
use crate::view::tui::panes::{fit, put};
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{HowOver, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of a name.
const NAME: usize = 7;

/// Columns of a time.
const DUE: usize = 10;

/// The most calls that are over and have a row of their own where more calls wait than there are rows.
const OVER: usize = 2;

/// How many rows it can use.
pub(super) fn rows(world: &World, clock: ClockKind) -> u16 {
    let timers = &world.timers;
    let waiting = timers.waiting.iter().filter(|timer| timer.clock == clock).count();
    let over = timers.over.iter().filter(|over| over.timer.clock == clock).count();
    1 + (waiting + over.min(4)).min(16) as u16
}

pub(super) fn draw(model: &Model, clock: ClockKind, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    let (dim, end) = (theme.style(Role::Dim), area.right());
    let waiting: Vec<_> = world.timers.waiting.iter().filter(|timer| timer.clock == clock).collect();
    let over: Vec<_> = world.timers.over.iter().rev().filter(|over| over.timer.clock == clock).collect();
    let Some(room) = usize::from(area.height).checked_sub(1) else { return };
    put(buffer, area.x + 1, area.y, &format!("{:<NAME$} {:<DUE$}left", "call", "due"), end, dim);
    let kept = OVER.min(over.len()).min(room / 2);
    let named = if waiting.len() + kept <= room { waiting.len() } else { room.saturating_sub(kept + 1) };
    let mut row = area.y + 1;
    for (nth, timer) in waiting.iter().take(named).enumerate() {
        let text = format!("{:<NAME$} {:<DUE$}", fit(&timer.label(), NAME), words::due(timer.due));
        let style = theme.style(if nth == 0 { Role::Heading } else { Role::Text });
        let next = put(buffer, area.x + 1, row, &text, end, style);
        let late = words::now(clock, world).is_some_and(|now| timer.due < now);
        let style = theme.style(if late { Role::Warning } else { Role::Focus });
        put(buffer, next, row, &words::until_due(timer, world), end, style);
        row += 1;
    }
    if named < waiting.len() {
        let text = format!("and {} more wait", thousands((waiting.len() - named) as u64));
        put(buffer, area.x + 1, row, &text, end, dim);
        row += 1;
    }
    for over in over.iter().take(usize::from(area.bottom().saturating_sub(row))) {
        let next = put(buffer, area.x + 1, row, &format!("{:<NAME$} ", fit(&over.timer.label(), NAME)), end, dim);
        let is_late = matches!(over.how, HowOver::Fired { late } if late >= crate::world::LATE);
        put(buffer, next, row, &words::ending(over), end, theme.style(if is_late { Role::Warning } else { Role::Dim }));
        row += 1;
    }
}
