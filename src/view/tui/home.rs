//! The home: the lessons with what is done in them, and where to go on. It is what `twistlab` alone opens.
//!
//! ```text
//! keys, clicks ── Msg ──> Home::update ── Next ──> a lesson, which leads back here, or the end
//! Course (lessons, progress) ──> list of entries ──> draw
//! ```
//!
//! It runs no stage and keeps nothing: what is done is kept by whoever did it. While nobody presses a key nothing
//! happens here at all.

mod chapter;
mod details;
mod draw;
pub(crate) mod keys;
mod list;
mod logo;

use super::Manner;
use super::display::{Next, Show, Then};
use super::theme::Theme;
use crate::lesson::Lesson;
use crate::view::home::{At, Course};
use chapter::Chapter;
use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEventKind};
use keys::{Focus, Msg};
use list::Entry;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Instant;

/// Lines that one notch of the wheel scrolls.
const NOTCH: i16 = 3;

/// The home on the screen.
pub(crate) struct Home {
    course: Course,
    /// Why progress is not kept, or was lost, in a sentence.
    trouble: Option<String>,
    theme: Theme,
    /// All that can be chosen, in the order of the keys.
    entries: Vec<Entry>,
    /// The place of the entry that is chosen.
    chosen: usize,
    over: Over,
    /// The row of the list at its top.
    top: usize,
    /// How far what lies over the list is scrolled; with nothing there, what is said of the chosen entry.
    scroll: usize,
    /// What lies where, for the mouse; later ones over earlier ones.
    hits: Vec<(Rect, Msg)>,
}

/// What lies over the list.
enum Over {
    Nothing,
    Help,
    Chapter(Chapter),
}

impl Home {
    /// The home, with where to go on chosen.
    pub(crate) fn new(course: Course, trouble: Option<String>, manner: Manner) -> Home {
        let entries = list::entries(&course);
        let theme = Theme::new(manner.colour, manner.ascii);
        Home { course, trouble, theme, entries, chosen: 0, over: Over::Nothing, top: 0, scroll: 0, hits: Vec::new() }
    }

    fn focus(&self) -> Focus {
        match self.over {
            Over::Nothing => Focus::List,
            Over::Help | Over::Chapter(_) => Focus::Text,
        }
    }

    fn entry(&self) -> Option<Entry> {
        self.entries.get(self.chosen).copied()
    }

    /// The scene that Enter starts.
    fn target(&self) -> Option<At> {
        match self.entry()? {
            Entry::GoOn => self.course.go_on().map(|(_, at)| at),
            Entry::Lesson(lesson) => self.course.go_on_in(lesson),
            Entry::Scene(at) => Some(at),
        }
    }

    /// The lesson of what is chosen.
    fn lesson(&self) -> Option<&'static Lesson> {
        self.target().map(|at| at.lesson)
    }

    /// What an event means, on the frame that was last seen: on a screen too small there is only leaving.
    fn meaning(&self, event: &Event) -> Option<Msg> {
        let too_small = self.hits.is_empty();
        let focus = if too_small { Focus::List } else { self.focus() };
        let msg = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => keys::meaning(*key, focus),
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => {
                    let place = Position::new(mouse.column, mouse.row);
                    self.hits.iter().rev().find(|(area, _)| area.contains(place)).map(|(_, msg)| *msg)
                }
                MouseEventKind::ScrollUp if focus == Focus::Text => Some(Msg::Scroll(-NOTCH)),
                MouseEventKind::ScrollDown if focus == Focus::Text => Some(Msg::Scroll(NOTCH)),
                MouseEventKind::ScrollUp => Some(Msg::Choose(-1)),
                MouseEventKind::ScrollDown => Some(Msg::Choose(1)),
                _ => None,
            },
            _ => None,
        };
        msg.filter(|msg| !too_small || matches!(msg, Msg::Quit | Msg::Suspend))
    }

    /// The only place where the home changes.
    fn update(&mut self, msg: Msg) -> Then {
        match msg {
            Msg::Quit => return Then::Leave(Next::Nothing),
            Msg::Suspend => return Then::Suspend,
            Msg::Start => return self.target().map_or(Then::Stay, |at| Then::Leave(Next::Lesson(at))),
            Msg::Pick(place) if place == self.chosen => return self.update(Msg::Start),
            Msg::Pick(place) => self.choose(place),
            Msg::Choose(by) => self.choose(self.chosen.saturating_add_signed(by)),
            Msg::First => self.choose(0),
            Msg::Last => self.choose(usize::MAX),
            Msg::NextLesson(forth) => self.choose_lesson(forth),
            Msg::Lesson(number) => {
                let numbered = |entry: &Entry| matches!(entry, Entry::Lesson(lesson) if lesson.number == number);
                if let Some(place) = self.entries.iter().position(numbered) {
                    self.choose(place);
                }
            }
            Msg::Scroll(by) => self.scroll = self.scroll.saturating_add_signed(by.into()),
            Msg::Read => {
                if let Some(lesson) = self.lesson() {
                    self.cover(Over::Chapter(Chapter::new(lesson)));
                }
            }
            Msg::Help => self.cover(Over::Help),
            Msg::Close => self.cover(Over::Nothing),
        }
        Then::Stay
    }

    /// Chooses the entry at this place, or the last.
    pub(crate) fn choose(&mut self, place: usize) {
        (self.chosen, self.scroll) = (place.min(self.entries.len().saturating_sub(1)), 0);
    }

    /// To the next heading of a lesson, or the one before.
    fn choose_lesson(&mut self, forth: bool) {
        let heading = |place: &usize| matches!(self.entries[*place], Entry::Lesson(_));
        let found = match forth {
            true => (self.chosen + 1..self.entries.len()).find(heading),
            false => (0..self.chosen).rev().find(heading).or(Some(0)),
        };
        if let Some(place) = found {
            self.choose(place);
        }
    }

    fn cover(&mut self, over: Over) {
        (self.over, self.scroll) = (over, 0);
    }
}

impl Show for Home {
    fn walk(&mut self, _: Instant, _: &mut bool) -> Option<Instant> {
        None
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        draw::draw(self, area, buffer)
    }

    fn input(&mut self, event: &Event, _: Instant) -> Then {
        self.meaning(event).map_or(Then::Stay, |msg| self.update(msg))
    }
}
