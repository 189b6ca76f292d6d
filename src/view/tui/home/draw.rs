//! The home's screen, by the size of the terminal.
//!
//! ```text
//! wide (100 columns and more)      narrow
//! +-------- name -------+          +--- name ---+
//! | go on    | of the   |          | go on      |
//! | lessons  | chosen   |          | lessons    |
//! |          | one      |          | of it      |
//! +------- footer ------+          +-- footer --+
//! ```

use super::keys::{Msg, TABLE};
use super::{Home, Over, details, keys, list, logo};
use crate::view::home::Way;
use crate::view::tui::layout::SMALLEST;
use crate::view::tui::overlay::{boxed, centred};
use crate::view::tui::panes::{fit, put, text, wrap};
use crate::view::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Constraint::{Fill, Length, Percentage};
use ratatui::layout::{Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};
use unicode_width::UnicodeWidthStr;

const TAGLINE: &str = "an oscilloscope for event loops";

/// From so many rows on there is room for the name as a picture.
const HIGH: u16 = 28;

/// From so many columns on two panes stand side by side.
const WIDE: u16 = 100;

/// Columns that help and quit take in the footer.
const ALWAYS: u16 = 17;

/// The widest text that reads well.
const WIDEST: u16 = 100;

/// Draws a frame, notes what lies where, and says where the terminal's own cursor belongs.
pub(super) fn draw(home: &mut Home, screen: Rect, buffer: &mut Buffer) -> Option<Position> {
    home.hits.clear();
    if screen.width < SMALLEST.0 || screen.height < SMALLEST.1 {
        too_small(home, screen, buffer);
        return None;
    }
    let high = screen.height >= HIGH;
    let trouble = home.trouble.as_ref().map(|trouble| wrap(trouble, usize::from(screen.width) - 4));
    let heights = [
        Length(if high { logo::ROWS + 2 } else { 1 }),
        Fill(1),
        Length(trouble.as_ref().map_or(0, |lines| lines.len() as u16)),
        Length(1),
    ];
    let [name, body, warning, footer] = screen.layout(&Layout::vertical(heights));
    draw_name(home, name, buffer);
    for (row, line) in (warning.top()..warning.bottom()).zip(trouble.unwrap_or_default()) {
        let sign = if row == warning.top() { home.theme.glyphs.notice } else { " " };
        put(buffer, 1, row, &format!("{sign} {line}"), warning.right(), home.theme.style(Role::Warning));
    }
    let place = draw_body(home, body, buffer);
    let place = match home.over {
        Over::Nothing => place,
        Over::Help => draw_help(home, screen, buffer),
        Over::Chapter(_) => {
            Clear.render(screen, buffer);
            draw_chapter(home, screen, buffer)
        }
    };
    draw_footer(home, footer, buffer);
    place
}

fn draw_name(home: &Home, area: Rect, buffer: &mut Buffer) {
    let theme = &home.theme;
    if area.height == 1 {
        let column = put(buffer, 1, area.y, "twistlab", area.right(), theme.style(Role::Focus));
        put(buffer, column + 2, area.y, TAGLINE, area.right(), theme.style(Role::Text));
        return;
    }
    let mut widest = 0;
    for (row, line) in (area.y + 1..).zip(logo::rows(theme.glyphs.to.is_ascii())) {
        put(buffer, 2, row, line, area.right(), theme.style(Role::Focus));
        widest = widest.max(line.width() as u16);
    }
    let beside = 2 + widest + 3;
    let told = [TAGLINE, "real programs on real sockets,", "watched from the inside"];
    if usize::from(beside) + told.iter().map(|line| line.width()).max().unwrap_or(0) < usize::from(area.right()) {
        for (row, line) in (area.y + 1..).zip(told) {
            let role = if line == TAGLINE { Role::Heading } else { Role::Dim };
            put(buffer, beside, row, line, area.right(), theme.style(role));
        }
    }
}

fn draw_body(home: &mut Home, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let go_on = Length(if body.height >= 22 { 4 } else { 3 });
    let (go_on, lessons, of_it) = if body.width >= WIDE {
        let [left, of_it] = body.layout(&Layout::horizontal([Percentage(50), Fill(1)]));
        let [go_on, lessons] = left.layout(&Layout::vertical([go_on, Fill(1)]));
        (go_on, lessons, of_it)
    } else {
        let of_it = if body.height >= 30 { Percentage(45) } else { Percentage(42) };
        let [go_on, lessons, of_it] = body.layout(&Layout::vertical([go_on, Fill(1), of_it]));
        (go_on, lessons, of_it)
    };
    let at_the_top = draw_go_on(home, go_on, buffer);
    let in_the_list = draw_lessons(home, lessons, buffer);
    draw_details(home, of_it, buffer);
    at_the_top.or(in_the_list)
}

