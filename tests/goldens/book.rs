//! The book's tables of keys, drawn from the key tables of the program.

use crate::hold;
use std::fs;
use std::path::Path;
use twistlab::view::tui::{home_key_table, key_table};

#[test]
fn the_book_lists_the_keys_that_there_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/laboratory.md");
    let page = fs::read_to_string(&path).unwrap();
    let page = with_table(&page, "keys", &key_table());
    hold(&path, &with_table(&page, "keys of the home", &home_key_table()));
}

/// A page with the table between its two marks drawn anew.
fn with_table(page: &str, mark: &str, keys: &[(&str, &str)]) -> String {
    let (start, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = page.split_once(&start).expect("the mark of a key table");
    let (_, after) = rest.split_once(&end).expect("the end of a key table");
    let rows: String = keys.iter().map(|(key, help)| format!("| `{key}` | {help} |\n")).collect();
    format!("{before}{start}\n| key | what it does |\n|---|---|\n{rows}\n{end}{after}")
}
