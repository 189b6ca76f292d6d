//! The words of what a run measures of itself: a point, and a whole plot as a table.

use super::table;
use crate::event::{SeriesName, thousands};
use crate::lesson::{Axis, Plot, Unit};
use crate::world::World;
use std::collections::BTreeMap;

/// A point that was measured, with the labels and units of the scene's plot where there is one.
pub fn measured(plot: Option<&Plot>, series: &SeriesName, x: u64, y: u64) -> String {
    match plot {
        Some(plot) => format!(
            "measured, {series}: {} {}, {} {}",
            plot.x.label,
            plot.x.unit.show(x),
            plot.y.label,
            plot.y.unit.show(y)
        ),
        None => format!("measured, {series}: {} at {}", thousands(y), thousands(x)),
    }
}

/// A plot as lines of text: its title, what its axes count, and a row for each place on the scale. Nothing where
/// there is no point yet.
pub fn plot(plot: &Plot, world: &World) -> Vec<String> {
    let curves = (plot.curves)(world);
    // Where a curve has several points at one place, each has its row there.
    let mut rows: BTreeMap<(u64, usize), Vec<Option<u64>>> = BTreeMap::new();
    for (place, curve) in curves.iter().enumerate() {
        let mut nth: BTreeMap<u64, usize> = BTreeMap::new();
        for (x, y) in &curve.points {
            let here = nth.entry(*x).or_default();
            let row = rows.entry((*x, *here)).or_insert_with(|| vec![None; curves.len()]);
            row[place] = Some(*y);
            *here += 1;
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let head = std::iter::once(plot.x.label.to_owned()).chain(curves.into_iter().map(|curve| curve.name));
    let mut cells: Vec<Vec<String>> = vec![head.collect()];
    for ((x, _), ys) in rows {
        let ys = ys.into_iter().map(|y| y.map_or_else(|| "-".into(), |y| plot.y.unit.show(y)));
        cells.push(std::iter::once(plot.x.unit.show(x)).chain(ys).collect());
    }
    let mut lines = vec![format!("{}: {}, by {}", plot.title, axis(plot.y), axis(plot.x))];
    lines.extend(table(&cells));
    lines
}

/// An axis with its unit: `delay (ms)`.
fn axis(axis: Axis) -> String {
    let unit = match axis.unit {
        Unit::Bytes | Unit::Queue(_) => "B",
        Unit::Speed => "B/s",
        Unit::Millis => "ms",
        Unit::Micros => "us",
        Unit::Nanos => "ns",
        Unit::Percent => "%",
        Unit::Count | Unit::Switch | Unit::Choice(_) => return axis.label.into(),
    };
    format!("{} ({unit})", axis.label)
}
