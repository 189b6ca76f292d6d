//! Whether every case of the conformance list is held: named by a test, or by the page of deviations with its reason.
//!
//! A test names its cases on a line `/// Covers TR-01, TR-02.` of its docs. What it says there is for its reader to check;
//! that no case is forgotten, and none is made up, is checked here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Cases = BTreeSet<String>;

/// The numbers of `cases.txt`: `1-3 5` is four of them.
fn listed() -> Cases {
    let text = include_str!("conformance/cases.txt");
    let mut cases = Cases::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let family = words.next().expect("a family");
        assert!(matches!(words.next(), Some("must" | "other")), "{line}");
        for span in words {
            let (first, last) = span.split_once('-').unwrap_or((span, span));
            let number = |text: &str| text.parse::<u32>().unwrap_or_else(|_| panic!("{line}: {text}"));
            cases.extend((number(first)..=number(last)).map(|number| format!("{family}-{number:02}")));
        }
    }
    cases
}

/// The cases that a line names: two letters, a hyphen, two digits.
fn named(line: &str) -> impl Iterator<Item = String> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter_map(|word| {
        let (family, number) = word.split_once('-')?;
        let is_case = family.len() == 2 && number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_case && family.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| word.to_owned())
    })
}

fn rust_files(folder: PathBuf, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(&folder).expect("a folder of the project") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            rust_files(path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every case that a test says it covers, with the files that say so.
fn covered() -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(root.join("tests"), &mut files);
    rust_files(root.join("src/reactor"), &mut files);
    let mut covered: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source is UTF-8");
        let path = file.strip_prefix(root).expect("it is under the root").display().to_string();
        for line in text.lines().filter_map(|line| line.trim_start().strip_prefix("/// Covers ")) {
            named(line).for_each(|case| covered.entry(case).or_default().push(path.clone()));
        }
    }
    covered
}

/// The cases that stand in the first column of the page of deviations.
fn deviations() -> Cases {
    let page = include_str!("../src/reactor/deviations.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split('|').next());
    rows.flat_map(|cell| named(cell).collect::<Vec<_>>()).collect()
}

#[test]
fn every_case_is_held_or_its_deviation_is_written() {
    let (covered, deviations) = (covered(), deviations());
    let missing: Vec<String> =
        listed().into_iter().filter(|case| !covered.contains_key(case) && !deviations.contains(case)).collect();
    assert!(missing.is_empty(), "{} cases are in no test and no deviation: {}", missing.len(), missing.join(" "));
}

#[test]
fn no_case_is_made_up() {
    let listed = listed();
    let unknown: Vec<String> = covered()
        .into_iter()
        .filter(|(case, _)| !listed.contains(case))
        .map(|(case, files)| format!("{case} in {}", files.join(", ")))
        .collect();
    assert!(unknown.is_empty(), "cases that the list lacks: {}", unknown.join("; "));
    let unknown: Vec<String> = deviations().difference(&listed).cloned().collect();
    assert!(unknown.is_empty(), "deviations from cases that the list lacks: {unknown:?}");
}

#[test]
fn a_case_is_found_where_it_is_named() {
    assert_eq!(named("/// Covers TR-01, PC-22 (and not UTF-8, tr-01, TR-1).").collect::<Vec<_>>(), ["TR-01", "PC-22"]);
    assert!(listed().contains("RX-21") && !listed().contains("RX-22"));
}
