//! FLOW: the way of the bytes as one pipe, from who produces to who consumes, and what its buffers held over time.
//!
//! ```text
//!  source  ● producing   160,000 B/s; told to pause 3 times
//!  buffer  [█████████│··]  19,904 B   mark 16,384
//!  kernel  [███▒▒▒▒▒····]  8,192 unsent, 12,288 unread
//!  in      Ⅱ not reading 40,000 B/s    it feeds out
//!  buffer  [█████████│··]  17,000 B   mark 16,384
//!  kernel  [██▒▒▒▒······]  4,096 unsent, 8,192 unread
//!  sink    ● reading      40,000 B/s
//! ```
//!
//! Numbers are those of the calls and of the kernel's gauges; a speed is of the last second, and where no second has
//! passed there is none: then it is the sum.

mod history;

use super::{fit, wrap};
use crate::event::{SocketOption, thousands};
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::{ProducerState, Source, SourceState, Through, Transport, World, ways};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What stands here before anybody writes.
const NOBODY: &str = "Nobody produces yet. The way of the bytes will stand here: who produces, what waits in its transport's buffer and in the kernel, and who consumes.";

/// Columns of the names at the left.
const LABEL: usize = 9;

/// Columns of the numbers at the right.
const ROOM: usize = 34;

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let ways = ways(model.session().world());
    let rows = ways.iter().map(|way| rows_of(way) + 1).sum::<usize>().saturating_sub(1).clamp(4, 20);
    let buffers = ways.first().map_or(1, |way| way.len().div_ceil(2)).clamp(1, 2);
    rows as u16 + buffers as u16 * history::WANTS
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    let ways = ways(world);
    let width = usize::from(area.width.saturating_sub(1));
    let Some(shown_over_time) = ways.iter().rfind(|way| !is_over(way[0].transport.as_ref())).or(ways.last()) else {
        let none = wrap(NOBODY, width.saturating_sub(1)).into_iter();
        let none: Vec<_> = none.map(|line| Line::styled(format!(" {line}"), theme.style(Role::Dim))).collect();
        return super::lines(model, &none, area, buffer);
    };
    // A line of air between two ways, where there is room.
    let air = ways.iter().map(|way| rows_of(way) + 1).sum::<usize>() <= usize::from(area.height) + 1;
    let mut shown: Vec<Line<'_>> = Vec::new();
    for way in &ways {
        if air && !shown.is_empty() {
            shown.push(Line::default());
        }
        shown.extend(rows(theme, world, way, width));
    }
    let pipes = (shown.len() as u16).min(area.height);
    super::lines(model, &shown, Rect { height: pipes, ..area }, buffer);
    let senders: Vec<&Source> = shown_over_time.iter().copied().step_by(2).collect();
    history::draw(model, &senders, Rect { y: area.y + pipes, height: area.height - pipes, ..area }, buffer);
}

fn rows_of(way: &[&Source]) -> usize {
    1 + way.len().div_ceil(2) * 3
}

/// A pipe from top to bottom: who produces; then buffer, kernel and who reads, once a connection.
fn rows(theme: &Theme, world: &World, way: &[&Source], width: usize) -> Vec<Line<'static>> {
    let bar = width.saturating_sub(LABEL + ROOM).clamp(8, 40);
    let mut lines = vec![produces(theme, world, way[0], width)];
    for hop in way.chunks(2) {
        let (sender, receiver) = (hop[0], hop.get(1).copied());
        lines.push(kept(theme, sender, bar, width));
        lines.extend(receiver.map(|receiver| underway(theme, sender, receiver, bar, width)));
        lines.extend(receiver.map(|receiver| consumes(theme, world, receiver, width)));
    }
    lines
}

/// A row that begins with a name.
fn row(name: &str, role: Role, theme: &Theme, parts: Vec<Span<'static>>) -> Line<'static> {
    let name = format!(" {:<7} ", fit(name, 7));
    Line::from([Span::styled(name, theme.style(role))].into_iter().chain(parts).collect::<Vec<_>>())
}

/// Whether it goes on: a lamp and a word.
fn lamp(theme: &Theme, on: bool, word: &str) -> Span<'static> {
    let (glyph, role) = if on { (theme.glyphs.cursor, Role::Good) } else { (theme.glyphs.pause, Role::Warning) };
    Span::styled(format!("{glyph} {word:<13}"), theme.style(role).bold())
}

fn produces(theme: &Theme, world: &World, source: &Source, width: usize) -> Line<'static> {
    let transport = source.transport.as_ref();
    let producer = transport.and_then(|transport| transport.producer);
    let lamp = match producer.map(|producer| producer.state) {
        Some(state @ (ProducerState::Stopped | ProducerState::Unregistered)) => {
            lamp(theme, false, words::producer_state(state))
        }
        _ if is_over(transport) => lamp(theme, false, "is over"),
        None => lamp(theme, true, "writes"),
        Some(state) => lamp(theme, state == ProducerState::Producing, words::producer_state(state)),
    };
    let speed = speed(world, source, Through::Written, ("wrote", transport.map_or(0, |transport| transport.written)));
    let told = match producer {
        None => "no producer".into(),
        Some(producer) => words::producer_told(&producer),
    };
    let text = fit(&format!("{speed}; {told}"), width.saturating_sub(LABEL + 15));
    row(source.name.as_str(), Role::Heading, theme, vec![lamp, Span::raw(text)])
}

