//! Mistakes on the command line: status 2, and one sentence that says what would be good.

use crate::screen::{Screen, WIDE, through_shell};
use crate::text::{run, tell};

#[test]
fn a_mistake_is_told_with_what_would_be_good() {
    for (args, words) in [
        (&["lesson", "9"] as &[&str], &["no lesson 9", "twistlab list"] as &[&str]),
        (&["read", "9"], &["no lesson 9", "twistlab list"]),
        (&["lesson", "1", "--scene", "thaw"], &["\"thaw\"", "round-trip", "freeze", "two-threads", "both-talk-first"]),
        (&["lesson", "1", "--scene", "5"], &["\"5\"", "1 round-trip"]),
        (&["lesson", "1", "--set", "bight=1"], &["\"bight\"", "bite", "sndbuf", "pause", "bytes"]),
        (&["lesson", "1", "--scene", "freeze", "--set", "pause=1"], &["\"pause\"", "bite", "sndbuf"]),
        (&["lesson", "1", "--set", "sndbuf=7"], &["sndbuf", "1,024 to 65,536", "\"7\""]),
        (&["lesson", "1", "--set", "nodelay=maybe"], &["nodelay", "0 (off) or 1 (on)"]),
        (&["lesson", "1", "--set", "sndbuf"], &["name=value", "\"sndbuf\""]),
    ] {
        let told = tell(args);
        told.fails(2, words);
        assert_eq!((told.out.as_str(), told.err.lines().count()), ("", 1), "{args:?}");
    }
}

#[test]
fn what_is_no_option_is_told_with_what_would_be_good() {
    for (args, words) in [
        (&["lesson", "1", "--speed", "0"] as &[&str], &["'0'", "1 to 100000, or max"] as &[&str]),
        (&["lesson", "1", "--patience", "0s"], &["'0s'", "200ms to 3600s"]),
        (&["lesson", "1", "--color", "sometimes"], &["'sometimes'", "auto, always, never"]),
        (&["lesson", "one"], &["'one'", "twistlab list"]),
        (&["lesson"], &["<NUMBER>"]),
        (&["frob"], &["frob", "lesson, replay, list, read, book"]),
    ] {
        let told = tell(args);
        assert_eq!(told.code, Some(2), "{args:?}");
        assert!(told.out.is_empty() && told.err.starts_with("error: "), "{told:?}");
        for word in words {
            assert!(told.err.contains(word), "{word:?} is missing in {}", told.err);
        }
    }
}

#[test]
fn a_mistake_never_takes_the_terminal() {
    for args in [&["lesson", "9"] as &[&str], &["lesson", "1", "--set", "sndbuf=7"], &["replay", "/no/such/file"]] {
        let mut screen = Screen::run(WIDE, crate::screen::twistlab(args));
        assert!(!screen.exit().success());
        let written = String::from_utf8(screen.output()).unwrap();
        assert!(!written.contains("\x1b[?") && screen.screen().contents().starts_with("error: "), "{written}");
    }
}

#[test]
fn few_descriptors_are_one_clear_sentence() {
    let args = ["lesson", "1", "--scene", "freeze", "--no-quiz"];
    for most in 5..=16 {
        let script = format!("ulimit -n {most}; exec \"$0\" \"$@\"");
        let mut screen = Screen::run(WIDE, through_shell(&script, &args));
        // Where they are enough for the screen, the stage may lack them, and says so; or has enough too.
        screen.wait_until("an error or a screen", |shown| {
            let told = shown.contents();
            !shown.alternate_screen() && told.contains("error: ")
                || ["EMFILE", "LIVE"].iter().any(|text| told.contains(text))
        });
        if screen.screen().alternate_screen() {
            screen.press("q");
        }
        screen.exit();
        let told = screen.screen().contents();
        assert!(!told.contains("panicked") && !screen.screen().alternate_screen(), "with {most}: {told}");
    }
    let mut plain = args.to_vec();
    plain.push("--plain");
    let told = run(through_shell("ulimit -n 5; exec \"$0\" \"$@\"", &plain));
    assert_eq!((told.code, told.err.as_str()), (Some(1), ""));
    assert!(told.out.contains("EMFILE") && told.out.contains("not seen:"), "{}", told.out);
}
