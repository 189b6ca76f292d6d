//! PLOT: what the run measured of itself, as curves over two axes. Each curve has its own mark and its name.
//!
//! ```text
//!  copied by size (log)  ● slicing 1,234,944 B   ◆ offset 65,536 B
//!    2M │                                   ●
//!       │                          ⢀⡠⠤⠒⠉⠉⠉
//!    1M │              ⢀⣀⡠⠤⠤⠒●⠉
//!     0 ◆──────────◆────────────◆───────────◆
//!     4 KiB        16 KiB      64 KiB      256 KiB
//! ```
//!
//! It stores nothing: the curves are asked of the scene, for the world at the cursor.

pub(super) mod canvas;
mod scale;

use super::{fit, wrap};
use crate::event::thousands;
use crate::lesson::{Axis, Curve, Plot, Scale, Unit};
use crate::view::tui::model::Model;
use crate::view::tui::theme::{Role, Theme};
use canvas::Canvas;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use scale::{Range, short};
use unicode_width::UnicodeWidthStr;

/// Roles of the curves, in their order; their marks differ too.
const ROLES: [Role; 6] = [Role::There, Role::Back, Role::Good, Role::Question, Role::Function, Role::Stuck];

/// The least room for axes: below it the legend stands alone.
const LEAST: (u16, u16) = (24, 4);

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = &model.theme;
    let width = usize::from(area.width.saturating_sub(2));
    let dim = |text: &str| -> Vec<Line<'static>> {
        let lines = wrap(text, width).into_iter();
        lines.map(|line| Line::styled(format!(" {line}"), theme.style(Role::Dim))).collect()
    };
    let Some(plot) = model.scene().plot else {
        return super::lines(model, &dim("Nothing is measured in this scene."), area, buffer);
    };
    let curves = (plot.curves)(model.session().world());
    let curves: Vec<&Curve> = curves.iter().filter(|curve| !curve.points.is_empty()).collect();
    if curves.is_empty() {
        let text = format!("Nothing is measured yet. To come: {}, by {}.", plot.y.label, plot.x.label);
        return super::lines(model, &dim(&text), area, buffer);
    }
    let legend = legend(theme, plot, &curves, width);
    let rows = (legend.len() as u16).min(area.height.saturating_sub(LEAST.1).max(1)).min(area.height);
    super::lines(model, &legend, Rect { height: rows, ..area }, buffer);
    let field = Rect { y: area.y + rows, height: area.height - rows, ..area };
    if field.width >= LEAST.0 && field.height >= LEAST.1 {
        axes_and_curves(theme, plot, &curves, field, buffer);
    }
}

/// Each curve's mark, its name and its last value; as few rows as they fit in. The axes are named first.
fn legend(theme: &Theme, plot: &Plot, curves: &[&Curve], width: usize) -> Vec<Line<'static>> {
    let mut rows: Vec<Vec<Span<'static>>> = vec![vec![
        Span::styled(named(plot.y), theme.style(Role::Heading)),
        Span::styled(format!(" by {}", named(plot.x)), theme.style(Role::Dim)),
    ]];
    for (nth, curve) in curves.iter().enumerate() {
        let last = curve.points.last().map_or(0, |(_, y)| *y);
        let text = format!(" {} {}", curve.name, plot.y.unit.show(last));
        let (mark, role) = mark(theme, nth);
        let wide = mark.width() + text.width() + 2;
        let taken = rows.last().map_or(0, |row| row.iter().map(Span::width).sum());
        if taken > 0 && taken + wide > width {
            rows.push(Vec::new());
        }
        if let Some(row) = rows.last_mut() {
            let lead = if row.is_empty() { "" } else { "  " };
            row.push(Span::styled(format!("{lead}{mark}"), theme.style(role)));
            row.push(Span::raw(fit(&text, width.saturating_sub(2))));
        }
    }
    let line = |mut row: Vec<Span<'static>>| {
        row.insert(0, Span::raw(" "));
        Line::from(row)
    };
    rows.into_iter().map(line).collect()
}

/// An axis by its name, and how it is divided where that is not evenly.
fn named(axis: Axis) -> String {
    match axis.scale {
        Scale::Linear => axis.label.into(),
        Scale::Log => format!("{} (log)", axis.label),
    }
}

fn mark(theme: &Theme, nth: usize) -> (&'static str, Role) {
    (theme.glyphs.points[nth % theme.glyphs.points.len()], ROLES[nth % ROLES.len()])
}

