//! The timeline: how full the kernel's queues were, where the cursor is, and what happened where.
//!
//! ```text
//!  step 66 of 66  5.594278 s  bytes queued in the kernel, at most 13,298
//! ......:..:..:..=..=..####################################################
//! ━━━━━━━━━━━━━━━━━━━━━━━?━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●
//! ```
//!
//! What lies after an open question is not on it.

use super::bars::put;
use super::model::Model;
use super::panes::fit;
use super::theme::Role;
use crate::event::{Event, Seq, thousands};
use crate::view::words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Draws it into one row (the scrubber), two (a caption above) or three (the curve between them).
pub(crate) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let limit = session.limit();
    let total = session.trace.steps_to(limit);
    let here = session.trace.steps_to(session.cursor.seq());
    let row = area.bottom() - 1;
    let last = u64::from(area.width.saturating_sub(1));
    let column_of = |step: u64| {
        let column = (u128::from(step) * u128::from(last)).checked_div(total.into()).unwrap_or(0);
        area.left() + u16::try_from(column).unwrap_or(u16::MAX).min(last as u16)
    };
    let cursor = column_of(here);
    for column in area.left()..area.right() {
        let (glyph, role) =
            if column < cursor { (theme.glyphs.done, Role::Focus) } else { (theme.glyphs.ahead, Role::Dim) };
        buffer.set_string(column, row, glyph, theme.style(role));
    }
    for (seq, mark, role) in marks(model, limit) {
        buffer.set_string(column_of(session.trace.steps_to(seq)), row, mark, theme.style(role));
    }
    buffer.set_string(cursor, row, theme.glyphs.cursor, theme.style(Role::Focus));
    if area.height > 1 {
        caption(model, here, total, Rect { height: 1, ..area }, buffer);
    }
    if area.height > 2 {
        curve(model, limit, total, Rect { y: area.y + 1, height: 1, ..area }, buffer);
    }
}

/// How full the kernel's queues were: a column stands for the steps that the scrubber's column stands for.
fn curve(model: &Model, limit: Seq, total: u64, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let highest = session.levels.highest(Seq(0), limit);
    let last = u64::from(area.width.saturating_sub(1)).max(1);
    let place = |column: u64| session.trace.step_place(total.saturating_mul(column) / last).min(limit);
    for (nth, column) in (0..).zip(area.left()..area.right()) {
        let (from, to) = (place(nth), if nth == last { limit } else { place(nth + 1) });
        let level = session.levels.highest(from, to);
        let height = (u128::from(level) * 8).div_ceil(u128::from(highest).max(1)).min(8);
        let role = if from <= session.cursor.seq() { Role::There } else { Role::Dim };
        buffer.set_string(column, area.y, theme.glyphs.heights[height as usize], theme.style(role));
    }
}

fn caption(model: &Model, here: u64, total: u64, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let of = if session.open_question().is_some() { String::new() } else { format!(" of {}", thousands(total)) };
    let mut text = format!(" step {}{of}  {} s", thousands(here), words::time(session.world().at));
    if let Some(wait) = model.player.squeezed {
        text.push_str(&format!("  {} a wait of {}, squeezed", theme.glyphs.more, words::span(wait)));
    }
    if area.width >= 100 && session.levels.highest(Seq(0), session.limit()) > 0 {
        let highest = session.levels.highest(Seq(0), session.limit());
        text.push_str(&format!("  bytes queued in the kernel, at most {}", thousands(highest)));
    }
    if session.resting() {
        text.push_str("  the stage rests here; lab time stands still");
    }
    let room = usize::from(area.width);
    put(buffer, area.left(), area.y, &fit(&text, room), area.right(), theme.style(Role::Dim));
    if let Some((remark, _)) = &model.remark {
        let left = area.left() + (text.width() as u16 + 3).min(area.width / 2);
        let shown = fit(remark, usize::from(area.right().saturating_sub(left + 1)));
        let start = area.right().saturating_sub(shown.width() as u16 + 1);
        put(buffer, start, area.y, &shown, area.right(), theme.style(Role::Past));
    }
}

/// Marks on the timeline: questions, actions, the first difference of two runs.
fn marks(model: &Model, limit: Seq) -> Vec<(Seq, &'static str, Role)> {
    let session = model.session();
    let mut marks: Vec<_> =
        session.marks.iter().filter(|mark| mark.seq <= limit).map(|mark| (mark.seq, "?", Role::Question)).collect();
    marks.extend(
        session.trace.head().acted.iter().filter(|act| act.seq <= limit).map(|act| (act.seq, "!", Role::Warning)),
    );
    if let Some(difference) = &model.difference
        && let Some(seq) = if model.shown == 0 { difference.first } else { difference.second }
        && seq <= limit
    {
        marks.push((seq, "#", Role::Stuck));
    }
    if let Some(last) = session.trace.get(limit).filter(|last| matches!(last.event, Event::Ended { .. })) {
        marks.push((last.seq, "|", Role::Text));
    }
    marks
}
