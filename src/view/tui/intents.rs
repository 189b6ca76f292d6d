//! Terminal input as intents.

use super::keys::meaning;
use super::model::{Model, Overlay};
use super::msg::Msg;
use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

/// Lines that one notch of the wheel scrolls.
const NOTCH: i16 = 3;

/// What an event from the terminal means. On a screen too small to show anything, only leaving does.
pub(crate) fn message(event: &Event, model: &Model) -> Option<Msg> {
    let msg = match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            let choices = model.question().map_or(0, |question| question.choices.len());
            meaning(*key, model.focus(), model.scene(), choices)
        }
        Event::Mouse(mouse) => clicked(*mouse, model),
        _ => None,
    };
    // The last frame counts, which the learner saw, and not the size that the terminal has by now.
    msg.filter(|msg| !model.hits.is_empty() || matches!(msg, Msg::Quit | Msg::Suspend))
}

fn clicked(mouse: MouseEvent, model: &Model) -> Option<Msg> {
    let (column, row) = (mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => model.hits.at(column, row),
        MouseEventKind::Drag(MouseButton::Left) if model.overlay == Overlay::None => {
            model.hits.dragged(column).filter(|_| model.hits.on_timeline(column, row))
        }
        MouseEventKind::ScrollUp if model.hits.on_timeline(column, row) => Some(Msg::Step(-1)),
        MouseEventKind::ScrollDown if model.hits.on_timeline(column, row) => Some(Msg::Step(1)),
        MouseEventKind::ScrollUp => Some(Msg::Scroll(-NOTCH)),
        MouseEventKind::ScrollDown => Some(Msg::Scroll(NOTCH)),
        _ => None,
    }
}
