//! READINESS: the wait, and for each source what was asked, what the kernel said and what was called. Empty, and saying
//! so, where a program only makes blocking calls.
//!
//! ```text
//!  main: select, for ever: no timer is set; 2 ready after 340 us
//!  source    asks kernel called     told  unserved for
//!  listener  R    ·                    2
//!  client    R W  · W    do_write 61,201  ▲ W 1.2 s
//!  server    R    R      do_read      14
//! ```

use super::{fit, wrap};
use crate::event::{Interest, Micros, thousands};
use crate::lesson::Aspect;
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::{Doing, Source, Thread, Wakeup, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// A source that was ready for less than this without being served was merely not reached yet.
const SOON: Micros = Micros(1_000);

/// Told so often, what is ready and not served is worth a look.
const INSISTS: u64 = 100;

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let world = model.session().world();
    // A wait is told in a row, or in two where the text is wider than the pane is on a screen of 120 columns.
    let told = |thread: &Thread| thread.wheel.wait.as_ref().map_or(1, |wait| rows_of(thread, wait, world));
    let waits: usize = waiting(world).take(3).map(told).sum();
    let rows = watched(world).count().clamp(2, 12) + waits.max(1) + 1;
    rows as u16
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    let width = usize::from(area.width);
    let waits: Vec<&Thread> = waiting(world).collect();
    let sources: Vec<&Source> = watched(world).collect();
    if waits.is_empty() && sources.is_empty() {
        return super::lines(model, &nobody(model, width), area, buffer);
    }
    let mut shown = Vec::new();
    for thread in waits.into_iter().take(3) {
        shown.extend(wait(theme, world, thread, width));
    }
    let columns = Columns::of(&sources, width);
    shown.push(columns.heads(theme));
    shown.extend(sources.iter().map(|source| columns.row(theme, world, source)));
    super::lines(model, &shown, area, buffer);
}

fn rows_of(thread: &Thread, wait: &Wakeup, world: &World) -> usize {
    format!("{}: {}", thread.name, words::wakeup(wait, world.at)).width().div_ceil(61)
}

/// Threads that wait for readiness, or have.
fn waiting(world: &World) -> impl Iterator<Item = &Thread> {
    world.threads.iter().filter(|thread| thread.wheel.wait.is_some() && thread.doing != Doing::Ended)
}

/// Sources that somebody asks about, or that the kernel has said something of.
fn watched(world: &World) -> impl Iterator<Item = &Source> {
    let known = |source: &&Source| !source.readiness.interest.is_none() || source.readiness.said.is_some();
    world.sources.iter().filter(known)
}

fn nobody(model: &Model, width: usize) -> Vec<Line<'static>> {
    let text = if model.scene().shows.contains(&Aspect::Readiness) {
        "Nobody asks at this moment: no source is watched, and no wait is under way."
    } else if model.session().world().sources.iter().any(|source| source.nonblocking) {
        "Nobody asks. This program makes its calls, and what would have to wait is answered with EAGAIN."
    } else {
        "Nobody asks. This program learns that a socket is ready only by waiting in a call on it, one socket at a time."
    };
    let lines = wrap(text, width.saturating_sub(2)).into_iter();
    lines.map(|line| Line::styled(format!(" {line}"), model.theme.style(Role::Dim))).collect()
}

/// The wait: which call, which timeout and why, how long it goes on or really took, how many were ready.
fn wait(theme: &Theme, world: &World, thread: &Thread, width: usize) -> Vec<Line<'static>> {
    let Some(wait) = &thread.wheel.wait else { return Vec::new() };
    let open = wait.ready.is_none();
    let text = format!("{}: {}", thread.name, words::wakeup(wait, world.at));
    let (mark, role) = if open { (theme.glyphs.unseen, Role::Heading) } else { (theme.glyphs.seen, Role::Text) };
    let line = |(nth, text): (usize, String)| {
        let lead = if nth == 0 { format!(" {mark} ") } else { "   ".into() };
        Line::from(vec![Span::styled(lead, theme.style(Role::Focus)), Span::styled(text, theme.style(role))])
    };
    wrap(&text, width.saturating_sub(4)).into_iter().enumerate().map(line).collect()
}

/// Widths of the columns that give and take.
struct Columns {
    name: usize,
    /// None where there is no room for it.
    told: Option<usize>,
    rest: usize,
}

