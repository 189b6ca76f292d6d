//! Running text broken into lines by the columns that a terminal shows, not by bytes or characters.

use super::{Role, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Pieces without a space between them, and the role of the space before.
struct Word {
    space: Role,
    pieces: Vec<Span>,
}

/// The lines of a block, each at most `width` columns. A line is broken at spaces of running text; code stays in
/// one piece while it fits into a line at all.
pub(super) fn wrap(block: &[Span], width: usize) -> Vec<Vec<Span>> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (Vec::new(), 0);
    for word in words(block).into_iter().flat_map(|word| word.broken_to(width)) {
        let wide = width_of(&word.pieces);
        if used > 0 && used + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            put(&mut line, Span::new(" ", word.space));
            used += 1;
        }
        used += wide;
        word.pieces.into_iter().for_each(|span| put(&mut line, span));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The columns of a run of pieces.
pub(super) fn width_of(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.text.width()).sum()
}

fn words(block: &[Span]) -> Vec<Word> {
    let mut words = vec![Word { space: Role::Plain, pieces: Vec::new() }];
    for span in block {
        let whole = span.role == Role::Code;
        for (place, part) in span.text.split(|c: char| !whole && c.is_whitespace()).enumerate() {
            if place > 0 {
                words.push(Word { space: span.role, pieces: Vec::new() });
            }
            if let (Some(word), false) = (words.last_mut(), part.is_empty()) {
                word.pieces.push(Span::new(part, span.role));
            }
        }
    }
    words.retain(|word| !word.pieces.is_empty());
    words
}

impl Word {
    /// The word, in pieces where it is wider than a line: code at its spaces first, the rest at the last column.
    fn broken_to(self, width: usize) -> Vec<Word> {
        if width_of(&self.pieces) <= width {
            return vec![self];
        }
        let fresh = || Word { space: self.space, pieces: Vec::new() };
        let (mut words, mut used) = (vec![fresh()], 0);
        for span in self.pieces {
            for part in span.text.split_inclusive(' ') {
                if used > 0 && used + part.trim_end().width() > width {
                    words.push(fresh());
                    used = 0;
                }
                for glyph in part.chars() {
                    let wide = glyph.width().unwrap_or(0);
                    if used + wide > width {
                        words.push(fresh());
                        used = 0;
                    }
                    used += wide;
                    words.last_mut().into_iter().for_each(|word| put(&mut word.pieces, Span::new(glyph, span.role)));
                }
            }
        }
        for last in words.iter_mut().filter_map(|word| word.pieces.last_mut()) {
            last.text.truncate(last.text.trim_end().len());
        }
        words.retain(|word| width_of(&word.pieces) > 0);
        words
    }
}

/// Adds a piece to a run, to the last one where that has the same role.
fn put(run: &mut Vec<Span>, span: Span) {
    match run.last_mut() {
        Some(last) if last.role == span.role => last.text.push_str(&span.text),
        _ => run.push(span),
    }
}
