//! The book is true: its links lead somewhere, its quotes exist, its commands can be typed, and its page on the
//! trace format says what the code says. No mdBook is needed for any of it.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used)] // a page that cannot be read is a failed test

mod commands;
mod coverage;
mod pages;
mod tour;
mod trace_format;

use pages::{Page, pages};
use std::collections::BTreeSet;
use twistlab::lesson::{CATALOGUE, chapter};

#[test]
fn the_summary_lists_every_page_and_no_other() {
    let pages = pages();
    let (summary, rest): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(|page| page.name() == "SUMMARY.md");
    let listed: Vec<String> = summary[0].links();
    let unique: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    assert_eq!(unique.len(), listed.len(), "no page is listed twice");
    assert_eq!(unique, rest.iter().map(|page| page.name()).collect());
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    for page in &pages {
        for link in page.links().iter().filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').map_or((link.as_str(), None), |(path, id)| (path, Some(id)));
            let file = if path.is_empty() { page.file.clone() } else { page.beside(path) };
            assert!(file.is_file(), "{}: {link} is no file", page.name());
            let Some(anchor) = anchor else { continue };
            let target = pages.iter().find(|other| other.file == file);
            let target = target.unwrap_or_else(|| panic!("{}: {link} leads into a file that is no page", page.name()));
            assert!(target.ids().iter().any(|id| id == anchor), "{}: {link} names no heading or term", page.name());
        }
    }
}

#[test]
fn every_include_names_a_file_and_an_anchor() {
    for page in &pages() {
        let includes = chapter::includes(&page.text);
        assert_eq!(page.text.matches("{{#").count(), includes.len(), "{}: an include of another kind", page.name());
        for include in includes {
            let text = std::fs::read_to_string(page.beside(include.file));
            let text = text.unwrap_or_else(|_| panic!("{}: there is no file {}", page.name(), include.file));
            let quoted = chapter::excerpt(&text, include.anchor);
            assert!(quoted.is_some_and(|text| !text.is_empty()), "{}: {include:?} is empty", page.name());
        }
    }
}

#[test]
fn every_lesson_has_its_chapter_and_every_scene_its_place_in_it() {
    let pages = pages();
    let summary = &pages.iter().find(|page| page.name() == "SUMMARY.md").unwrap().text;
    for lesson in CATALOGUE {
        let page = pages.iter().find(|page| page.text == lesson.chapter);
        let page = page.unwrap_or_else(|| panic!("the chapter of lesson {} is no page", lesson.number));
        let entry = format!("[{}. {}]({})", lesson.number, lesson.title, page.name());
        assert!(summary.contains(&entry), "SUMMARY.md lists {entry}");
        assert!(page.text.starts_with(&format!("# {}\n", lesson.title)), "{} has the lesson's title", page.name());
        let in_one_line = page.text.replace("\n> ", " ");
        assert!(in_one_line.contains(lesson.idea), "{} says the lesson's idea", page.name());
        for scene in lesson.scenes {
            let command = format!("twistlab lesson {} --scene {}\n", lesson.number, scene.id);
            assert!(page.text.contains(&command), "{}: scene {} is run", page.name(), scene.id);
            let anchor = format!(":{}}}}}", scene.stage.program);
            assert!(page.text.contains(&anchor), "{}: the program of scene {} is quoted", page.name(), scene.id);
        }
    }
}

#[test]
fn the_terms_of_the_glossary_are_in_order() {
    let pages = pages();
    let glossary = pages.iter().find(|page| page.name() == "glossary.md").unwrap();
    for section in glossary.text.split("\n## ").skip(1) {
        let terms: Vec<String> = section
            .split("\n\n")
            .filter_map(|entry| entry.split_once("\n: "))
            .map(|(term, _)| term.to_lowercase())
            .collect();
        assert!(!terms.is_empty() && terms.is_sorted(), "{terms:?}");
    }
}
