//! Keys and clicks on a made-up program that is there and does nothing: who gets them, and what they do.

use super::made_up::LESSON;
use crate::clock::monotonic;
use crate::lab::Holding;
use crate::lesson::Settings;
use crate::view::export;
use crate::view::session::Session;
use crate::view::tui::draw::draw;
use crate::view::tui::intents::messages;
use crate::view::tui::keys::Focus;
use crate::view::tui::model::Model;
use crate::view::tui::pane::Pane;
use crate::view::tui::update::{Effect, update};
use crate::view::tui::{Manner, screen};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

struct Desk {
    model: Model,
    screen: String,
}

impl Desk {
    fn of(scene: &str) -> Desk {
        let scene = LESSON.scene(scene).unwrap();
        let settings = Settings::defaults(scene.knobs);
        let session = Session::start(&LESSON, scene, &settings, Holding::Never, || {}).unwrap();
        let manner = Manner { pace: None, quiz: true, ascii: false, colour: true };
        let mut desk = Desk { model: screen::model(session, manner), screen: String::new() };
        desk.draw();
        desk
    }

    fn draw(&mut self) {
        let area = Rect::new(0, 0, 120, 36);
        let mut buffer = Buffer::empty(area);
        draw(&mut self.model, area, &mut buffer);
        self.screen = export::text(&buffer);
    }

    fn takes(&mut self, event: &Event) -> Option<Effect> {
        let mut effect = None;
        for msg in messages(event, &self.model) {
            effect = effect.or(update(&mut self.model, msg, monotonic()));
        }
        self.draw();
        effect
    }

    fn press(&mut self, key: KeyCode) -> Option<Effect> {
        self.takes(&Event::Key(KeyEvent::new(key, KeyModifiers::NONE)))
    }

    fn types(&mut self, text: &str) {
        text.chars().for_each(|c| _ = self.press(KeyCode::Char(c)));
    }

    fn control(&mut self, letter: char) -> Option<Effect> {
        self.takes(&Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)))
    }

    /// Clicks on the first letter of a text.
    fn click(&mut self, text: &str) {
        let rows = self.screen.lines().enumerate();
        let place = rows.filter_map(|(row, line)| Some((row, line[..line.find(text)?].chars().count())));
        let (row, column) = { place }.next().unwrap_or_else(|| panic!("no {text:?} on\n{}", self.screen));
        self.mouse(MouseEventKind::Down(MouseButton::Left), column as u16, row as u16);
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.takes(&Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    }

    fn line(&self) -> &str {
        self.model.typing.as_ref().map_or("", |typing| &typing.text)
    }
}

#[test]
fn a_line_takes_the_keys_and_gives_them_back() {
    let mut desk = Desk::of("line");
    assert_eq!((desk.model.focus(), desk.model.pane), (Focus::Lab, Pane::Input));
    desk.types("t");
    assert_eq!(desk.model.focus(), Focus::Stage);
    desk.types("quit? N");
    desk.press(KeyCode::Backspace);
    desk.control('h');
    assert_eq!(desk.line(), "quit?");
    assert!(desk.screen.contains("STAGE: YOUR KEYS GO TO IT") && desk.screen.contains("❯ quit?"), "{}", desk.screen);
    let cursor = desk.model.hits.focus().unwrap();
    let line = desk.screen.lines().nth(cursor.y.into()).unwrap();
    assert!(line.chars().take(cursor.x.into()).collect::<String>().ends_with("quit?"), "the cursor is in the line");
    desk.press(KeyCode::Enter);
    assert_eq!((desk.line(), desk.model.focus()), ("", Focus::Stage), "the next line begins");
    desk.press(KeyCode::Esc);
    assert_eq!(desk.model.focus(), Focus::Lab);
    assert_eq!(desk.press(KeyCode::Char('q')), Some(Effect::Leave));
}

#[test]
fn enter_and_a_click_begin_a_line_too_and_a_click_elsewhere_ends_it() {
    let mut desk = Desk::of("line");
    desk.press(KeyCode::Enter);
    assert_eq!(desk.model.focus(), Focus::Stage);
    desk.click("STORY");
    assert_eq!((desk.model.focus(), desk.model.pane), (Focus::Lab, Pane::Story));
    desk.click("press t to type");
    desk.types("hi");
    desk.click("hi");
    assert_eq!((desk.model.focus(), desk.line()), (Focus::Stage, "hi"), "what was typed is still there");
}

