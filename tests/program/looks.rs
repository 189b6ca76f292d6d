//! Colour or none, ASCII alone, and terminals that can do little.

use crate::screen::{ESC, Screen, WIDE, through_shell};
use crate::text::tell;

/// Whether anything on the screen has a colour.
pub(crate) fn coloured(screen: &Screen) -> bool {
    let shown = screen.screen();
    let (rows, columns) = shown.size();
    let mut cells = (0..rows.get()).flat_map(|y| (0..columns.get()).map(move |x| (y, x)));
    cells.any(|(y, x)| {
        let cell = shown.cell(y, x).unwrap();
        cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
    })
}

fn freeze(script: &str, more: &[&str]) -> Screen {
    let args = [&["lesson", "1", "--scene", "freeze", "--no-quiz", "--speed", "max"], more].concat();
    let screen = Screen::run(WIDE, through_shell(script, &args));
    screen.wait_for("DEADLOCK");
    screen
}

#[test]
fn the_screen_has_colour_unless_it_is_not_wanted() {
    for (script, more, wanted) in [
        ("exec \"$0\" \"$@\"", &[] as &[&str], true),
        ("NO_COLOR=1 exec \"$0\" \"$@\"", &[], false),
        ("NO_COLOR=1 exec \"$0\" \"$@\"", &["--color", "always"], true),
        ("exec \"$0\" \"$@\"", &["--color", "never"], false),
    ] {
        let screen = freeze(script, more);
        assert_eq!(coloured(&screen), wanted, "{script} {more:?}");
        screen.quit();
    }
}

#[test]
fn text_has_colour_where_a_terminal_reads_it_and_it_is_wanted() {
    let args = ["lesson", "1", "--plain", "--auto", "--scene", "round-trip"];
    for (script, colour, wanted) in [
        ("exec \"$0\" \"$@\"", "auto", true),
        ("exec \"$0\" \"$@\"", "never", false),
        ("NO_COLOR=1 exec \"$0\" \"$@\"", "auto", false),
        ("NO_COLOR=1 exec \"$0\" \"$@\"", "always", true),
    ] {
        let mut screen =
            Screen::run((100, 200), through_shell(script, &[&args as &[&str], &["--color", colour]].concat()));
        assert!(screen.exit().success());
        assert_eq!(screen.output().contains(&b'\x1b'), wanted, "{script} {colour}");
    }
    let piped = tell(&[&args as &[&str], &["--color", "always"]].concat());
    assert!(piped.out.contains("\x1b["), "{}", piped.out);
    assert!(tell(&["lesson", "9", "--color", "always"]).err.contains("\x1b["));
    assert!(!tell(&["lesson", "9"]).err.contains('\x1b'));
}

#[test]
fn ascii_draws_nothing_else_on_any_pane() {
    let screen = freeze("exec \"$0\" \"$@\"", &["--ascii"]);
    let all_ascii = |what: &str| {
        let shown = screen.screen().contents();
        let other: String = shown.chars().filter(|c| !c.is_ascii()).collect();
        assert!(other.is_empty(), "{what} draws {other:?}:\n{shown}");
    };
    all_ascii("the whole screen");
    for (key, text) in [("?", "HELP"), ("c", "CHECK US"), ("k", "KNOBS")] {
        screen.press(key);
        screen.wait_for(text);
        all_ascii(text);
        screen.press(ESC);
        screen.gone(text);
    }
    screen.press("z");
    for pane in ["CODE", "STORY", "BUFFERS", "X-RAY", "THREADS", "READINESS", "TIMERS", "NOTICES", "LOG"] {
        screen.click(pane);
        screen.press("x");
        screen.wait_for(&format!("{pane} EXPLAINED"));
        all_ascii(pane);
        screen.press(ESC);
        screen.gone("EXPLAINED");
        all_ascii(pane);
    }
    screen.press("z");
    screen.resize((80, 24));
    screen.wait_until("the small screen", |shown| crate::screen::row(shown, 23).trim_end().ends_with("quit"));
    all_ascii("the small screen");
    screen.resize((40, 10));
    screen.wait_for("needs 60x20");
    all_ascii("a screen too small");
    screen.resize(WIDE);
    screen.wait_for("DEADLOCK");
    screen.press("p");
    screen.titled("LIVE, ended");
    all_ascii("the end");
    screen.quit();
    let screen = Screen::scene("freeze", &["--ascii"]);
    screen.titled("YOUR PREDICTION");
    assert!(screen.screen().contents().is_ascii(), "{}", screen.screen().contents());
    screen.quit();
}

#[test]
fn without_a_unicode_locale_it_draws_in_ascii() {
    let screen = freeze("LC_ALL=C exec \"$0\" \"$@\"", &[]);
    assert!(screen.screen().contents().is_ascii(), "{}", screen.screen().contents());
    screen.quit();
}

#[test]
fn a_dumb_terminal_crashes_nothing() {
    for term in ["dumb", ""] {
        let screen = freeze(&format!("TERM={term} exec \"$0\" \"$@\""), &[]);
        screen.quit();
    }
    let screen = freeze("unset TERM; exec \"$0\" \"$@\"", &[]);
    screen.quit();
}

#[test]
fn keys_are_read_from_the_terminal_where_standard_input_is_a_file() {
    let screen = freeze("exec \"$0\" \"$@\" </dev/null", &[]);
    screen.press("?");
    screen.wait_for("HELP");
    screen.quit();
}

#[test]
fn without_a_terminal_to_read_from_text_is_recommended() {
    let mut screen = Screen::run(WIDE, through_shell("exec setsid -w \"$0\" \"$@\" </dev/null", &["lesson", "1"]));
    assert_eq!(screen.exit().code(), Some(1));
    let told = screen.screen().contents();
    assert!(told.starts_with("error: ") && told.contains("--plain"), "{told}");
}
