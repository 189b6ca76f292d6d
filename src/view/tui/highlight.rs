//! Which part of a Rust source is what, for the code pane.
//!
//! It is a lexer with a little looking ahead: enough to tell a lifetime from a character and a macro from a
//! function. It is not a parser and knows no colours (a theme gives each [`Token`] its style). Text that is no
//! Rust is never refused: what is left open reaches to the end, and the rest is [`Token::Plain`].
//!
//! ```
//! use twistlab::view::tui::highlight::{Token, highlight};
//!
//! let lines = highlight("let n = 1; // one");
//! assert_eq!(lines[0][0], (0..3, Token::Keyword));
//! assert_eq!(lines[0].last(), Some(&(11..17, Token::Comment)));
//! ```

use std::ops::Range;

/// What a piece of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// `// ...` or `/* ... */`, documentation too.
    Comment,
    /// A string or a character of any kind.
    Text,
    /// `42`, `0xFF_u8`, `1.5e-3`.
    Number,
    /// `let`, `match`, `self`.
    Keyword,
    /// `Vec`, `T`, `u8`.
    Type,
    /// The name before a `!`.
    Macro,
    /// The name of a function where it is defined or called.
    Function,
    /// `'a`
    Lifetime,
    /// Anything else: other names, punctuation, white space.
    Plain,
}

/// A piece of a line, in bytes from the line's start.
pub type Piece = (Range<usize>, Token);

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while",
];

const PRIMITIVES: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64", "u128",
    "usize",
];

/// The pieces of each line of `text`, in order and without gaps. The lines are those of [`str::lines`].
pub fn highlight(text: &str) -> Vec<Vec<Piece>> {
    let mut tokens = Lexer { text, at: 0, after_fn: false }.peekable();
    let mut lines = Vec::new();
    for line in text.lines() {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let end = start + line.len();
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some((range, token)) = tokens.peek().cloned() {
            let piece = range.start.max(start)..range.end.min(end);
            if !piece.is_empty() {
                push(&mut pieces, piece.start - start..piece.end - start, token);
            }
            if range.end > end {
                break; // the next line goes on with it
            }
            tokens.next();
        }
        lines.push(pieces);
    }
    lines
}

fn push(pieces: &mut Vec<Piece>, piece: Range<usize>, token: Token) {
    match pieces.last_mut() {
        Some((last, Token::Plain)) if token == Token::Plain => last.end = piece.end,
        _ => pieces.push((piece, token)),
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Whether the last word was `fn`, so that the next one is a function's name.
    after_fn: bool,
}

impl Iterator for Lexer<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let start = self.at;
        let first = self.rest().chars().next()?;
        let token = match first {
            '/' if self.rest().starts_with("//") => self.to(self.rest().find('\n'), Token::Comment),
            '/' if self.rest().starts_with("/*") => self.block_comment(),
            '"' => self.quoted('"'),
            '\'' => self.character_or_lifetime(),
            '0'..='9' => self.number(),
            _ if starts_word(first) => self.word(),
            _ => self.to(Some(first.len_utf8()), Token::Plain),
        };
        Some((start..self.at, token))
    }
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Takes `length` bytes, or all that is left.
    fn to(&mut self, length: Option<usize>, token: Token) -> Token {
        self.at = length.map_or(self.text.len(), |length| self.at + length);
        token
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Block comments nest.
    fn block_comment(&mut self) -> Token {
        let mut depth = 0_u32;
        let mut bytes = self.rest().bytes().enumerate().peekable();
        while let Some((_, byte)) = bytes.next() {
            match (byte, bytes.peek()) {
                (b'/', Some((_, b'*'))) => depth += 1,
                (b'*', Some((_, b'/'))) => depth -= 1,
                _ => continue,
            }
            let Some((last, _)) = bytes.next() else { break };
            if depth == 0 {
                return self.to(Some(last + 1), Token::Comment);
            }
        }
        self.to(None, Token::Comment)
    }

    /// From an opening quote to the next one that no backslash hides. A character ends with its line at the latest.
    fn quoted(&mut self, quote: char) -> Token {
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((place, c)) = chars.next() {
            match c {
                '\\' => _ = chars.next(),
                '\n' if quote == '\'' => return self.to(Some(place), Token::Text),
                _ if c == quote => return self.to(Some(place + 1), Token::Text),
                _ => {}
            }
        }
        self.to(None, Token::Text)
    }

    fn raw_string(&mut self) -> Token {
        let hashes = self.take_while(|c| c == '#');
        self.at += 1;
        let close = format!("\"{hashes}");
        self.to(self.rest().find(&close).map(|place| place + close.len()), Token::Text)
    }

    fn character_or_lifetime(&mut self) -> Token {
        let mut chars = self.rest().chars().skip(1);
        match (chars.next(), chars.next()) {
            (Some(first), Some('\'')) if first != '\\' => self.to(Some(first.len_utf8() + 2), Token::Text),
            (Some(first), _) if in_word(first) => {
                self.at += 1;
                self.take_while(in_word);
                Token::Lifetime
            }
            _ => self.quoted('\''),
        }
    }

    fn number(&mut self) -> Token {
        let start = self.at;
        self.take_while(in_word);
        let mut after = self.rest().chars();
        // In `1..2` and `1.max(2)` the dot is not the number's.
        if after.next() == Some('.') && !after.next().is_some_and(|c| c == '.' || starts_word(c)) {
            self.at += 1;
            self.take_while(in_word);
        }
        let digits = self.text[start..self.at].strip_suffix(['e', 'E']);
        let signed = digits.is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit() || "_.".contains(c)));
        if signed && self.rest().starts_with(['+', '-']) {
            self.at += 1;
            self.take_while(in_word);
        }
        Token::Number
    }

    fn word(&mut self) -> Token {
        let word = self.take_while(in_word);
        let rest = self.rest();
        match word {
            "r" | "br" | "cr" if rest.trim_start_matches('#').starts_with('"') => return self.raw_string(),
            "b" | "c" if rest.starts_with('"') => return self.quoted('"'),
            "b" if rest.starts_with('\'') => return self.quoted('\''),
            "r" if rest.starts_with('#') && rest[1..].starts_with(starts_word) => {
                self.at += 1;
                self.take_while(in_word);
                return Token::Plain;
            }
            _ => {}
        }
        let after_fn = std::mem::replace(&mut self.after_fn, word == "fn");
        if KEYWORDS.contains(&word) {
            Token::Keyword
        } else if after_fn {
            Token::Function
        } else if rest.starts_with('!') && !rest.starts_with("!=") {
            Token::Macro
        } else if PRIMITIVES.contains(&word) || is_type_name(word) {
            Token::Type
        } else if rest.starts_with('(') {
            Token::Function
        } else {
            Token::Plain
        }
    }
}

/// `Vec` and `T` name types; `MAX_SIZE` names a constant.
fn is_type_name(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && (word.len() == 1 || chars.any(char::is_lowercase))
}

fn starts_word(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn in_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests;
