//! What a transport's buffer held over time: a curve, the mark as a line across it, and on it where its producer was told
//! to pause and to go on.
//!
//! ```text
//!  client's buffer over 5.0 s   Ⅱ paused   ▶ goes on
//!  81,920 │     ⡠⠊Ⅱ⢢
//!    mark │──⡠⠊─────⢢───
//!       0 │⡠⠊        ⠉▶
//! ```

use crate::event::{Micros, thousands};
use crate::view::tui::model::Model;
use crate::view::tui::panes::plot::canvas::Canvas;
use crate::view::tui::panes::{fit, put};
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{Level, ProducerState, Source};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows that one curve wants, with its heading and its marks.
pub(super) const WANTS: u16 = 6;

/// The fewest in which it says anything.
const LEAST: u16 = 4;

/// How far back it goes, where the run is longer.
const SPAN: Micros = Micros(5_000_000);

/// Columns left of the curve.
const LEFT: u16 = 9;

/// A curve for each sender, as many as have room: the last of a way before the first, since there it begins to fill.
pub(super) fn draw(model: &Model, senders: &[&Source], area: Rect, buffer: &mut Buffer) {
    let shown: Vec<&&Source> = senders.iter().filter(|sender| sender.transport.is_some()).collect();
    let fits = usize::from(area.height / LEAST).min(shown.len());
    if fits == 0 {
        return;
    }
    let each = area.height / fits as u16;
    for (nth, source) in (0..).zip(&shown[shown.len() - fits..]) {
        let last = usize::from(nth) + 1 == fits;
        let y = area.y + nth * each;
        let height = if last { area.bottom() - y } else { each };
        curve(model, source, Rect { y, height, ..area }, buffer);
    }
}

fn curve(model: &Model, source: &Source, area: Rect, buffer: &mut Buffer) {
    let (theme, now) = (&model.theme, model.session().world().at);
    let Some(transport) = &source.transport else { return };
    let begin = transport.levels.front().map_or(now, |first| first.at).max(Micros(now.0.saturating_sub(SPAN.0)));
    let span = now.since(begin);
    let heading = format!(" {}'s buffer over {}", source.name, words::span(span));
    let end = area.right();
    let column = put(buffer, area.x, area.y, &heading, end, theme.style(Role::Heading));
    let legend: &[_] = match transport.producer {
        None => &[],
        Some(producer) if !producer.streaming => &[(theme.glyphs.play, Role::Good, " asked for a piece")],
        Some(_) => &[(theme.glyphs.pause, Role::Warning, " paused"), (theme.glyphs.play, Role::Good, " goes on")],
    };
    legend.iter().fold(column, |column, (glyph, role, text)| {
        let column = put(buffer, column + 2, area.y, glyph, end, theme.style(*role));
        put(buffer, column, area.y, text, end, theme.style(Role::Dim))
    });

    let field = Rect {
        x: area.x + LEFT,
        y: area.y + 1,
        width: area.width.saturating_sub(LEFT + 1),
        height: area.height.saturating_sub(1),
    };
    if field.is_empty() {
        return;
    }
    // What it held when the window began is the last that was told before it.
    let before = transport.levels.iter().rev().find(|level| level.at < begin).map_or(0, |level| level.held);
    let within = || transport.levels.iter().filter(|level| level.at >= begin);
    let highest = within().map(|level| level.held).chain([before]).max().unwrap_or(0);
    let top = highest.max(transport.brake().unwrap_or(0).saturating_mul(5) / 4).max(1);
    let across = |at: Micros| at.since(begin).0 as f64 / span.0.max(1) as f64;
    let along = |held: u64| held as f64 / top as f64;

    let mut canvas = Canvas::new(field, theme.glyphs.dots, theme.glyphs.trail);
    let style = theme.style(Role::There);
    let mut last = (0.0, along(before));
    for Level { at, held, .. } in within() {
        let next = (across(*at), along(*held));
        canvas.line(last, (next.0, last.1), style);
        canvas.line((next.0, last.1), next, style);
        last = next;
    }
    canvas.line(last, (1.0, last.1), style);
    let labelled = |buffer: &mut Buffer, row: u16, text: &str, role: Role| {
        let text = format!("{:>1$} {2}", fit(text, usize::from(LEFT) - 2), usize::from(LEFT) - 2, theme.glyphs.axes[0]);
        buffer.set_stringn(area.x, row, text, usize::from(LEFT), theme.style(role));
    };
    for row in field.top()..field.bottom() {
        labelled(buffer, row, "", Role::Dim);
    }
    labelled(buffer, field.bottom() - 1, "0", Role::Dim);
    if highest > 0 {
        labelled(buffer, canvas.cell((0.0, along(highest))).y, &thousands(highest), Role::Dim);
    }
    if let Some(mark) = transport.brake() {
        let row = canvas.cell((0.0, along(mark))).y;
        for column in field.left()..field.right() {
            buffer.set_string(column, row, theme.glyphs.ahead, theme.style(Role::Dim));
        }
        labelled(buffer, row, "mark", Role::Heading);
    }
    canvas.draw(buffer);
    for level in within() {
        let (glyph, role) = match level.told {
            Some(ProducerState::Paused) => (theme.glyphs.pause, Role::Warning),
            Some(_) => (theme.glyphs.play, Role::Good),
            None => continue,
        };
        let cell = canvas.cell((across(level.at), along(level.held)));
        buffer.set_string(cell.x, cell.y, glyph, theme.style(role).bold());
    }
}
