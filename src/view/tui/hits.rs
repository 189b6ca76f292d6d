//! What lies where on the screen, noted while it is drawn: so that a click means what it points at, and the
//! terminal's own cursor stands on what has the focus.

use super::msg::Msg;
use ratatui::layout::{Position, Rect};

/// Areas of the last frame, and what a click there means. Later ones lie over earlier ones.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    areas: Vec<(Rect, Hit)>,
    focus: Option<Position>,
}

/// What a click means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    /// This.
    Do(Msg),
    /// A place on the timeline, by how far right it is; a drag goes on.
    Timeline,
    /// Nothing: it only covers what lies below.
    Cover,
}

impl Hits {
    /// Forgets the last frame.
    pub(crate) fn clear(&mut self) {
        self.areas.clear();
        self.focus = None;
    }

    /// Whether there was nothing to press.
    pub(crate) fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// Notes an area.
    pub(crate) fn add(&mut self, area: Rect, hit: Hit) {
        self.areas.push((area, hit));
    }

    /// Where the terminal's own cursor belongs: on what has the focus, for those whom it leads.
    pub(crate) fn point(&mut self, column: u16, row: u16) {
        self.focus = Some(Position::new(column, row));
    }

    /// Where the terminal's own cursor belongs.
    pub(crate) fn focus(&self) -> Option<Position> {
        self.focus
    }

    /// What a click at a cell means.
    pub(crate) fn at(&self, column: u16, row: u16) -> Option<Msg> {
        let (area, hit) = self.areas.iter().rev().find(|(area, _)| area.contains(Position::new(column, row)))?;
        match hit {
            Hit::Do(msg) => Some(*msg),
            Hit::Timeline => Some(Msg::Scrub(thousandths(*area, column))),
            Hit::Cover => None,
        }
    }

    /// What a drag to a column means, wherever its row: only the timeline is dragged.
    pub(crate) fn dragged(&self, column: u16) -> Option<Msg> {
        let (area, _) = self.areas.iter().find(|(_, hit)| *hit == Hit::Timeline)?;
        Some(Msg::Scrub(thousandths(*area, column.clamp(area.left(), area.right().saturating_sub(1)))))
    }

    /// Whether a cell is on the timeline.
    pub(crate) fn on_timeline(&self, column: u16, row: u16) -> bool {
        self.areas.iter().any(|(area, hit)| *hit == Hit::Timeline && area.contains(Position::new(column, row)))
    }
}

fn thousandths(area: Rect, column: u16) -> u16 {
    let last = u32::from(area.width.saturating_sub(1)).max(1);
    let place = u32::from(column.saturating_sub(area.left()));
    u16::try_from(place * 1_000 / last).unwrap_or(1_000).min(1_000)
}
