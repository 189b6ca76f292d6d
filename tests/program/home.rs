//! `twistlab` alone: the home, the lessons that are begun there, and the ways out.

use crate::pty::{STATE, Signal};
use crate::screen::{DOWN, END, ESC, HOME, LEFT, Mouse, RIGHT, Screen, WIDE, row, through_shell, twistlab};
use crate::text::tell;
use std::path::Path;

/// The home of somebody whose progress is in this folder.
pub(crate) fn home_of(folder: &Path) -> Screen {
    let mut command = twistlab(&[]);
    command.env(STATE, folder);
    at_home(Screen::run(WIDE, command))
}

/// The home of somebody who has never been here.
fn home() -> Screen {
    at_home(Screen::run(WIDE, twistlab(&[])))
}

fn at_home(screen: Screen) -> Screen {
    screen.wait_for("LESSONS");
    screen.wait_for("q quit");
    screen
}

#[test]
fn two_keys_lead_to_a_deadlock_and_q_leads_back() {
    let screen = home();
    screen.wait_for("see a program freeze");
    screen.press("\r");
    screen.titled("2/4 the freeze");
    screen.titled("YOUR PREDICTION");
    screen.press("b");
    screen.wait_for("DEADLOCK X-RAY");
    screen.wait_for("q home");
    screen.press("q");
    screen.wait_for("continue where you were: the freeze");
    screen.quit();
}

#[test]
fn keys_choose_a_lesson_or_a_scene() {
    let screen = home();
    for (keys, text) in [
        ("j", "LESSON 1 "),
        (DOWN, "LESSON 1, SCENE 1"),
        ("jk", "LESSON 1, SCENE 1"),
        (RIGHT, "LESSON 2 "),
        ("\t", "LESSON 3 "),
        (LEFT, "LESSON 2 "),
        ("4", "LESSON 4 "),
        ("8888", "LESSON "),
        (HOME, "START HERE "),
    ] {
        screen.press(keys);
        screen.wait_for(text);
    }
    // As far as it goes, and no farther.
    screen.press(&format!("{END}jjj"));
    screen.gone("SCENE 2");
    screen.press("2jj\r");
    screen.titled("2/4 two buttons");
    screen.press("q");
    at_home(screen).quit();
}

#[test]
fn a_click_chooses_and_another_one_starts() {
    let screen = home();
    screen.press("2"); // its scenes are listed where the screen has no room for those of all lessons
    let place = screen.find("two buttons");
    screen.mouse(Mouse::Press, place);
    screen.wait_for("LESSON 2, SCENE 2");
    screen.mouse(Mouse::WheelDown, place);
    screen.wait_for("LESSON 2, SCENE 3");
    screen.mouse(Mouse::WheelUp, place);
    screen.wait_for("LESSON 2, SCENE 2");
    screen.mouse(Mouse::Press, place);
    screen.titled("2/4 two buttons");
    screen.click("q home");
    let screen = at_home(screen);
    screen.click("q quit");
    let mut screen = screen;
    assert!(screen.exit().success());
}

#[test]
fn the_help_and_the_chapter_lie_over_it_and_q_closes_them() {
    let screen = home();
    for keys in [["?", "?"], ["?", "q"], ["?", ESC]] {
        screen.press(keys[0]);
        screen.wait_for("HELP");
        screen.press(keys[1]);
        screen.gone("HELP");
    }
    screen.press("3r");
    screen.wait_for("CHAPTER 3");
    screen.wait_for("The select reactor");
    screen.wait_for(" 1 to ");
    screen.press(END);
    screen.gone(" 1 to ");
    screen.press(" \x1b[5~");
    screen.wait_for("q close");
    screen.press("q");
    at_home(screen).quit();
}

#[test]
fn it_goes_on_where_the_learner_was() {
    let folder = tempfile::tempdir().unwrap();
    let screen = home_of(folder.path());
    screen.press("3jjj\r");
    screen.titled("3/5 it still freezes");
    screen.press("n");
    screen.titled("4/5 the spin");
    screen.press("q");
    screen.wait_for("continue where you were: the spin");
    screen.quit();
    let screen = home_of(folder.path());
    screen.wait_for("continue where you were: the spin");
    screen.press("\r");
    screen.titled("4/5 the spin");
    screen.press("\x03");
    let mut screen = screen;
    assert!(screen.exit().success(), "Ctrl-C quits from a lesson too");
    assert!(!screen.screen().alternate_screen());
}

/// Modes that are not the usual ones, so that they are seen to come back.
const FOUND_ODD: &str = "stty -ixon -echoe eol ^B; echo ready; read go; exec \"$0\" \"$@\"";

