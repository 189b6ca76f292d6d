//! BUFFERS: the byte pipeline of each connection, in both directions.
//!
//! ```text
//! client ▶ server                     sent 18,414  read 5,102
//!  program  ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒»  send(16,384), not back yet
//!  own     [██████···············]  3,072 of 65,536 B, highest 8,192
//!  send q  [█████████████████████]  8,192 unsent + 0 in flight      4,096 asked, 8,192 granted
//!  recv q  [█████████████········]  5,106 unread                    4,096 asked, 8,192 granted
//!  program  recv(1,024) = 1,024
//! ```
//!
//! The row of the program's own buffer is there where the program tells of one.

use super::fit;
use crate::event::SocketOption;
use crate::event::thousands;
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::{Answer, Held, Role as Kind, Source, SourceState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Columns of the labels at the left.
const LABEL: usize = 9;

/// Columns of the numbers at the right.
const ROOM: usize = 44;

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let world = model.session().world();
    // Of the library's, what stands comes first, then what is over, the newest first.
    let is_over = |(client, server): &(&Source, &Source)| {
        [client, server].iter().all(|end| end.state == SourceState::Closed && end.transport.is_some())
    };
    let (over, mut connections): (Vec<_>, Vec<_>) = world.connections().into_iter().partition(is_over);
    connections.extend(over.into_iter().rev());
    let width = usize::from(area.width);
    let mut shown = Vec::new();
    let pipes: Vec<&Source> = world.sources.iter().filter(|source| source.role == Kind::Pipe).collect();
    for (client, server) in &connections {
        // Of several, those that are over have a row for each direction.
        if connections.len() > 1 && is_over(&(client, server)) {
            shown.extend([heading(model, client, server, Role::There), heading(model, server, client, Role::Back)]);
            continue;
        }
        let room = usize::from(area.height).saturating_sub(shown.len() + pipes.len() * 2);
        let [there, back] = [client, server].map(|end| end.sent.bytes == 0 && end.sending.is_none());
        for (from, to, role, quiet) in
            [(client, server, Role::There, there && !back), (server, client, Role::Back, back)]
        {
            match quiet && room < 10 {
                true => shown.push(Line::styled(
                    format!("{} {} {}: nothing sent", from.name, model.theme.glyphs.to, to.name),
                    model.theme.style(Role::Dim),
                )),
                false => shown.extend(direction(model, from, to, role, width)),
            }
        }
    }
    if connections.is_empty() && pipes.is_empty() {
        shown = unconnected(model);
    }
    let most = pipes.iter().map(|pipe| pipe.gauges.unread.unwrap_or(0)).max().unwrap_or(0);
    shown.extend(pipes.iter().flat_map(|pipe| through(model, pipe, most, width)));
    super::lines(model, &shown, area, buffer);
}

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let world = model.session().world();
    let own = world.sources.iter().filter_map(|source| source.held);
    let own: usize = own.map(|held| 1 + usize::from(held.refused.is_some())).sum();
    let pipes = world.sources.iter().filter(|source| source.role == Kind::Pipe).count();
    (world.connections().len().clamp(1, 2) * 10 + own + pipes * 2).min(14) as u16
}

fn unconnected(model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let sources = &model.session().world().sources;
    if sources.is_empty() {
        return vec![Line::styled("No socket yet.", theme.style(Role::Dim))];
    }
    let line = |source: &Source| {
        let port = source.port.map_or_else(String::new, |port| format!(", port {port}"));
        Line::from(format!("{}: {}{port}", source.name, words::source_state(source)))
    };
    sources.iter().map(line).collect()
}

fn direction<'a>(model: &Model, from: &'a Source, to: &'a Source, role: Role, width: usize) -> Vec<Line<'a>> {
    let theme = &model.theme;
    let bar = width.saturating_sub(LABEL + ROOM).clamp(8, 40);
    let scale = scale(from, to);
    let kept = from.held.as_ref().map(|held| own_buffer(theme, held, role, bar, width)).unwrap_or_default();
    [heading(model, from, to, role), program_sends(theme, from, role, scale, bar)]
        .into_iter()
        .chain(kept)
        .chain([
            send_queue(theme, from, role, scale, bar, width),
            receive_queue(theme, to, role, scale, bar, width),
            program_reads(theme, to, bar),
        ])
        .collect()
}

