//! Programs in a real pseudo-terminal.

#[path = "support/pty.rs"]
#[allow(dead_code)] // this test uses a part of it
mod pty;

use pty::{Pty, Signal};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

/// The pseudo-terminal itself, with programs that are known.
mod known_programs {
    use super::*;

    fn shell(script: &str) -> Pty {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Pty::spawn((40, 10), command)
    }

    #[test]
    fn keys_reach_it_and_what_it_writes_is_on_the_screen() {
        let mut pty = shell("read line; echo \"got <$line>\"; exit 3");
        pty.send("缓冲区\r");
        pty.wait_for("got <缓冲区>");
        assert_eq!(pty.exit().code(), Some(3));
        assert!(pty.output().ends_with("got <缓冲区>\r\n".as_bytes()));
    }

    #[test]
    fn its_size_is_the_terminals() {
        let mut pty = shell("stty size; read line; stty size");
        pty.wait_for("10 40");
        pty.resize((100, 30));
        pty.send("\r");
        pty.wait_for("30 100");
        assert!(pty.exit().success());
        assert_eq!(pty.screen().size(), (30.try_into().unwrap(), 100.try_into().unwrap()));
    }

    #[test]
    fn a_new_size_is_told_by_a_signal() {
        let pty = shell("trap 'echo winch; exit' WINCH; echo ready; sleep 20 & wait");
        pty.wait_for("ready");
        pty.resize((41, 10));
        pty.wait_for("winch");
    }

    #[test]
    fn modes_can_be_compared_before_and_after() {
        let mut pty = shell("read line; found=$(stty -g); stty raw -echo; echo raw; head -c1; stty \"$found\"");
        let found = pty.modes();
        pty.send("\r");
        pty.wait_for("raw");
        assert_ne!(pty.modes(), found);
        pty.send("x");
        assert!(pty.exit().success());
        assert_eq!(pty.modes(), found);
    }

    #[test]
    fn the_screens_modes_are_seen() {
        let mut pty = shell("printf '\\033[?1049hthere'; read line; printf '\\033[?1049lhere'");
        pty.wait_until("the alternate screen", |screen| screen.alternate_screen() && screen.contents() == "there");
        pty.send("\r");
        pty.exit();
        assert!(!pty.screen().alternate_screen());
        assert!(pty.screen().contents().starts_with("here"));
    }

    #[test]
    fn its_terminal_controls_it() {
        for (key, signal) in [(b"\x03", Signal::INT), (b"\x1c", Signal::QUIT)] {
            let mut pty = shell("echo ready; ulimit -c 0; exec cat");
            pty.wait_for("ready");
            pty.send(key);
            assert_eq!(pty.exit().signal(), Some(signal.as_raw()));
        }
    }

    #[test]
    fn it_can_be_signalled_and_hung_up() {
        let mut pty = shell("echo ready; exec cat");
        pty.wait_for("ready");
        pty.signal(Signal::TERM);
        assert_eq!(pty.exit().signal(), Some(Signal::TERM.as_raw()));

        let mut pty = shell("echo ready; exec cat");
        pty.wait_for("ready");
        pty.hang_up();
        assert_eq!(pty.exit().signal(), Some(Signal::HUP.as_raw()));
    }
}
