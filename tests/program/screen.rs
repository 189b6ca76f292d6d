//! The program on a screen: what is pressed, and what is waited for.

use crate::pty::{Pty, Signal};
use std::ops::Deref;
use std::process::Command;

pub(crate) const LEFT: &str = "\x1b[D";
pub(crate) const RIGHT: &str = "\x1b[C";
pub(crate) const DOWN: &str = "\x1b[B";
pub(crate) const HOME: &str = "\x1b[H";
pub(crate) const END: &str = "\x1b[F";
pub(crate) const ESC: &str = "\x1b";

/// Large enough for all panes at once.
pub(crate) const WIDE: (u16, u16) = (120, 36);

/// Buttons of the mouse as terminals number them.
#[derive(Clone, Copy)]
pub(crate) enum Mouse {
    Press = 0,
    Drag = 32,
    WheelUp = 64,
    WheelDown = 65,
}

/// `twistlab` in a terminal.
pub(crate) struct Screen {
    pty: Pty,
}

/// The program, to be given arguments. It finds a terminal that knows Unicode, whatever the tests run in.
pub(crate) fn twistlab(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twistlab"));
    command.args(args).env("LC_ALL", "C.UTF-8").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// The same through a shell: `$0` and `$@` of the script are the program and its arguments.
pub(crate) fn through_shell(script: &str, args: &[&str]) -> Command {
    let program = twistlab(args);
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(program.get_program()).args(program.get_args());
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Where a text stands on a screen, in the first row that has `before`, behind that: column and row from 0.
pub(crate) fn place(screen: &vt100::Screen, before: &str, text: &str) -> Option<(u16, u16)> {
    (0..screen.size().0.get()).find_map(|y| {
        let line = row(screen, y);
        let behind = line.find(before)? + before.len();
        let x = behind + line[behind..].find(text)?;
        Some((line[..x].chars().count() as u16, y))
    })
}

impl Screen {
    /// Runs a command line.
    pub(crate) fn run(size: (u16, u16), command: Command) -> Screen {
        Screen { pty: Pty::spawn(size, command) }
    }

    /// Opens a scene of lesson 1, played as fast as it runs, and waits until it is there.
    pub(crate) fn scene(scene: &str, more: &[&str]) -> Screen {
        Screen::sized(WIDE, scene, more)
    }

    /// The same on a screen of another size.
    pub(crate) fn sized(size: (u16, u16), scene: &str, more: &[&str]) -> Screen {
        let args = [&["lesson", "1", "--speed", "max", "--scene", scene], more].concat();
        let screen = Screen::run(size, twistlab(&args));
        screen.wait_for("quit");
        screen
    }

    /// A scene that has come to its open question.
    pub(crate) fn asking(scene: &str) -> Screen {
        let screen = Screen::scene(scene, &[]);
        screen.titled("YOUR PREDICTION");
        screen
    }

    /// The freeze, frozen.
    pub(crate) fn frozen() -> Screen {
        let screen = Screen::scene("freeze", &["--no-quiz"]);
        screen.wait_for("DEADLOCK");
        screen
    }

    /// Presses keys.
    pub(crate) fn press(&self, keys: &str) {
        self.pty.send(keys);
    }

    /// Waits until the title says something.
    pub(crate) fn titled(&self, text: &str) {
        self.wait_until(&format!("{text:?} in the title"), |screen| row(screen, 0).contains(text));
    }

    /// Waits until something is no longer on the screen.
    pub(crate) fn gone(&self, text: &str) {
        self.wait_until(&format!("{text:?} to go"), |screen| !screen.contents().contains(text));
    }

    /// Where a text stands: column and row from 0.
    pub(crate) fn find(&self, text: &str) -> (u16, u16) {
        self.find_after("", text)
    }

    /// The same in the first row that has `before`, behind that. A row may be drawn in pieces: it waits for both.
    pub(crate) fn find_after(&self, before: &str, text: &str) -> (u16, u16) {
        self.pty.wait_until(text, |screen| place(screen, before, text).is_some());
        let screen = self.pty.screen();
        place(&screen, before, text)
            .unwrap_or_else(|| panic!("{text:?} went away; the screen shows:\n{}", screen.contents()))
    }

    /// Does something with the mouse at a cell.
    pub(crate) fn mouse(&self, what: Mouse, (x, y): (u16, u16)) {
        self.press(&format!("\x1b[<{};{};{}M", what as u8, x + 1, y + 1));
    }

    /// Clicks on the first letter of a text.
    pub(crate) fn click(&self, text: &str) {
        let place = self.find(text);
        self.mouse(Mouse::Press, place);
    }

    /// Shows a pane alone, whichever is in focus.
    pub(crate) fn alone(&self, pane: &str) {
        self.press("z");
        self.wait_until("all tabs", |screen| ["CODE", "STORY", "LOG"].iter().all(|tab| row(screen, 1).contains(tab)));
        self.click(pane);
    }

    /// Quits, and says whether the program ended well.
    pub(crate) fn quit(mut self) {
        self.press("q");
        assert!(self.exit().success());
    }

    /// Waits for the program's end.
    pub(crate) fn exit(&mut self) -> std::process::ExitStatus {
        self.pty.exit()
    }

    /// Takes the terminal away.
    pub(crate) fn hang_up(&mut self) {
        self.pty.hang_up();
    }

    /// Sends a signal to the program alone.
    pub(crate) fn signal(&self, signal: Signal) {
        self.pty.signal(signal);
    }
}

impl Deref for Screen {
    type Target = Pty;

    fn deref(&self) -> &Pty {
        &self.pty
    }
}

/// One row of a screen as text.
pub(crate) fn row(screen: &vt100::Screen, row: u16) -> String {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).nth(usize::from(row)).unwrap_or_default()
}
