//! The whole screen: a function of the model (and of the world that its session's cursor is at).

use super::hits::Hit;
use super::keys::Focus;
use super::layout::{Areas, Rows, SMALLEST, Wants, areas};
use super::model::{Back, Model, Overlay};
use super::msg::Msg;
use super::pane::Pane;
use super::theme::Role;
use super::{bars, overlay, panes, timeline};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::text::Line;
use ratatui::widgets::{Block, Widget};

/// Draws a frame; notes in the model what lies where.
pub(crate) fn draw(model: &mut Model, screen: Rect, buffer: &mut Buffer) {
    let mut hits = std::mem::take(&mut model.hits);
    hits.clear();
    let wants = Wants {
        focus: model.pane,
        zoomed: model.zoomed,
        xray: panes::xray::height(model, screen.height),
        story: !model.peeking && (model.question().is_some() || panes::story::is_reading(model)),
        controls: bars::control_rows(model.scene(), screen.width),
        shows: model.scene().shows,
        rows: Rows {
            input: panes::input::height(model.scene(), screen.width / 2),
            bytes: panes::buffers::height(model),
            readiness: panes::readiness::height(model),
            layers: panes::layers::height(model),
            timers: panes::timers::height(model),
            flow: panes::flow::height(model),
            checks: panes::checks::height(model),
            cockpit: panes::cockpit::height(model),
            interfaces: panes::interfaces::height(model),
        },
    };
    match areas(screen, wants) {
        None => too_small(model, screen, buffer),
        Some(areas) => {
            bars::title(model, areas.title, buffer);
            if let Some(tabs) = areas.tabs {
                bars::tabs(model, tabs, buffer, &mut hits);
            }
            draw_panes(model, &areas, buffer, &mut hits);
            timeline::draw(model, areas.timeline, buffer);
            hits.add(areas.timeline, Hit::Timeline);
            bars::controls(model, areas.controls, buffer, &mut hits);
            bars::footer(model, areas.footer, buffer, &mut hits);
            if model.overlay != Overlay::None {
                hits.add(screen, Hit::Do(Msg::Close));
                overlay::draw(model, screen, buffer, &mut hits);
            }
        }
    }
    model.hits = hits;
}

fn draw_panes(model: &Model, areas: &Areas, buffer: &mut Buffer, hits: &mut super::hits::Hits) {
    for (pane, area) in &areas.panes {
        hits.add(*area, Hit::Do(Msg::Focus(*pane)));
        let inner = frame(model, *pane, *area, buffer);
        let asks = model.question().is_some();
        if (asks && *pane == Pane::Story) || (!asks && *pane == model.pane) {
            hits.point(area.x + 2, area.y);
        }
        if inner.is_empty() {
            continue;
        }
        match pane {
            Pane::Code => panes::code::draw(model, inner, buffer),
            Pane::Story => panes::story::draw(model, inner, buffer, hits),
            Pane::Buffers => panes::buffers::draw(model, inner, buffer),
            Pane::Xray => panes::xray::draw(model, inner, buffer),
            Pane::Threads => panes::threads::draw(model, inner, buffer),
            Pane::Readiness => panes::readiness::draw(model, inner, buffer),
            Pane::Loop => panes::wheel::draw(model, inner, buffer),
            Pane::Input => panes::input::draw(model, inner, buffer, hits),
            Pane::Plot => panes::plot::draw(model, inner, buffer),
            Pane::Layers => panes::layers::draw(model, inner, buffer),
            Pane::Flow => panes::flow::draw(model, inner, buffer),
            Pane::Checks => panes::checks::draw(model, inner, buffer),
            Pane::Cockpit => panes::cockpit::draw(model, inner, buffer, hits),
            Pane::Interfaces => panes::interfaces::draw(model, inner, buffer),
            Pane::Timers => panes::timers::draw(model, inner, buffer),
            Pane::Notices => panes::notices::draw(model, inner, buffer),
            Pane::Log => panes::log::draw(model, inner, buffer),
        }
    }
}

/// The border and the heading of a pane.
fn frame(model: &Model, pane: Pane, area: Rect, buffer: &mut Buffer) -> Rect {
    let theme = &model.theme;
    let alarm = pane == Pane::Xray && model.deadlocked();
    let asks =
        pane == Pane::Story && model.question().is_some() || pane == Pane::Input && model.focus() == Focus::Stage;
    let (role, border) = match (alarm, asks, pane == model.pane) {
        (true, _, _) => (Role::Stuck, theme.glyphs.strong_border),
        (_, true, _) => (Role::Question, theme.glyphs.strong_border),
        (_, _, true) => (Role::Focus, theme.glyphs.border),
        _ => (Role::Border, theme.glyphs.border),
    };
    let heading = match (alarm, asks) {
        (true, _) => "DEADLOCK X-RAY",
        (_, true) if pane == Pane::Input => "STAGE: YOUR KEYS GO TO IT",
        (_, true) => "PREDICT",
        _ => pane.title(),
    };
    let mut block = Block::bordered().border_set(border).border_style(theme.style(role));
    let heading_role = if role == Role::Border { Role::Heading } else { role };
    block = block.title(Line::styled(format!(" {heading} "), theme.style(heading_role)));
    if let Some(more) = panes::subtitle(model, pane) {
        let room = usize::from(area.width.saturating_sub(6)).saturating_sub(heading.len() + 2);
        block = block.title(Line::styled(
            format!("{} ", panes::fit(&more, room)),
            if alarm { theme.style(Role::Stuck) } else { theme.style(Role::Dim).fg(Color::Reset) },
        ));
    }
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

fn too_small(model: &Model, screen: Rect, buffer: &mut Buffer) {
    let text = [
        format!("twistlab needs {}x{}", SMALLEST.0, SMALLEST.1),
        format!("here are {}x{}", screen.width, screen.height),
        match model.back {
            Back::Shell => "q quits".into(),
            Back::Home => "q leads home".into(),
        },
    ];
    let top = screen.height.saturating_sub(text.len() as u16) / 2;
    for (row, line) in (top..screen.height).zip(text) {
        let left = usize::from(screen.width).saturating_sub(line.len()) / 2;
        buffer.set_stringn(left as u16, row, &line, usize::from(screen.width), model.theme.style(Role::Text));
    }
}
