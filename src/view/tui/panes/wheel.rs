//! LOOP: a turn as a wheel, the phase it is in, how fast it turns, and what its wakeups were worth.
//!
//! ```text
//! ╭──▶ timers ──╮      61,204 turns a second
//! │             ▼     122,408 calls a second
//! writes      [wait]  CPU 98%
//! ▲             │     wakeups 183,612
//! ╰── reads ◀───╯     [·········█] 12 useful
//! ```
//!
//! A loop that waits for nothing and asks each source itself has a wheel of two phases.

use super::{fit, wrap};
use crate::event::{Call, thousands};
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::{Doing, Phase, Thread, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Columns of the wheel.
const WHEEL: usize = 24;

/// Columns that the numbers need beside it.
const NUMBERS: usize = 22;

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    let Some(thread) = shown(world) else {
        let text = "No loop yet: the program has neither waited for readiness nor been told \"not now\".";
        let lines = wrap(text, usize::from(area.width.saturating_sub(2))).into_iter();
        let told: Vec<Line<'_>> = lines.map(|line| Line::styled(format!(" {line}"), theme.style(Role::Dim))).collect();
        return super::lines(model, &told, area, buffer);
    };
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let beside = width >= WHEEL + NUMBERS + 2;
    // Beside the numbers the wheel may have all rows; above them three.
    let wheel = wheel(theme, thread, if beside { height } else { 3.min(height) });
    let numbers = numbers(theme, world, thread, if beside { width - WHEEL - 3 } else { width - 1.min(width) });
    let all = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    if beside {
        let top = (height.saturating_sub(wheel.len())) / 2;
        let left = Rect { y: all.y + top as u16, width: WHEEL as u16, height: wheel.len() as u16, ..all };
        super::lines(model, &wheel, left, buffer);
        let right = Rect { x: all.x + WHEEL as u16 + 1, width: all.width - WHEEL as u16 - 1, ..all };
        super::lines(model, &numbers[..numbers.len().min(height)], right, buffer);
    } else {
        let both: Vec<Line<'_>> = wheel.into_iter().chain(numbers).take(height).collect();
        super::lines(model, &both, all, buffer);
    }
}

/// The loop that is drawn: the one that goes on, else the last that did.
fn shown(world: &World) -> Option<&Thread> {
    world.loops().find(|thread| thread.doing != Doing::Ended).or_else(|| world.loops().last())
}

/// The stations of the wheel from the top on, clockwise, and which of them the loop is in.
fn stations(thread: &Thread) -> ([&'static str; 4], Option<usize>) {
    if thread.has_loop() {
        let here = thread.wheel.phase.map(|phase| match phase {
            Phase::Timers => 0,
            Phase::Wait => 1,
            Phase::Reads => 2,
            Phase::Writes => 3,
        });
        let [timers, wait, reads, writes] = [Phase::Timers, Phase::Wait, Phase::Reads, Phase::Writes].map(words::phase);
        return ([timers, wait, reads, writes], here);
    }
    let naps = matches!(thread.doing, Doing::In { call: Call::Sleep, .. });
    let here = match thread.doing {
        Doing::Ended => None,
        _ if naps => Some(1),
        _ => Some(0),
    };
    (["ask each", if naps { "nap" } else { "" }, "serve", ""], here)
}

/// The wheel, in three rows or in five and more.
fn wheel(theme: &Theme, thread: &Thread, height: usize) -> Vec<Line<'static>> {
    let [upper_left, upper_right, lower_right, lower_left, flat, upright, right, down, left, up] = theme.glyphs.wheel;
    let (names, here) = stations(thread);
    let place = |nth: usize| {
        let name = names[nth];
        match (name, here == Some(nth)) {
            ("", _) => String::new(),
            (name, true) => format!("[{name}]"),
            (name, false) => format!(" {name} "),
        }
    };
    let style = |nth: usize| theme.style(if here == Some(nth) { Role::Running } else { Role::Heading });
    let line = theme.style(Role::Focus);
    // A station on the rim stands in the middle of its row, the line drawn up to it from both sides.
    let rim = |start: &str, end: &str, arrow: (&str, bool), nth: usize| {
        let name = place(nth);
        let free = WHEEL - 4 - name.width();
        let (before, after) = (free / 2, free - free / 2);
        let [mut lead, mut tail] = [flat.repeat(before), flat.repeat(after)];
        if arrow.1 {
            lead = format!("{}{}", flat.repeat(before.saturating_sub(1)), arrow.0);
        } else {
            tail = format!("{}{}", arrow.0, flat.repeat(after.saturating_sub(1)));
        }
        Line::from(vec![
            Span::styled(format!(" {start}{lead}"), line),
            Span::styled(name, style(nth)),
            Span::styled(format!("{tail}{end}"), line),
        ])
    };
    let sides = {
        let (writes, waits) = (place(3), place(1));
        let writes = if writes.is_empty() { format!(" {up}") } else { writes };
        let waits = if waits.is_empty() { down.to_owned() } else { waits };
        let gap = WHEEL.saturating_sub(1 + writes.width() + waits.width());
        Line::from(vec![Span::styled(writes, style(3)), Span::raw(" ".repeat(gap)), Span::styled(waits, style(1))])
    };
    let spokes = |left_mark: &str, right_mark: &str| {
        Line::styled(format!(" {left_mark}{}{right_mark}", " ".repeat(WHEEL - 4)), line)
    };
    let mut drawn = vec![rim(upper_left, upper_right, (right, true), 0)];
    let spoked = height >= 5;
    if spoked {
        drawn.push(spokes(upright, down));
    }
    drawn.push(sides);
    if spoked {
        drawn.push(spokes(up, upright));
    }
    drawn.push(rim(lower_left, lower_right, (left, false), 2));
    drawn
}

