//! Suspended and resumed: the shell gets its terminal, and the screen is drawn anew.

use crate::pty::{Pty, Signal};
use crate::screen::{Screen, WIDE, twistlab};
use rustix::process::{Pid, kill_process};
use std::process::Command;

/// A shell with job control, and the freeze, frozen, as its job in the foreground.
fn job() -> Pty {
    let pty = job_of("lesson 1 --scene freeze --no-quiz --speed max");
    pty.wait_for("DEADLOCK");
    pty
}

/// The same with what these arguments open.
fn job_of(args: &str) -> Pty {
    let freeze = twistlab(&[]);
    let mut shell = Command::new("sh");
    shell.arg("-i").env("PS1", "@@ ").env_remove("ENV").env("TWISTLAB", freeze.get_program());
    shell.envs(freeze.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let pty = Pty::spawn(WIDE, shell);
    pty.wait_for("@@");
    pty.send(format!("sh -c 'echo number $$.; exec \"$0\" {args}' \"$TWISTLAB\"\r"));
    pty
}

/// The number of the job's process, as it said itself.
fn number(pty: &Pty) -> i32 {
    let written = String::from_utf8_lossy(&pty.output()).into_owned();
    let number = written.split_once("\nnumber ").and_then(|(_, after)| after.split_once('.')?.0.parse().ok());
    number.unwrap()
}

/// Waits until the shell has the terminal, and uses it.
fn in_the_shell(pty: &Pty) {
    pty.wait_until("the shell's prompt", |screen| {
        !screen.alternate_screen()
            && screen.contents().contains("Stopped")
            && screen.contents().trim_end().ends_with("@@")
    });
    let shown = pty.screen();
    assert!(!shown.hide_cursor() && !shown.bracketed_paste());
    assert_eq!(shown.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    pty.send("clear; echo shell-$((20+3))\r");
    pty.wait_for("shell-23");
}

/// Waits until the whole screen is there again, and has keys.
fn on_the_screen(pty: &Pty) {
    for text in ["DEADLOCK", "2/4 the freeze", "CODE", "BUFFERS", "quit"] {
        pty.wait_until(text, |screen| screen.alternate_screen() && screen.contents().contains(text));
    }
    assert!(!pty.screen().contents().contains("shell-23"));
    pty.send("?");
    pty.wait_for("HELP");
    pty.send("?");
    pty.wait_until("HELP to go", |screen| !screen.contents().contains("HELP"));
}

#[test]
fn ctrl_z_gives_the_shell_its_terminal_and_fg_draws_anew() {
    let mut pty = job();
    for _ in 0..2 {
        pty.send("\x1a");
        in_the_shell(&pty);
        pty.send("fg\r");
        on_the_screen(&pty);
    }
    pty.send("q");
    pty.wait_until("the prompt", |screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("@@"));
    pty.send("exit 7\r");
    assert_eq!(pty.exit().code(), Some(7));
}

#[test]
fn the_home_is_suspended_and_resumed_too() {
    let mut pty = job_of("");
    pty.wait_for("q quit");
    pty.send("\x1a");
    in_the_shell(&pty);
    pty.send("fg\r");
    for text in ["see a program freeze", "LESSONS", "q quit"] {
        pty.wait_until(text, |screen| screen.alternate_screen() && screen.contents().contains(text));
    }
    assert!(!pty.screen().contents().contains("shell-23"));
    pty.send("q");
    pty.wait_until("the prompt", |screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("@@"));
    pty.send("exit 7\r");
    assert_eq!(pty.exit().code(), Some(7));
}

#[test]
fn a_suspended_program_ends_when_it_is_told_to() {
    let mut pty = job();
    pty.send("\x1a");
    in_the_shell(&pty);
    // A stopped program gets the signal when it goes on.
    pty.send(format!("clear; kill %1; fg; kill -0 {} || echo gone-$((20+3))\r", number(&pty)));
    pty.wait_for("gone-23");
    assert!(!pty.screen().alternate_screen(), "the terminal stays the shell's");
    pty.send("exit 7\r");
    assert_eq!(pty.exit().code(), Some(7));
}

#[test]
fn a_stop_from_outside_by_sigtstp_is_a_suspension() {
    let pty = job();
    kill_process(Pid::from_raw(number(&pty)).unwrap(), Signal::TSTP).unwrap();
    in_the_shell(&pty);
    pty.send("fg\r");
    on_the_screen(&pty);
    pty.send("q");
    pty.wait_until("the prompt", |screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("@@"));
}

#[test]
fn a_stop_that_cannot_be_caught_is_followed_by_a_whole_new_screen() {
    let screen = Screen::frozen();
    screen.signal(Signal::STOP);
    // What another program writes on the terminal meanwhile.
    screen.scribble("\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[2J\x1b[Hshell-23");
    screen.signal(Signal::CONT);
    on_the_screen(&screen);
    assert_eq!(screen.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::ButtonMotion);
    screen.quit();
}

#[test]
fn without_job_control_nothing_suspends_it() {
    let screen = Screen::frozen();
    screen.press("\x1a");
    screen.signal(Signal::TSTP);
    on_the_screen(&screen);
    screen.quit();
}
