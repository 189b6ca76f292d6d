//! Panics: of a stage, which the screen outlives; and of the program, which gives the terminal back before it tells.
//!
//! No scene panics. So the program in the terminal is this test's own binary, told by a variable to be one.

use crate::pty::Pty;
use std::io::{Write, stdout};
use std::process::Command;
use twistlab::event::{Ending, Event};
use twistlab::lab::{Holding, Knobs, Lab, Result, Stage, run::Run};
use twistlab::view::tui::terminal::Guard;
use twistlab::view::tui::wait::{Wait, Woken};

const WHO: &str = "TWISTLAB_TEST_PANICS";

/// What runs in the terminal. As a test among others it does nothing.
#[test]
fn a_program() {
    let Some(who) = std::env::var_os(WHO) else { return };
    let guard = Guard::enter().unwrap();
    let mut wait = Wait::new().unwrap();
    if who == "stage" {
        let stage = Stage { path: "", text: "", program: "panics", gait: twistlab::lab::Gait::Steps, run: panics };
        let run = Run::start(stage, Knobs::default(), Holding::Never, wait.waker()).unwrap();
        let mut noted = Vec::new();
        while !noted.iter().any(|event| matches!(event, Event::Ended { ending: Ending::Panicked { .. } })) {
            wait.next(None, &mut Vec::new()).unwrap();
            noted.extend(run.drain().into_iter().map(|stamped| stamped.event));
        }
    }
    stdout().write_all(b"\x1b[Hready").unwrap();
    stdout().flush().unwrap();
    let mut woken = Vec::new();
    while !woken.iter().any(|woken| matches!(woken, Woken::Input(_))) {
        wait.next(None, &mut woken).unwrap();
    }
    assert!(who == "stage", "on purpose");
    drop(guard);
}

fn panics(_: &Lab) -> Result {
    panic!("on purpose")
}

/// Runs it until it is ready, and says which modes the terminal had before.
fn start(who: &str) -> (Pty, String) {
    let mut command = Command::new("sh");
    command.args(["-c", "echo started; read go; exec \"$0\" --exact panics::a_program --nocapture"]);
    let pty = Pty::spawn((100, 30), {
        command.arg(std::env::current_exe().unwrap()).env(WHO, who).env("RUST_BACKTRACE", "0");
        command
    });
    pty.wait_for("started");
    let modes = pty.modes();
    pty.send("\r");
    pty.wait_until("the program", |screen| screen.alternate_screen() && screen.contents().starts_with("ready"));
    (pty, modes)
}

#[test]
fn a_stage_that_panics_leaves_the_screen_as_it_is() {
    let (mut pty, modes) = start("stage");
    assert!(pty.screen().alternate_screen());
    assert_ne!(pty.modes(), modes);
    pty.send("q");
    assert!(pty.exit().success());
    assert_eq!(pty.modes(), modes);
    assert!(!String::from_utf8_lossy(&pty.output()).contains("panicked"), "it is told as an event");
}

#[test]
fn a_program_that_panics_gives_the_terminal_back_first() {
    let (mut pty, modes) = start("itself");
    pty.send("q");
    assert_eq!(pty.exit().code(), Some(101));
    assert_eq!(pty.modes(), modes);
    let screen = pty.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert!(screen.contents().contains("on purpose"), "{}", screen.contents());
}
