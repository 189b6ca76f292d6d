//! The wheel itself: four stations on a rim, an arrow before each, the one that the loop is in in brackets.

use crate::event::Call;
use crate::view::tui::theme::{Role, Theme};
use crate::view::words;
use crate::world::{Doing, Phase, Thread};
use ratatui::text::{Line, Span};

/// Columns left and right of the rim, over which a station stands.
const BESIDE: usize = 3;

/// Columns that a wheel takes with so many inside its rim.
pub(super) const fn columns(inner: usize) -> usize {
    inner + 2 + 2 * BESIDE
}

/// The stations from the top on, clockwise, and which of them the loop is in. One without a name is no station.
fn stations(thread: &Thread) -> ([&'static str; 4], Option<usize>) {
    if thread.has_loop() {
        let here = thread.wheel.phase.map(|phase| match phase {
            Phase::Timers => 0,
            Phase::Wait => 1,
            Phase::Reads => 2,
            Phase::Writes => 3,
        });
        return ([Phase::Timers, Phase::Wait, Phase::Reads, Phase::Writes].map(words::phase), here);
    }
    // A loop without a wait asks each source itself, and perhaps naps between.
    match thread.doing {
        Doing::Ended => (["ask each", "", "serve", ""], None),
        Doing::In { call: Call::Sleep, .. } => (["ask each", "nap", "serve", ""], Some(1)),
        _ => (["ask each", "", "serve", ""], Some(0)),
    }
}

/// The wheel, with so many columns inside, and so many rows of its sides above and below the stations there.
pub(super) fn ring(theme: &Theme, thread: &Thread, inner: usize, spokes: usize) -> Vec<Line<'static>> {
    let [upper_left, upper_right, lower_right, lower_left, flat, upright, right, down, left, up] = theme.glyphs.wheel;
    let (names, here) = stations(thread);
    let line = theme.style(Role::Focus);
    let station = |nth: usize| {
        let style = theme.style(if here == Some(nth) { Role::Running } else { Role::Heading });
        match (names[nth], here == Some(nth)) {
            ("", _) if spokes > 0 => Span::styled(upright, line),
            ("", _) => Span::styled(if nth == 1 { down } else { up }, line),
            (name, true) => Span::styled(format!("[{name}]"), style),
            (name, false) => Span::styled(format!(" {name} "), style),
        }
    };
    let margin = " ".repeat(BESIDE);
    // Above and below, the line goes through the station.
    let rim = |corners: [&str; 2], nth: usize| {
        let station = station(nth);
        let free = inner.saturating_sub(station.width() + 1);
        let (before, after) = (flat.repeat(free / 2), flat.repeat(free - free / 2));
        let [lead, tail] = match nth {
            0 => [format!("{before}{right}"), after],
            _ => [after, format!("{left}{before}")],
        };
        Line::from(vec![
            Span::styled(format!("{margin}{}{lead}", corners[0]), line),
            station,
            Span::styled(format!("{tail}{}", corners[1]), line),
        ])
    };
    // At the sides, each station stands over the line.
    let (writes, waits) = (station(3), station(1));
    let start = BESIDE.saturating_sub((writes.width() - 1) / 2);
    let next = (BESIDE + 1 + inner).saturating_sub((waits.width() - 1) / 2);
    let gap = next.saturating_sub(start + writes.width());
    let sides = Line::from(vec![Span::raw(" ".repeat(start)), writes, Span::raw(" ".repeat(gap)), waits]);
    let side = |nth: usize| {
        let both =
            |marks: [&str; 2]| Line::styled(format!("{margin}{}{}{}", marks[0], " ".repeat(inner), marks[1]), line);
        let above = both([upright, if nth + 1 == spokes { down } else { upright }]);
        (above, both([if nth == 0 { up } else { upright }, upright]))
    };
    let (above, below): (Vec<Line<'_>>, Vec<Line<'_>>) = (0..spokes).map(side).unzip();
    let (top, bottom) = (rim([upper_left, upper_right], 0), rim([lower_left, lower_right], 2));
    [top].into_iter().chain(above).chain([sides]).chain(below).chain([bottom]).collect()
}
