//! Play, pause, step, scrub: the cursor walks, and the title says where it is.

use crate::screen::{END, HOME, LEFT, RIGHT, Screen, WIDE, row, twistlab};

/// How far behind the title says that the cursor is.
fn behind(screen: &Screen) -> u64 {
    let title = row(&screen.screen(), 0);
    let (_, after) = title.split_once("PAST -").unwrap_or_else(|| panic!("not in the past: {title}"));
    after.trim().replace(',', "").parse().unwrap()
}

#[test]
fn steps_back_are_the_past_and_end_is_live() {
    let screen = Screen::frozen();
    screen.press(LEFT);
    screen.titled("PAST -1 ");
    screen.press(LEFT);
    screen.titled("PAST -2 ");
    screen.press(RIGHT);
    screen.titled("PAST -1 ");
    screen.press("<");
    screen.titled("PAST -11 ");
    screen.press(END);
    screen.titled(" LIVE ");
    screen.wait_for("DEADLOCK");
    screen.quit();
}

#[test]
fn home_is_before_the_first_event_and_space_walks_on_from_there() {
    let screen = Screen::frozen();
    screen.press(HOME);
    screen.wait_for("No socket yet");
    screen.titled("PAST");
    assert!(behind(&screen) > 20);
    screen.press(" ");
    screen.titled(" LIVE ");
    screen.quit();
}

#[test]
fn space_holds_the_cursor_and_lets_it_go() {
    let screen = Screen::run(WIDE, twistlab(&["lesson", "1", "--speed", "20", "--no-quiz"]));
    screen.wait_for("socket() = ");
    screen.press(" ");
    screen.wait_until("a pause with the head ahead", |screen| {
        row(screen, 0).contains("Ⅱ 20 ev/s") && row(screen, 0).contains("PAST")
    });
    let here = behind(&screen);
    screen.press("+");
    screen.titled("30 ev/s");
    // The pace is not the play: the cursor still stands. What the stage does meanwhile can only put it farther behind.
    assert!(behind(&screen) >= here);
    screen.press("-");
    screen.titled("Ⅱ 20 ev/s");
    screen.press(" ");
    screen.titled("▶ 20 ev/s");
    screen.wait_for("recv(1,024) = 3");
    screen.quit();
}

#[test]
fn a_stage_at_a_rest_point_waits_for_a_paused_cursor() {
    let screen = Screen::run(WIDE, twistlab(&["lesson", "1", "--speed", "1", "--no-quiz"]));
    screen.wait_for("socket()");
    screen.press(" ");
    screen.titled("Ⅱ");
    // To the head and paused there before the beat lets the stage go.
    screen.press(&format!("{END} "));
    screen.titled("Ⅱ");
    screen.wait_for("the stage rests here");
    // A step at the head lets the stage go on, and is the first of what it did then.
    screen.press(RIGHT);
    screen.titled("PAST");
    screen.press(">");
    screen.wait_for("recv(1,024) = 3");
    screen.quit();
}

#[test]
fn nothing_after_an_open_question_can_be_reached() {
    let screen = Screen::asking("freeze");
    screen.press(END);
    screen.press(RIGHT);
    screen.press(HOME);
    screen.titled("PAST");
    screen.press(END);
    screen.press("?");
    screen.wait_for("HELP");
    screen.press("?");
    screen.gone("HELP");
    assert!(!screen.screen().contents().contains("DEADLOCK"));
    screen.quit();
}
