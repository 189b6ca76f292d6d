//! Markdown as lines of text for a terminal: what is said, wrapped to a width, each piece with its role.
//!
//! A role says what a piece is, never how it looks: whoever prints the lines chooses colours. The text is plain
//! ASCII where the Markdown is, and reads well without any colour: headings are underlined, code keeps its marks.
//!
//! It knows what a chapter uses: headings, paragraphs, lists, definition lists, tables, quotes and notes, listings,
//! links and folds. A fold is `<details>` with its `<summary>`; other HTML, comments too, is not shown. It is no
//! HTML renderer, and it opens no link.
//!
//! ```
//! use twistlab::view::markdown::{Folds, render};
//!
//! let lines = render("# Title\n\nSome *short* words.\n", 12, Folds::Open);
//! let text: Vec<String> = lines.iter().map(|line| line.text()).collect();
//! assert_eq!(text, ["Title", "=====", "", "Some short", "words."]);
//! ```

mod page;
mod table;
mod wrap;

use page::Page;
use pulldown_cmark::{Options, Parser};

/// One line of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its pieces, from left to right.
    pub spans: Vec<Span>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its text, without line breaks.
    pub text: String,
    /// What it is.
    pub role: Role,
}

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Running text.
    Plain,
    /// The chapter's title.
    Title,
    /// Another heading.
    Heading,
    /// Code within running text.
    Code,
    /// A line of a listing or of a program's output.
    Listing,
    /// Emphasized.
    Emphasis,
    /// Strongly emphasized; a term that is defined; the head of a table.
    Strong,
    /// Quoted, or a note.
    Quote,
    /// Leads to another place of the book or elsewhere.
    Link,
    /// Not text but a mark: a bullet, an underline, a fold's sign.
    Mark,
}

/// What is done with folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Folds<'a> {
    /// What is in them is shown.
    #[default]
    Open,
    /// They are named only, with this word on how to open them.
    Closed(&'a str),
}

impl Line {
    /// The text without its roles.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

impl Span {
    fn new(text: impl Into<String>, role: Role) -> Self {
        Span { text: text.into(), role }
    }
}

/// The lines of a text, none of them wider than `width` columns (24 at the least), but for the lines of listings:
/// those are not broken.
pub fn render(markdown: &str, width: usize, folds: Folds<'_>) -> Vec<Line> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_DEFINITION_LIST | Options::ENABLE_GFM;
    let mut page = Page::new(width, folds);
    for event in Parser::new_ext(markdown, options) {
        page.take(event);
    }
    page.lines
}

#[cfg(test)]
mod tests;
