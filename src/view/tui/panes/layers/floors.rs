//! The floors, for the two ends that matter now: those of the connection whose protocol is being called, or was last.

use crate::event::{Callee, Micros, thousands};
use crate::view::tui::model::Model;
use crate::view::tui::panes::{fit, put};
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{InCall, Role as End, Source, SourceState, Transport, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of the labels at the left.
const LABELS: u16 = 12;

/// The rows without which there are no floors: the factories stand below them, where there is room.
pub(super) const LEAST: u16 = 9;

/// Draws them and says how many rows they took.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) -> u16 {
    let (world, theme) = (model.session().world(), &model.theme);
    let ends = shown(world);
    let label = |row: u16, text: &str, role: Role, buffer: &mut Buffer| {
        put(buffer, area.left() + 1, area.top() + row, text, area.right(), theme.style(role));
    };
    let arrows = [theme.glyphs.wheel[9], theme.glyphs.wheel[7]];
    label(1, "protocol", Role::Heading, buffer);
    label(2, &format!(" {} effect", arrows[0]), Role::Text, buffer);
    label(4, &format!(" {} cause", arrows[1]), Role::Text, buffer);
    label(5, "transport", Role::Heading, buffer);
    label(6, "   buffer", Role::Text, buffer);
    label(7, "reactor", Role::Heading, buffer);
    label(8, "below", Role::Heading, buffer);
    line_of_responsibility(model, area, buffer);

    let width = (area.width - LABELS) / 2;
    for (place, end) in ends.iter().enumerate() {
        let left = area.left() + LABELS + width * place as u16;
        column(model, end, Rect { x: left, width, ..area }, buffer);
    }
    if ends.is_empty() {
        put(buffer, area.left() + LABELS, area.top(), "no connection yet", area.right(), theme.style(Role::Dim));
    }

    let wide = |row: u16, text: &str, role: Role, buffer: &mut Buffer| {
        let text = fit(text, usize::from(area.width - LABELS));
        put(buffer, area.left() + LABELS, area.top() + row, &text, area.right(), theme.style(role));
    };
    wide(7, &super::reactor_does(world), Role::Text, buffer);
    wide(8, &super::below(world), Role::Text, buffer);
    LEAST + built(model, Rect { y: area.top() + LEAST, height: area.height - LEAST, ..area }, buffer)
}

/// What the factories have built, a row each as far as there is room, and how many rows that was. While one of them is
/// asked for something, it is lit.
fn built(model: &Model, area: Rect, buffer: &mut Buffer) -> u16 {
    let (world, theme) = (model.session().world(), &model.theme);
    if area.is_empty() {
        return 0;
    }
    let calls = world.threads.iter().flat_map(|thread| &thread.calls);
    let asked = calls.into_iter().any(|call| call.callback.callee() == Callee::Factory);
    let role = if asked { Role::Running } else { Role::Heading };
    put(buffer, area.left() + 1, area.top(), "factories", area.right(), theme.style(role));
    let (left, room) = (area.left() + LABELS, usize::from(area.width - LABELS));
    let factories = factories(world);
    if factories.is_empty() {
        put(buffer, left, area.top(), "none has built a protocol yet", area.right(), theme.style(Role::Dim));
        return 1;
    }
    let rows = area.height.min(factories.len() as u16);
    for (row, text) in (area.top()..).zip(&factories).take(rows.into()) {
        put(buffer, left, row, &fit(text, room), area.right(), theme.style(Role::Text));
    }
    rows
}

fn line_of_responsibility(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (theme, row) = (&model.theme, area.top() + 3);
    let flat = theme.glyphs.axes[1];
    let style = theme.style(Role::Warning);
    for column in area.left()..area.right() {
        buffer.set_stringn(column, row, flat, 1, style);
    }
    let text = " above: your code, below: the library ";
    put(buffer, area.left() + LABELS, row, &fit(text, usize::from(area.width - LABELS)), area.right(), style);
}

