//! CHECKS: the cases of a test or of a contract, each as it came out; what failed comes first, with its reason.
//!
//! ```text
//!  2 of 3 passed
//!  x a reply to each piece   CH-01
//!      left: 2, right: 1
//!  + one byte at connect     CH-01
//! ```

use super::wrap;
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::Check;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let world = model.session().world();
    let failed = world.checks.iter().filter(|check| check.failure.is_some()).count();
    // Once the program has gone on to connections, what passed needs no room any more.
    let passed = if world.sources.is_empty() { world.checks.len() - failed } else { 0 };
    (passed + 2 * failed).clamp(1, 24) as u16 + 1
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    let width = usize::from(area.width.saturating_sub(6));
    if world.checks.is_empty() {
        let none = Line::styled(" No case was run yet.", theme.style(Role::Dim));
        return super::lines(model, &[none], area, buffer);
    }
    let failed = |check: &&Check| check.failure.is_some();
    let all_well = !world.checks.iter().any(|check| failed(&check));
    let sum = Role::Good;
    let mut shown = vec![Line::styled(
        format!(" {}", words::checked(world)),
        theme.style(if all_well { sum } else { Role::Stuck }),
    )];
    let passed = world.checks.iter().filter(|check| !failed(check));
    for check in world.checks.iter().filter(failed).chain(passed) {
        let (glyph, role) = match &check.failure {
            None => (theme.glyphs.seen, Role::Good),
            Some(_) => (theme.glyphs.notice, Role::Stuck),
        };
        let covers = check.covers.as_ref().map_or_else(String::new, |covers| format!("  {covers}"));
        shown.push(Line::from(vec![
            Span::styled(format!(" {glyph} "), theme.style(role)),
            Span::raw(check.case.to_string()),
            Span::styled(covers, theme.style(Role::Dim)),
        ]));
        for line in check.failure.iter().flat_map(|why| wrap(why, width)).take(3) {
            shown.push(Line::styled(format!("     {line}"), theme.style(Role::Stuck)));
        }
    }
    super::lines(model, &shown, area, buffer);
}
