//! Acting on the running program: controls, and lines that are typed for it.

use crate::lab::Action;
use crate::lesson::Control;
use crate::view::player::Play;
use crate::view::session::Answer;
use crate::view::tui::model::Model;
use crate::view::tui::msg::Msg;
use crate::view::tui::pane::Pane;
use crate::view::tui::typing::Typing;
use std::time::Instant;

/// Uses a control of the scene: on the stage as it is now, never on the past.
pub(super) fn control(model: &mut Model, place: usize, now: Instant) {
    let Some(control) = model.scene().controls.get(place) else { return };
    if !model.session().is_live() {
        model.say("this run is over or a recording: nothing can act on it (r runs the scene again)", now);
        return;
    }
    if !model.can_act() {
        model.say("the program has ended: press r to run it again", now);
        return;
    }
    // A program that goes at its own speed has gone on anyway, and one that takes orders waits for them: nobody means
    // a moment of the past, where the cursor merely has not caught up.
    let gives =
        matches!(control.action, Action::Feed { .. } | Action::Type { .. } | Action::EndInput { .. } | Action::Order);
    let at_once = model.session().is_free() || (gives && model.player.play == Play::Playing);
    if at_once || !model.session().at_head() {
        to_live(model);
        if model.session().open_question().is_some() {
            model.say("a question is still open; answer it, then act", now);
            return;
        }
        if !at_once {
            model.say(format!("back to LIVE first: the past cannot be acted on; press {} again", control.key), now);
            return;
        }
    }
    act(model, control, now);
}

fn act(model: &mut Model, control: &'static Control, now: Instant) {
    let question = control.question.filter(|id| model.quiz && !model.session().has_asked(id));
    if question.is_some() {
        model.waiting = Some(control);
        model.peeking = false;
        return;
    }
    do_it(model, control, None);
    model.player.play = Play::Playing;
    model.say(format!("you: {}", control.label), now);
}

/// What can be acted is acted; what is typed for begins with an empty line.
pub(super) fn do_it(model: &mut Model, control: &'static Control, answer: Option<Answer>) {
    let place = model.scene().controls.iter().position(|other| other.id == control.id).unwrap_or(0);
    let Some(line) = Typing::new(model.scene(), place) else { return model.session_mut().act(control, answer) };
    if answer.is_some() {
        model.session_mut().act(control, answer);
    }
    if model.typing.as_ref().is_none_or(|typing| typing.control != place) {
        model.typing = Some(line);
    }
    model.pane = Pane::Input;
}

/// Whether the line that is being typed stays after this. Only the mouse can want something else meanwhile.
pub(super) fn keeps_line(msg: Msg) -> bool {
    matches!(
        msg,
        Msg::Typed(_)
            | Msg::Rub
            | Msg::SendLine
            | Msg::Control(_)
            | Msg::Focus(Pane::Input)
            | Msg::Suspend
            | Msg::Leave
            | Msg::Quit
    )
}

pub(super) fn typed(model: &mut Model, msg: Msg, now: Instant) {
    let Some(typing) = &mut model.typing else { return };
    match msg {
        Msg::Typed(typed) => typing.push(typed),
        Msg::Rub => _ = typing.text.pop(),
        Msg::SendLine => {
            let (source, line) = (typing.source, typing.take());
            model.session_mut().feed(source, &line);
            to_live(model);
            model.say(format!("you: a line of {} bytes", line.len()), now);
        }
        _ => {}
    }
}

/// To the head, and on with it.
pub(super) fn to_live(model: &mut Model) {
    let session = model.session_mut();
    let limit = session.limit();
    session.cursor.seek(&session.trace, limit);
    model.player.play = Play::Playing;
}