fn leaves(leave: impl Fn(&Screen)) {
    let screen = Screen::run(WIDE, through_shell(FOUND_ODD, &[]));
    screen.wait_for("ready");
    let found = screen.modes();
    screen.press("\r");
    let mut screen = at_home(screen);
    assert!(screen.screen().alternate_screen() && screen.screen().bracketed_paste());
    leave(&screen);
    assert!(screen.exit().success());
    assert_eq!(screen.modes(), found);
    let left = screen.screen();
    assert!(!left.alternate_screen() && !left.hide_cursor() && !left.bracketed_paste());
    assert_eq!(left.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert!(!left.contents().contains("note:") && !left.contents().contains("error"), "{}", left.contents());
}

#[test]
fn the_terminal_is_given_back_by_every_way_out() {
    for keys in ["q", "\x03", "?\x03", "r\x03", "\r\x03", "\rqq"] {
        leaves(|screen| screen.press(keys));
    }
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        leaves(|screen| screen.signal(signal));
    }
    leaves(|screen| {
        screen.press("\r");
        screen.titled("the freeze");
        screen.signal(Signal::TERM);
    });
}

#[test]
fn a_hang_up_ends_it() {
    let mut screen = home();
    screen.hang_up();
    assert_eq!(screen.exit().code(), Some(0));
}

#[test]
fn it_follows_its_terminal_and_under_the_least_size_only_quits() {
    let screen = home();
    for size in [(160, 45), (60, 20), (100, 28), (70, 60), (240, 80), (80, 24)] {
        screen.resize(size);
        screen.wait_until(&format!("a home of {size:?}"), |shown| {
            let last = row(shown, size.1 - 1);
            shown.size().1.get() == size.0 && last.contains("HOME") && last.contains("q quit")
        });
        screen.wait_for("see a program freeze");
    }
    for size in [(59, 20), (60, 19), (20, 5)] {
        screen.resize(size);
        screen.wait_for(&format!("{}x{}", size.0, size.1));
        screen.press("?r\r");
    }
    screen.resize((80, 24));
    screen.wait_for("see a program freeze");
    screen.resize((20, 5));
    screen.wait_for("20x5");
    screen.quit();
}

#[test]
fn ascii_draws_nothing_else() {
    let screen = Screen::run(WIDE, twistlab(&["--ascii"]));
    let screen = at_home(screen);
    for (keys, text) in [("", "START HERE"), ("jj", "SCENE 1"), ("?", "HELP")] {
        screen.press(keys);
        screen.wait_for(text);
        let shown = screen.screen().contents();
        assert!(shown.is_ascii(), "{shown}");
    }
    screen.press("q\r");
    screen.titled("1/4 round trip");
    assert!(screen.screen().contents().is_ascii());
    screen.press("q");
    at_home(screen).quit();
}

#[test]
fn it_has_colour_unless_that_is_not_wanted() {
    for (script, args, wanted) in [
        ("exec \"$0\" \"$@\"", &[] as &[&str], true),
        ("NO_COLOR=1 exec \"$0\" \"$@\"", &[], false),
        ("exec \"$0\" \"$@\"", &["--color", "never"], false),
    ] {
        let screen = at_home(Screen::run(WIDE, through_shell(script, args)));
        assert_eq!(crate::looks::coloured(&screen), wanted, "{script} {args:?}");
        screen.quit();
    }
}

#[test]
fn without_a_terminal_it_is_text() {
    for args in [&[] as &[&str], &["--plain"], &["--ascii"]] {
        let told = tell(args);
        assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{args:?}");
        for text in ["1. The blocking sendall deadlock", "2 freeze", "Start here", "twistlab lesson 1 --scene freeze"] {
            assert!(told.out.contains(text), "{text:?} is missing in\n{}", told.out);
        }
        assert!(!told.out.contains('\x1b'));
    }
    let mut screen = Screen::run(WIDE, twistlab(&["--plain"]));
    assert!(screen.exit().success());
    assert!(!screen.screen().alternate_screen() && screen.screen().contents().contains("Start here"));
}

#[test]
fn how_it_looks_may_be_said_before_the_command_too() {
    let told = tell(&["--plain", "lesson", "1", "--scene", "round-trip"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    let screen = Screen::run(WIDE, twistlab(&["--ascii", "lesson", "1"]));
    screen.titled("1/4");
    screen.wait_for("q quit");
    assert!(screen.screen().contents().is_ascii());
    screen.quit();
}
