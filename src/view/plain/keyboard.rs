//! Standard input as one of the things that the telling waits for: read by a thread of its own, a line at a time.

use std::io::{self, BufRead};
use std::sync::mpsc::Sender;

/// What the telling waits for. One channel carries all of it, so that there is one wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The run has noted something.
    Noted,
    /// A line was typed, without its end.
    Typed(String),
    /// The input has ended, or so it was said (Ctrl-D).
    EndOfInput,
}

/// A terminal goes on after an end that was typed. Two without a line between them are the end of the terminal.
const ENDS: u32 = 2;

/// The longest line that is taken, in bytes.
const LONGEST: u64 = 64 * 1_024;

/// Reads standard input from now on, in a thread that lasts until the input has ended.
///
/// # Errors
/// When the system gives no thread.
pub fn listen(news: Sender<News>) -> io::Result<()> {
    let read = move || {
        let mut ends = 0;
        while ends < ENDS {
            let typed = line();
            ends = if typed == News::EndOfInput { ends + 1 } else { 0 };
            if news.send(typed).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("keyboard".into()).spawn(read).map(drop)
}

fn line() -> News {
    let mut bytes = Vec::new();
    match io::Read::take(io::stdin().lock(), LONGEST).read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => News::EndOfInput,
        Ok(_) => News::Typed(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()),
    }
}
