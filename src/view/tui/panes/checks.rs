//! CHECKS: cases of a test or of a contract, ticked; those that failed first, each with its sentence.
//!
//! ```text
//!  ✗ closing: the end comes in its order                     TR-24, PC-19
//!    it was "lost: Done", and should have been "stop"
//!  ✓ closing: a second close changes nothing                        TR-14
//! ```

use super::{fit, wrap};
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::Check;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// The most lines that a failure has where others wait below it.
const MOST_LINES: usize = 3;

/// How many passed, of how many.
pub(super) fn subtitle(model: &Model) -> Option<String> {
    let world = model.session().world();
    (!world.checks.is_empty()).then(|| words::checked(world))
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (theme, width) = (&model.theme, usize::from(area.width));
    let checks = &model.session().world().checks;
    if checks.is_empty() {
        let line = Line::styled(" No case was run yet.", theme.style(Role::Dim));
        return super::lines(model, &[line], area, buffer);
    }
    let (passed, failed): (Vec<&Check>, Vec<&Check>) = checks.iter().partition(|check| check.failure.is_none());
    let mut shown = Vec::new();
    for check in failed {
        shown.push(head(theme, check, width));
        shown.extend(why(theme, check, width));
    }
    // The last one on top: that is the one that was run just now.
    shown.extend(passed.into_iter().rev().map(|check| head(theme, check, width)));
    super::lines(model, &shown, area, buffer);
}

/// Its mark, its name, and at the right what it covers, as far as there is room.
fn head(theme: &Theme, check: &Check, width: usize) -> Line<'static> {
    let (mark, role) = match check.failure {
        None => (theme.glyphs.seen, Role::Good),
        Some(_) => (theme.glyphs.broken, Role::Stuck),
    };
    let room = width.saturating_sub(4);
    let name = words::case(&check.case);
    let covers = check.covers.as_deref().filter(|covers| name.width() + 2 + covers.width() <= room).unwrap_or("");
    let name = fit(&name, room);
    let gap = room.saturating_sub(name.width() + covers.width());
    Line::from(vec![
        Span::styled(format!(" {mark} "), theme.style(role)),
        Span::styled(name, theme.style(if check.failure.is_some() { Role::Heading } else { Role::Text })),
        Span::styled(format!("{}{covers}", " ".repeat(gap)), theme.style(Role::Dim)),
    ])
}

fn why(theme: &Theme, check: &Check, width: usize) -> Vec<Line<'static>> {
    let Some(failure) = &check.failure else { return Vec::new() };
    let room = width.saturating_sub(4);
    let mut lines = wrap(failure, room);
    if lines.len() > MOST_LINES {
        let rest = lines.split_off(MOST_LINES - 1).join(" ");
        lines.push(fit(&rest, room));
    }
    lines.into_iter().map(|line| Line::styled(format!("   {}", fit(&line, room)), theme.style(Role::Warning))).collect()
}
