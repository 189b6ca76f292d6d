//! The mouse: it works everywhere.

use crate::screen::{Mouse, Screen};

#[test]
fn a_click_focuses_a_pane() {
    let screen = Screen::frozen();
    for pane in ["CODE", "LOG", "THREADS", "BUFFERS"] {
        screen.click(pane);
        screen.press("x");
        screen.wait_for(&format!("{pane} EXPLAINED"));
        // Beside the box: it closes.
        screen.mouse(Mouse::Press, (0, 0));
        screen.gone("EXPLAINED");
    }
    screen.quit();
}

#[test]
fn a_click_answers_a_question() {
    let screen = Screen::asking("freeze");
    screen.click("one larger than all");
    screen.wait_for("DEADLOCK");
    screen.quit();
}

#[test]
fn a_click_on_a_key_presses_it() {
    let screen = Screen::frozen();
    screen.click("help");
    screen.wait_for("HELP");
    screen.click("close");
    screen.gone("HELP");
    screen.mouse(Mouse::Press, screen.find_after(" act ", "plug"));
    screen.titled("LIVE, ended");
    screen.quit();
}

#[test]
fn the_timeline_is_clicked_dragged_and_turned() {
    let screen = Screen::frozen();
    let (_, y) = screen.find("step ");
    let (left, right) = ((0, y + 1), (119, y + 1));
    screen.mouse(Mouse::Press, left);
    screen.wait_for("No socket yet");
    screen.mouse(Mouse::Drag, right);
    screen.titled(" LIVE ");
    screen.mouse(Mouse::WheelUp, right);
    screen.titled("PAST -1 ");
    screen.mouse(Mouse::WheelDown, right);
    screen.titled(" LIVE ");
    screen.quit();
}

#[test]
fn the_wheel_scrolls_the_pane_in_focus() {
    let screen = Screen::frozen();
    screen.click("LOG");
    let log = screen.find("LOG");
    screen.mouse(Mouse::WheelUp, log);
    screen.wait_for("3 lines up");
    screen.mouse(Mouse::WheelDown, log);
    screen.gone("lines up");
    screen.quit();
}

#[test]
fn a_knob_is_chosen_by_a_click() {
    let screen = Screen::frozen();
    screen.press("k");
    screen.wait_for("KNOBS");
    screen.click("reader's bite");
    screen.press(crate::screen::RIGHT);
    screen.wait_for("2,048 B");
    screen.quit();
}

#[test]
fn the_wheel_and_clicks_on_nothing_do_no_harm() {
    let screen = Screen::frozen();
    for place in [(0, 0), (119, 35), (60, 0), (119, 0)] {
        for what in [Mouse::Press, Mouse::Drag, Mouse::WheelUp, Mouse::WheelDown] {
            screen.mouse(what, place);
        }
    }
    screen.press("?");
    screen.wait_for("HELP");
    screen.press("?");
    screen.titled("2/4");
    screen.quit();
}
