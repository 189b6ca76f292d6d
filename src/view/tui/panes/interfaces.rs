//! INTERFACES: which type provides which interface, as the compiler said.
//!
//! ```text
//!  provides             Core   Time   Tcp    (Reactor..)
//!  Reactor               ●      ●      ●
//!  ManualClock           ·      ●      ·
//! ```

use super::fit;
use crate::event::TypeName;
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::world::{Interfaces, Provider};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let tables = &model.session().world().interfaces;
    let rows: usize = tables.iter().map(|table| table.providers.len() + 2).sum();
    rows.saturating_sub(1).clamp(4, 24) as u16
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (theme, width) = (&model.theme, usize::from(area.width));
    let tables = &model.session().world().interfaces;
    if tables.is_empty() {
        let line = Line::styled(" Nobody was asked yet what it provides.", theme.style(Role::Dim));
        return super::lines(model, &[line], area, buffer);
    }
    let mut shown = Vec::new();
    for table in tables {
        if !shown.is_empty() {
            shown.push(Line::default());
        }
        shown.extend(rows(theme, table, width));
    }
    super::lines(model, &shown, area, buffer);
}

fn rows(theme: &Theme, table: &Interfaces, width: usize) -> Vec<Line<'static>> {
    let longest = table.providers.iter().map(|provider| provider.who.as_str().width()).max().unwrap_or(0);
    let name = longest.clamp(8, 24).min(width / 2);
    let (common, heads) = heads(&table.interfaces, width.saturating_sub(name + 2));
    let columns: Vec<usize> = heads.iter().map(|head| head.width()).collect();
    let mut head = format!(" {:<name$} ", common);
    head.extend(heads.iter().map(|head| format!(" {head}")));
    let rows = table.providers.iter().map(|provider| row(theme, provider, name, &columns));
    std::iter::once(Line::styled(fit(&head, width), theme.style(Role::Heading))).chain(rows).collect()
}

/// The columns' names: whole where there is room; else without what all begin with, which is told apart.
fn heads(interfaces: &[TypeName], room: usize) -> (String, Vec<String>) {
    let whole: Vec<String> = interfaces.iter().map(|interface| interface.as_str().to_owned()).collect();
    let wide = whole.iter().map(|head| head.width() + 1).sum::<usize>();
    let common = common(&whole);
    if wide <= room || common.is_empty() {
        return (String::new(), whole);
    }
    let short = whole.iter().map(|head| head[common.len()..].to_owned()).collect();
    (format!("{common}.."), short)
}

/// The word that all names begin with: up to the last capital that they have in common, and no whole name.
fn common(names: &[String]) -> String {
    let [first, rest @ ..] = names else { return String::new() };
    let ends = first.char_indices().skip(1).filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at);
    let of_all = |end: &usize| rest.iter().all(|name| name.len() > *end && name.starts_with(&first[..*end]));
    ends.filter(of_all).last().filter(|_| !rest.is_empty()).map_or_else(String::new, |end| first[..end].to_owned())
}

fn row(theme: &Theme, provider: &Provider, name: usize, columns: &[usize]) -> Line<'static> {
    let mut spans =
        vec![Span::styled(format!(" {:<name$} ", fit(provider.who.as_str(), name)), theme.style(Role::Text))];
    for (place, wide) in columns.iter().enumerate() {
        let (mark, role) = match provider.provides.get(place).copied().flatten() {
            Some(true) => (theme.glyphs.seen, Role::Good),
            Some(false) => (theme.glyphs.empty, Role::Dim),
            None => (" ", Role::Dim),
        };
        let left = (wide.saturating_sub(1)) / 2;
        spans.push(Span::raw(" ".repeat(left + 1)));
        spans.push(Span::styled(mark, theme.style(role)));
        spans.push(Span::raw(" ".repeat(wide.saturating_sub(left + mark.width()))));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_all_begin_with_where_there_is_no_room() {
        let names = ["ReactorCore", "ReactorTime", "ReactorTcp"].map(TypeName::from);
        assert_eq!(heads(&names, 80).1, ["ReactorCore", "ReactorTime", "ReactorTcp"]);
        assert_eq!(heads(&names, 20), ("Reactor..".into(), ["Core", "Time", "Tcp"].map(String::from).into()));
        assert_eq!(heads(&["Clock", "Network"].map(TypeName::from), 3).1, ["Clock", "Network"]);
    }
}
