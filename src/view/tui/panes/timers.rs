//! TIMERS: the queue of each clock, as the heap that it is and as the list that it stands for, and the wait that the
//! first of it allows.
//!
//! ```text
//! lab clock 0.501 s   sleep at most 499 ms: A
//! last: D was moved                            due       left
//!               0:A                       A  1.000 s   +499 ms
//!        ╭───────┴───────╮                C  2.500 s   +1.9 s
//!      1:×B             2:C               D  3.500 s   +2.9 s
//!    ╭───┴──╮                             x  called, 318 us late
//!  3:↓D   4:A
//! ```
//!
//! Empty, and saying so, where a program has none; a thread that sleeps is named as what it is.

mod list;
mod tree;

use super::{put, wrap};
use crate::event::{Call, ClockKind, Micros, thousands};
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{Doing, EntryState, Heap, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// From this width on, tree and list stand side by side.
const TWO: u16 = 56;

/// The fewest and the most columns of the list.
const LIST: (u16, u16) = (30, 36);

/// How many rows it wants inside its frame.
pub(in crate::view::tui) fn height(model: &Model) -> u16 {
    let world = model.session().world();
    let shown = world.timers.heaps.iter().filter(|heap| is_shown(world, heap.clock));
    let rows = shown.map(|heap| {
        // Its heading, what changed last, and what the marks mean.
        let has = |state| u16::from(heap.entries.iter().any(|entry| entry.state == state));
        let foot = u16::from(!heap.new.is_empty()) + has(EntryState::Dead) + has(EntryState::Misplaced);
        (tree::rows(heap) + 2 + foot).max(list::rows(world, heap.clock) + 1).clamp(5, 13)
    });
    rows.sum::<u16>().clamp(3, 18)
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let world = model.session().world();
    if !world.timers.is_used() {
        return super::lines(model, &none(model, usize::from(area.width.saturating_sub(2))), area, buffer);
    }
    let shown: Vec<&Heap> = world.timers.heaps.iter().filter(|heap| is_shown(world, heap.clock)).collect();
    if shown.is_empty() {
        // Nobody told how it lies: an older recording.
        let timers = &world.timers;
        let known = timers.waiting.iter().chain(timers.over.iter().map(|over| &over.timer)).next();
        return list::draw(model, known.map_or(ClockKind::Lab, |timer| timer.clock), area, buffer);
    }
    let mut rest = area;
    for (nth, heap) in shown.iter().enumerate() {
        let left = (shown.len() - nth) as u16;
        let height = rest.height / left;
        queue(model, heap, Rect { height, ..rest }, buffer);
        rest = Rect { y: rest.y + height, height: rest.height - height, ..rest };
    }
}

/// A queue that is empty is shown where it is the only one.
fn is_shown(world: &World, clock: ClockKind) -> bool {
    let in_use = |heap: &Heap| !(heap.entries.is_empty() && heap.new.is_empty());
    let heaps = &world.timers.heaps;
    heaps.iter().any(|heap| heap.clock == clock && in_use(heap)) || !heaps.iter().any(in_use)
}

fn queue(model: &Model, heap: &Heap, area: Rect, buffer: &mut Buffer) {
    let (world, theme, end) = (model.session().world(), &model.theme, area.right().saturating_sub(1));
    if area.height == 0 {
        return;
    }
    let showing = words::now(heap.clock, world).map_or_else(String::new, |now| format!(" {}", words::due(now)));
    let clock = format!("{}{showing}", words::clock(heap.clock));
    let next = put(buffer, area.x + 1, area.y, &clock, end, theme.style(Role::Heading));
    put(buffer, next + 2, area.y, &wait(world, heap.clock), end, theme.style(Role::Focus));
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let two = area.width >= TWO;
    let listed = if two { (area.width * 2 / 5).clamp(LIST.0, LIST.1) } else { 0 };
    let tree = Rect { x: area.x + 1, width: area.width.saturating_sub(listed + 2), ..body };
    if two {
        let area = Rect { x: area.right() - listed, width: listed, ..body };
        list::draw(model, heap.clock, area, buffer);
        return drawn(model, heap, tree, buffer);
    }
    // Narrow: what is due next comes first, the tree has the rest.
    let rows = list::rows(world, heap.clock).min(body.height.saturating_sub(tree::rows(heap) + 1).max(body.height / 2));
    list::draw(model, heap.clock, Rect { height: rows, ..body }, buffer);
    let tree = Rect { y: body.y + rows, height: body.height - rows, ..tree };
    if tree.height > 2 {
        drawn(model, heap, tree, buffer);
    }
}

/// What the loop's wait allows, or how a clock moves that is no loop's.
fn wait(world: &World, clock: ClockKind) -> String {
    match clock {
        ClockKind::Manual => "stands until it is moved".into(),
        ClockKind::Lab | ClockKind::Memory => {
            world.loops().filter_map(|thread| words::sleep(thread, world)).last().unwrap_or_default()
        }
    }
}

/// What changed last, the tree, what is new, and what the marks mean.
fn drawn(model: &Model, heap: &Heap, area: Rect, buffer: &mut Buffer) {
    let (timers, theme) = (&model.session().world().timers, &model.theme);
    let (dim, end) = (theme.style(Role::Dim), area.right());
    if area.height == 0 {
        return;
    }
    let lead = put(buffer, area.x, area.y, "last: ", end, dim);
    let lead = put(buffer, lead, area.y, &words::change(heap, timers), end, theme.style(Role::Text));
    let mut foot = Vec::new();
    if !heap.new.is_empty() {
        let new: Vec<String> = heap.new.iter().map(|timer| timers.label(*timer, heap.clock)).collect();
        foot.push(super::fit(&format!("new, not filed: {}", new.join(" ")), usize::from(area.width)));
    }
    let [_, sinks, dead] = theme.glyphs.entries;
    let has = |state| heap.entries.iter().any(|entry| entry.state == state);
    if has(EntryState::Dead) {
        foot.push(format!("{dead} {} dead, to be swept", thousands(heap.dead() as u64)));
    }
    if has(EntryState::Misplaced) {
        foot.push(format!("{sinks} moved: sinks later"));
    }
    let rows = area.height.saturating_sub(1 + foot.len() as u16);
    let field = Rect { y: area.y + 1, height: rows, ..area };
    let shown = tree::draw(theme, heap, timers, field, buffer);
    if heap.entries.is_empty() && rows > 0 {
        put(buffer, area.x, field.y, "the heap is empty", end, dim);
    }
    let rest = heap.more.saturating_add((heap.entries.len() - shown) as u64);
    if rest > 0 {
        put(buffer, lead + 2, area.y, &format!("(+{} further down)", thousands(rest)), end, dim);
    }
    let foot_at = area.bottom().saturating_sub(foot.len() as u16);
    for (row, text) in (foot_at..area.bottom()).zip(&foot) {
        put(buffer, area.x, row, text, end, dim);
    }
}

/// What is told where a program never had a delayed call.
fn none(model: &Model, width: usize) -> Vec<Line<'static>> {
    let mut text = String::from("No timer: this program has nobody who would call it later.");
    for thread in &model.session().world().threads {
        if let Doing::In { call: Call::Sleep, asked: Some(us), .. } = &thread.doing {
            text = format!("{} sleeps {}: not a timer, the whole thread waits.", thread.name, words::span(Micros(*us)));
        }
    }
    let lines = wrap(&text, width).into_iter();
    lines.map(|line| Line::styled(format!(" {line}"), model.theme.style(Role::Dim))).collect()
}