/// How fast it turns, what it costs, and what it was good for; the most telling first.
fn numbers(theme: &Theme, world: &World, thread: &Thread, width: usize) -> Vec<Line<'static>> {
    let wheel = &thread.wheel;
    let cpu = thread.busy_permille.map(|share| format!("CPU {}%", (share + 5) / 10));
    let heading = theme.style(Role::Heading);
    let mut told = Vec::new();
    let waits = |thread: &Thread| thread.in_call_for(world.at).filter(|span| span.0 >= 100_000);
    let asleep = match (&thread.doing, waits(thread)) {
        (Doing::In { call, asked, .. }, Some(span)) => {
            Some(format!("in {} for {}", words::call_text(*call, *asked), words::span(span)))
        }
        _ => None,
    };
    let short = width < NUMBERS + 6;
    let speed = wheel.rate.map(|rate| match (rate.turns, short) {
        (0, _) => format!("{} calls/s", thousands(rate.calls)),
        (turns, true) => format!("{} turns/s", thousands(turns)),
        (turns, false) => format!("{} turns/s, {} calls/s", thousands(turns), thousands(rate.calls)),
    });
    let first: Vec<String> = speed.into_iter().chain(cpu).collect();
    if first.iter().map(|part| part.width() + 2).sum::<usize>() <= width + 2 {
        told.push(Line::styled(fit(&first.join("  "), width), heading));
    } else {
        told.extend(first.into_iter().map(|part| Line::styled(fit(&part, width), heading)));
    }
    if thread.has_loop() {
        told.push(worth(theme, wheel.useful, wheel.empty, width));
        told.push(Line::raw(fit(&format!("{} wakeups", thousands(wheel.wakeups)), width)));
    }
    if wheel.refused > 0 || !thread.has_loop() {
        told.push(Line::styled(
            fit(&format!("{} not now", thousands(wheel.refused)), width),
            theme.style(Role::Warning),
        ));
        told.push(Line::raw(fit(&format!("{} with something", thousands(wheel.moved)), width)));
    }
    told.extend(asleep.map(|asleep| Line::styled(fit(&asleep, width), theme.style(Role::Dim))));
    told
}

/// Useful and empty wakeups as parts of a bar; neither is rounded away.
fn worth(theme: &Theme, useful: u64, empty: u64, width: usize) -> Line<'static> {
    let text = format!(" {} useful, {} empty", thousands(useful), thousands(empty));
    let cells = width.saturating_sub(text.width() + 2).min(20);
    if cells < 4 {
        return Line::raw(fit(text.trim_start(), width));
    }
    let sum = u128::from(useful) + u128::from(empty);
    let filled = (u128::from(useful) * cells as u128).checked_div(sum).unwrap_or(0) as usize;
    let filled = filled.clamp(usize::from(useful > 0), cells - usize::from(empty > 0));
    let bar = [theme.glyphs.full.repeat(filled), theme.glyphs.empty.repeat(cells - filled)];
    let [useful, empty] = bar;
    Line::from(vec![
        Span::raw("["),
        Span::styled(useful, theme.style(Role::Good)),
        Span::styled(empty, theme.style(Role::Warning)),
        Span::raw("]"),
        Span::raw(text),
    ])
}

/// Whose loop it is, where the program has more threads than one.
pub(super) fn subtitle(model: &Model) -> Option<String> {
    let world = model.session().world();
    let several = world.threads.len() > 1;
    shown(world).filter(|_| several).map(|thread| thread.name.to_string())
}
