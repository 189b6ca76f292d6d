//! X-RAY: the cycle of waits, drawn as a cycle, with the sizes that close it and the kernel's own word.
//!
//! ```text
//! ┌─▶ main is in send(16,384) on client, line 38
//! │   asleep in sendto (wait_woken), says the kernel, for 3.2 s
//! │   client's send queue  ████████  8,192 unsent
//! │   server's recv queue  █████···  5,106 unread
//! │   ▼ room comes when server is read: main does that, line 39
//! └── and main is in send
//! ```

use super::{fit, wrap};
use crate::event::thousands;
use crate::event::{Call, Micros, SocketOption};
use crate::lab::Action;
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{Source, Wait, Xray, deadlock, xray};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// For how long a cycle has stood at the cursor.
pub(super) fn standing(model: &Model) -> Option<Micros> {
    deadlock(model.session().world()).map(|x| x.stands_for())
}

/// How many lines the cycle takes on a screen of so many rows; `None` where there is none.
pub(in crate::view::tui) fn height(model: &Model, screen: u16) -> Option<u16> {
    let x = deadlock(model.session().world()).filter(|_| model.deadlocked())?;
    let waits = x.waits.len() as u16;
    Some(match (screen, waits) {
        (24.., _) => waits * 6 + 4,
        (_, 1) => 6,
        _ => waits * 4 + 1,
    })
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let world = model.session().world();
    let theme = &model.theme;
    let width = usize::from(area.width.saturating_sub(1));
    let drawn = match xray(world).filter(|_| model.question().is_none()) {
        Some(x) if x.cycle => cycle(model, &x, width, usize::from(area.height)),
        Some(x) => {
            let mut told = vec![Line::styled("No deadlock: the peer sets the pace.", theme.style(Role::Heading))];
            told.extend(words::xray(world, &x).iter().flat_map(|text| wrap(text, width)).map(Line::from));
            told
        }
        None => wrap(
            "Nobody waits for long. When a call sleeps, and what it waits for waits for it, this pane draws the cycle.",
            width,
        )
        .into_iter()
        .map(|line| Line::styled(line, theme.style(Role::Dim)))
        .collect(),
    };
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    super::lines(model, &drawn, inner, buffer);
}

fn cycle<'a>(model: &Model, x: &Xray, width: usize, height: usize) -> Vec<Line<'a>> {
    let theme = &model.theme;
    let [head, side, foot] = theme.glyphs.cycle;
    let stuck = theme.style(Role::Stuck);
    let roomy = height >= x.waits.len() * 6 + 3;
    let tight = height < x.waits.len() * 5 + 1;
    let mut drawn: Vec<Line<'a>> = Vec::new();
    let mut add = |lead: &str, spans: Vec<Span<'a>>| {
        let mut line = vec![Span::styled(format!("{lead} "), stuck)];
        line.extend(spans);
        drawn.push(Line::from(line));
    };
    for (nth, wait) in x.waits.iter().enumerate() {
        let lead = if nth == 0 { head } else { side };
        let line = wait.line.map_or_else(String::new, |line| format!(", line {line}"));
        let text =
            format!("{} is in {} on {}{line}", wait.thread, words::call_text(wait.call, Some(wait.asked)), wait.source);
        add(lead, vec![Span::styled(fit(&text, width.saturating_sub(4)), theme.style(Role::Heading))]);
        add(
            side,
            vec![Span::styled(
                fit(&format!("  {}", kernels_word(model, wait, width)), width.saturating_sub(4)),
                theme.style(Role::Stuck),
            )],
        );
        if tight {
            add(side, vec![Span::raw(fit(&format!("  {}", sizes(model, wait)), width.saturating_sub(4)))]);
        } else if wait.call == Call::Send {
            for spans in queues(model, wait, width.saturating_sub(4)) {
                add(side, spans);
            }
        }
        let text = format!("{} {}", theme.glyphs.down, words::waits_for(wait));
        add(side, vec![Span::styled(fit(&text, width.saturating_sub(4)), theme.style(Role::Warning))]);
        if roomy {
            add(side, vec![]);
        }
    }
    let names: Vec<&str> = x.waits.iter().map(|wait| wait.thread.as_str()).collect();
    let end = match names.as_slice() {
        [one] => format!("and {one} is in {}: it will never get there", x.waits[0].call.name()),
        _ => format!("and {} waits for {}: neither will get there", names[names.len() - 1], names[0]),
    };
    add(foot, vec![Span::styled(fit(&end, width.saturating_sub(4)), theme.style(Role::Heading))]);
    if roomy {
        drawn.push(Line::default());
        let hint = "Nothing inside the program can end this. From outside:";
        drawn.push(Line::styled(fit(hint, width), theme.style(Role::Dim)));
        let controls = model.scene().controls.iter().filter(|control| frees(control.action));
        let keys: Vec<String> = controls.map(|control| format!("{} {}", control.key, control.id)).collect();
        let keys = format!("{}   r restart", keys.join("   "));
        drawn.push(Line::styled(fit(&keys, width), theme.style(Role::Key)));
    }
    drawn
}

