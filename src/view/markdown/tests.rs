use super::*;
use unicode_width::UnicodeWidthStr;

fn text(markdown: &str, width: usize, folds: Folds<'_>) -> String {
    render(markdown, width, folds).iter().map(|line| line.text() + "\n").collect()
}

fn roles(markdown: &str) -> Vec<(String, Role)> {
    let lines = render(markdown, 80, Folds::Open);
    lines.into_iter().flat_map(|line| line.spans).map(|span| (span.text, span.role)).collect()
}

#[test]
fn blocks_stand_apart_and_tight_lists_together() {
    let shown = text("# One\n## Two\ntext\n\n1. first\n2. second\n   - inner\n\nlast\n", 40, Folds::Open);
    assert_eq!(shown, "One\n===\n\nTwo\n---\n\ntext\n\n1. first\n2. second\n   * inner\n\nlast\n");
}

#[test]
fn loose_items_stand_apart_and_hold_listings() {
    let shown = text("- one\n\n  ```sh\n  cargo test\n  ```\n\n- two\n", 40, Folds::Open);
    assert_eq!(shown, "* one\n\n      cargo test\n\n* two\n");
}

#[test]
fn a_piece_has_its_role_and_a_link_elsewhere_its_address() {
    let pieces = roles("a **b** *c* `d e` [f g](x.md) [h](https://i)");
    let has = |text: &str, role| assert!(pieces.contains(&(text.into(), role)), "{text:?} as {role:?} in {pieces:?}");
    has("b", Role::Strong);
    has("c", Role::Emphasis);
    has("`d e`", Role::Code);
    has("f g", Role::Link);
    has("h <https://i>", Role::Link);
}

#[test]
fn quotes_and_notes_keep_their_bar() {
    let shown = text("> [!NOTE]\n> a first line of it\n>\n> second\n", 14, Folds::Open);
    assert_eq!(shown, "> Note\n> a first line\n> of it\n>\n> second\n");
}

#[test]
fn a_definition_is_indented_under_its_term() {
    let shown = text("window\n: room that a receiver\n  announces\n\nturn\n: one pass\n", 30, Folds::Open);
    assert_eq!(shown, "window\n    room that a receiver\n    announces\n\nturn\n    one pass\n");
}

#[test]
fn a_table_wraps_its_last_column() {
    let shown = text("| a | b |\n|---|---|\n| `x` | some words that are too long |\n", 24, Folds::Open);
    assert_eq!(shown, "a    b\n---  -------------------\n`x`  some words that are\n     too long\n");
}

#[test]
fn a_fold_is_named_or_shown() {
    let fold = "before\n\n<details>\n<summary>Solution</summary>\n\nThe *answer*.\n\n```rust\nf();\n```\n\n</details>\n\nafter\n";
    assert_eq!(text(fold, 40, Folds::Open), "before\n\n[-] Solution\n\nThe answer.\n\n    f();\n\nafter\n");
    assert_eq!(text(fold, 40, Folds::Closed("key")), "before\n\n[+] Solution (key)\n\nafter\n");
}

#[test]
fn comments_and_other_html_are_not_shown() {
    assert_eq!(text("a <kbd>q</kbd>\n\n<!-- a comment -->\n\nb\n", 40, Folds::Open), "a q\n\nb\n");
}

#[test]
fn lines_are_measured_in_columns() {
    // Each of these takes two columns.
    let shown = text("缓冲区满了 `一二 三四五六七八九十` end", 20, Folds::Open);
    assert_eq!(shown, "缓冲区满了 `一二\n三四五六七八九十`\nend\n");
    for width in 24..60 {
        let chapter = crate::lesson::chapter::chapter(&crate::lesson::CATALOGUE[0]);
        for line in render(&chapter, width, Folds::Open) {
            let listing = line.spans.iter().any(|span| span.role == Role::Listing);
            assert!(listing || line.text().width() <= width, "{:?} at {width}", line.text());
        }
    }
}

#[test]
fn any_text_gives_lines_and_no_panic() {
    for text in ["", "</details>", "<details>", "- \n  - \n", "| a |\n|--|\n", "> ", "`", ": x", "\\\n", "a  \nb"] {
        for width in [0, 1, 3] {
            render(text, width, Folds::Open);
            render(text, width, Folds::Closed(""));
        }
    }
}
