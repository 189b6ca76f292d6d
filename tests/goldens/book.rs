//! The book's table of keys, drawn from the key table of the program.

use crate::hold;
use std::fs;
use std::path::Path;
use twistlab::view::tui::key_table;

#[test]
fn the_book_lists_the_keys_that_there_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/laboratory.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- keys -->\n").expect("the mark of the key table");
    let (_, after) = rest.split_once("<!-- /keys -->").expect("the end of the key table");
    let rows: String = key_table().iter().map(|(key, help)| format!("| `{key}` | {help} |\n")).collect();
    let table = format!("\n| key | what it does |\n|---|---|\n{rows}\n");
    hold(&path, &format!("{before}<!-- keys -->\n{table}<!-- /keys -->{after}"));
}
