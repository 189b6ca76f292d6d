//! Which scene is shown, and how one gets from one to the next.

use crate::screen::{Screen, WIDE, twistlab};

#[test]
fn a_lesson_opens_with_its_first_scene_and_walks_it() {
    let screen = Screen::run(WIDE, twistlab(&["lesson", "1"]));
    screen.titled("1/4 round trip");
    screen.titled("6 ev/s");
    screen.wait_for("socket() = ");
    screen.quit();
}

#[test]
fn a_scene_can_be_named_or_numbered() {
    for scene in ["2", "freeze"] {
        let screen = Screen::scene(scene, &[]);
        screen.titled("2/4 the freeze");
        screen.quit();
    }
}

#[test]
fn n_and_its_capital_and_numbers_go_from_scene_to_scene() {
    let screen = Screen::scene("1", &[]);
    for (key, title) in [("n", "2/4"), ("n", "3/4"), ("N", "2/4"), ("4", "4/4"), ("1", "1/4")] {
        screen.press(key);
        screen.titled(title);
    }
    screen.press("N");
    screen.wait_for("this is the first scene");
    screen.press("9");
    screen.wait_for("lesson 1 has 4 scenes");
    screen.titled("1/4");
    screen.quit();
}

#[test]
fn a_recording_has_one_scene() {
    let folder = tempfile::tempdir().unwrap();
    let file = crate::recording::record(folder.path(), "round-trip", &[]);
    let screen = Screen::run(WIDE, twistlab(&["replay", file.to_str().unwrap(), "--no-quiz", "--speed", "max"]));
    screen.titled("RECORDED, at its end");
    screen.press("n");
    screen.wait_for("this is a recording");
    screen.quit();
}
