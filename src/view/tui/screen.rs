//! One screen as a value: for tests and figures, without a terminal.

use super::display::Show;
use super::draw::draw;
use super::home::Home;
use super::model::{Back, Model, Overlay};
use super::pane::Pane;
use super::theme::Theme;
use super::{Manner, hits};
use crate::event::Seq;
use crate::lesson::Scene;
use crate::view::home::Course;
use crate::view::player::{Pace, Player};
use crate::view::session::Session;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The model of a screen that shows one session.
pub(super) fn model(session: Session, manner: Manner) -> Model {
    let player = Player::new(pace(session.scene, manner));
    let pane = Pane::first_of(session.scene.shows);
    Model {
        runs: vec![session],
        shown: 0,
        run_number: 1,
        difference: None,
        owed_step: false,
        player,
        settings: Vec::new(),
        pane,
        peeking: false,
        zoomed: false,
        scroll: 0,
        overlay: Overlay::None,
        asked: None,
        judged: Vec::new(),
        waiting: None,
        typing: None,
        remark: None,
        hits: hits::Hits::default(),
        theme: Theme::new(manner.colour, manner.ascii),
        quiz: manner.quiz,
        live: 0,
        best_before: None,
        before_xray: None,
        back: Back::Shell,
    }
}

/// The pace of a scene: as asked, else its own.
pub(super) fn pace(scene: &Scene, manner: Manner) -> Pace {
    manner.pace.unwrap_or(Pace::PerSecond(scene.pace))
}

/// The screen of `session` with its cursor at `seq`, in a terminal of `size` columns and rows.
pub fn picture(session: Session, seq: Seq, manner: Manner, size: (u16, u16)) -> Buffer {
    Screen::new(session, manner).at(seq, size)
}

/// The home of a course, with the entry chosen that is so many below the top.
pub fn home(course: Course, down: usize, manner: Manner, size: (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    let mut home = Home::new(course, None, manner);
    home.choose(down);
    _ = home.draw(area, &mut buffer);
    buffer
}

/// A screen that can be drawn again and again, as the terminal's is.
pub struct Screen {
    model: Model,
}

impl Screen {
    /// The screen of a session.
    pub fn new(session: Session, manner: Manner) -> Self {
        Screen { model: model(session, manner) }
    }

    /// Goes to a place and draws all of it.
    pub fn at(&mut self, seq: Seq, size: (u16, u16)) -> Buffer {
        let session = self.model.session_mut();
        session.cursor.seek(&session.trace, seq);
        self.model.follow_xray();
        let area = Rect::new(0, 0, size.0, size.1);
        let mut buffer = Buffer::empty(area);
        draw(&mut self.model, area, &mut buffer);
        buffer
    }
}

/// Each pane alone on the screen, by its heading, as [`picture`] shows it when it is zoomed; the code left out,
/// which is the program's own text.
pub fn zoomed(
    session: impl Fn() -> Session,
    seq: Seq,
    manner: Manner,
    size: (u16, u16),
) -> Vec<(&'static str, Buffer)> {
    let area = Rect::new(0, 0, size.0, size.1);
    let panes = Pane::of(session().scene.shows, true).into_iter().filter(|pane| *pane != Pane::Code);
    let shown = |pane: Pane| {
        let mut session = session();
        session.cursor.seek(&session.trace, seq);
        let mut model = Model { pane, zoomed: true, ..model(session, manner) };
        let mut buffer = Buffer::empty(area);
        draw(&mut model, area, &mut buffer);
        // Title and tabs above, timeline and keys below: what the pane is in, not what it shows.
        let inner = Rect { y: area.y + 2, height: area.height.saturating_sub(7), ..area };
        let mut pane = Buffer::empty(inner);
        pane.content = inner.positions().map(|position| buffer[position].clone()).collect();
        pane
    };
    panes.map(|pane| (pane.title(), shown(pane))).collect()
}
