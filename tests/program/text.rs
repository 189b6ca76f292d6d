//! The program as text: run to its end with nobody at it, its output kept.

use crate::pty::own_state;
use crate::screen::twistlab;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Longer than a whole lesson takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// How it went.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `twistlab` with these arguments.
pub(crate) fn tell(args: &[&str]) -> Told {
    run(twistlab(args))
}

/// Runs a command to its end. Its standard input is empty.
pub(crate) fn run(mut command: Command) -> Told {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let _state = own_state(&mut command);
    let mut child = command.spawn().unwrap();
    let (out, err) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
    let told = out.recv_timeout(PATIENCE).and_then(|out| Ok((out, err.recv_timeout(PATIENCE)?)));
    let Ok((out, err)) = told else { hangs(child, &command) };
    Told { code: child.wait().unwrap().code(), out, err }
}

fn read(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        _ = pipe.read_to_string(&mut text);
        _ = send.send(text);
    });
    receive
}

fn hangs(mut child: Child, command: &Command) -> ! {
    _ = child.kill();
    _ = child.wait();
    panic!("{command:?} did not end within {PATIENCE:?}");
}

impl Told {
    /// The lines that tell an event, from the first to the last.
    pub(crate) fn events(&self) -> Vec<&str> {
        self.out.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())).collect()
    }

    /// Sees that it failed with this status and told why in one sentence, causes below, and no more.
    pub(crate) fn fails(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        let mut lines = self.err.lines();
        assert!(lines.next().is_some_and(|line| line.starts_with("error: ")), "{self:?}");
        assert!(lines.all(|line| line.starts_with("  because: ")), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word:?} is missing in {self:?}");
        }
    }
}
