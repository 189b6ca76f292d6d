//! Predictions and controls: what a learner does to the running program, and what comes of it.

use crate::screen::Screen;

/// The scene frozen, with the log alone on the screen.
fn frozen_with_its_log() -> Screen {
    let screen = Screen::frozen();
    screen.alone("LOG");
    screen.wait_for("recv(1,024) = 1,024");
    screen
}

/// What the send asks that the X-ray shows: `is in send(16,384) on`.
fn stuck_send(contents: &str) -> Option<u64> {
    let (_, after) = contents.split_once("is in send(")?;
    let (asked, _) = after.split_once(')')?;
    asked.replace(',', "").parse().ok()
}

#[test]
fn a_letter_answers_and_the_x_ray_comes_up_by_itself() {
    let screen = Screen::asking("freeze");
    assert!(!screen.screen().contents().contains("DEADLOCK"), "what comes after a question is hidden");
    screen.press("b");
    screen.wait_for("DEADLOCK");
    screen.titled("LIVE");
    screen.wait_for("Your prediction came true");
    screen.quit();
}

#[test]
fn a_letter_that_is_no_choice_answers_nothing_and_s_skips() {
    let screen = Screen::asking("freeze");
    screen.press("edp");
    screen.press("?");
    screen.wait_for("HELP");
    screen.titled("YOUR PREDICTION");
    screen.press("?");
    screen.gone("HELP");
    screen.press("s");
    screen.wait_for("This came true");
    screen.quit();
}

#[test]
fn a_bite_is_read_from_outside_and_frees_nothing() {
    let screen = frozen_with_its_log();
    screen.press("b");
    screen.wait_for("you: bite");
    screen.wait_until("what the lab read", |shown| {
        shown.contents().lines().any(|line| line.contains(" lab ") && line.contains("recv(1,024) = "))
    });
    screen.click("X-RAY");
    screen.wait_for("DEADLOCK");
    screen.quit();
}

#[test]
fn a_bite_is_predicted_the_first_time() {
    let screen = Screen::asking("freeze");
    screen.press("s");
    screen.wait_for("DEADLOCK");
    screen.press("b");
    screen.titled("YOUR PREDICTION");
    screen.wait_for("You are about to read");
    // The answer, and the control again before the lab has taken the first: that is no second question.
    screen.press("bb");
    screen.alone("LOG");
    screen.wait_until("two bites", |shown| shown.contents().matches("you: bite").count() == 2);
    screen.titled("LIVE");
    screen.quit();
}

#[test]
fn a_drain_ends_this_send_and_the_next_one_freezes() {
    let screen = Screen::frozen();
    let first = stuck_send(&screen.screen().contents()).unwrap();
    screen.press("d");
    screen.wait_until("a longer send that is stuck", |screen| {
        stuck_send(&screen.contents()).is_some_and(|asked| asked > first)
    });
    screen.quit();
}

#[test]
fn plug_and_shut_give_a_short_send_first_and_the_error_with_the_next() {
    for (key, error) in [("p", "ECONNRESET"), ("w", "EPIPE")] {
        let screen = frozen_with_its_log();
        screen.press(key);
        screen.wait_for(error);
        screen.titled("LIVE, ended");
        let log = screen.screen().contents();
        let short = log.find("SHORT").unwrap_or_else(|| panic!("no short send before {error}:\n{log}"));
        assert!(short < log.find(error).unwrap(), "{log}");
        screen.press("d");
        screen.wait_for("the program has ended");
        screen.quit();
    }
}

#[test]
fn a_control_in_the_past_goes_to_live_first_and_acts_on_nothing() {
    let screen = Screen::frozen();
    screen.press(crate::screen::LEFT);
    screen.titled("PAST");
    screen.press("p");
    screen.wait_for("back to LIVE first");
    screen.titled("LIVE");
    screen.wait_for("DEADLOCK");
    assert!(!screen.screen().contents().contains("you: plug"));
    screen.press("p");
    screen.titled("LIVE, ended");
    screen.quit();
}

#[test]
fn two_threads_that_both_talk_first_are_freed_by_one_reader() {
    let screen = Screen::scene("both-talk-first", &["--no-quiz", "--set", "bytes=100000"]);
    screen.wait_for("DEADLOCK");
    screen.press("d");
    screen.titled("LIVE, ended");
    screen.wait_for("You read at one end from outside");
    screen.quit();
}
