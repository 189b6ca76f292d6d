//! Where each pane goes, by the size of the terminal alone.
//!
//! ```text
//! wide (110x28 and more)        tall (narrower, 56 rows and more)   small
//! +------- title -------+       +--- title ---+                     +--- title ---+
//! | code   | buffers    |       | code        |                     | tabs        |
//! |        | x-ray, or  |       | story       |                     | story       |
//! | story  | readiness, |       | buffers     |                     | the pane in |
//! |        | timers     |       | x-ray, ...  |                     | focus       |
//! | log    | threads    |       | threads     |                     |             |
//! | (low)  | log (high) |       | log         |                     |             |
//! +------ timeline -----+       +-- timeline -+                     +-- timeline -+
//! +------- footer ------+       +--- footer --+                     +--- footer --+
//! ```
//!
//! So for a scene that is about the bytes alone. For another, what it is about stands in place of all that is between
//! program and timeline, in its own order: a [`tower`].

mod tower;

use super::pane::{Pane, is_of_bytes};
use crate::lesson::Aspect;
use ratatui::layout::{Constraint, Layout, Rect};

/// The smallest terminal in which anything can be shown.
pub(crate) const SMALLEST: (u16, u16) = (60, 20);

/// The areas of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Areas {
    /// One row: lesson, scene, state.
    pub(crate) title: Rect,
    /// Names of the panes, where only one of them is shown.
    pub(crate) tabs: Option<Rect>,
    /// Every pane that is shown.
    pub(crate) panes: Vec<(Pane, Rect)>,
    /// The scrubber.
    pub(crate) timeline: Rect,
    /// The scene's controls, where it has any.
    pub(crate) controls: Rect,
    /// The keys.
    pub(crate) footer: Rect,
}

/// What the layout has to know beside the size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wants {
    /// The pane in focus.
    pub(crate) focus: Pane,
    /// It stands alone.
    pub(crate) zoomed: bool,
    /// A deadlock stands: the X-ray takes the place of what is empty. How many lines it has.
    pub(crate) xray: Option<u16>,
    /// A question is open, or there is to read how one went: the story needs room.
    pub(crate) story: bool,
    /// The rows that the scene's controls take; none where it has none.
    pub(crate) controls: u16,
    /// What the scene is about.
    pub(crate) shows: &'static [Aspect],
    /// How many rows some panes want.
    pub(crate) rows: Rows,
}

/// Rows that panes want inside their frames, by what the world shows now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    /// The scene's buttons and lines.
    pub(crate) input: u16,
    /// The buffers.
    pub(crate) bytes: u16,
    /// Readiness.
    pub(crate) readiness: u16,
    /// Connections of the library.
    pub(crate) layers: u16,
    /// Delayed calls.
    pub(crate) timers: u16,
    /// Producers and consumers.
    pub(crate) flow: u16,
    /// Cases.
    pub(crate) checks: u16,
    /// Sliders and a goal.
    pub(crate) cockpit: u16,
    /// Who provides what.
    pub(crate) interfaces: u16,
}

/// Divides the screen; `None` where it is too small.
pub(crate) fn areas(screen: Rect, wants: Wants) -> Option<Areas> {
    if screen.width < SMALLEST.0 || screen.height < SMALLEST.1 {
        return None;
    }
    let wide = screen.width >= 110 && screen.height >= 28;
    let tall = !wide && screen.height >= 56;
    let tabbed = wants.zoomed || !(wide || tall);
    let timeline = match screen.height {
        0..28 => 1,
        28..40 => 2,
        _ => 3,
    };
    let rows = [1, u16::from(tabbed), 0, timeline, wants.controls, 1];
    let rows = rows.map(|n| if n == 0 { Constraint::Length(0) } else { Constraint::Length(n) });
    let [title, tabs, body, timeline, controls, footer] =
        screen.layout(&Layout::vertical([rows[0], rows[1], Constraint::Fill(1), rows[3], rows[4], rows[5]]));
    let panes = if wants.zoomed {
        vec![(wants.focus, body)]
    } else if wide {
        side_by_side(body, wants)
    } else if tall {
        stacked(body, wants)
    } else {
        story_and_one(body, wants)
    };
    Some(Areas { title, tabs: tabbed.then_some(tabs), panes, timeline, controls, footer })
}

