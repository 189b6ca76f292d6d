//! The pages of the book as mdBook sees them: their links, the ids that can be linked to, and their code.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder that the book is made from.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");

/// One page.
pub(crate) struct Page {
    pub(crate) file: PathBuf,
    pub(crate) text: String,
}

/// A piece of code in a page.
pub(crate) struct Code {
    /// The language of a block; `None` for code within running text.
    pub(crate) language: Option<String>,
    pub(crate) text: String,
}

/// Every page, in the order of their names.
pub(crate) fn pages() -> Vec<Page> {
    let pages = files("md").into_iter().map(|file| Page { text: fs::read_to_string(&file).unwrap(), file });
    pages.collect()
}

/// Every file of the book's source whose name ends so.
pub(crate) fn files(extension: &str) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::from(SOURCE)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

impl Page {
    /// The path from the book's source, as SUMMARY.md writes it.
    pub(crate) fn name(&self) -> &str {
        self.file.strip_prefix(SOURCE).unwrap().to_str().unwrap()
    }

    /// The file that a relative path of this page means.
    pub(crate) fn beside(&self, path: &str) -> PathBuf {
        let mut file = self.file.parent().unwrap().to_owned();
        for part in Path::new(path).components() {
            match part {
                std::path::Component::ParentDir => _ = file.pop(),
                other => file.push(other),
            }
        }
        file
    }

    /// Where its links and images lead.
    pub(crate) fn links(&self) -> Vec<String> {
        let leads = |event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        };
        self.events().filter_map(leads).collect()
    }

    /// The ids that mdBook gives to its headings and terms: their text in lower case, blanks as dashes, signs left
    /// out, and a number where that was there before.
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        let mut title: Option<String> = None;
        for event in self.events() {
            match event {
                Event::Start(Tag::Heading { .. } | Tag::DefinitionListTitle) => title = Some(String::new()),
                Event::Text(text) | Event::Code(text) => title.iter_mut().for_each(|title| title.push_str(&text)),
                Event::End(TagEnd::Heading(_) | TagEnd::DefinitionListTitle) => {
                    let plain = id(&title.take().unwrap_or_default());
                    let numbered = (1..).map(|n| format!("{plain}-{n}"));
                    let free = std::iter::once(plain.clone()).chain(numbered).find(|id| !ids.contains(id));
                    ids.extend(free);
                }
                _ => {}
            }
        }
        ids
    }

    /// Its code, in order.
    pub(crate) fn code(&self) -> Vec<Code> {
        let (mut found, mut block) = (Vec::new(), None);
        for event in self.events() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    block = Some(Code { language: Some(language.into_string()), text: String::new() });
                }
                Event::Text(text) => block.iter_mut().for_each(|code| code.text.push_str(&text)),
                Event::End(TagEnd::CodeBlock) => found.extend(block.take()),
                Event::Code(text) => found.push(Code { language: None, text: text.into_string() }),
                _ => {}
            }
        }
        found
    }

    fn events(&self) -> impl Iterator<Item = Event<'_>> {
        Parser::new_ext(&self.text, Options::ENABLE_TABLES | Options::ENABLE_DEFINITION_LIST | Options::ENABLE_GFM)
    }
}

fn id(title: &str) -> String {
    let kept = title.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-') || c.is_whitespace());
    kept.map(|c| if c.is_whitespace() { '-' } else { c }).collect()
}
