//! The walk through a text: from the parser's events to lines, block by block.
//!
//! A block is gathered whole, wrapped to the room that its margins leave, and put below the ones before it.

use super::table::Table;
use super::wrap::{width_of, wrap};
use super::{Folds, Line, Role, Span};
use pulldown_cmark::{BlockQuoteKind, Event, HeadingLevel, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

/// The least width that text is wrapped to, however deep it is indented.
const LEAST: usize = 12;

/// What is under way while the events of a text come by.
#[derive(Default)]
pub(super) struct Page<'a> {
    width: usize,
    folds: Folds<'a>,
    pub(super) lines: Vec<Line>,
    /// A block has ended: the next one stands apart from it.
    apart: bool,
    /// The block of running text that is being read.
    block: Vec<Span>,
    /// The listing that is being read.
    listing: Option<String>,
    table: Option<Table>,
    /// What is open around the text, outermost first.
    roles: Vec<Role>,
    links: Vec<String>,
    margins: Vec<Margin>,
    lists: Vec<List>,
    /// Where the lines of a closed fold begin.
    hidden_from: Option<usize>,
}

/// What stands at the left of the lines of a block.
struct Margin {
    first: Option<String>,
    rest: String,
}

struct List {
    number: Option<u64>,
    loose: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(width: usize, folds: Folds<'a>) -> Self {
        Page { width, folds, ..Page::default() }
    }

