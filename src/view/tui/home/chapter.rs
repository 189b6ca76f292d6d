//! A lesson's chapter, to be read where the lessons are chosen. Its solutions stay folded.

use crate::lesson::{Lesson, chapter};
use crate::view::markdown::{self, Folds, render};
use crate::view::tui::theme::{Role, Theme};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A chapter, and its lines for the width at which it was last drawn.
pub(super) struct Chapter {
    pub(super) lesson: &'static Lesson,
    width: usize,
    lines: Vec<markdown::Line>,
}

impl Chapter {
    /// The chapter of a lesson.
    pub(super) fn new(lesson: &'static Lesson) -> Chapter {
        Chapter { lesson, width: 0, lines: Vec::new() }
    }

    /// Breaks it for a width, where that has changed; how many lines it has.
    pub(super) fn fit(&mut self, width: usize) -> usize {
        if self.width != width {
            let how = format!("twistlab read {} --solutions", self.lesson.number);
            self.lines = render(&chapter::chapter(self.lesson), width, Folds::Closed(&how));
            self.width = width;
        }
        self.lines.len()
    }

    /// Some of its lines.
    pub(super) fn lines(&self, from: usize, count: usize, theme: &Theme) -> Vec<Line<'static>> {
        let shown = |span: &markdown::Span| Span::styled(span.text.clone(), style(theme, span.role));
        let lines = self.lines.iter().skip(from).take(count);
        lines.map(|line| line.spans.iter().map(shown).collect::<Vec<_>>().into()).collect()
    }
}

fn style(theme: &Theme, role: markdown::Role) -> Style {
    match role {
        markdown::Role::Plain => theme.style(Role::Text),
        markdown::Role::Title | markdown::Role::Heading | markdown::Role::Strong => theme.style(Role::Heading),
        markdown::Role::Code | markdown::Role::Listing => theme.style(Role::There),
        markdown::Role::Emphasis | markdown::Role::Quote => theme.style(Role::Text).italic(),
        markdown::Role::Link => theme.style(Role::Text).underlined(),
        markdown::Role::Mark => theme.style(Role::Dim),
    }
}