/// One end, from its protocol down to its transport.
fn column(model: &Model, end: &Source, area: Rect, buffer: &mut Buffer) {
    let (world, theme) = (model.session().world(), &model.theme);
    let Some(transport) = &end.transport else { return };
    let room = usize::from(area.width.saturating_sub(1));
    let mut row = |row: u16, text: &str, role: Role| {
        put(buffer, area.left(), area.top() + row, &fit(text, room), area.right(), theme.style(role));
    };
    let own = if end.role == End::Connected { Role::There } else { Role::Back };
    row(0, end.name.as_str(), own);
    row(1, transport.protocol.as_ref().map_or("none built yet", |name| name.as_str()), Role::Text);
    let open = open_call(world, end);
    let effect = words::effect(end).unwrap_or_else(|| "-".into());
    row(2, &effect, if open.is_some() { Role::Running } else { Role::Dim });
    let cause = transport.cause.map_or_else(|| "-".into(), |(cause, _)| words::cause(cause));
    row(4, &cause, if is_asked_now(world, transport) { Role::Running } else { Role::Dim });
    let state =
        transport.ended.as_ref().map_or_else(|| words::transport_state(transport), |end| end.reason.name().into());
    row(5, &state, state_role(transport));
    let held = end.held.map_or(0, |held| held.bytes);
    let gone = transport.ended.is_some();
    let text = if gone { "gone".into() } else { format!("{} B", thousands(held)) };
    row(6, &text, if held > 0 && !gone { Role::Warning } else { Role::Dim });
}

pub(super) fn state_role(transport: &Transport) -> Role {
    use crate::event::Reason;
    match transport.ended.as_ref().map(|ended| ended.reason) {
        None => Role::Text,
        Some(Reason::Done) => Role::Good,
        Some(Reason::Lost | Reason::Aborted) => Role::Warning,
        Some(Reason::Failed) => Role::Stuck,
    }
}

/// The call of this end's protocol that goes on.
pub(super) fn open_call<'a>(world: &'a World, end: &Source) -> Option<&'a InCall> {
    let calls = world.threads.iter().flat_map(|thread| &thread.calls);
    calls.into_iter().find(|call| call.source.as_ref() == Some(&end.name) && call.callback.callee() == Callee::Protocol)
}

/// Whether the program asked this in the call that goes on.
fn is_asked_now(world: &World, transport: &Transport) -> bool {
    let since = world.threads.iter().filter_map(|thread| thread.calls.first()).map(|call| call.since).min();
    transport.cause.zip(since).is_some_and(|((_, at), since)| at >= since)
}

/// The two ends to show: of the call that goes on, its end and the one that it asks something of, or its peer; else the two
/// of the connection that something was last told of.
fn shown(world: &World) -> Vec<&Source> {
    let called = super::of_the_library(world).find(|end| open_call(world, end).is_some());
    let last = |end: &&Source| end.transport.as_ref().and_then(last_told);
    let Some(first) = called.or_else(|| super::of_the_library(world).max_by_key(last)) else { return Vec::new() };
    let asked = called.and_then(|called| {
        let asked = |end: &&Source| end.transport.as_ref().is_some_and(|transport| is_asked_now(world, transport));
        super::of_the_library(world).filter(|end| end.name != called.name).find(asked)
    });
    let peer = || world.peer_of(first).filter(|peer| peer.transport.is_some());
    let mut both: Vec<&Source> = std::iter::once(first).chain(asked.or_else(peer)).collect();
    both.sort_by_key(|end| end.role == End::Accepted);
    both
}

fn last_told(transport: &Transport) -> Option<Micros> {
    transport.effect.map(|(_, at)| at).max(transport.cause.map(|(_, at)| at))
}

/// For each type of protocol how many were built and what has become of them.
pub(super) fn factories(world: &World) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    let built = super::of_the_library(world).filter_map(|end| end.transport.as_ref()?.protocol.as_ref());
    for name in built.map(|name| name.as_str()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.iter().map(|name| of_one_factory(world, name)).collect()
}

fn of_one_factory(world: &World, name: &str) -> String {
    let of = |end: &&Source| end.transport.as_ref().and_then(|t| t.protocol.as_ref()).is_some_and(|own| *own == *name);
    let all = super::of_the_library(world).filter(of);
    let (mut built, mut over) = (0, 0);
    for end in all {
        built += 1;
        over += u64::from(end.state == SourceState::Closed);
    }
    let stand = built - over;
    let s = if stand == 1 { "stands" } else { "stand" };
    format!("{name}: {} built, {} {s}, {} over", thousands(built), thousands(stand), thousands(over))
}
