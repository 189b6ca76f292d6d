//! The lessons and their scenes as a list, with a mark for what is done. Where not all of it fits, lessons fold, and
//! the one that is chosen stands open.

use super::Home;
use super::keys::Msg;
use crate::lesson::Lesson;
use crate::progress::Reached;
use crate::view::home::{At, Course, Standing};
use crate::view::tui::panes::{fit, put};
use crate::view::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

/// Something that can be chosen.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    /// Where to go on.
    GoOn,
    /// A lesson.
    Lesson(&'static Lesson),
    /// A scene.
    Scene(At),
}

/// All that can be chosen, from top to bottom.
pub(super) fn entries(course: &Course) -> Vec<Entry> {
    let lesson = |lesson: &'static Lesson| {
        let scenes = lesson.scenes.iter().map(move |scene| Entry::Scene(At { lesson, scene }));
        std::iter::once(Entry::Lesson(lesson)).chain(scenes)
    };
    std::iter::once(Entry::GoOn).chain(course.lessons.iter().flat_map(lesson)).collect()
}

/// The rows of the list, by the places of their entries: all of them where they fit, else the scenes of one lesson only.
fn rows(home: &Home, room: usize) -> Vec<usize> {
    let all = 1..home.entries.len();
    if all.len() <= room {
        return all.collect();
    }
    let open = home.lesson().map(|lesson| lesson.number);
    let stands = |place: &usize| match home.entries[*place] {
        Entry::Scene(at) => Some(at.lesson.number) == open,
        Entry::GoOn | Entry::Lesson(_) => true,
    };
    all.filter(stands).collect()
}

/// Draws the rows; says where the chosen one is, and whether there are more above and below.
pub(super) fn draw(home: &mut Home, area: Rect, buffer: &mut Buffer) -> (Option<Position>, [bool; 2]) {
    let room = usize::from(area.height);
    let rows = rows(home, room);
    // With the top of the screen chosen, the scene is shown to which that leads.
    let target = home.target();
    let leads = |place: usize| match (home.entries[place], target) {
        (Entry::Scene(at), Some(target)) => at.is(&target),
        _ => false,
    };
    let chosen = rows.iter().position(|place| *place == home.chosen);
    let seen = chosen.or_else(|| rows.iter().position(|place| leads(*place))).unwrap_or(0);
    // No farther than needed, so that a second click hits what the first one did: the lesson is to be seen whole, and
    // the row in any case.
    let heading = |row: &usize| matches!(home.entries[rows[*row]], Entry::Lesson(_));
    let first = (0..=seen).rev().find(heading).unwrap_or(0);
    let last = (seen + 1..rows.len()).find(heading).unwrap_or(rows.len());
    let whole = home.top.max(last.saturating_sub(room)).min(first);
    let top = whole.max((seen + 1).saturating_sub(room)).min(seen).min(rows.len().saturating_sub(room));
    home.top = top;
    let mut found = None;
    for (y, place) in (area.top()..area.bottom()).zip(&rows[top.min(rows.len())..]) {
        let row = Rect::new(area.x, y, area.width, 1);
        let folded = all_folded(&home.entries, &rows, *place);
        match home.entries[*place] {
            Entry::GoOn => {}
            Entry::Lesson(lesson) => draw_lesson(home, lesson, folded, row, buffer),
            Entry::Scene(at) => draw_scene(home, &at, row, buffer),
        }
        if *place == home.chosen {
            buffer.set_style(row, home.theme.style(Role::Running));
            found = Some(Position::new(area.x, y));
        }
        home.hits.push((row, Msg::Pick(*place)));
    }
    (found, [top > 0, top + room < rows.len()])
}

/// Whether the scenes of the lesson at this place are left out.
fn all_folded(entries: &[Entry], rows: &[usize], place: usize) -> bool {
    matches!(entries.get(place + 1), Some(Entry::Scene(_))) && !rows.contains(&(place + 1))
}

fn draw_lesson(home: &Home, lesson: &'static Lesson, folded: bool, row: Rect, buffer: &mut Buffer) {
    let theme = &home.theme;
    let tally = home.course.tally(lesson);
    let done = format!("{}/{}", tally.shown, tally.scenes);
    let role = if tally.shown == tally.scenes { Role::Good } else { Role::Dim };
    let end = row.right().saturating_sub(done.width() as u16 + 1);
    put(buffer, end, row.y, &done, row.right(), theme.style(role));
    let sign = if folded { theme.glyphs.folded } else { theme.glyphs.down };
    let title = format!("{sign} {} {}", lesson.number, lesson.title);
    let room = usize::from(end.saturating_sub(row.x + 2));
    put(buffer, row.x + 1, row.y, &fit(&title, room), end, theme.style(Role::Heading));
}

fn draw_scene(home: &Home, at: &At, row: Rect, buffer: &mut Buffer) {
    let theme = &home.theme;
    let marks: Vec<(&str, Role)> =
        at.scene.questions.iter().map(|q| answer(theme, home.course.standing(at, q))).collect();
    let mut column = row.right().saturating_sub(marks.len() as u16 + 1);
    let end = column;
    for (mark, role) in marks {
        column = put(buffer, column, row.y, mark, row.right(), theme.style(role));
    }
    let (mark, role) = seen(theme, home.course.reached(at));
    let column = put(buffer, row.x + 5, row.y, mark, end, theme.style(role));
    let title = format!(" {} {}", at.number(), at.scene.title);
    put(buffer, column, row.y, &fit(&title, usize::from(end.saturating_sub(column + 1))), end, theme.style(Role::Text));
}

/// The mark of how far a scene was seen.
pub(super) fn seen(theme: &Theme, reached: Option<Reached>) -> (&'static str, Role) {
    match reached {
        None => (theme.glyphs.unseen, Role::Dim),
        Some(Reached::Opened) => (theme.glyphs.half_seen, Role::Warning),
        Some(Reached::Shown) => (theme.glyphs.seen, Role::Good),
    }
}

/// The mark of how a question stands.
pub(super) fn answer(theme: &Theme, standing: Standing) -> (&'static str, Role) {
    match standing {
        Standing::Open => (theme.glyphs.empty, Role::Dim),
        Standing::Unjudged(_) => ("?", Role::Question),
        Standing::Right(_) => (theme.glyphs.seen, Role::Good),
        Standing::Wrong(_) => (theme.glyphs.wrong, Role::Stuck),
    }
}