/// Program and story at the left, what the kernel says at the right. Where the screen is high, the log has the rest
/// of the right; else a few rows at the left.
fn side_by_side(body: Rect, wants: Wants) -> Vec<(Pane, Rect)> {
    use Constraint::{Fill, Length};
    let left_share = if body.width >= 150 { 46 } else { 44 };
    let [left, right] = body.layout(&Layout::horizontal([Constraint::Percentage(left_share), Fill(1)]));
    let (low, high) = (body.height < 30, body.height >= 36);
    let (story, log) = if high { (17, 0) } else { (15, (body.height / 6).max(4)) };
    let [code, told, short_log] = left.layout(&Layout::vertical([Fill(1), Length(story), Length(log)]));
    if !is_of_bytes(wants.shows) {
        let mut panes = vec![(Pane::Code, code), (Pane::Story, told)];
        let (mut right, left_log) = (tower::tower(right, wants), (Pane::Log, short_log));
        // At the left there is a log already, where the screen is low.
        if !short_log.is_empty() && !right.iter().any(|(pane, _)| *pane == Pane::Log) {
            panes.push(left_log);
        } else {
            panes[1].1.height += short_log.height;
        }
        panes.append(&mut right);
        return panes;
    }
    let (buffers, threads) = if low { (10, 4) } else { (12, 6) };
    let mut panes = vec![(Pane::Code, code), (Pane::Story, told)];
    let long_log = if let Some(lines) = wants.xray {
        let room = body.height.saturating_sub(buffers + threads);
        let lines = if room >= lines + 7 { lines + 2 } else { room };
        let rows = [Length(buffers), Length(lines), Length(threads), Fill(1)];
        let [buffers, xray, threads, rest] = right.layout(&Layout::vertical(rows));
        panes.extend([(Pane::Buffers, buffers), (Pane::Xray, xray), (Pane::Threads, threads)]);
        rest
    } else {
        let between = if high { Length(5) } else { Fill(1) };
        let rows = [Length(buffers), Length(threads), between, Length(5), if high { Fill(1) } else { Length(0) }];
        let [buffers, threads, between, notices, rest] = right.layout(&Layout::vertical(rows));
        let halves = [Fill(1), Fill(1)];
        let beside = if low || high { Layout::horizontal(halves) } else { Layout::vertical(halves) };
        let [readiness, timers] = between.layout(&beside);
        panes.extend([
            (Pane::Buffers, buffers),
            (Pane::Threads, threads),
            (Pane::Readiness, readiness),
            (Pane::Timers, timers),
            (Pane::Notices, notices),
        ]);
        rest
    };
    let log = if long_log.height > short_log.height { long_log } else { short_log };
    if !log.is_empty() {
        panes.push((Pane::Log, log));
    }
    panes
}

fn stacked(body: Rect, wants: Wants) -> Vec<(Pane, Rect)> {
    use Constraint::{Fill, Length};
    let story = if wants.story { 15 } else { 9 };
    if !is_of_bytes(wants.shows) {
        let [code, told, rest] = body.layout(&Layout::vertical([Fill(2), Length(story), Fill(3)]));
        return [(Pane::Code, code), (Pane::Story, told)].into_iter().chain(tower::tower(rest, wants)).collect();
    }
    let middle = wants.xray.map_or(4, |lines| lines + 2);
    let [code, told, buffers, between, threads, log] =
        body.layout(&Layout::vertical([Fill(2), Length(story), Length(12), Length(middle), Length(5), Fill(1)]));
    let mut panes = vec![(Pane::Code, code), (Pane::Story, told), (Pane::Buffers, buffers)];
    if wants.xray.is_some() {
        panes.push((Pane::Xray, between));
    } else {
        let [readiness, timers] = between.layout(&Layout::horizontal([Fill(1), Fill(1)]));
        panes.extend([(Pane::Readiness, readiness), (Pane::Timers, timers)]);
    }
    panes.extend([(Pane::Threads, threads), (Pane::Log, log)]);
    panes
}

