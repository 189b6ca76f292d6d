//! The home of a course of eight lessons, at any size, and what its keys do.

use crate::clock::monotonic;
use crate::lesson::{CATALOGUE, Lesson};
use crate::progress::{Note, Progress, What};
use crate::view::export;
use crate::view::home::Course;
use crate::view::tui::Manner;
use crate::view::tui::display::{Next, Show, Then};
use crate::view::tui::home::Home;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: false, colour: true };

const SIZES: [(u16, u16); 6] = [(60, 20), (80, 24), (100, 28), (120, 36), (160, 45), (70, 60)];

/// Eight lessons, of the scenes that there are.
fn eight() -> &'static [Lesson] {
    let lessons = (0..8).map(|place| {
        let Lesson { title, idea, chapter, files, scenes, .. } = CATALOGUE[place % 4];
        Lesson { number: place as u32 + 1, title, idea, chapter, files, scenes }
    });
    Vec::leak(lessons.collect())
}

struct Desk {
    home: Home,
    size: (u16, u16),
}

impl Desk {
    fn new(manner: Manner, size: (u16, u16), notes: &[Note]) -> Desk {
        let mut progress = Progress::default();
        notes.iter().for_each(|note| progress.take(note));
        Desk { home: Home::new(Course { lessons: eight(), progress }, None, manner), size }
    }

    fn drawn(&mut self) -> Buffer {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(area);
        _ = self.home.draw(area, &mut buffer);
        buffer
    }

    fn text(&mut self) -> String {
        export::text(&self.drawn())
    }

    fn press(&mut self, key: KeyCode) -> Then {
        self.drawn();
        self.home.input(&Event::Key(KeyEvent::new(key, KeyModifiers::NONE)), monotonic())
    }

    fn click(&mut self, (column, row): (u16, u16)) -> Then {
        let kind = MouseEventKind::Down(MouseButton::Left);
        self.drawn();
        self.home.input(&Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }), monotonic())
    }

    /// The text of the row that is marked as chosen.
    fn chosen(&mut self) -> String {
        let buffer = self.drawn();
        let (width, height) = self.size;
        let reversed = |y: u16| buffer[(3, y)].modifier.contains(Modifier::REVERSED);
        let row = (1..height - 1).find(|y| reversed(*y)).expect("a row is chosen");
        (0..width).map(|x| buffer[(x, row)].symbol()).collect()
    }
}

fn started(then: Then) -> (u32, &'static str) {
    match then {
        Then::Leave(Next::Lesson(at)) => (at.lesson.number, at.scene.id),
        other => panic!("it starts nothing: {other:?}"),
    }
}

#[test]
fn every_scene_can_be_reached_and_is_seen_when_it_is_chosen() {
    for size in SIZES {
        let mut desk = Desk::new(MANNER, size, &[]);
        assert!(desk.chosen().contains("see a program freeze"));
        for lesson in eight() {
            desk.press(KeyCode::Down);
            assert!(desk.chosen().contains(&format!("{} {}", lesson.number, &lesson.title[..10])), "{size:?}");
            for scene in lesson.scenes {
                desk.press(KeyCode::Char('j'));
                assert!(desk.chosen().contains(scene.title), "{size:?}: {}\n{}", scene.title, desk.text());
                let then = desk.press(KeyCode::Enter);
                assert_eq!(started(then), (lesson.number, scene.id));
            }
        }
        let last = desk.chosen();
        desk.press(KeyCode::Down);
        assert_eq!(desk.chosen(), last);
        for _ in 0..100 {
            desk.press(KeyCode::Up);
        }
        assert!(desk.chosen().contains("see a program freeze"));
    }
}

#[test]
fn enter_on_a_lesson_goes_on_in_it() {
    let shown = Note { lesson: 2, scene: CATALOGUE[1].scenes[0].id, what: What::Shown };
    let mut desk = Desk::new(MANNER, (80, 24), &[shown]);
    desk.press(KeyCode::Char('2'));
    let then = desk.press(KeyCode::Enter);
    assert_eq!(started(then), (2, CATALOGUE[1].scenes[1].id));
}

#[test]
fn a_click_on_what_is_chosen_starts_it() {
    for size in SIZES {
        let mut desk = Desk::new(MANNER, size, &[]);
        let row = desk.text().lines().position(|line| line.contains("3 two threads")).expect("it is shown") as u16;
        assert!(matches!(desk.click((10, row)), Then::Stay));
        assert!(desk.chosen().contains("two threads"));
        // In the same place: twice is enough.
        let then = desk.click((10, row));
        assert_eq!(started(then), (1, "two-threads"));
    }
}

#[test]
fn no_screen_needs_colour_or_more_than_ascii() {
    for size in SIZES {
        for keys in ["", "jj", "5jjj", "G", "?", "3r"] {
            let drawn = |manner: Manner| {
                let mut desk = Desk::new(manner, size, &[]);
                keys.chars().for_each(|key| _ = desk.press(KeyCode::Char(key)));
                desk.text()
            };
            assert_eq!(drawn(MANNER), drawn(Manner { colour: false, ..MANNER }), "{keys:?} at {size:?}");
            let ascii = drawn(Manner { ascii: true, ..MANNER });
            // A chapter's own text is what it is.
            assert!(ascii.is_ascii() || keys == "3r", "{keys:?} at {size:?}:\n{ascii}");
        }
    }
}

#[test]
fn help_and_quit_are_offered_at_any_size() {
    for size in SIZES {
        let text = Desk::new(MANNER, size, &[]).text();
        assert!(text.lines().last().is_some_and(|last| last.contains("? help  q quit")), "{text}");
    }
}

#[test]
fn what_stands_in_the_way_is_said_whole() {
    for size in SIZES {
        let mut desk = Desk::new(MANNER, size, &[]);
        let trouble = "a file with a long name ".repeat(5) + "was damaged: THE END";
        let course = Course { lessons: eight(), progress: Progress::default() };
        desk.home = Home::new(course, Some(trouble), MANNER);
        let text = desk.text();
        assert!(text.contains("THE END") && text.contains("see a program freeze"), "{text}");
    }
}

#[test]
fn any_size_can_be_drawn_and_too_small_a_one_says_so() {
    let mut desk = Desk::new(MANNER, (80, 24), &[]);
    for keys in ["", "4", "?", "qr"] {
        keys.chars().for_each(|key| _ = desk.press(KeyCode::Char(key)));
        for size in [(1, 1), (20, 3), (59, 20), (60, 19), (60, 20), (99, 20), (300, 100)] {
            let text = Desk { size, ..std::mem::replace(&mut desk, Desk::new(MANNER, size, &[])) }.text();
            assert_eq!(size.0 >= 60 && size.1 >= 20, !text.contains("needs 60x20") && size.0 >= 20, "{size:?}: {text}");
        }
    }
}
