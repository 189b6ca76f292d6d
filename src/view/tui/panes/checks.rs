//! CHECKS: cases of a test or of a contract, ticked; those that failed first, each with its sentence.
//!
//! ```text
//!  ✗ closing: the end comes in its order (TR-24, PC-19)
//!    it was "lost: Done", and should have been "stop"
//!  closing
//!  ✓ a second close changes nothing                                 TR-14
//! ```

use super::{fit, wrap};
use crate::lesson::Aspect;
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::Check;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// What stands between a group and a case.
const SEPARATOR: &str = "::";

/// The most lines that a failure has where others wait below it.
const MOST_LINES: usize = 3;

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let (world, shows) = (model.session().world(), model.scene().shows);
    let checks = &world.checks;
    let failed = checks.iter().filter(|check| check.failure.is_some()).count();
    // Where the program has gone on to connections, what passed leaves them its rows.
    if shows.contains(&Aspect::Layers) && world.sources.iter().any(|source| source.transport.is_some()) {
        return (1 + MOST_LINES * failed).clamp(3, 24) as u16;
    }
    let groups =
        checks.chunk_by(|one, next| group(one) == group(next)).filter(|group_of| group(&group_of[0]).is_some());
    (checks.len() + MOST_LINES * failed + groups.count()).clamp(3, 24) as u16
}

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
        shown.extend(broken(theme, check, width));
        shown.extend(why(theme, check, width));
    }
    let mut before = None;
    // The last one on top: that is the one that was run just now.
    for check in passed.into_iter().rev() {
        let (group, name) = (group(check), check.case.as_str());
        if let Some(group) = group.filter(|_| before != Some(group)) {
            shown.push(Line::styled(format!(" {}", fit(&group.replace('_', " "), width)), theme.style(Role::Heading)));
        }
        before = Some(group);
        let name = group.map_or(name, |group| &name[group.len() + SEPARATOR.len()..]);
        shown.push(kept(theme, name, check, width));
    }
    super::lines(model, &shown, area, buffer);
}

/// What the cases of a suite are grouped by: `closing` of `closing::reading_stops_at_once`.
fn group(check: &Check) -> Option<&str> {
    check.case.as_str().split_once(SEPARATOR).map(|(group, _)| group)
}

/// One that passed: its mark, its name, and at the right what it covers, as far as there is room.
fn kept(theme: &Theme, name: &str, check: &Check, width: usize) -> Line<'static> {
    let room = width.saturating_sub(4);
    let name = fit(&name.replace('_', " "), room);
    let covers = check.covers.as_deref().filter(|covers| name.width() + 2 + covers.width() <= room).unwrap_or("");
    let gap = room.saturating_sub(name.width() + covers.width());
    Line::from(vec![
        Span::styled(format!(" {} ", theme.glyphs.seen), theme.style(Role::Good)),
        Span::styled(name, theme.style(Role::Text)),
        Span::styled(format!("{}{covers}", " ".repeat(gap)), theme.style(Role::Dim)),
    ])
}

/// One that failed: its name is whole, on as many lines as it takes.
fn broken(theme: &Theme, check: &Check, width: usize) -> Vec<Line<'static>> {
    let covers = check.covers.as_deref().map_or_else(String::new, |covers| format!(" ({covers})"));
    let lines = wrap(&format!("{}{covers}", words::case(&check.case)), width.saturating_sub(4));
    let line = |(nth, line): (usize, String)| {
        let mark = if nth == 0 { theme.glyphs.broken } else { " " };
        Line::from(vec![
            Span::styled(format!(" {mark} "), theme.style(Role::Stuck)),
            Span::styled(line, theme.style(Role::Heading)),
        ])
    };
    lines.into_iter().enumerate().map(line).collect()
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