    /// Takes the next event of the text in.
    pub(super) fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.listing {
                Some(listing) => listing.push_str(&text),
                None => self.say(&text, self.roles.last().copied().unwrap_or(Role::Plain)),
            },
            Event::Code(code) => self.say(&format!("`{code}`"), Role::Code),
            Event::SoftBreak => self.say(" ", Role::Plain),
            Event::HardBreak => self.put_block(),
            Event::Rule => {
                self.open_block();
                self.put(vec![Span::new("-".repeat(self.room()), Role::Mark)]);
                self.apart = true;
            }
            Event::Html(html) => self.html(&html),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                if let Some(list) = self.lists.last_mut() {
                    list.loose = true;
                }
                self.open_block();
            }
            Tag::Heading { level, .. } => {
                self.open_block();
                self.roles.push(if level == HeadingLevel::H1 { Role::Title } else { Role::Heading });
            }
            Tag::CodeBlock(_) => {
                self.open_block();
                self.listing = Some(String::new());
            }
            Tag::BlockQuote(kind) => {
                self.open_block();
                self.roles.push(Role::Quote);
                self.indent("> ", "> ");
                if let Some(kind) = kind {
                    self.put(vec![Span::new(note(kind), Role::Strong)]);
                }
            }
            Tag::List(number) => {
                if !self.block.is_empty() || self.lists.is_empty() {
                    self.open_block();
                }
                self.lists.push(List { number, loose: false });
            }
            Tag::Item => {
                self.open_block();
                let number = self.lists.last_mut().and_then(|list| list.number.as_mut());
                let bullet = number.map_or_else(|| "* ".to_owned(), |n| format!("{n}. "));
                self.indent(&bullet, &" ".repeat(bullet.len()));
            }
            Tag::DefinitionListTitle => {
                self.open_block();
                self.roles.push(Role::Strong);
            }
            Tag::DefinitionListDefinition => self.indent("    ", "    "),
            Tag::Table(_) => {
                self.open_block();
                self.table = Some(Table::default());
            }
            Tag::TableHead => self.roles.push(Role::Strong),
            Tag::Emphasis => self.roles.push(Role::Emphasis),
            Tag::Strong => self.roles.push(Role::Strong),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.roles.push(Role::Link);
                self.links.push(dest_url.into_string());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close_block(),
            TagEnd::Heading(level) => {
                self.roles.pop();
                let width = width_of(&self.block);
                self.put_block();
                let line = match level {
                    HeadingLevel::H1 => "=",
                    HeadingLevel::H2 => "-",
                    _ => "~",
                };
                self.put(vec![Span::new(line.repeat(width.min(self.room())), Role::Mark)]);
                self.apart = true;
            }
            TagEnd::CodeBlock => {
                for line in self.listing.take().unwrap_or_default().lines() {
                    self.put(vec![Span::new(format!("    {line}").trim_end(), Role::Listing)]);
                }
                self.apart = true;
            }
            TagEnd::BlockQuote(_) => {
                self.roles.pop();
                self.outdent();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.apart = true;
            }
            TagEnd::Item => {
                self.outdent();
                if let Some(list) = self.lists.last_mut() {
                    self.apart = list.loose;
                    list.number = list.number.map(|n| n + 1);
                }
            }
            TagEnd::DefinitionListTitle => {
                self.roles.pop();
                self.put_block();
            }
            TagEnd::DefinitionListDefinition => self.outdent(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.block);
                self.table.iter_mut().for_each(|table| table.cell(cell.clone()));
            }
            TagEnd::TableRow => self.table.iter_mut().for_each(Table::end_row),
            TagEnd::TableHead => {
                self.roles.pop();
                self.table.iter_mut().for_each(Table::end_row);
            }
            TagEnd::Table => {
                let room = self.room();
                self.table.take().unwrap_or_default().lines(room).into_iter().for_each(|line| self.put(line));
                self.apart = true;
            }
            TagEnd::Emphasis | TagEnd::Strong => _ = self.roles.pop(),
            TagEnd::Link | TagEnd::Image => {
                self.roles.pop();
                // A place in the book cannot be shown here; one elsewhere can be copied.
                let url = self.links.pop().filter(|url| url.contains("://"));
                if let Some(url) = url.filter(|url| self.block.last().is_none_or(|text| text.text != *url)) {
                    self.say(&format!(" <{url}>"), Role::Link);
                }
            }
            _ => {}
        }
    }

    fn html(&mut self, html: &str) {
        if html.contains("<details") {
            self.open_block();
        }
        if let Some(summary) = between(html, "<summary>", "</summary>") {
            self.say(if self.folds == Folds::Open { "[-] " } else { "[+] " }, Role::Mark);
            self.say(summary, Role::Strong);
            if let Folds::Closed(how) = self.folds {
                self.say(&format!(" ({how})"), Role::Mark);
            }
            self.put_block();
            self.apart = true;
            if matches!(self.folds, Folds::Closed(_)) {
                self.hidden_from.get_or_insert(self.lines.len());
            }
        }
        if html.contains("</details>")
            && let Some(from) = self.hidden_from.take()
        {
            self.lines.truncate(from);
            self.apart = true;
        }
    }

    fn say(&mut self, text: &str, role: Role) {
        self.block.push(Span::new(text, role));
    }

    /// Begins a block: what was under way is put, and a blank line where the block before has ended.
    fn open_block(&mut self) {
        self.put_block();
        if std::mem::take(&mut self.apart) && !self.lines.is_empty() {
            let bar: String = self.margins.iter().map(|margin| margin.rest.as_str()).collect();
            let bar = Some(bar.trim_end()).filter(|bar| !bar.is_empty());
            self.lines.push(Line { spans: bar.map(|bar| Span::new(bar, Role::Mark)).into_iter().collect() });
        }
    }

    fn close_block(&mut self) {
        self.put_block();
        self.apart = true;
    }

    fn put_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        wrap(&block, self.room()).into_iter().for_each(|line| self.put(line));
    }

    fn put(&mut self, spans: Vec<Span>) {
        let margin: String =
            self.margins.iter_mut().map(|m| m.first.take().unwrap_or_else(|| m.rest.clone())).collect();
        let mut line = Line { spans: Vec::with_capacity(spans.len() + 1) };
        if !margin.is_empty() {
            line.spans.push(Span::new(margin, Role::Mark));
        }
        line.spans.extend(spans);
        self.lines.push(line);
    }

    fn indent(&mut self, first: &str, rest: &str) {
        self.margins.push(Margin { first: Some(first.into()), rest: rest.into() });
    }

    /// Ends what [`Page::indent`] began.
    fn outdent(&mut self) {
        self.close_block();
        self.margins.pop();
    }

    /// The columns that a line has left of its margins.
    fn room(&self) -> usize {
        let margins: usize = self.margins.iter().map(|margin| margin.rest.width()).sum();
        self.width.saturating_sub(margins).max(LEAST)
    }
}

fn note(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "Note",
        BlockQuoteKind::Tip => "Tip",
        BlockQuoteKind::Important => "Important",
        BlockQuoteKind::Warning => "Warning",
        BlockQuoteKind::Caution => "Caution",
    }
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    Some(text.split_once(open)?.1.split_once(close)?.0.trim())
}