/// Columns of asks, kernel, called, with their gaps.
const FIXED: usize = 5 + 7 + 9;

impl Columns {
    fn of(sources: &[&Source], width: usize) -> Self {
        let longest = sources.iter().map(|source| source.name.as_str().width()).max().unwrap_or(0);
        let name = longest.clamp(8, 22).min(width.saturating_sub(FIXED + 2).max(4));
        let told = sources.iter().map(|source| thousands(source.readiness.told).len()).max().unwrap_or(0).max(4);
        let left = width.saturating_sub(name + 2 + FIXED);
        let told = (left > told).then_some(told);
        let rest = left.saturating_sub(told.map_or(0, |told| told + 2));
        Columns { name, told, rest }
    }

    fn heads(&self, theme: &Theme) -> Line<'static> {
        let name = self.name;
        let told = self.told.map_or_else(String::new, |wide| format!("{:>wide$}", "told"));
        let rest = fit("unserved for", self.rest);
        Line::styled(format!(" {:<name$} asks kernel called   {told}  {rest}", "source"), theme.style(Role::Dim))
    }

    fn row(&self, theme: &Theme, world: &World, source: &Source) -> Line<'static> {
        let (readiness, name) = (&source.readiness, self.name);
        let said = readiness.said;
        let asks = [mark(readiness.interest.read, "R", " "), mark(readiness.interest.write, "W", " ")];
        let kernel = [
            verdict(theme, readiness.interest.read, said.map(|said| said.read), "R"),
            verdict(theme, readiness.interest.write, said.map(|said| said.write), "W"),
        ];
        let told = self.told.map_or_else(String::new, |wide| format!("{:>wide$}", thousands(readiness.told)));
        let ready = said.is_some_and(|said| !said.is_none());
        let rest = fit(&unserved(theme, world, source), self.rest);
        Line::from(vec![
            Span::raw(format!(" {:<name$} ", fit(source.name.as_str(), name))),
            Span::raw(format!("{} {}  ", asks[0], asks[1])),
            Span::styled(
                format!("{} {}    ", kernel[0], kernel[1]),
                theme.style(if ready { Role::Good } else { Role::Dim }),
            ),
            Span::styled(format!("{:<9}", called(readiness.dispatched)), theme.style(Role::Focus)),
            Span::styled(told, theme.style(Role::Text)),
            Span::styled(format!("  {rest}"), theme.style(if insists(source) { Role::Warning } else { Role::Text })),
        ])
    }
}

fn mark(on: bool, letter: &'static str, off: &'static str) -> &'static str {
    if on { letter } else { off }
}

/// What the kernel said of one direction: the letter where it is ready, a dot where it was asked and is not, a blank where
/// nobody asked; a question mark before the first wait.
fn verdict(theme: &Theme, asked: bool, said: Option<bool>, letter: &'static str) -> &'static str {
    match (asked, said) {
        (_, Some(true)) => letter,
        (true, Some(false)) => theme.glyphs.empty,
        (true, None) => "?",
        (false, _) => " ",
    }
}

fn called(dispatched: Interest) -> &'static str {
    match (dispatched.read, dispatched.write) {
        (true, true) => "both",
        (true, false) => "do_read",
        (false, true) => "do_write",
        (false, false) => "",
    }
}

/// In which direction and for how long it has been ready, wait after wait, without anything being taken of it.
fn unserved(theme: &Theme, world: &World, source: &Source) -> String {
    let since = |since: Option<Micros>, letter: &str| {
        let span = since.map(|since| world.at.since(since)).filter(|span| *span >= SOON)?;
        Some(format!("{letter} {}", words::span(span)))
    };
    let readiness = &source.readiness;
    // What nobody asks for, nobody has to serve.
    let asked = |asks: bool, since: Option<Micros>| since.filter(|_| asks);
    let parts = [
        since(asked(readiness.interest.read, readiness.readable_since), "R"),
        since(asked(readiness.interest.write, readiness.writable_since), "W"),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if insists(source) && !text.is_empty() { format!("{} {text}", theme.glyphs.notice) } else { text }
}

/// Whether the kernel has said so again and again: a source that is ready for a while is nothing wrong by itself.
fn insists(source: &Source) -> bool {
    source.readiness.told >= INSISTS
}