/// Where to go on: what the eye is to meet first.
fn draw_go_on(home: &mut Home, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let (way, at) = home.course.go_on()?;
    let theme = home.theme;
    let chosen = home.chosen == 0;
    let (role, border) = match chosen {
        true => (Role::Focus, theme.glyphs.strong_border),
        false => (Role::Border, theme.glyphs.border),
    };
    let title = if way == Way::First { " START HERE " } else { " GO ON " };
    let block = Block::bordered()
        .border_set(border)
        .border_style(theme.style(role))
        .title(Line::styled(title, theme.style(if chosen { Role::Focus } else { Role::Heading })));
    let inner = block.inner(area);
    block.render(area, buffer);
    let (key, room) = (" Enter ", usize::from(inner.width));
    let told = fit(&format!(" {} {}", theme.glyphs.play, way.told(&at)), room.saturating_sub(key.len() + 1));
    put(buffer, inner.x, inner.y, &told, inner.right(), theme.style(Role::Heading));
    if chosen {
        buffer.set_style(Rect { height: 1, ..inner }, theme.style(Role::Running));
        put(buffer, inner.right() - key.len() as u16, inner.y, key, inner.right(), theme.style(Role::Key).reversed());
    }
    if inner.height > 1 {
        let place = format!("   lesson {}, scene {}: {}", at.lesson.number, at.number(), at.lesson.title);
        put(buffer, inner.x, inner.y + 1, &fit(&place, room), inner.right(), theme.style(Role::Dim));
    }
    home.hits.push((area, Msg::Pick(0)));
    chosen.then(|| Position::new(inner.x + 1, inner.y))
}

fn draw_lessons(home: &mut Home, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = home.theme;
    let role = if home.chosen > 0 { Role::Focus } else { Role::Border };
    let inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height.saturating_sub(2) };
    let (place, [above, below]) = list::draw(home, inner, buffer);
    let dim = theme.style(Role::Dim);
    let mut block = Block::bordered()
        .border_set(theme.glyphs.border)
        .border_style(theme.style(role))
        .title(Line::from(vec![
            Span::styled(" LESSONS ", theme.style(if home.chosen > 0 { Role::Focus } else { Role::Heading })),
            Span::styled(format!("{} ", home.course.tally_of_all().told_scenes()), dim),
        ]))
        .title(Line::styled(" predictions ", dim).right_aligned());
    if let Some(word) = [(above && below, " more above and below "), (above, " more above "), (below, " more below ")]
        .into_iter()
        .find_map(|(holds, word)| holds.then_some(word))
    {
        block = block.title_bottom(Line::styled(word, dim).right_aligned());
    }
    block.render(area, buffer);
    place
}

fn draw_details(home: &mut Home, area: Rect, buffer: &mut Buffer) {
    let theme = home.theme;
    let inner = Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height.saturating_sub(2) };
    let (title, told) = details::told(home, usize::from(inner.width.min(WIDEST)));
    let most = told.len().saturating_sub(usize::from(inner.height));
    home.scroll = if matches!(home.over, Over::Nothing) { home.scroll.min(most) } else { home.scroll };
    let from = if matches!(home.over, Over::Nothing) { home.scroll } else { 0 };
    let mut block = Block::bordered()
        .border_set(theme.glyphs.border)
        .border_style(theme.style(Role::Border))
        .title(Line::styled(format!(" {title} "), theme.style(Role::Heading)));
    if most > 0 {
        let word = if from < most { " PgDn: more " } else { " PgUp: back " };
        block = block.title_bottom(Line::styled(word, theme.style(Role::Dim)).right_aligned());
    }
    block.render(area, buffer);
    for (row, line) in (inner.top()..inner.bottom()).zip(&told[from..]) {
        buffer.set_line(inner.x, row, line, inner.width);
    }
}

