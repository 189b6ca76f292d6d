//! `twistlab read N`: a lesson's chapter, here in the terminal.
//!
//! It has no pager of its own: pipe it into the one you like. Solutions stay folded unless asked for.

use super::lesson::find;
use super::options;
use crate::lesson::{Lesson, chapter};
use crate::view::markdown::{Folds, Role, Span, render};
use anyhow::Result;
use colored::{ColoredString, Colorize};
use rustix::termios::tcgetwinsize;
use std::io::Write;

/// The widest lines that read well.
const WIDEST: usize = 100;

/// The width where there is no terminal.
const ELSEWHERE: usize = 80;

/// Shows the chapter of a lesson.
pub(super) fn run(options: &options::Read, out: &mut dyn Write) -> Result<()> {
    read(find(options.number)?, options.solutions, width(), out)
}

/// Writes the chapter of a lesson, wrapped to `width` columns.
fn read(lesson: &Lesson, solutions: bool, width: usize, out: &mut dyn Write) -> Result<()> {
    let how = format!("twistlab read {} --solutions", lesson.number);
    let folds = if solutions { Folds::Open } else { Folds::Closed(&how) };
    for line in render(&chapter::chapter(lesson), width, folds) {
        for span in &line.spans {
            write!(out, "{}", painted(span))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The width to wrap to: the terminal's, where standard output is one.
fn width() -> usize {
    match tcgetwinsize(std::io::stdout()) {
        Ok(size) if size.ws_col > 0 => usize::from(size.ws_col).min(WIDEST),
        _ => ELSEWHERE,
    }
}

fn painted(span: &Span) -> ColoredString {
    let text = span.text.as_str();
    match span.role {
        Role::Plain => text.normal(),
        Role::Title | Role::Heading | Role::Strong => text.bold(),
        Role::Code | Role::Listing => text.cyan(),
        Role::Emphasis | Role::Quote => text.italic(),
        Role::Link => text.underline(),
        Role::Mark => text.dimmed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(solutions: bool) -> String {
        let mut out = Vec::new();
        read(find(1).unwrap(), solutions, 80, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_chapter_is_shown_with_its_program_and_without_its_solutions() {
        let (folded, open) = (shown(false), shown(true));
        assert!(folded.contains("client.send_all(&data)?;"), "the program is quoted");
        assert!(folded.contains("twistlab read 1 --solutions"), "a fold says how to open it");
        assert!(open.lines().count() > folded.lines().count());
    }
}
