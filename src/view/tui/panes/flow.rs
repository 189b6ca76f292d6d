//! FLOW: for each connection with a producer, what the producer was last told, the transport's buffer and its mark, and
//! whether the program reads.

use super::fit;
use crate::event::thousands;
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{ProducerState, Source, Transport};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    flows(model).count().clamp(2, 6) as u16 * 2
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = &model.theme;
    let width = usize::from(area.width.saturating_sub(2));
    let mut shown = Vec::new();
    for (source, transport) in flows(model) {
        let held = source.held.map_or(0, |held| held.bytes);
        let mark = transport.mark.map_or_else(String::new, |mark| format!(", mark {}", thousands(mark)));
        let producer = transport.producer.map(|producer| producer.state);
        let role = if producer == Some(ProducerState::Paused) { Role::Warning } else { Role::Text };
        let producer = producer.map_or("no producer", words::producer_state);
        let text = format!("{}: {producer}; buffer {} B{mark}", source.name, thousands(held));
        shown.push(Line::styled(format!(" {}", fit(&text, width)), theme.style(role)));
        if transport.reading_paused {
            shown.push(Line::styled("   reading is paused", theme.style(Role::Warning)));
        }
    }
    if shown.is_empty() {
        shown.push(Line::styled(" Nobody produces yet.", theme.style(Role::Dim)));
    }
    super::lines(model, &shown, area, buffer);
}

fn flows(model: &Model) -> impl Iterator<Item = (&Source, &Transport)> {
    let sources = &model.session().world().sources;
    sources.iter().filter_map(|source| Some((source, source.transport.as_ref()?)))
}