fn draw_help(home: &mut Home, screen: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = home.theme;
    let row = |key: &str, help: &str| {
        Line::from(vec![Span::styled(format!("{key:<8}"), theme.style(Role::Key)), Span::raw(help.to_owned())])
    };
    let mut told = vec![Line::styled("The home", theme.style(Role::Heading))];
    told.extend(keys::listed().into_iter().map(|(key, help)| row(theme.key(key), help)));
    told.push(Line::default());
    told.push(Line::styled("The marks", theme.style(Role::Heading)));
    let glyphs = theme.glyphs;
    for (mark, word) in [
        (format!("{} {} {}", glyphs.unseen, glyphs.half_seen, glyphs.seen), "a scene: not opened, opened, shown whole"),
        (format!("{} {} {}", glyphs.empty, glyphs.wrong, glyphs.seen), "a prediction: open, wrong, right"),
    ] {
        told.push(row(&mark, word));
    }
    told.push(Line::default());
    for mouse in ["Mouse: click to choose, click again to start;", "the wheel chooses, or scrolls a text."] {
        told.push(Line::styled(mouse, theme.style(Role::Dim)));
    }
    let widest = told.iter().map(Line::width).max().unwrap_or(0) as u16;
    let area = centred(widest + 2, told.len() as u16, screen);
    home.hits.push((screen, Msg::Close));
    let inner = boxed(&theme, "HELP", area, buffer);
    home.scroll = home.scroll.min(told.len().saturating_sub(usize::from(inner.height)));
    let inside = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    text(&theme, &told[home.scroll..], inside, buffer);
    Some(Position::new(area.x + 2, area.y))
}

fn draw_chapter(home: &mut Home, screen: Rect, buffer: &mut Buffer) -> Option<Position> {
    let Over::Chapter(chapter) = &mut home.over else { return None };
    let theme = home.theme;
    let area = centred(WIDEST + 2, screen.height, screen);
    home.hits.push((screen, Msg::Close));
    let inner = boxed(&theme, &format!("CHAPTER {}", chapter.lesson.number), area, buffer);
    let inside = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let room = usize::from(inside.height);
    let all = chapter.fit(usize::from(inside.width));
    home.scroll = home.scroll.min(all.saturating_sub(room));
    text(&theme, &chapter.lines(home.scroll, room, &theme), inside, buffer);
    let place = format!(" {} to {} of {all} lines ", home.scroll + 1, (home.scroll + room).min(all));
    let column = area.right().saturating_sub(place.width() as u16 + 2);
    put(buffer, column, area.bottom() - 1, &place, area.right() - 1, theme.style(Role::Dim));
    Some(Position::new(area.x + 2, area.y))
}

/// The keys that work now, as many as fit; help and quit always.
fn draw_footer(home: &mut Home, area: Rect, buffer: &mut Buffer) {
    let (theme, focus) = (home.theme, home.focus());
    buffer.set_style(area, theme.style(Role::Text));
    let badge = theme.style(Role::Focus).reversed();
    let word = if focus == keys::Focus::List { " HOME " } else { " TEXT " };
    let mut column = put(buffer, area.left(), area.y, word, area.right(), badge) + 1;
    for binding in TABLE.iter().filter(|binding| binding.focus.contains(&focus) && !binding.hint.is_empty()) {
        let name = theme.key(binding.name);
        let always = matches!(binding.msg, Msg::Help | Msg::Quit | Msg::Close);
        let end = if always { area.right() } else { area.right().saturating_sub(ALWAYS) };
        if usize::from(column) + name.width() + binding.hint.width() + 3 > usize::from(end) {
            continue;
        }
        let start = column;
        column = put(buffer, column, area.y, name, end, theme.style(Role::Key));
        column = put(buffer, column, area.y, &format!(" {}  ", binding.hint), end, theme.style(Role::Text));
        home.hits.push((Rect::new(start, area.y, column - start, 1), binding.msg));
    }
}

fn too_small(home: &Home, screen: Rect, buffer: &mut Buffer) {
    let lines = [
        format!("twistlab needs {}x{}", SMALLEST.0, SMALLEST.1),
        format!("here are {}x{}", screen.width, screen.height),
    ];
    let top = screen.height.saturating_sub(3) / 2;
    for (row, line) in (top..screen.height).zip(lines.into_iter().chain(["q quits".into()])) {
        let left = usize::from(screen.width).saturating_sub(line.len()) / 2;
        buffer.set_stringn(left as u16, row, &line, usize::from(screen.width), home.theme.style(Role::Text));
    }
}
