//! One screen as a value: for tests and figures, without a terminal.

use super::draw::draw;
use super::model::{Model, Overlay};
use super::pane::Pane;
use super::theme::Theme;
use super::{Manner, hits};
use crate::event::Seq;
use crate::lesson::Scene;
use crate::view::player::{Pace, Player};
use crate::view::session::Session;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The model of a screen that shows one session.
pub(super) fn model(session: Session, manner: Manner) -> Model {
    let player = Player::new(pace(session.scene, manner));
    Model {
        runs: vec![session],
        shown: 0,
        run_number: 1,
        difference: None,
        player,
        settings: Vec::new(),
        pane: Pane::Buffers,
        zoomed: false,
        scroll: 0,
        overlay: Overlay::None,
        waiting: None,
        remark: None,
        hits: hits::Hits::default(),
        theme: Theme::new(manner.colour, manner.ascii),
        quiz: manner.quiz,
        before_xray: None,
    }
}

/// The pace of a scene: as asked, else its own.
pub(super) fn pace(scene: &Scene, manner: Manner) -> Pace {
    manner.pace.unwrap_or(Pace::PerSecond(scene.pace))
}

/// The screen of `session` with its cursor at `seq`, in a terminal of `size` columns and rows.
pub fn picture(mut session: Session, seq: Seq, manner: Manner, size: (u16, u16)) -> Buffer {
    session.cursor.seek(&session.trace, seq);
    let mut model = model(session, manner);
    model.follow_xray();
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    draw(&mut model, area, &mut buffer);
    buffer
}