fn axes_and_curves(theme: &Theme, plot: &Plot, curves: &[&Curve], area: Rect, buffer: &mut Buffer) {
    let points = || curves.iter().flat_map(|curve| curve.points.iter());
    // Sizes and counts were chosen, and are what a reader looks for; times and shares came as they are.
    let chosen = !matches!(plot.x.unit, Unit::Speed | Unit::Millis | Unit::Micros | Unit::Nanos | Unit::Percent);
    let across = match chosen {
        true => Range::between(plot.x.scale, points().map(|(x, _)| *x)),
        false => Range::over(plot.x.scale, points().map(|(x, _)| *x)),
    };
    let along = Range::over(plot.y.scale, points().map(|(_, y)| *y));
    let [upright, flat, corner] = theme.glyphs.axes;
    let axis = theme.style(Role::Dim);

    // Marks of the y axis decide how much room is left of it.
    let height = area.height - 2;
    let marks = along.marks(if height >= 8 { 5 } else { 3 });
    let labels: Vec<(f64, String)> = marks.into_iter().map(|(place, y)| (place, short(plot.y.unit, y))).collect();
    let left = labels.iter().map(|(_, text)| text.width()).max().unwrap_or(0).min(12) as u16 + 2;
    let field = Rect { x: area.x + left + 1, y: area.y, width: area.width.saturating_sub(left + 3), height };
    let mut canvas = Canvas::new(field, theme.glyphs.dots, theme.glyphs.trail);
    for row in field.top()..field.bottom() {
        buffer.set_string(field.x - 1, row, upright, axis);
    }
    for (place, text) in &labels {
        let row = canvas.cell((0.0, *place)).y;
        let start = field.x.saturating_sub(2 + text.width() as u16).max(area.x);
        buffer.set_stringn(start, row, text, usize::from(left), axis);
    }
    let foot = field.bottom();
    buffer.set_string(field.x - 1, foot, corner, axis);
    for column in field.left()..field.right() {
        buffer.set_string(column, foot, flat, axis);
    }
    let most = usize::from(field.width / 11).clamp(2, 8);
    let marks = match plot.x.scale {
        Scale::Log if chosen => across.marks_at(points().map(|(x, _)| *x), most),
        _ => across.marks(most),
    };
    x_marks(plot, &canvas, marks, Rect { y: foot + 1, height: 1, ..area }, buffer, axis);

    let place = |(x, y): &(u64, u64)| (across.place(*x), along.place(*y));
    for (nth, curve) in curves.iter().enumerate() {
        let (_, role) = mark(theme, nth);
        for two in curve.points.windows(2).filter(|_| rises(curve)) {
            canvas.line(place(&two[0]), place(&two[1]), theme.style(role));
        }
    }
    canvas.draw(buffer);
    // Marks stand over lines, and the first curve's over the others'.
    for (nth, curve) in curves.iter().enumerate().rev() {
        let (glyph, role) = mark(theme, nth);
        // Of many, some: the line shows where the others are. Counted from the last, which is always there.
        let most = usize::from(field.width / 3).max(1);
        let every = if rises(curve) { curve.points.len().div_ceil(most).max(1) } else { 1 };
        for point in curve.points.iter().rev().step_by(every) {
            let cell = canvas.cell(place(point));
            buffer.set_string(cell.x, cell.y, glyph, theme.style(role));
        }
    }
}

/// Whether its points were measured from left to right: then a line through them means something.
fn rises(curve: &Curve) -> bool {
    curve.points.is_sorted_by(|a, b| a.0 < b.0)
}

/// As many marks below the x axis as stand apart; the last of them before all.
fn x_marks(plot: &Plot, canvas: &Canvas, marks: Vec<(f64, u64)>, area: Rect, buffer: &mut Buffer, style: Style) {
    let mut end = area.right();
    for (place, x) in marks.into_iter().rev() {
        let text = short(plot.x.unit, x);
        let wide = text.width() as u16;
        let start = canvas.cell((place, 0.0)).x.saturating_sub(wide / 2).max(area.left());
        let start = start.min(area.right().saturating_sub(wide));
        if start + wide <= end {
            buffer.set_stringn(start, area.y, &text, usize::from(area.right().saturating_sub(start)), style);
            end = start.saturating_sub(1);
        }
    }
}

/// The plot's title, and how many points there are.
pub(super) fn subtitle(model: &Model) -> Option<String> {
    let plot = model.scene().plot?;
    let points: usize = (plot.curves)(model.session().world()).iter().map(|curve| curve.points.len()).sum();
    Some(match points {
        0 => plot.title.into(),
        1 => format!("{}, 1 point", plot.title),
        _ => format!("{}, {} points", plot.title, thousands(points as u64)),
    })
}
