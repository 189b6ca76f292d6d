//! A column of panes for a scene that is about more than the bytes: what it is about comes first and has the room that it
//! wants; threads, notices and the log have what is left.

use super::Wants;
use crate::lesson::Aspect;
use crate::view::tui::pane::Pane;
use ratatui::layout::{Constraint, Layout, Rect};

/// From this width on, two narrow panes can stand side by side.
const TWO: u16 = 60;

/// One row of the tower: a pane, or two side by side.
struct Tier {
    panes: Vec<Pane>,
    /// The fewest rows in which it says anything; where there are fewer, it is left out.
    least: u16,
    /// The rows that it can use.
    wants: u16,
}

/// Divides an area among the panes of a scene.
pub(super) fn tower(area: Rect, wants: Wants) -> Vec<(Pane, Rect)> {
    let mut tiers = aspects(wants);
    let ends = || {
        let xray = wants.xray.map(|lines| tier(Pane::Xray, (lines + 2).min(9), lines + 2));
        xray.into_iter().chain([tier(Pane::Threads, 5, 6), tier(Pane::Notices, 5, 6)])
    };
    let needed = tiers.iter().map(|tier| tier.wants).sum::<u16>() + ends().map(|tier| tier.least).sum::<u16>();
    if needed > area.height && area.width >= TWO {
        stand_together(&mut tiers);
    }
    let own = tiers.len();
    tiers.extend(ends());
    tiers.push(tier(Pane::Log, 4, 8));

    let mut heights = vec![0; tiers.len()];
    let mut left = area.height;
    let mut give = |place: usize, rows: u16| {
        let enough = rows >= tiers[place].least && rows - heights[place] <= left;
        let rows = if enough || heights[place] > 0 { rows.min(heights[place] + left) } else { 0 };
        left -= rows.saturating_sub(heights[place]);
        heights[place] = heights[place].max(rows);
    };
    // A deadlock is to be seen whatever else is: its X-ray is the first to have its room. The log is the last.
    let xray = (own..tiers.len()).filter(|place| tiers[*place].panes == [Pane::Xray]);
    let first: Vec<usize> = xray.chain(0..tiers.len() - 1).collect();
    first.iter().for_each(|place| give(*place, tiers[*place].least));
    first.iter().for_each(|place| give(*place, tiers[*place].wants));
    give(tiers.len() - 1, tiers[tiers.len() - 1].least);
    give(tiers.len() - 1, tiers[tiers.len() - 1].wants);
    // What is left goes to a plot, which gains by it; else to the last.
    let shown = |place: &usize| heights[*place] > 0;
    let plot = (0..own).filter(shown).find(|place| is_plot(&tiers[*place].panes));
    if let Some(place) = plot.or_else(|| (0..tiers.len()).rev().find(shown)) {
        heights[place] += left;
    }
    let rows = area.layout_vec(&Layout::vertical(heights.iter().map(|height| Constraint::Length(*height))));
    let tiers = tiers.into_iter().zip(rows).filter(|(_, row)| row.height > 0);
    tiers.flat_map(|(tier, row)| side_by_side(tier.panes, row)).collect()
}

/// The pane in focus and, below it, what else the scene is about, as far as each has the rows that it wants.
pub(super) fn focused(area: Rect, wants: Wants) -> Vec<(Pane, Rect)> {
    let mut tiers = aspects(wants);
    if area.width >= TWO {
        stand_together(&mut tiers);
    }
    let Some(place) = tiers.iter().position(|tier| tier.panes.contains(&wants.focus)) else {
        return vec![(wants.focus, area)];
    };
    let first = tiers.remove(place);
    let mut left = area.height.saturating_sub(first.wants);
    let mut shown = vec![(first.panes, area.height - left)];
    for tier in tiers {
        if tier.wants <= left {
            left -= tier.wants;
            shown.push((tier.panes, tier.wants));
        }
    }
    // A plot gains by what is left; else the last does.
    let plot = shown.iter().position(|(panes, _)| is_plot(panes)).unwrap_or(shown.len() - 1);
    shown[plot].1 += left;
    let rows = area.layout_vec(&Layout::vertical(shown.iter().map(|(_, height)| Constraint::Length(*height))));
    shown.into_iter().zip(rows).flat_map(|((panes, _), row)| side_by_side(panes, row)).collect()
}

/// Whether the pane of a row has curves.
fn is_plot(panes: &[Pane]) -> bool {
    matches!(panes, [Pane::Plot | Pane::Flow])
}

/// The panes of one row, each with its share of the width.
fn side_by_side(panes: Vec<Pane>, row: Rect) -> Vec<(Pane, Rect)> {
    let columns = row.layout_vec(&Layout::horizontal(panes.iter().map(|_| Constraint::Fill(1))));
    panes.into_iter().zip(columns).collect()
}

fn tier(pane: Pane, least: u16, wants: u16) -> Tier {
    Tier { panes: vec![pane], least, wants }
}

fn aspects(wants: Wants) -> Vec<Tier> {
    let rows = wants.rows;
    let of = |aspect: &Aspect| {
        let pane = Pane::showing(*aspect);
        match aspect {
            Aspect::Bytes => tier(pane, 7, rows.bytes + 2),
            Aspect::Readiness => tier(pane, (rows.readiness + 2).min(8), rows.readiness + 2),
            Aspect::Loop => tier(pane, 7, 8),
            Aspect::Input => tier(pane, (rows.input + 2).min(7), rows.input + 2),
            Aspect::Plot => tier(pane, 9, 14),
            Aspect::Layers => tier(pane, (rows.layers + 2).min(8), rows.layers + 2),
            Aspect::Timers => tier(pane, (rows.timers + 2).min(6), rows.timers + 2),
            Aspect::Flow => tier(pane, (rows.flow + 2).min(12), rows.flow + 2),
            Aspect::Cockpit => tier(pane, (rows.cockpit + 2).min(13), rows.cockpit + 2),
            Aspect::Checks => tier(pane, (rows.checks + 2).min(6), rows.checks + 2),
            Aspect::Interfaces => tier(pane, (rows.interfaces + 2).min(8), rows.interfaces + 2),
        }
    };
    wants.shows.iter().map(of).collect()
}

/// Buttons and wheel are narrow: where rows are few, they share one.
fn stand_together(tiers: &mut Vec<Tier>) {
    let place = |tiers: &[Tier], pane| tiers.iter().position(|tier| tier.panes == [pane]);
    let (Some(input), Some(wheel)) = (place(tiers, Pane::Input), place(tiers, Pane::Loop)) else { return };
    let (first, second) = (input.min(wheel), input.max(wheel));
    let second = tiers.remove(second);
    let first = &mut tiers[first];
    first.panes.extend(second.panes);
    (first.least, first.wants) = (first.least.max(second.least), first.wants.max(second.wants));
}
