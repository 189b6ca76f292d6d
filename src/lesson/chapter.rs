//! A chapter's text: its Markdown with every include put in.
//!
//! A chapter quotes the program it is about and never a copy of it. `{{#include stage.rs:freeze}}` stands for the
//! lines of `stage.rs` between `ANCHOR: freeze` and `ANCHOR_END: freeze`. mdBook puts them in for the book; this
//! does the same for the terminal, from texts that were embedded when the program was compiled.
//!
//! It reads no file, and knows only the whole file and the anchor: mdBook also takes ranges of lines, but the
//! number of a line goes stale without anybody noticing.
//!
//! ```
//! use twistlab::lesson::{chapter, lesson};
//!
//! let lesson = lesson(1).unwrap();
//! assert!(lesson.chapter.contains("{{#include stage.rs:freeze}}"));
//! assert!(chapter::chapter(lesson).contains("fn freeze(lab: &Lab)"));
//! ```

use super::Lesson;
use std::ops::Range;

const OPEN: &str = "{{#include ";
const CLOSE: &str = "}}";

/// One include of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include<'a> {
    /// The bytes of the text that it takes.
    pub range: Range<usize>,
    /// The file, by its name as given.
    pub file: &'a str,
    /// The anchor, where not the whole file is meant.
    pub anchor: Option<&'a str>,
}

/// The chapter of a lesson with its includes put in. One that names nothing known stays as it is, as in mdBook.
pub fn chapter(lesson: &Lesson) -> String {
    let mut shown = String::with_capacity(lesson.chapter.len() * 2);
    let mut end = 0;
    for include in includes(lesson.chapter) {
        let file = lesson.files.iter().find(|(name, _)| *name == include.file);
        let Some(quoted) = file.and_then(|(_, text)| excerpt(text, include.anchor)) else { continue };
        shown.push_str(&lesson.chapter[end..include.range.start]);
        shown.push_str(&quoted);
        end = include.range.end;
    }
    shown.push_str(&lesson.chapter[end..]);
    shown
}

/// The includes of a text, in order.
pub fn includes(text: &str) -> Vec<Include<'_>> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices(OPEN) {
        let inner = &text[start + OPEN.len()..];
        let Some(length) = inner.find(CLOSE) else { break };
        let (file, anchor) = match inner[..length].trim().split_once(':') {
            Some((file, anchor)) => (file, Some(anchor)),
            None => (inner[..length].trim(), None),
        };
        let range = start..start + OPEN.len() + length + CLOSE.len();
        found.push(Include { range, file, anchor });
    }
    found
}

/// The lines between an anchor's two marks, without lines that are marks themselves; without an anchor all lines.
/// `None` where there is no such anchor.
pub fn excerpt(text: &str, anchor: Option<&str>) -> Option<String> {
    let Some(anchor) = anchor else { return Some(text.lines().collect::<Vec<_>>().join("\n")) };
    let mut lines = text.lines();
    lines.find(|line| mark(line, "ANCHOR:") == Some(anchor))?;
    let inside = lines.take_while(|line| mark(line, "ANCHOR_END:") != Some(anchor));
    let quoted = inside.filter(|line| mark(line, "ANCHOR:").is_none() && mark(line, "ANCHOR_END:").is_none());
    Some(quoted.collect::<Vec<_>>().join("\n"))
}

/// The name that a line marks with `tag`.
fn mark<'a>(line: &'a str, tag: &str) -> Option<&'a str> {
    let name = line.split_once(tag)?.1.trim_start();
    let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(name.len());
    Some(&name[..end]).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "use a;\n// ANCHOR: outer\nfn f() {\n    // ANCHOR: inner-1\n    g();\n    // ANCHOR_END: inner-1\n}\n// ANCHOR_END: outer\nfn h() {}\n";

    #[test]
    fn an_anchor_is_cut_without_its_marks_and_those_inside() {
        assert_eq!(excerpt(CODE, Some("outer")).as_deref(), Some("fn f() {\n    g();\n}"));
        assert_eq!(excerpt(CODE, Some("inner-1")).as_deref(), Some("    g();"));
        assert_eq!(excerpt(CODE, Some("inner")), None);
        assert_eq!(excerpt("a\n\nb\n", None).as_deref(), Some("a\n\nb"));
    }

    #[test]
    fn includes_are_found_with_file_and_anchor() {
        let text = "x {{#include stage.rs:freeze}} y {{#include out.txt }} {{#include torn";
        let found = includes(text);
        let named: Vec<_> = found.iter().map(|i| (&text[i.range.clone()], i.file, i.anchor)).collect();
        assert_eq!(
            named,
            [("{{#include stage.rs:freeze}}", "stage.rs", Some("freeze")), ("{{#include out.txt }}", "out.txt", None)]
        );
    }

    #[test]
    fn every_include_of_every_lesson_is_put_in() {
        for lesson in crate::lesson::CATALOGUE {
            let shown = chapter(lesson);
            assert!(!shown.contains("{{#"), "lesson {}: an include names nothing known", lesson.number);
            assert!(!shown.contains("ANCHOR"), "lesson {}: a mark is shown", lesson.number);
        }
    }
}
