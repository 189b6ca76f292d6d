//! LOOP: a turn as a wheel, the phase it is in, how fast it turns, and what its wakeups were worth.
//!
//! ```text
//!    ╭───▶ timers ────╮    61,204 turns/s, 122,408 calls/s  CPU 98%
//!    │                ▼    [·········█] 12 useful, 183,600 empty
//!  writes           [wait] 183,612 wakeups
//!    ▲                │
//!    ╰──── reads ◀────╯
//! ```
//!
//! A loop that waits for nothing and asks each source itself has a wheel of two stations.

mod ring;

use super::{fit, wrap};
use crate::event::thousands;
use crate::lesson::Aspect;
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::{Doing, Thread, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ring::ring;
use unicode_width::UnicodeWidthStr;

/// The fewest and the most columns inside the wheel.
const INNER: (usize, usize) = (16, 26);

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
    let (width, height) = (usize::from(area.width.saturating_sub(1)), usize::from(area.height));
    let whole = Rect { x: area.x + 1.min(area.width), width: width as u16, ..area };
    if width < ring::columns(INNER.0) + 2 + NUMBERS {
        // Above the numbers: three rows.
        let mut both = ring(theme, thread, INNER.0, 0);
        both.extend(numbers(model, thread, width));
        both.truncate(height);
        return super::lines(model, &both, whole, buffer);
    }
    let inner = (width * 2 / 5).saturating_sub(ring::columns(0)).clamp(INNER.0, INNER.1);
    let columns = ring::columns(inner) as u16;
    let spokes = (height.saturating_sub(3) / 2).min(2);
    super::lines(model, &ring(theme, thread, inner, spokes), Rect { width: columns, ..whole }, buffer);
    let right = Rect { x: whole.x + columns + 2, width: whole.width - columns - 2, ..whole };
    let mut told = numbers(model, thread, right.width.into());
    told.truncate(height);
    super::lines(model, &told, right, buffer);
}

/// Whose loop it is, where the program has more threads than one.
pub(super) fn subtitle(model: &Model) -> Option<String> {
    let world = model.session().world();
    let several = world.threads.len() > 1;
    shown(world).filter(|_| several).map(|thread| thread.name.to_string())
}

/// The loop that is drawn: the one that goes on, else the last that did.
fn shown(world: &World) -> Option<&Thread> {
    world.loops().find(|thread| thread.doing != Doing::Ended).or_else(|| world.loops().last())
}

/// How fast it turns, what it costs, and what it was good for; the most telling first.
fn numbers(model: &Model, thread: &Thread, width: usize) -> Vec<Line<'static>> {
    let (theme, wheel) = (&model.theme, &thread.wheel);
    let mut told: Vec<Line<'static>> = Vec::new();
    let mut add = |text: String, role: Role| told.push(Line::styled(fit(&text, width), theme.style(role)));
    let speed = wheel.rate.map(|rate| {
        let (turns, calls) = (thousands(rate.turns), thousands(rate.calls));
        match rate.turns {
            0 => format!("{calls} calls/s"),
            _ if turns.len() + calls.len() + 18 <= width => format!("{turns} turns/s, {calls} calls/s"),
            _ => format!("{turns} turns/s"),
        }
    });
    let cpu = thread.busy_permille.map(|share| format!("CPU {}%", share / 10));
    let both: Vec<String> = speed.into_iter().chain(cpu).collect();
    if both.join("  ").width() <= width {
        add(both.join("  "), Role::Heading);
    } else {
        both.into_iter().for_each(|part| add(part, Role::Heading));
    }
    if let Some(text) = words::sleep(thread, model.session().world()) {
        add(text, Role::Focus);
    }
    if wheel.refused > 0 || !thread.has_loop() {
        add(format!("{} not now", thousands(wheel.refused)), Role::Warning);
        add(format!("{} with something", thousands(wheel.moved)), Role::Text);
    }
    if thread.has_loop() {
        told.push(worth(theme, wheel.useful, wheel.empty, width));
        told.push(Line::raw(fit(&format!("{} wakeups", thousands(wheel.wakeups)), width)));
    }
    told.extend(waits(model, thread, width).into_iter().map(|line| Line::styled(line, theme.style(Role::Dim))));
    told
}

/// The wait that it is in or was in last, unless that has a pane of its own; else the call in which it stands for long.
fn waits(model: &Model, thread: &Thread, width: usize) -> Vec<String> {
    let world = model.session().world();
    let standing = || {
        let span = thread.in_call_for(world.at).filter(|span| span.0 >= 100_000)?;
        let Doing::In { call, asked, .. } = &thread.doing else { return None };
        Some(format!("in {} for {}", words::call_text(*call, *asked), words::span(span)))
    };
    let told = model.scene().shows.contains(&Aspect::Readiness);
    let wait = thread.wheel.wait.as_ref().filter(|_| !told).map(|wait| words::wakeup(wait, world.at));
    wait.or_else(standing).map_or_else(Vec::new, |text| wrap(&text, width))
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
    Line::from(vec![
        Span::raw("["),
        Span::styled(theme.glyphs.full.repeat(filled), theme.style(Role::Good)),
        Span::styled(theme.glyphs.empty.repeat(cells - filled), theme.style(Role::Warning)),
        Span::raw("]"),
        Span::raw(text),
    ])
}