/// Whether an action acts on a socket by itself: what is given to the program waits until it looks.
fn frees(action: Action) -> bool {
    matches!(action, Action::Bite { .. } | Action::Drain { .. } | Action::Reset { .. } | Action::ShutWrite { .. })
}

/// The two queues in a line, where there is no room to draw them.
fn sizes(model: &Model, wait: &Wait) -> String {
    let world = model.session().world();
    let ends = world.source(wait.source.as_str()).zip(world.source(wait.peer.as_str()));
    let size = |(from, to): (&Source, &Source)| {
        let (unsent, unread) = (words::gauge(from.gauges.unsent), words::gauge(to.gauges.unread));
        format!("{}: {unsent} unsent, {}: {unread} unread", from.name, to.name)
    };
    ends.map_or_else(String::new, size)
}

fn kernels_word(model: &Model, wait: &Wait, width: usize) -> String {
    let slept = words::span(wait.slept);
    let thread = model.session().world().thread(&wait.thread);
    match thread.and_then(words::kernels_word).filter(|_| wait.confirmed) {
        // The name of the kernel's function is for those who have the room.
        Some(word) if width < 60 => {
            format!("{}, says the kernel, for {slept}", words::without_function(&word))
        }
        Some(word) => format!("{word}, says the kernel, for {slept}"),
        None => format!("not back for {slept}; this platform gives no word on threads"),
    }
}

/// The two queues that the send would have to go through, each against what was granted.
fn queues<'a>(model: &Model, wait: &Wait, width: usize) -> Vec<Vec<Span<'a>>> {
    let world = model.session().world();
    let ends = world.source(wait.source.as_str()).zip(world.source(wait.peer.as_str()));
    let Some((from, to)) = ends else { return Vec::new() };
    let unsent = ("send queue", from, from.gauges.unsent, "unsent", SocketOption::SendBuffer);
    let unread = ("recv queue", to, to.gauges.unread, "unread", SocketOption::ReceiveBuffer);
    [unsent, unread]
        .map(|(what, end, bytes, word, option)| queue(model, what, end, bytes, word, option, width))
        .into_iter()
        .collect()
}

fn queue<'a>(
    model: &Model,
    what: &str,
    end: &Source,
    bytes: Option<u64>,
    word: &str,
    option: SocketOption,
    width: usize,
) -> Vec<Span<'a>> {
    let theme = &model.theme;
    let granted = end.pin(option).map_or(0, |pin| pin.granted);
    let bar = width.saturating_sub(47).clamp(4, 16);
    let label = format!("  {:<20} ", format!("{}'s {what}", end.name));
    let Some(bytes) = bytes else {
        return vec![Span::raw(label), Span::styled("no gauge on this platform", theme.style(Role::Dim))];
    };
    let filled = (u128::from(bytes) * bar as u128).checked_div(granted.into()).unwrap_or(0);
    let filled = usize::try_from(filled).unwrap_or(bar).min(bar);
    let drawn = format!("{}{}", theme.glyphs.full.repeat(filled), theme.glyphs.empty.repeat(bar - filled));
    let role = if end.role == crate::world::Role::Accepted && option == SocketOption::SendBuffer
        || end.role == crate::world::Role::Connected && option == SocketOption::ReceiveBuffer
    {
        Role::Back
    } else {
        Role::There
    };
    let text = format!(" {} {word} of {}", thousands(bytes), thousands(granted));
    vec![Span::raw(label), Span::styled(drawn, theme.style(role)), Span::raw(text)]
}
