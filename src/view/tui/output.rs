//! Where the screen is drawn: standard output, a frame a write.
//!
//! Nothing that is written here fails. A terminal that is gone is told by [`Wait`](super::wait::Wait), once;
//! were it told by each write too, ratatui's `Terminal` would report it on standard error while it is dropped, and
//! that being the same dead terminal, the report would panic.

use std::io::{self, Write};

/// A writer for ratatui's backend.
#[derive(Debug, Default)]
pub struct Output {
    frame: Vec<u8>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        _ = out.write_all(&self.frame).and_then(|()| out.flush());
        self.frame.clear();
        Ok(())
    }
}
