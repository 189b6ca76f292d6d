//! Leaving: by every way, out of every state, the terminal is as it was found.

use crate::pty::Signal;
use crate::screen::{END, Screen, WIDE, through_shell};

/// Gives the terminal modes that are not the usual ones, and becomes the program when Enter is pressed.
const FOUND_ODD: &str = "stty -ixon -echoe eol ^B; echo ready; read go; exec \"$0\" \"$@\"";

/// A program about to leave, and the modes that it found.
struct Leaving {
    screen: Screen,
    found: String,
}

impl Leaving {
    fn start(args: &[&str]) -> Leaving {
        let screen = Screen::run(WIDE, through_shell(FOUND_ODD, &[&["lesson", "1"], args].concat()));
        screen.wait_for("ready");
        let found = screen.modes();
        screen.press("\r");
        screen.wait_for("quit");
        assert!(screen.screen().alternate_screen() && screen.screen().bracketed_paste());
        assert_ne!(screen.modes(), found);
        Leaving { screen, found }
    }

    /// The freeze, its stage blocked in send.
    fn blocked() -> Leaving {
        let leaving = Leaving::start(&["--scene", "freeze", "--no-quiz", "--speed", "max"]);
        leaving.screen.wait_for("DEADLOCK");
        leaving
    }

    /// Presses these keys, or does without, and sees that the program ends and leaves nothing behind.
    fn by_keys(self, keys: &str) {
        self.screen.press(keys);
        self.has_left();
    }

    fn by_signal(self, signal: Signal) {
        self.screen.signal(signal);
        self.has_left();
    }

    fn has_left(mut self) {
        assert!(self.screen.exit().success());
        let left = self.screen.screen();
        assert_eq!(self.screen.modes(), self.found);
        assert!(!left.alternate_screen() && !left.hide_cursor() && !left.bracketed_paste());
        assert_eq!(left.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(left.mouse_protocol_encoding(), vt100::MouseProtocolEncoding::Default);
        assert!(!left.contents().contains("error"), "{}", left.contents());
        let written = self.screen.output();
        for mode in ["1000", "1002", "1006", "2004", "1049"] {
            let count = |end: char| {
                let sequence = format!("\x1b[?{mode}{end}");
                written.windows(sequence.len()).filter(|found| *found == sequence.as_bytes()).count()
            };
            assert_eq!(count('h'), count('l'), "mode {mode} is set as often as it is taken back");
        }
    }
}

#[test]
fn keys_and_signals_end_it_while_its_stage_blocks_in_send() {
    for keys in ["q", "\x03"] {
        Leaving::blocked().by_keys(keys);
    }
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        Leaving::blocked().by_signal(signal);
    }
}

#[test]
fn a_hang_up_ends_it() {
    for args in [["--scene", "freeze"], ["--scene", "round-trip"]] {
        let mut screen = Leaving::start(&args).screen;
        screen.hang_up();
        assert_eq!(screen.exit().code(), Some(0));
    }
}

#[test]
fn a_hang_up_in_the_midst_of_keys_ends_it() {
    // The terminal may go away before, while or after they are read.
    for keys in 0..20 {
        let mut screen = Screen::scene("round-trip", &[]);
        screen.press(&"\x1b[".repeat(keys));
        screen.hang_up();
        assert_eq!(screen.exit().code(), Some(0));
    }
}

#[test]
fn it_can_be_left_while_the_stage_rests_and_the_cursor_is_paused() {
    let leaving = Leaving::start(&["--no-quiz", "--speed", "1"]);
    leaving.screen.wait_for("socket()");
    leaving.screen.press(END);
    leaving.screen.wait_for("the stage rests here");
    leaving.screen.press(" ");
    leaving.screen.titled("Ⅱ");
    leaving.by_keys("q");
}

#[test]
fn it_can_be_left_while_a_question_is_open() {
    for keys in ["q", "\x03"] {
        let leaving = Leaving::start(&["--scene", "freeze", "--speed", "max"]);
        leaving.screen.titled("YOUR PREDICTION");
        leaving.by_keys(keys);
    }
}

#[test]
fn it_can_be_left_while_a_control_waits_for_its_question() {
    let leaving = Leaving::start(&["--scene", "freeze", "--speed", "max"]);
    leaving.screen.titled("YOUR PREDICTION");
    leaving.screen.press("s");
    leaving.screen.wait_for("DEADLOCK");
    leaving.screen.press("b");
    leaving.screen.titled("YOUR PREDICTION");
    leaving.by_keys("q");
}

#[test]
fn it_can_be_left_with_anything_over_the_panes() {
    for (key, text, keys) in
        [("?", "HELP", "q"), ("x", "EXPLAINED", "\x03"), ("c", "CHECK US", "q"), ("k", "KNOBS", "q")]
    {
        let leaving = Leaving::blocked();
        leaving.screen.press(key);
        leaving.screen.wait_for(text);
        leaving.by_keys(keys);
    }
}

#[test]
fn it_can_be_left_while_the_screen_is_too_small() {
    let leaving = Leaving::blocked();
    leaving.screen.resize((20, 5));
    leaving.screen.wait_for("20x5");
    leaving.by_keys("q");
}

#[test]
fn it_can_be_left_while_a_stage_runs_at_full_speed() {
    let fast = ["--scene", "two-threads", "--no-quiz", "--speed", "max", "--set", "pause=0", "--set", "bite=1"];
    for keys in ["q", "\x03"] {
        let leaving = Leaving::start(&fast);
        leaving.screen.wait_for("recv(1)");
        leaving.by_keys(keys);
    }
}

#[test]
fn a_recording_can_be_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = crate::recording::record(folder.path(), "freeze", &["--patience", "300ms"]);
    let args = ["replay", file.to_str().unwrap()];
    let mut screen = Screen::run(WIDE, crate::screen::twistlab(&args));
    screen.titled("RECORDED");
    screen.press("q");
    assert!(screen.exit().success());
    assert!(!screen.screen().alternate_screen() && !screen.screen().hide_cursor());
}
