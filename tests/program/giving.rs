//! What a learner gives to a running program: clicks, lines, orders, and turns of a live knob, in every scene that takes
//! such a thing.

use crate::screen::{ESC, Mouse, Screen, WIDE, place, twistlab};
use twistlab::lab::{Action, Gait};
use twistlab::lesson::{Aspect, CATALOGUE, Control, Lesson, Scene};

/// Every scene with a control of a kind.
fn scenes_with(kind: fn(&Action) -> bool) -> Vec<(&'static Lesson, &'static Scene, &'static Control)> {
    let scenes = CATALOGUE.iter().flat_map(|lesson| lesson.scenes.iter().map(move |scene| (lesson, scene)));
    let with = scenes.filter_map(|(lesson, scene)| {
        let control = scene.controls.iter().find(|control| kind(&control.action))?;
        Some((lesson, scene, control))
    });
    let found: Vec<_> = with.collect();
    assert!(CATALOGUE.len() < 4 || !found.is_empty(), "lessons 2 to 4 take all kinds");
    found
}

/// Opens a scene without its questions.
fn open(lesson: &Lesson, scene: &Scene) -> Screen {
    let number = lesson.number.to_string();
    let screen = Screen::run(WIDE, twistlab(&["lesson", &number, "--scene", scene.id, "--no-quiz"]));
    screen.wait_for("quit");
    screen.titled("LIVE");
    screen
}

/// A line is typed, corrected and sent, and the program reads it; then the keys are the laboratory's again.
#[test]
fn a_line_is_typed_for_the_program() {
    for (lesson, scene, control) in scenes_with(|action| matches!(action, Action::Type { .. })) {
        let screen = open(lesson, scene);
        screen.press(&control.key.to_string());
        screen.wait_for("STAGE");
        screen.press("hq\u{7f}ello N");
        screen.wait_for("❯ hello N");
        screen.press("\r");
        screen.gone("hello N");
        screen.press(ESC);
        screen.wait_for("read after");
        screen.wait_for(" LAB ");
        screen.quit();
    }
}

/// Ctrl-C quits whoever has the keys.
#[test]
fn control_c_quits_while_a_line_is_typed() {
    for (lesson, scene, control) in scenes_with(|action| matches!(action, Action::Type { .. })) {
        let mut screen = open(lesson, scene);
        screen.press(&control.key.to_string());
        screen.wait_for("STAGE");
        screen.press("half a line\u{3}");
        assert!(screen.exit().success());
    }
}

/// A button is clicked with the mouse, and its key does the same.
#[test]
fn a_button_is_clicked() {
    let buttons = scenes_with(|action| matches!(action, Action::Feed { .. }));
    for (lesson, scene, control) in buttons.into_iter().filter(|(_, scene, _)| scene.shows.contains(&Aspect::Input)) {
        for by_mouse in [true, false] {
            let screen = open(lesson, scene);
            screen.wait_for("not used yet");
            // How much of the words there is depends on the room; a program that naps for long is given its time.
            let is_read = |screen: &vt100::Screen| {
                let text = screen.contents();
                // A program that stands does not read it.
                let stands = text.contains("DEADLOCK") && text.contains("in the pipe");
                text.contains("read after") || text.contains("took ") || stands
            };
            if by_mouse {
                let button = format!("{}  {}", control.key, control.label);
                let first = screen.find(&button);
                screen.mouse(Mouse::Press, first);
                // An X-ray that comes up by itself moves the button; a click that missed it is repeated.
                screen.wait_until("the click to be read, or the button to move", |now| {
                    is_read(now) || place(now, "", &button).is_some_and(|moved| moved != first)
                });
                if !is_read(&screen.screen()) {
                    screen.mouse(Mouse::Press, screen.find(&button));
                }
            } else {
                screen.press(&control.key.to_string());
            }
            screen.wait_until("the click to be read", is_read);
            screen.quit();
        }
    }
}

/// An order is given, by a click on its name, and told in the log. A program by hand waits for it, and a reactor takes it as
/// a call from another thread.
#[test]
fn an_order_is_given() {
    let waits = |screen: &vt100::Screen| {
        let text = screen.contents();
        ["waits for you ...", "(for ever) ...", "the program ended"].iter().any(|words| text.contains(words))
    };
    for (lesson, scene, control) in scenes_with(|action| *action == Action::Order) {
        let screen = open(lesson, scene);
        // A program that goes freely takes orders at any time.
        let stands = scene.stage.gait != Gait::Free;
        if stands {
            screen.wait_until("it waits for an order", waits);
        }
        let names = [control.id, control.label].map(|name| format!("{} {name}", control.key));
        let shown = screen.screen().contents();
        let name = names.iter().find(|name| shown.contains(name.as_str()));
        screen.click(name.unwrap_or_else(|| panic!("{}: none of {names:?} is on the screen:\n{shown}", scene.id)));
        screen.wait_for(&format!("you: {}", control.id));
        if stands {
            screen.wait_until("it waits for the next one", waits);
        }
        screen.quit();
    }
}

/// A live knob is turned by one key, without a list and without a new run.
#[test]
fn a_live_knob_is_turned_while_the_program_runs() {
    let scenes = CATALOGUE.iter().flat_map(|lesson| lesson.scenes.iter().map(move |scene| (lesson, scene)));
    for (lesson, scene) in scenes {
        let Some(knob) = scene.knobs.iter().find(|knob| knob.live) else { continue };
        // A run that comes to its end by itself may be over before the key is pressed.
        if scene.stage.gait != Gait::Free {
            continue;
        }
        let up = knob.next_stop(knob.default, true) != knob.default;
        let next = knob.next_stop(knob.default, up);
        let screen = open(lesson, scene);
        screen.press(if up { "]" } else { "[" });
        screen.wait_for(&format!("{}: {}", knob.label, knob.show(next)));
        screen.wait_for(&format!("{} {}", knob.name, knob.show(next)));
        assert!(!screen.screen().contents().contains("run 2"), "{}: the run goes on", scene.id);
        screen.quit();
    }
}
