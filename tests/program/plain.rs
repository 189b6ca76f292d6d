//! Plain text with nobody at it: the script plays, and every scene ends by itself.

use crate::screen::through_shell;
use crate::text::{Told, run, tell};

/// Characters that draw boxes, blocks and arrows rather than words.
fn draws(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{25ff}' | '\x1b'))
}

/// Sees that all went well and every scene showed what it declares.
fn shown(told: &Told) {
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{}", told.out);
    assert!(!told.out.contains("not seen:") && !draws(&told.out), "{}", told.out);
}

#[test]
fn a_lesson_plays_all_its_scenes() {
    let told = tell(&["lesson", "1"]);
    shown(&told);
    for scene in 1..=4 {
        assert_eq!(told.out.matches(&format!("Lesson 1, scene {scene} of 4: ")).count(), 1, "{}", told.out);
    }
    assert!(told.out.contains("still deadlocked for 2.") && told.out.contains("SHORT"), "{}", told.out);
}

#[test]
fn a_scene_plays_alone_and_patience_says_when_its_freeze_is_told() {
    for patience in ["200ms", "700ms"] {
        let told = tell(&["lesson", "1", "--plain", "--scene", "freeze", "--auto", "--patience", patience]);
        shown(&told);
        assert_eq!(told.out.matches("Lesson 1, scene ").count(), 1);
        for text in ["still deadlocked for ", "you: bite", "you: drain", "you: plug", "SHORT", "ECONNRESET"] {
            assert!(told.out.contains(text), "{text} is missing in\n{}", told.out);
        }
    }
}

#[test]
fn standard_input_may_be_closed() {
    shown(&run(through_shell("\"$0\" \"$@\" <&-", &["lesson", "1", "--plain", "--scene", "round-trip"])));
}

#[test]
fn every_event_is_told_in_its_order() {
    let told = tell(&["lesson", "1", "--scene", "freeze", "--patience", "300ms"]);
    let times: Vec<&str> = told.events().iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(times.len() > 50 && times.windows(2).all(|two| two[0] <= two[1]), "{}", told.out);
}

#[test]
fn a_prediction_is_judged_once_and_only_after_it_was_decided() {
    let told = tell(&["lesson", "1", "--scene", "round-trip"]);
    shown(&told);
    assert_eq!(told.out.matches("predicted: ").count(), 2, "{}", told.out);
    assert_eq!(told.out.matches("your prediction came true").count(), 2, "{}", told.out);
    let (recv, judged) = (told.out.find("recv(1,024) = 3"), told.out.find("came true: b it returns"));
    assert!(recv.is_some() && recv < judged, "{}", told.out);
}

#[test]
fn no_quiz_asks_nothing() {
    let told = tell(&["lesson", "1", "--scene", "freeze", "--patience", "300ms", "--no-quiz"]);
    shown(&told);
    assert!(!told.out.contains("predicted") && !told.out.contains("\n? "), "{}", told.out);
}

#[test]
fn a_knob_is_set_wherever_it_exists() {
    let told = tell(&["lesson", "1", "--patience", "300ms", "--set", "sndbuf=8192", "--set", "pause=1"]);
    assert_eq!(told.err, "");
    assert_eq!(told.out.matches("knob sndbuf = 8,192 B").count(), 4, "{}", told.out);
    assert_eq!(told.out.matches("knob pause = 1 ms").count(), 1);
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    // With this patience it would go on for an hour.
    let args = ["lesson", "1", "--scene", "freeze", "--patience", "3600s"];
    let told = run(through_shell("{ \"$0\" \"$@\"; echo \"status $?\" >&2; } | head -1", &args));
    assert_eq!((told.out.lines().count(), told.err.as_str()), (1, "status 0\n"), "{told:?}");
    for args in [&["read", "1"] as &[&str], &["list"], &["--help"]] {
        let told = run(through_shell("{ \"$0\" \"$@\"; echo \"status $?\" >&2; } | head -1", args));
        assert_eq!(told.err, "status 0\n", "{args:?}");
    }
}

#[test]
fn text_that_cannot_be_written_is_an_error() {
    for args in [&["lesson", "1", "--scene", "round-trip"] as &[&str], &["read", "1"], &["list"]] {
        run(through_shell("\"$0\" \"$@\" >/dev/full", args)).fails(1, &["No space left on device"]);
    }
}

#[test]
fn commands_that_only_print() {
    for (args, text) in [
        (&["list"] as &[&str], "freeze"),
        (&["read", "1"], "The blocking"),
        (&["--help"], "Begin with: twistlab, or twistlab lesson 1"),
        (&["lesson", "--help"], "--patience"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let told = tell(args);
        assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{args:?}");
        assert!(told.out.contains(text) && !told.out.contains('\x1b'), "{args:?}: {}", told.out);
    }
}