fn is_over(transport: Option<&Transport>) -> bool {
    transport.is_some_and(|transport| transport.ended.is_some())
}

/// Bytes a second, or where no second has passed, in all.
fn speed(world: &World, source: &Source, through: Through, (did, sum): (&str, u64)) -> String {
    match source.meter.rate(world.at, through) {
        Some(rate) => format!("{} B/s", thousands(rate)),
        None => format!("{did} {} B", thousands(sum)),
    }
}

/// The transport's buffer with its mark.
fn kept(theme: &Theme, source: &Source, bar: usize, width: usize) -> Line<'static> {
    let held = source.held.unwrap_or_default();
    let mark = source.transport.as_ref().and_then(Transport::brake);
    let whole = mark.unwrap_or(0).saturating_mul(5) / 4;
    let whole = whole.max(held.highest).max(held.budget.unwrap_or(0)).max(1);
    let column = |bytes: u64| (u128::from(bytes) * bar as u128 / u128::from(whole)) as usize;
    let filled = if held.bytes == 0 { 0 } else { column(held.bytes).clamp(1, bar) };
    let marked = mark.map(|mark| column(mark).min(bar - 1));
    let over = mark.is_some_and(|mark| held.bytes > mark);
    let style = theme.style(if over { Role::Warning } else { Role::There });
    let mut parts = vec![Span::raw("[")];
    for cell in 0..bar {
        parts.push(match (Some(cell) == marked, cell < filled) {
            (true, _) => Span::styled(theme.glyphs.axes[0], theme.style(Role::Heading)),
            (false, true) => Span::styled(theme.glyphs.full, style),
            (false, false) => Span::styled(theme.glyphs.empty, theme.style(Role::Dim)),
        });
    }
    let limit = match (mark, held.budget) {
        (_, Some(budget)) => format!("   of at most {}", thousands(budget)),
        (Some(mark), None) => format!("   mark {}", thousands(mark)),
        (None, None) => String::new(),
    };
    let text = format!("] {:>7} B{limit}", thousands(held.bytes));
    parts.push(Span::styled(fit(&text, width.saturating_sub(LABEL + bar + 1)), style));
    row("buffer", Role::Dim, theme, parts)
}

/// The kernel's two queues: two readings, drawn one after the other.
fn underway(theme: &Theme, from: &Source, to: &Source, bar: usize, width: usize) -> Line<'static> {
    let granted = |source: &Source, option| source.pin(option).map_or(0, |pin| pin.granted);
    // Of a socket that is closed the last reading says nothing any more.
    let open = |source: &Source, gauge: Option<u64>| gauge.filter(|_| source.state != SourceState::Closed);
    let (unsent, unread) = (open(from, from.gauges.unsent), open(to, to.gauges.unread));
    let size = granted(from, SocketOption::SendBuffer).saturating_add(granted(to, SocketOption::ReceiveBuffer));
    let whole = size.max(unsent.unwrap_or(0).saturating_add(unread.unwrap_or(0))).max(1);
    let mut drawn = String::from("[");
    let mut left = bar;
    for (bytes, glyph) in [(unsent.unwrap_or(0), theme.glyphs.full), (unread.unwrap_or(0), theme.glyphs.part)] {
        let cells = (u128::from(bytes) * bar as u128).div_ceil(u128::from(whole)) as usize;
        let cells = cells.min(left);
        drawn.push_str(&glyph.repeat(cells));
        left -= cells;
    }
    drawn.push_str(&theme.glyphs.empty.repeat(left));
    drawn.push(']');
    let text = format!(" {} unsent, {} unread", words::gauge(unsent), words::gauge(unread));
    let text = Span::raw(fit(&text, width.saturating_sub(LABEL + bar + 2)));
    row("kernel", Role::Dim, theme, vec![Span::styled(drawn, theme.style(Role::There)), text])
}

fn consumes(theme: &Theme, world: &World, source: &Source, width: usize) -> Line<'static> {
    let transport = source.transport.as_ref();
    let paused = transport.is_some_and(|transport| transport.reading_paused);
    let lamp = match (is_over(transport), paused) {
        (true, _) => lamp(theme, false, "is over"),
        (false, true) => lamp(theme, false, "not reading"),
        (false, false) => lamp(theme, true, "reading"),
    };
    let speed = speed(world, source, Through::Received, ("read", source.received.bytes));
    let feeds = transport.and_then(|transport| transport.feeds.as_ref());
    let feeds = feeds.map_or_else(String::new, |next| format!("; passed on to {next}"));
    let text = fit(&format!("{speed}{feeds}"), width.saturating_sub(LABEL + 15));
    row(source.name.as_str(), Role::Heading, theme, vec![lamp, Span::raw(text)])
}
