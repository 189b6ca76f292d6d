//! What lies over the panes: help, explanations, checks, and the knobs, which start a second run.

use crate::screen::{DOWN, ESC, LEFT, RIGHT, Screen};

#[test]
fn help_explanation_and_checks_open_and_escape_closes_them() {
    let screen = Screen::frozen();
    for (key, text) in [("?", "HELP"), ("x", "EXPLAINED"), ("c", "CHECK US")] {
        screen.press(key);
        screen.wait_for(text);
        screen.press(ESC);
        screen.gone(text);
    }
    screen.press("x");
    screen.wait_for("EXPLAINED");
    // What lies over the panes has the keys: n is no next scene now.
    screen.press("n");
    screen.press("?");
    screen.wait_for("HELP");
    screen.press("?");
    screen.gone("HELP");
    screen.titled("2/4");
    screen.quit();
}

#[test]
fn the_checks_name_this_process_and_its_port() {
    let screen = Screen::frozen();
    screen.press("c");
    screen.wait_for(&format!("-p {}", screen.pid()));
    screen.wait_for("sport = :");
    screen.quit();
}

#[test]
fn a_turned_knob_starts_a_second_run_and_the_two_can_be_compared() {
    let screen = Screen::frozen();
    screen.press("v");
    screen.wait_for("there is one run yet");
    screen.press("k");
    screen.wait_for("KNOBS");
    screen.press(&format!("{DOWN}{DOWN}{RIGHT}"));
    screen.wait_for("2,048 B");
    screen.press(ESC);
    screen.titled("run 2");
    screen.wait_for("DEADLOCK");
    screen.press("v");
    screen.titled("run 1");
    screen.wait_for("first difference: run 1 recv(1,024)");
    screen.press("f");
    screen.titled("RECORDED -");
    screen.press("v");
    screen.titled("run 2");
    screen.titled("PAST -");
    screen.press("f");
    screen.wait_for("recv(2,048) ...");
    screen.quit();
}

#[test]
fn a_knob_put_back_changes_nothing() {
    let screen = Screen::frozen();
    screen.press("k");
    screen.wait_for("KNOBS");
    screen.press(RIGHT);
    screen.wait_for("run again with these values");
    screen.press(LEFT);
    screen.gone("run again with these values");
    screen.press(RIGHT);
    screen.wait_for("run again with these values");
    screen.press("0");
    screen.gone("run again with these values");
    screen.press(ESC);
    screen.gone("KNOBS");
    screen.press("v");
    screen.wait_for("there is one run yet");
    screen.quit();
}

#[test]
fn a_live_knob_turns_in_the_running_program() {
    let screen = Screen::scene("two-threads", &["--no-quiz", "--set", "pause=1000"]);
    screen.wait_for("stalled by its peer");
    screen.press("k");
    screen.wait_for("KNOBS");
    for _ in 0..9 {
        screen.press(LEFT);
    }
    screen.wait_for(" 0 ms");
    screen.press(ESC);
    screen.titled("LIVE, ended");
    assert!(!screen.screen().contents().contains("run 2"));
    screen.quit();
}

#[test]
fn a_restart_keeps_the_run_before() {
    let screen = Screen::frozen();
    screen.press("r");
    screen.titled("run 2");
    screen.wait_for("DEADLOCK");
    screen.press("v");
    screen.titled("run 1");
    screen.press("v");
    screen.titled("run 2");
    screen.quit();
}
