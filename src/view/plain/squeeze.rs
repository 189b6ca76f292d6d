//! Text without two empty lines in a row: each piece may ask for air around it, and none has to know the others.

use std::io::{self, Write};

/// Passes text on, less what would be a second empty line.
pub(super) struct Squeeze<'a> {
    out: &'a mut dyn Write,
    ends: usize,
}

impl<'a> Squeeze<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        // As if an empty line stood above: the text does not begin with one.
        Squeeze { out, ends: 2 }
    }
}

impl Write for Squeeze<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.ends = if piece == b"\n" { self.ends + 1 } else { usize::from(piece.ends_with(b"\n")) };
            if self.ends <= 2 {
                self.out.write_all(piece)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lines_in_a_row_are_empty() {
        let mut told = Vec::new();
        write!(Squeeze::new(&mut told), "\na\n\n\nb\n\n\n\nc").unwrap();
        assert_eq!(String::from_utf8(told).unwrap(), "a\n\nb\n\nc");
    }
}
