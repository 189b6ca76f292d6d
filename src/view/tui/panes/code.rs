//! CODE: the stage's source as it ran, with the running line of each thread marked. While the library calls a method of the
//! program that has come to no line yet, that method is in sight, marked as a place in a listing.

mod called;

use crate::view::tui::highlight::{Token, highlight};
use crate::view::tui::model::Model;
use crate::view::tui::pane::Pane;
use crate::view::tui::theme::{Role, Theme};
use crate::world::{Doing, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Columns left of the text: marks, line number, a space.
const MARGIN: u16 = 7;

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let session = model.session();
    let listing = &session.trace.header.stage;
    let world = session.world();
    let running = running_line(world);
    let shown = shown_lines(&listing.text);
    let called = called::called(world, &listing.text);
    let middle = called.or(running).or_else(|| first_line(&listing.text, &listing.program)).unwrap_or(1);
    let place = shown.iter().position(|(number, _)| *number >= middle).unwrap_or(0);
    let scroll = if model.pane == Pane::Code { model.scroll } else { 0 };
    let top = top_of(place, shown.len(), usize::from(area.height), scroll, called.or(running).is_some());
    let theme = &model.theme;
    let mut row = area.top();
    for (number, tokens) in &shown[top..] {
        let is_running = running == Some(*number);
        let is_called = called == Some(*number);
        let mark = if is_called { theme.glyphs.wheel[9].to_owned() } else { marks(world, *number) };
        let gutter = format!("{mark:<3}{number:>3} ");
        let width = usize::from(area.width.saturating_sub(MARGIN));
        // The line that runs is shown whole.
        let rows = if is_running || is_called { fold(tokens, width) } else { vec![(0, tokens.clone())] };
        let shade = match (is_called, is_running) {
            (true, _) => Shade::Called,
            (_, true) => Shade::Running,
            _ => Shade::Plain,
        };
        for (nth, (indent, tokens)) in rows.into_iter().enumerate() {
            if row >= area.bottom() {
                return;
            }
            let gutter = if nth == 0 { gutter.as_str() } else { "" };
            draw_line(theme, Rect { y: row, height: 1, ..area }, gutter, indent, &tokens, shade, buffer);
            row += 1;
        }
    }
}

/// How a line is set off from the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shade {
    Plain,
    /// The line of the last step.
    Running,
    /// The head of the method that is being called.
    Called,
}

/// One row of a line: what stands left of it, and as much of its text as there is room for.
fn draw_line(
    theme: &Theme,
    area: Rect,
    gutter: &str,
    indent: usize,
    tokens: &[(&str, Token)],
    shade: Shade,
    buffer: &mut Buffer,
) {
    let role = match shade {
        Shade::Plain => Role::Dim,
        Shade::Running => Role::Running,
        Shade::Called => Role::Focus,
    };
    if shade == Shade::Running {
        buffer.set_stringn(area.left(), area.y, " ".repeat(area.width.into()), area.width.into(), theme.style(role));
    }
    buffer.set_stringn(area.left(), area.y, gutter, usize::from(area.width), theme.style(role));
    let mut column = area.left().saturating_add(MARGIN).saturating_add(indent as u16).min(area.right());
    for (text, token) in tokens {
        let style = if shade == Shade::Plain { style_of(theme, *token) } else { theme.style(role) };
        column = buffer.set_stringn(column, area.y, text, usize::from(area.right().saturating_sub(column)), style).0;
    }
    let text: String = tokens.iter().map(|(text, _)| *text).collect();
    let width = indent + text.trim_end().width();
    if width > usize::from(area.width.saturating_sub(MARGIN)) {
        let more = theme.glyphs.more;
        buffer.set_string(area.right() - more.width() as u16, area.y, more, theme.style(role));
    }
}