/// The story, or the question, over the pane in focus. A focused story has it all.
fn story_and_one(body: Rect, wants: Wants) -> Vec<(Pane, Rect)> {
    use Constraint::{Fill, Length};
    if wants.focus == Pane::Story || wants.story {
        return vec![(Pane::Story, body)];
    }
    let story = match (wants.focus, wants.xray) {
        (Pane::Xray, Some(lines)) => body.height.saturating_sub(lines + 2).max(4),
        _ if body.height >= 18 => 6,
        _ => 4,
    };
    let [told, pane] = body.layout(&Layout::vertical([Length(story), Fill(1)]));
    let panes = if is_of_bytes(wants.shows) { vec![(wants.focus, pane)] } else { tower::focused(pane, wants) };
    std::iter::once((Pane::Story, told)).chain(panes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &[&[Aspect]] = &[
        &[Aspect::Bytes],
        &[Aspect::Input, Aspect::Loop],
        &[Aspect::Plot, Aspect::Input, Aspect::Loop],
        &[Aspect::Readiness, Aspect::Input, Aspect::Bytes],
        &[Aspect::Loop, Aspect::Readiness, Aspect::Bytes, Aspect::Plot, Aspect::Input],
        &[Aspect::Checks],
        &[Aspect::Interfaces, Aspect::Bytes],
        &[Aspect::Layers, Aspect::Checks, Aspect::Bytes],
        &[Aspect::Timers, Aspect::Plot, Aspect::Loop],
        &[Aspect::Flow, Aspect::Plot, Aspect::Input],
        &[Aspect::Cockpit, Aspect::Flow, Aspect::Readiness],
    ];

    fn every_want() -> impl Iterator<Item = Wants> {
        let bools = [false, true];
        let focused =
            SHOWN.iter().flat_map(|shows| Pane::of(shows, true).into_iter().map(move |focus| (*shows, focus)));
        focused.flat_map(move |(shows, focus)| {
            bools.into_iter().flat_map(move |zoomed| {
                [None, Some(8), Some(13)].into_iter().flat_map(move |xray| {
                    bools.into_iter().map(move |story| {
                        let rows = Rows {
                            input: 4,
                            bytes: 10,
                            readiness: 5,
                            layers: 8,
                            timers: 6,
                            flow: 8,
                            checks: 5,
                            cockpit: 9,
                            interfaces: 12,
                        };
                        Wants { focus, zoomed, xray, story, controls: 1, shows, rows }
                    })
                })
            })
        })
    }

    #[test]
    fn no_pane_is_lost_or_overlaps_at_any_size() {
        for (width, height) in [(60, 20), (80, 24), (100, 30), (110, 28), (120, 36), (160, 45), (70, 60), (240, 80)] {
            for wants in every_want() {
                let screen = Rect::new(0, 0, width, height);
                let areas = areas(screen, wants).unwrap();
                let fixed = [areas.title, areas.timeline, areas.controls, areas.footer];
                let all: Vec<Rect> = fixed.into_iter().chain(areas.panes.iter().map(|(_, area)| *area)).collect();
                for (place, area) in all.iter().enumerate() {
                    assert!(!area.is_empty() && screen.contains_rect(*area), "{width}x{height} {wants:?}: {area:?}");
                    assert!(
                        all.iter().skip(place + 1).all(|other| area.intersection(*other).is_empty()),
                        "{width}x{height} {wants:?}"
                    );
                }
            }
        }
    }

    trait ContainsRect {
        fn contains_rect(&self, inner: Rect) -> bool;
    }

    impl ContainsRect for Rect {
        fn contains_rect(&self, inner: Rect) -> bool {
            self.intersection(inner) == inner
        }
    }

    #[test]
    fn a_screen_too_small_has_no_areas() {
        let wants = every_want().next().unwrap();
        assert!(areas(Rect::new(0, 0, 59, 20), wants).is_none());
        assert!(areas(Rect::new(0, 0, 60, 19), wants).is_none());
    }
}