/// What the program keeps in a buffer of its own: memory of the program, with a measure of its own. When it is out of
/// that, it says so.
fn own_buffer<'a>(theme: &Theme, held: &Held, role: Role, bar: usize, width: usize) -> Vec<Line<'a>> {
    let whole = held.budget.unwrap_or(held.highest).max(1);
    let filled = cells(held.bytes, whole, bar);
    let drawn = format!("[{}{}]", theme.glyphs.full.repeat(filled), theme.glyphs.empty.repeat(bar - filled));
    let room = width.saturating_sub(LABEL + bar + 4);
    let text = fit(&words::held(&Held { refused: None, ..*held }), room);
    let mut rows = vec![row("own", drawn, theme.style(role), text, theme.style(Role::Text))];
    if let Some(refused) = held.refused {
        let text = fit(&format!("OUT OF MEMORY: {} more did not fit", thousands(refused)), room);
        let mark = format!("{:>1$} ", theme.glyphs.notice, bar + 1);
        rows.push(row("", mark, theme.style(Role::Stuck), text, theme.style(Role::Stuck)));
    }
    rows
}

/// A pipe, of which the learner holds the other end: what lies in it, and what went through it.
fn through<'a>(model: &Model, pipe: &'a Source, most: u64, width: usize) -> Vec<Line<'a>> {
    let theme = &model.theme;
    let bar = width.saturating_sub(LABEL + ROOM).clamp(8, 40);
    let heading = Line::from(vec![
        Span::styled(format!("you {} {}", theme.glyphs.to, pipe.name), theme.style(Role::There).bold()),
        Span::raw(format!("   a pipe: given {}, read {}", thousands(pipe.sent.bytes), thousands(pipe.received.bytes))),
    ]);
    let unread = pipe.gauges.unread;
    let drawn = queue(theme, [(unread, theme.glyphs.full), (None, "")], None, most.max(bar as u64), bar);
    let text =
        if pipe.state == SourceState::Closed { "closed".into() } else { format!("{} unread", words::gauge(unread)) };
    vec![heading, row("pipe", drawn, theme.style(Role::There), text, theme.style(Role::Text))]
}

/// Bytes that a whole bar stands for: the larger of the two queues as granted.
fn scale(from: &Source, to: &Source) -> u64 {
    let granted = |source: &Source, option| source.pin(option).map_or(0, |pin| pin.granted);
    granted(from, SocketOption::SendBuffer).max(granted(to, SocketOption::ReceiveBuffer)).max(1)
}

fn heading<'a>(model: &Model, from: &'a Source, to: &'a Source, role: Role) -> Line<'a> {
    let theme = &model.theme;
    let arrow = format!("{} {} {}", from.name, theme.glyphs.to, to.name);
    let sums = format!("   {}", words::sums(model.session().world(), from, to));
    let mut spans = vec![Span::styled(arrow, theme.style(role).bold()), Span::raw(sums)];
    if from.state != SourceState::Established {
        let role =
            if matches!(from.state, SourceState::Broken(_) | SourceState::Reset) { Role::Stuck } else { Role::Dim };
        spans.push(Span::styled(format!("   {}: {}", from.name, words::source_state(from)), theme.style(role)));
    }
    Line::from(spans)
}

/// What the open send asks; else how the last one went.
fn program_sends<'a>(theme: &Theme, from: &Source, role: Role, scale: u64, bar: usize) -> Line<'a> {
    match &from.sending {
        Some(open) => {
            let cells = cells(open.asked, scale, bar);
            let over = if open.asked > scale { theme.glyphs.more } else { "" };
            let drawn = format!("{}{over}", theme.glyphs.part.repeat(cells - over.width().min(cells)));
            let text = format!("send({}), not back yet", thousands(open.asked));
            row("program", format!(" {drawn:<bar$} "), theme.style(role), text, theme.style(Role::Heading))
        }
        None => {
            let (text, role) =
                from.last_send.as_ref().map_or((String::new(), Role::Dim), |last| answered("send", last));
            row("program", format!(" {:bar$} ", ""), theme.style(Role::Dim), text, theme.style(role))
        }
    }
}

