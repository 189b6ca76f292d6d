//! The words of what flows: a way of the bytes with its speeds and what waits on it.

use crate::event::thousands;
use crate::world::{Source, Through, World};

/// A way in one line, by the last second: `source writes 160,000 B/s, 19,904 B wait > in reads 44,288 B/s > out writes ...`.
/// Nothing where no second has passed.
pub fn flow(world: &World, way: &[&Source]) -> Option<String> {
    let speed = |source: &Source, through| source.meter.rate(world.at, through).map(thousands);
    let end = |(nth, source): (usize, &&Source)| {
        let name = &source.name;
        Some(match nth % 2 {
            0 => {
                let waits = thousands(source.held.map_or(0, |held| held.bytes));
                format!("{name} writes {} B/s, {waits} B wait", speed(source, Through::Written)?)
            }
            _ => format!("{name} reads {} B/s", speed(source, Through::Received)?),
        })
    };
    let ends: Option<Vec<String>> = way.iter().enumerate().map(end).collect();
    ends.map(|ends| ends.join(" > "))
}
