//! LAYERS: the connections of the reactor library, each with its protocol, its buffer and its state, and the call that
//! goes on.

use super::fit;
use crate::event::thousands;
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::view::words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let connections = model.session().world().sources.iter().filter(|source| source.transport.is_some()).count();
    connections.clamp(2, 10) as u16 + 2
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    let calls: Vec<String> = world
        .threads
        .iter()
        .flat_map(|thread| &thread.calls)
        .map(|call| match &call.source {
            Some(source) => format!("{source}: {}", call.callback.name()),
            None => call.callback.name().to_owned(),
        })
        .collect();
    let doing = if calls.is_empty() { "the reactor itself".into() } else { calls.join(" > ") };
    let mut shown = vec![Line::styled(format!(" called now: {doing}"), theme.style(Role::Running))];
    for source in &world.sources {
        let Some(transport) = &source.transport else { continue };
        let protocol = transport.protocol.as_ref().map_or("-", |name| name.as_str());
        let held = source.held.map_or(0, |held| held.bytes);
        let state = words::transport_state(transport);
        let text = format!("{:<10} {protocol:<12} {:>9} B  {state}", source.name, thousands(held));
        shown.push(Line::from(Span::raw(format!(" {}", fit(&text, usize::from(area.width.saturating_sub(2)))))));
    }
    if shown.len() == 1 {
        shown.push(Line::styled(" No connection of the library stands yet.", theme.style(Role::Dim)));
    }
    super::lines(model, &shown, area, buffer);
}