#[test]
fn control_c_always_quits() {
    let mut desk = Desk::of("line");
    desk.types("tabc");
    assert_eq!(desk.control('c'), Some(Effect::Quit));
}

#[test]
fn a_paste_goes_in_as_it_would_be_typed() {
    let mut desk = Desk::of("line");
    desk.takes(&Event::Paste("q".into()));
    assert_eq!(desk.model.focus(), Focus::Lab, "what is pasted is no key of the laboratory");
    desk.types("t");
    desk.takes(&Event::Paste("first\r\nsecond\x1b[31m".into()));
    assert_eq!(desk.line(), "second[31m");
    assert!(desk.model.remark.as_ref().is_some_and(|(remark, _)| remark.contains("6 bytes")));
}

#[test]
fn a_live_knob_is_turned_by_one_key_and_in_its_list_at_once() {
    let mut desk = Desk::of("buttons");
    let value = |desk: &Desk| desk.model.scene_settings().get("nap");
    assert!(desk.screen.contains("[ ] nap 50 ms"), "{}", desk.screen);
    desk.types("]");
    assert_eq!(value(&desk), Some(500));
    desk.types("]");
    assert_eq!(value(&desk), Some(500), "the end of its scale");
    desk.types("[[");
    assert_eq!(value(&desk), Some(5));
    desk.types("k");
    desk.press(KeyCode::Left);
    assert_eq!(value(&desk), Some(0), "before the list is closed");
    assert_eq!(desk.press(KeyCode::Esc), None, "and no new run for it");
    assert!(!Desk::of("line").screen.contains("[ ]"), "where there is none, none is offered");
}

#[test]
fn of_several_live_knobs_one_is_chosen_and_a_slider_moves_by_key_and_by_mouse() {
    let mut desk = Desk::of("sliders");
    let value = |desk: &Desk, knob: &str| desk.model.scene_settings().get(knob);
    desk.types("}]");
    assert_eq!((value(&desk, "nap"), value(&desk, "size")), (Some(50), Some(200)), "the second one is turned");
    desk.types("}");
    assert_eq!(desk.model.live_knob().map(|knob| knob.name), Some("nap"), "round, past the one that is built in");
    desk.types("{");
    assert_eq!(desk.model.live_knob().map(|knob| knob.name), Some("size"));
    // At either end of a slider.
    let row = desk.screen.lines().position(|line| line.contains("nap ")).expect("its row") as u16;
    let line = desk.screen.lines().nth(usize::from(row)).unwrap_or_default();
    let cells: Vec<u16> = (0_u16..).zip(line.chars()).filter(|(_, c)| "━●─".contains(*c)).map(|(x, _)| x).collect();
    let (first, last) = (cells[0], cells[cells.len() - 1]);
    desk.mouse(MouseEventKind::Down(MouseButton::Left), last, row);
    assert_eq!(value(&desk, "nap"), Some(500));
    desk.mouse(MouseEventKind::Drag(MouseButton::Left), first, row);
    assert_eq!(value(&desk, "nap"), Some(0));
    assert_eq!(value(&desk, "built"), Some(50), "what is built in is not turned");
}

#[test]
fn tab_goes_through_the_panes_of_the_scene() {
    let mut desk = Desk::of("line");
    let mut seen = Vec::new();
    for _ in 0..6 {
        seen.push(desk.model.pane);
        desk.press(KeyCode::Tab);
    }
    assert_eq!(seen, [Pane::Input, Pane::Threads, Pane::Notices, Pane::Log, Pane::Code, Pane::Story]);
    assert_eq!(desk.model.pane, Pane::Input);
}

#[test]
fn every_pane_is_explained() {
    for scene in LESSON.scenes {
        for pane in Pane::of(scene.shows, true) {
            assert!(!pane.explanation().is_empty(), "{pane:?}");
        }
    }
}
