//! The timeline: how full the kernel's queues were, where the cursor is, and what happened where.
//!
//! ```text
//!  step 66 of 66  5.594278 s  bytes queued in the kernel, at most 13,298
//! ......:..:..:..=..=..####################################################
//! ━━━━━━━━━━━━━━━━━━━━━━━?━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●
//! ```
//!
//! A free-running program makes few steps: there a length is lab time. What lies after an open question is not on it.

use super::model::Model;
use super::panes::fit;
use super::panes::put;
use super::theme::Role;
use crate::event::{Event, Micros, Seq, thousands};
use crate::view::levels::Level;
use crate::view::session::Session;
use crate::view::words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Draws it into one row (the scrubber), two (a caption above) or three (the curve between them).
pub(crate) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let limit = session.limit();
    let ruler = Ruler::of(session);
    let (total, here) = (ruler.mark(limit), ruler.mark(session.cursor.seq()));
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
        buffer.set_string(column_of(ruler.mark(seq)), row, mark, theme.style(role));
    }
    buffer.set_string(cursor, row, theme.glyphs.cursor, theme.style(Role::Focus));
    if area.height > 1 {
        caption(model, &ruler, Rect { height: 1, ..area }, buffer);
    }
    if area.height > 2 {
        curve(model, &ruler, limit, Rect { y: area.y + 1, height: 1, ..area }, buffer);
    }
}

/// How high the levels stood: a column stands for what the scrubber's column stands for.
fn curve(model: &Model, ruler: &Ruler<'_>, limit: Seq, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let total = ruler.mark(limit);
    let highest = session.levels.highest(Seq(0), limit);
    let last = u64::from(area.width.saturating_sub(1)).max(1);
    let place = |column: u64| ruler.place(portion(total, column, last)).min(limit);
    for (nth, column) in (0..).zip(area.left()..area.right()) {
        let (from, to) = (place(nth), if nth == last { limit } else { place(nth + 1) });
        let level = session.levels.highest(from, to);
        let height = (u128::from(level) * 8).div_ceil(u128::from(highest).max(1)).min(8);
        let role = if from <= session.cursor.seq() { Role::There } else { Role::Dim };
        buffer.set_string(column, area.y, theme.glyphs.heights[height as usize], theme.style(role));
    }
}

fn caption(model: &Model, ruler: &Ruler<'_>, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let mut text = ruler.caption();
    if let Some(wait) = model.player.squeezed {
        text.push_str(&format!("  {} a wait of {}, squeezed", theme.glyphs.more, words::span(wait)));
    }
    if area.width >= 100 && session.levels.highest(Seq(0), session.limit()) > 0 {
        let highest = session.levels.highest(Seq(0), session.limit());
        let own = session.trace.head().sources.iter().any(|source| source.held.is_some());
        let what = match session.levels.level {
            Level::Bytes if !own => "bytes queued in the kernel",
            level => level.name(),
        };
        text.push_str(&format!("  {what}, at most {}", thousands(highest)));
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

/// What a length on the timeline stands for: steps, or the lab time of a program that goes at its own speed.
pub(crate) struct Ruler<'a> {
    session: &'a Session,
}

impl<'a> Ruler<'a> {
    /// The ruler of a session.
    pub(crate) fn of(session: &'a Session) -> Self {
        Ruler { session }
    }

    /// How far along a place is.
    pub(crate) fn mark(&self, seq: Seq) -> u64 {
        let trace = &self.session.trace;
        if self.session.is_free() { trace.get(seq).map_or(0, |stamped| stamped.at.0) } else { trace.steps_to(seq) }
    }

    /// The last place that is no farther along than that.
    pub(crate) fn place(&self, mark: u64) -> Seq {
        let trace = &self.session.trace;
        if !self.session.is_free() {
            return trace.step_place(mark);
        }
        let (mut low, mut high) = (trace.first().0.saturating_sub(1), trace.last().0);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.mark(Seq(middle)) <= mark { low = middle } else { high = middle - 1 }
        }
        Seq(low)
    }

    /// Where the cursor is. While a question is open, how much there is would tell of what comes.
    fn caption(&self) -> String {
        let session = self.session;
        let (here, total) = (self.mark(session.cursor.seq()), self.mark(session.limit()));
        let asks = session.open_question().is_some();
        let time = words::time(session.world().at);
        match (session.is_free(), asks) {
            (false, false) => format!(" step {} of {}  {time} s", thousands(here), thousands(total)),
            (false, true) => format!(" step {}  {time} s", thousands(here)),
            (true, false) => format!(" {time} s of {} s", words::time(Micros(total))),
            (true, true) => format!(" {time} s"),
        }
    }
}

/// So many of `last` parts of a length.
fn portion(total: u64, part: u64, last: u64) -> u64 {
    let portion = u128::from(total) * u128::from(part) / u128::from(last.max(1));
    u64::try_from(portion).unwrap_or(u64::MAX)
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