/// A line in as many rows as it takes, each with its indent: broken between words, the later ones set in by four more.
fn fold<'a>(tokens: &[(&'a str, Token)], width: usize) -> Vec<(usize, Tokens<'a>)> {
    let lead = tokens.first().map_or(0, |(text, _)| text.len() - text.trim_start().len());
    // Where there is next to no room, it is cut as other lines are.
    let indent = lead + 4;
    let mut rows = vec![(0, Tokens::new())];
    let mut column = 0;
    let words = tokens.iter().flat_map(|(text, token)| text.split_inclusive(' ').map(move |word| (word, token)));
    for (text, token) in words {
        let wide = text.trim_end().width();
        let breaks = column > indent && column + wide > width && indent + wide <= width;
        let text = if breaks { text.trim_start() } else { text };
        if breaks {
            rows.push((indent, Tokens::new()));
            column = indent;
        }
        if let Some((_, row)) = rows.last_mut() {
            row.push((text, *token));
        }
        column += text.width();
    }
    rows
}

/// The line to follow: of the last step.
fn running_line(world: &World) -> Option<u32> {
    world.spot.as_ref().map(|spot| spot.line)
}

/// Marks of a line: an arrow for the last step, and the first letter of each thread that is in a call there.
fn marks(world: &World, line: u32) -> String {
    let mut marks = String::new();
    if running_line(world) == Some(line) {
        marks.push('>');
    }
    for thread in &world.threads {
        if let Doing::In { line: Some(at), .. } = &thread.doing
            && *at == line
            && world.threads.len() > 1
        {
            marks.extend(thread.name.as_str().chars().next());
        }
    }
    marks.chars().take(3).collect()
}

/// Where a program's text begins.
fn first_line(text: &str, program: &str) -> Option<u32> {
    let head = format!("fn {program}(");
    let place = text.lines().position(|line| line.contains(&head))?;
    u32::try_from(place + 1).ok()
}

/// The first shown line: so that the followed one is in sight, with what comes before a function above it.
fn top_of(place: usize, count: usize, height: usize, scroll: i32, running: bool) -> usize {
    let above = if running { height / 2 } else { 2 };
    let top = place.saturating_sub(above).saturating_add_signed(scroll as isize);
    top.min(count.saturating_sub(height.min(count)))
}

type Tokens<'a> = Vec<(&'a str, Token)>;

/// The lines to show with their numbers: the marks that the book slices by are left out.
fn shown_lines(text: &str) -> Vec<(u32, Tokens<'_>)> {
    let tokens = highlight(text);
    let lines = text.lines().zip(tokens).zip(1..);
    let shown = lines.filter(|((line, _), _)| !line.contains("// ANCHOR"));
    shown
        .map(|((line, spans), number)| {
            let tokens = spans.into_iter().filter_map(|(span, token)| Some((line.get(span)?, token)));
            (number, tokens.collect())
        })
        .collect()
}

fn style_of(theme: &Theme, token: Token) -> ratatui::style::Style {
    theme.style(match token {
        Token::Comment => Role::Comment,
        Token::Text | Token::Number => Role::Literal,
        Token::Keyword => Role::Keyword,
        Token::Type | Token::Macro | Token::Lifetime => Role::Type,
        Token::Function => Role::Function,
        Token::Plain => Role::Text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_folded_between_its_words_and_loses_nothing() {
        let text = "        let ready = multiplexer.wait(&[&server, &keyboard], writers, None)?;";
        let shown = shown_lines(text);
        for width in [8, 20, 30, 44, 60, 200] {
            let rows = fold(&shown[0].1, width);
            let joined: String = rows.iter().flat_map(|(_, row)| row.iter().map(|(text, _)| *text)).collect();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""), "at {width}");
            let wide = |row: &Tokens<'_>| row.iter().map(|(text, _)| *text).collect::<String>().trim_end().width();
            let widest = rows.iter().map(|(indent, row)| indent + wide(row)).max();
            assert!(width < 44 || widest <= Some(width), "at {width}: {rows:?}");
        }
        assert_eq!(fold(&shown[0].1, 200).len(), 1);
    }
}
