//! What lies over the panes: help, explanations, checks, knobs.

mod check;
mod help;
mod knobs;

use super::hits::{Hit, Hits};
use super::model::{Model, Overlay};
use super::panes::wrap;
use super::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Widget};

/// Draws what is open.
pub(super) fn draw(model: &Model, screen: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    match &model.overlay {
        Overlay::None => {}
        Overlay::Help => text(model, "HELP", &help::lines(model), screen, buffer, hits),
        Overlay::Check => text(
            model,
            "CHECK US",
            &check::lines(model, usize::from(screen.width.saturating_sub(8)).min(100)),
            screen,
            buffer,
            hits,
        ),
        Overlay::Explain(pane) => {
            let width = usize::from(screen.width.saturating_sub(8)).min(84);
            let mut told: Vec<Line<'_>> = Vec::new();
            for paragraph in pane.explanation() {
                told.extend(wrap(paragraph, width).into_iter().map(Line::from));
                told.push(Line::default());
            }
            text(model, &format!("{} EXPLAINED", pane.title()), &told, screen, buffer, hits);
        }
        Overlay::Knobs { row, draft } => knobs::draw(model, *row, draft, screen, buffer, hits),
    }
}

/// A box in the middle of the screen with lines in it, scrolled.
fn text(model: &Model, title: &str, told: &[Line<'_>], screen: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let widest = told.iter().map(Line::width).max().unwrap_or(0).max(title.len() + 4);
    let inner = frame(model, title, widest as u16 + 2, told.len() as u16, screen, buffer, hits);
    let most = told.len().saturating_sub(usize::from(inner.height));
    let from = usize::try_from(model.scroll).unwrap_or(0).min(most);
    super::panes::lines(
        model,
        &told[from..],
        Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner },
        buffer,
    );
}

/// The box, and what lies below it covered.
fn frame(
    model: &Model,
    title: &str,
    width: u16,
    height: u16,
    screen: Rect,
    buffer: &mut Buffer,
    hits: &mut Hits,
) -> Rect {
    let area = centred(width, height, screen);
    hits.add(area, Hit::Cover);
    hits.point(area.x + 2, area.y);
    boxed(&model.theme, title, area, buffer)
}

/// The middle of the screen, as large as asked and fits, and room for a border.
pub(super) fn centred(width: u16, height: u16, screen: Rect) -> Rect {
    let width = (width + 2).min(screen.width);
    let height = (height + 2).min(screen.height.saturating_sub(1));
    Rect::new((screen.width - width) / 2, (screen.height - height) / 2, width, height)
}

/// A bordered box over whatever is there; what is inside.
pub(super) fn boxed(theme: &Theme, title: &str, area: Rect, buffer: &mut Buffer) -> Rect {
    Clear.render(area, buffer);
    let style = theme.style(Role::Focus);
    let block = Block::bordered()
        .border_set(theme.glyphs.border)
        .border_style(style)
        .title(Line::styled(format!(" {title} "), style));
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}
