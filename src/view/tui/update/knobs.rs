//! Turning knobs: a live one acts at once, another one starts a new run.

use crate::lesson::Knob;
use crate::view::tui::model::{Model, Overlay};
use crate::view::tui::msg::Msg;
use crate::view::tui::update::Effect;
use crate::view::tui::update::acting::to_live;
use std::time::Instant;

/// Live knobs act on the running stage; another one starts a new run.
pub(super) fn set_knobs(model: &mut Model, draft: &crate::lesson::Settings, now: Instant) -> Option<Effect> {
    let before = model.scene_settings();
    let scene = model.scene();
    let changed = |knob: &&crate::lesson::Knob| draft.get(knob.name) != before.get(knob.name);
    if !scene.knobs.iter().any(|knob| changed(&knob)) {
        return None;
    }
    if !model.runs.iter().any(|run| run.is_live()) {
        model.say("this is a recording: its knobs are what they were", now);
        return None;
    }
    let restart = scene.knobs.iter().filter(changed).any(|knob| !knob.live)
        || model.runs.last().is_some_and(|run| run.trace.head().ended());
    if !restart && let Some(run) = model.runs.last_mut() {
        for knob in scene.knobs.iter().filter(changed) {
            run.turn(knob.name, draft.get(knob.name).unwrap_or(knob.default));
        }
    }
    model.settings.retain(|(id, _)| *id != scene.id);
    model.settings.push((scene.id, draft.clone()));
    restart.then(|| Effect::Start(model.session().lesson.place(scene)))
}

pub(super) fn turn(model: &mut Model, msg: Msg, now: Instant) {
    let knobs = model.scene().knobs;
    let can_act = model.can_act();
    let Overlay::Knobs { row, draft } = &mut model.overlay else { return };
    match msg {
        Msg::KnobSelect(by) => *row = (*row + knobs.len()).saturating_add_signed(isize::from(by)) % knobs.len().max(1),
        Msg::KnobRow(place) => *row = place.min(knobs.len().saturating_sub(1)),
        _ => {}
    }
    let Some(knob) = knobs.get(*row) else { return };
    let value = draft.get(knob.name).unwrap_or(knob.default);
    match msg {
        Msg::KnobTurn { up } => draft.put(knob.name, knob.next_stop(value, up)),
        Msg::KnobReset => draft.put(knob.name, knob.default),
        _ => return,
    }
    let turned = draft.get(knob.name).filter(|turned| *turned != value);
    if let Some(turned) = turned.filter(|_| knob.live && can_act) {
        put_live(model, knob, turned, now);
    }
}

/// Chooses another live knob for the keys that turn one.
pub(super) fn choose_live(model: &mut Model, by: i8, now: Instant) {
    let count = model.live_knobs().count();
    if count == 0 {
        return turn_live(model, true, now); // which says that there is none
    }
    model.live = (model.live + count).saturating_add_signed(isize::from(by)) % count;
    if let Some(knob) = model.live_knob() {
        model.say(format!("[ and ] turn {}: {}", knob.name, knob.label), now);
    }
}

/// Moves the slider of a live knob to one of its stops.
pub(super) fn slide(model: &mut Model, place: usize, stop: usize, now: Instant) {
    let Some(knob) = model.scene().knobs.get(place).filter(|knob| knob.live) else { return };
    if !model.can_act() {
        return model.say("nothing runs that it could act on: press r to run the scene again", now);
    }
    model.live = model.live_knobs().position(|live| live.name == knob.name).unwrap_or(0);
    let before = model.scene_settings().get(knob.name).unwrap_or(knob.default);
    if let Some(value) = knob.stops.get(stop).copied().filter(|value| *value != before) {
        put_live(model, knob, value, now);
    }
}

/// Turns the chosen live knob by one of its stops.
pub(super) fn turn_live(model: &mut Model, up: bool, now: Instant) {
    let Some(knob) = model.live_knob() else {
        return model.say("this scene has no knob that acts while it runs (k shows those that it has)", now);
    };
    let value = model.scene_settings().get(knob.name).unwrap_or(knob.default);
    let next = knob.next_stop(value, up);
    if next == value {
        return model.say(format!("{} is at the end of its scale: {}", knob.name, knob.show(value)), now);
    }
    put_live(model, knob, next, now);
}

/// A live knob acts at once, on the run as it is now.
fn put_live(model: &mut Model, knob: &'static Knob, value: u64, now: Instant) {
    let mut settings = model.scene_settings();
    settings.put(knob.name, value);
    let scene = model.scene();
    model.settings.retain(|(id, _)| *id != scene.id);
    model.settings.push((scene.id, settings));
    model.session_mut().turn(knob.name, value);
    if model.session().is_free() {
        to_live(model);
    }
    model.say(format!("{}: {}", knob.label, knob.show(value)), now);
}
