//! CODE: the stage's source as it ran, with the running line of each thread marked.

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
    let middle = running.or_else(|| first_line(&listing.text, &listing.program)).unwrap_or(1);
    let place = shown.iter().position(|(number, _)| *number >= middle).unwrap_or(0);
    let scroll = if model.pane == Pane::Code { model.scroll } else { 0 };
    let top = top_of(place, shown.len(), usize::from(area.height), scroll, running.is_some());
    let theme = &model.theme;
    for (row, (number, tokens)) in (area.top()..area.bottom()).zip(&shown[top..]) {
        let is_running = running == Some(*number);
        let marks = marks(world, *number);
        let gutter = format!("{marks:<3}{number:>3} ");
        let role = if is_running { Role::Running } else { Role::Dim };
        buffer.set_stringn(area.left(), row, gutter, usize::from(area.width), theme.style(role));
        let mut column = area.left() + MARGIN.min(area.width);
        for (text, token) in tokens {
            let style = if is_running { theme.style(Role::Running) } else { style_of(theme, *token) };
            column = buffer.set_stringn(column, row, text, usize::from(area.right().saturating_sub(column)), style).0;
        }
        let width: usize = tokens.iter().map(|(text, _)| text.width()).sum();
        if width > usize::from(area.width.saturating_sub(MARGIN)) {
            let more = theme.glyphs.more;
            buffer.set_string(area.right() - more.width() as u16, row, more, theme.style(role));
        }
        if is_running {
            let rest = usize::from(area.right().saturating_sub(column));
            buffer.set_string(column, row, " ".repeat(rest), theme.style(Role::Running));
        }
    }
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
