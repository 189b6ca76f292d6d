//! LOG: every event up to the cursor, newest last.

use super::fit;
use crate::event::{Call, Event, Stamped};
use crate::view::tui::model::Model;
use crate::view::tui::pane::Pane;
use crate::view::tui::theme::Role;
use crate::view::words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How many events are looked through at the most for lines to show: samples between them are many while a stage sleeps.
const DEEPEST: usize = 20_000;

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let session = model.session();
    let theme = &model.theme;
    let up = if model.pane == Pane::Log { usize::try_from(-model.scroll).unwrap_or(0) } else { 0 };
    let told = session
        .trace
        .back_from(session.cursor.seq())
        .take(DEEPEST)
        .filter_map(|stamped| Some((stamped, words::event_in(session.scene, stamped)?)));
    let rows = (area.top()..area.bottom()).rev();
    for (nth, (row, (stamped, text))) in rows.zip(told.skip(up)).enumerate() {
        let newest = nth == 0 && up == 0;
        let source = stamped.source.as_ref().map_or("", |source| source.as_str());
        let line = match area.width {
            0..=50 => format!(" {:<6} {:<8} {text}", fit(stamped.thread.as_str(), 6), fit(source, 8)),
            _ => format!(
                " {} {:<6} {:<8} {text}",
                words::time(stamped.at),
                fit(stamped.thread.as_str(), 6),
                fit(source, 8)
            ),
        };
        let style = theme.style(role(stamped));
        let style = if newest { style.bold() } else { style };
        buffer.set_stringn(area.left(), row, fit(&line, usize::from(area.width)), usize::from(area.width), style);
    }
}

fn role(stamped: &Stamped) -> Role {
    match &stamped.event {
        Event::Entered { .. } => Role::Dim,
        Event::Returned { outcome, call, asked } => match outcome.ok() {
            None => Role::Stuck,
            Some(got) if *call == Call::Send && asked.is_some_and(|asked| got < asked) => Role::Warning,
            Some(_) => Role::Text,
        },
        Event::Acted { .. } | Event::KnobTurned { .. } => Role::Question,
        Event::Said { .. } | Event::Ended { .. } => Role::Good,
        _ => Role::Text,
    }
}
