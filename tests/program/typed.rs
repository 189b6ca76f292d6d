//! Plain text with a person at it: predictions and controls are typed words.

use crate::screen::{Screen, WIDE, through_shell, twistlab};

/// Rows enough that nothing scrolls away.
const LONG: (u16, u16) = (100, 400);

const ASKED: &str = "your prediction (a to c,";

const FREEZE: &[&str] = &["lesson", "1", "--plain", "--scene", "freeze", "--patience", "300ms"];

fn freeze(more: &[&str]) -> Screen {
    Screen::run(LONG, twistlab(&[FREEZE, more].concat()))
}

/// Waits for the prompt for the `nth` time, and types.
fn at(screen: &Screen, nth: usize, prompt: &str, word: &str) {
    screen.wait_until(&format!("{prompt:?} for the {nth}. time"), |shown| {
        shown.contents().matches(prompt).count() == nth && shown.contents().trim_end().ends_with(':')
    });
    screen.press(&format!("{word}\r"));
}

#[test]
fn predictions_and_controls_are_typed() {
    let mut screen = freeze(&[]);
    at(&screen, 1, ASKED, "b");
    screen.wait_for("predicted: b");
    screen.wait_for("still deadlocked for");
    at(&screen, 1, "what now?", "bite");
    at(&screen, 2, ASKED, "");
    screen.wait_for("predicted: nothing");
    screen.wait_for("you: bite");
    at(&screen, 2, "what now?", "wait");
    at(&screen, 3, "what now?", "drain");
    screen.wait_for("you: drain");
    at(&screen, 4, "what now?", "plug");
    screen.wait_for("ECONNRESET");
    assert!(screen.exit().success());
}

#[test]
fn a_word_that_is_none_is_asked_for_again() {
    let mut screen = freeze(&[]);
    at(&screen, 1, ASKED, "z");
    at(&screen, 2, ASKED, "bb");
    at(&screen, 3, ASKED, " B ");
    screen.wait_for("predicted: b");
    at(&screen, 1, "what now? bite, drain, plug, shut, wait, quit", "pull");
    at(&screen, 2, "what now?", "SHUT");
    screen.wait_for("EPIPE");
    assert!(screen.exit().success());
}

#[test]
fn it_is_left_by_a_word_or_by_the_end_of_input() {
    for word in ["q", "quit"] {
        let mut screen = freeze(&[]);
        at(&screen, 1, ASKED, word);
        assert!(screen.exit().success());
    }
    for (word, status) in [("quit", Some(0)), ("q", Some(0))] {
        let mut screen = freeze(&["--no-quiz"]);
        at(&screen, 1, "what now?", word);
        assert_eq!(screen.exit().code(), status);
    }
    let mut screen = freeze(&["--no-quiz"]);
    screen.wait_for("what now?");
    screen.press("\x04");
    assert!(screen.exit().success());
    let mut screen = freeze(&[]);
    screen.wait_for(ASKED);
    screen.press("\x03");
    assert!(!screen.exit().success());
}

#[test]
fn with_auto_nobody_is_asked() {
    let mut screen = freeze(&["--auto"]);
    assert!(screen.exit().success());
    let told = screen.screen().contents();
    assert!(told.contains("predicted: b") && !told.contains(ASKED) && !told.contains("what now"));
}

#[test]
fn prompts_go_to_the_person_where_the_text_goes_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let mut command = through_shell("exec \"$0\" \"$@\" >\"$TOLD\"", FREEZE);
    command.env("TOLD", &told);
    let mut screen = Screen::run(WIDE, command);
    at(&screen, 1, ASKED, "b");
    at(&screen, 1, "what now?", "plug");
    assert!(screen.exit().success());
    let told = std::fs::read_to_string(told).unwrap();
    assert!(told.contains("predicted: b") && told.contains("ECONNRESET"), "{told}");
    assert!(!told.contains("what now") && !told.contains('\x1b'), "{told}");
    assert!(!screen.screen().contents().contains("predicted: b"));
}

#[test]
fn at_a_pace_it_walks_event_by_event() {
    let mut screen = Screen::run(LONG, twistlab(&["lesson", "1", "--plain", "--scene", "1", "--speed", "60"]));
    at(&screen, 1, ASKED, "a");
    screen.wait_for("something else came true");
    at(&screen, 2, ASKED, "b");
    screen.wait_for("your prediction came true");
    assert!(screen.exit().success());
}

#[test]
fn a_live_knob_is_turned_by_a_line_while_the_stage_runs() {
    let args = ["lesson", "1", "--plain", "--scene", "two-threads", "--no-quiz", "--set", "pause=500"];
    let mut screen = Screen::run(LONG, twistlab(&args));
    screen.wait_for("sleep(500 ms) ...");
    screen.press("?\r");
    screen.wait_for("leaves this run");
    screen.press("sndbuf=8192\r");
    screen.wait_for("set before the run");
    screen.press("pause=1\r");
    screen.wait_for("you turn pause to 1");
    screen.wait_for("sleep(1 ms) ...");
    screen.press("next\r");
    assert!(screen.exit().code().is_some());
    assert!(screen.screen().contents().contains("of lab time"), "the run that was left is summed up");
}
