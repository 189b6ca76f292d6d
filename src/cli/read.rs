//! `twistlab read N`: a lesson's chapter, here in the terminal.
//!
//! It has no pager of its own: pipe it into the one you like. Solutions stay folded unless asked for.

use crate::lesson::{CATALOGUE, chapter, lesson};
use crate::view::markdown::{Folds, Role, Span, render};
use anyhow::{Result, bail};
use colored::{ColoredString, Colorize};
use std::io::{IsTerminal, Write};

/// The widest lines that read well.
const WIDEST: usize = 100;

/// The width where there is no terminal.
const ELSEWHERE: usize = 80;

/// Writes the chapter of a lesson, wrapped to `width` columns.
///
/// # Errors
/// When there is no such lesson, or when `out` takes no more.
pub fn read(number: u32, solutions: bool, width: usize, out: &mut impl Write) -> Result<()> {
    let Some(lesson) = lesson(number) else {
        let good: Vec<String> = CATALOGUE.iter().map(|lesson| lesson.number.to_string()).collect();
        bail!("there is no lesson {number}: there are {}", good.join(", "));
    };
    let how = format!("twistlab read {number} --solutions");
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
pub fn width() -> usize {
    let terminal = std::io::stdout().is_terminal().then(crossterm::terminal::size);
    match terminal {
        Some(Ok((columns, _))) if columns > 0 => usize::from(columns).min(WIDEST),
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

    fn shown(number: u32, solutions: bool) -> String {
        let mut out = Vec::new();
        read(number, solutions, 80, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_chapter_is_shown_with_its_program_and_without_its_solutions() {
        let (folded, open) = (shown(1, false), shown(1, true));
        assert!(folded.contains("client.send_all(&data)?;"), "the program is quoted");
        assert!(folded.contains("twistlab read 1 --solutions"), "a fold says how to open it");
        assert!(open.lines().count() > folded.lines().count());
    }

    #[test]
    fn a_lesson_that_does_not_exist_is_told_with_those_that_do() {
        let told = read(99, false, 80, &mut Vec::new()).unwrap_err().to_string();
        assert!(told.starts_with("there is no lesson 99: there are 1"), "{told}");
    }
}
