//! Terminal input as intents.

use super::keys::{Focus, meaning};
use super::model::{Model, Overlay};
use super::msg::Msg;
use super::pane::Pane;
use super::typing::Typing;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

/// Lines that one notch of the wheel scrolls.
const NOTCH: i16 = 3;

/// What an event from the terminal means, in the order in which it is meant: a paste is many keys. On a screen too
/// small to show anything, only leaving means something.
pub(crate) fn messages(event: &Event, model: &Model) -> Vec<Msg> {
    let mut meant: Vec<Msg> = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            let choices = model.question().map_or(0, |question| question.choices.len());
            let msg = meaning(*key, model.focus(), model.scene(), choices);
            msg.map(|msg| on_line(*key, msg, model)).into_iter().collect()
        }
        Event::Mouse(mouse) => clicked(*mouse, model).into_iter().collect(),
        Event::Paste(text) if model.focus() == Focus::Stage => pasted(text),
        _ => Vec::new(),
    };
    // The last frame counts, which the learner saw, and not the size that the terminal has by now.
    meant.retain(|msg| !model.hits.is_empty() || matches!(msg, Msg::Leave | Msg::Quit | Msg::Suspend));
    meant
}

/// Enter on a line begins to type it.
fn on_line(key: KeyEvent, msg: Msg, model: &Model) -> Msg {
    let line = Typing::place(model.scene()).filter(|_| key.code == KeyCode::Enter && model.pane == Pane::Input);
    line.filter(|_| msg == Msg::Zoom && model.can_act()).map_or(msg, Msg::Control)
}

/// What is pasted goes in as it would be typed: each line that ends is sent.
fn pasted(text: &str) -> Vec<Msg> {
    let keys = text.replace("\r\n", "\n");
    keys.chars().map(|c| if matches!(c, '\n' | '\r') { Msg::SendLine } else { Msg::Typed(c) }).collect()
}

fn clicked(mouse: MouseEvent, model: &Model) -> Option<Msg> {
    let (column, row) = (mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => model.hits.at(column, row),
        MouseEventKind::Drag(MouseButton::Left) if model.overlay == Overlay::None => {
            let slid = model.hits.at(column, row).filter(|msg| matches!(msg, Msg::Slide { .. }));
            slid.or_else(|| model.hits.dragged(column).filter(|_| model.hits.on_timeline(column, row)))
        }
        MouseEventKind::ScrollUp if model.hits.on_timeline(column, row) => Some(Msg::Step(-1)),
        MouseEventKind::ScrollDown if model.hits.on_timeline(column, row) => Some(Msg::Step(1)),
        MouseEventKind::ScrollUp => Some(Msg::Scroll(-NOTCH)),
        MouseEventKind::ScrollDown => Some(Msg::Scroll(NOTCH)),
        _ => None,
    }
}