fn send_queue<'a>(theme: &Theme, from: &Source, role: Role, scale: u64, bar: usize, width: usize) -> Line<'a> {
    let (queued, unsent) = (from.gauges.queued, from.gauges.unsent);
    let in_flight = queued.zip(unsent).map(|(queued, unsent)| queued.saturating_sub(unsent));
    let pin = from.pin(SocketOption::SendBuffer);
    let text = match (unsent, in_flight) {
        _ if from.state == SourceState::Closed => "closed".into(),
        (None, None) if matches!(from.state, SourceState::Broken(_) | SourceState::Reset) => {
            "gone with the connection".into()
        }
        (None, None) if from.gauges.unread.is_some() => "no gauge on this platform".into(),
        _ => format!("{} unsent, {} in flight", words::gauge(unsent), words::gauge(in_flight)),
    };
    let drawn = queue(
        theme,
        [(unsent, theme.glyphs.full), (in_flight, theme.glyphs.part)],
        pin.map(|pin| pin.granted),
        scale,
        bar,
    );
    row(
        "send q",
        drawn,
        theme.style(role),
        with_pin(text, pin, width.saturating_sub(LABEL + bar + 4)),
        theme.style(Role::Text),
    )
}

fn receive_queue<'a>(theme: &Theme, to: &Source, role: Role, scale: u64, bar: usize, width: usize) -> Line<'a> {
    let pin = to.pin(SocketOption::ReceiveBuffer);
    let text = match to.state {
        SourceState::Closed => "closed".into(),
        _ => format!("{} unread", words::gauge(to.gauges.unread)),
    };
    let unread = to.gauges.unread.filter(|_| to.state != SourceState::Closed);
    let drawn = queue(theme, [(unread, theme.glyphs.full), (None, "")], pin.map(|pin| pin.granted), scale, bar);
    row(
        "recv q",
        drawn,
        theme.style(role),
        with_pin(text, pin, width.saturating_sub(LABEL + bar + 4)),
        theme.style(Role::Text),
    )
}

fn program_reads<'a>(theme: &Theme, to: &Source, bar: usize) -> Line<'a> {
    let (text, role) =
        to.last_recv.as_ref().map_or(("has not read".to_owned(), Role::Dim), |last| answered("recv", last));
    row("program", format!(" {:bar$} ", ""), theme.style(Role::Dim), text, theme.style(role))
}

fn answered(call: &str, last: &Answer) -> (String, Role) {
    let asked = thousands(last.asked);
    match &last.outcome {
        crate::event::Outcome::Errno(errno) => (format!("{call}({asked}) = {errno}"), Role::Stuck),
        crate::event::Outcome::Result(0) if call == "recv" => (format!("{call}({asked}) = 0, the end"), Role::Warning),
        crate::event::Outcome::Result(got) if call == "send" && *got < last.asked => {
            (format!("{call}({asked}) = {} SHORT", thousands(*got)), Role::Warning)
        }
        crate::event::Outcome::Result(got) => (format!("{call}({asked}) = {}", thousands(*got)), Role::Text),
    }
}

/// The reading, and at the end of the line the size of the queue: asked and granted.
fn with_pin(text: String, pin: Option<crate::world::Pin>, room: usize) -> String {
    let Some(pin) = pin else { return text };
    let size = format!("of {}>{}", thousands(pin.asked), thousands(pin.granted));
    match room.checked_sub(text.width() + size.width() + 1) {
        Some(gap) => format!("{text}{:gap$} {size}", ""),
        None => fit(&format!("{text} of {}", thousands(pin.granted)), room),
    }
}

fn row<'a>(
    label: &'static str,
    bar: String,
    bar_style: ratatui::style::Style,
    text: String,
    style: ratatui::style::Style,
) -> Line<'a> {
    Line::from(vec![
        Span::raw(format!(" {label:<7} ")),
        Span::styled(bar, bar_style),
        Span::raw(" "),
        Span::styled(text, style),
    ])
}

/// A queue as a box: as wide as its granted size, filled with its parts.
fn queue(theme: &Theme, parts: [(Option<u64>, &str); 2], granted: Option<u64>, scale: u64, bar: usize) -> String {
    let size = granted.map_or(bar, |granted| cells(granted, scale, bar));
    let mut inside = String::new();
    let mut filled = 0;
    for (bytes, glyph) in parts {
        let some = cells(bytes.unwrap_or(0), scale, bar).min(size - filled);
        inside.push_str(&glyph.repeat(some));
        filled += some;
    }
    inside.push_str(&theme.glyphs.empty.repeat(size - filled));
    let gap = bar - size;
    format!("[{inside}]{:gap$}", "")
}

/// Cells for so many bytes: none for none, else at least one, at most the bar.
fn cells(bytes: u64, scale: u64, bar: usize) -> usize {
    if bytes == 0 {
        return 0;
    }
    let cells = u128::from(bytes) * bar as u128 / u128::from(scale.max(1));
    usize::try_from(cells).unwrap_or(bar).clamp(1, bar)
}
