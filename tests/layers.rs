//! Who may know whom, read off the source: the invariants that no compiler checks.
//!
//! Comments are left out, since a doc may name what the code must not use. `#[cfg(test)]` modules are not: what
//! a module's own tests use, it knows.

use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file. Past 400 it should be thought about, past 600 it is split.
const LONGEST: usize = 600;

/// One file of the project.
struct Source {
    /// As in `src/lab/slot.rs`.
    path: String,
    text: String,
}

impl Source {
    /// The lines that are code, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = (1..).zip(self.text.lines());
        lines.map(|(number, line)| (number, line.split("//").next().unwrap_or(line)))
    }

    /// Whether it belongs to a module: `src/lab` is `src/lab.rs` and everything under `src/lab/`.
    fn is_in(&self, module: &str) -> bool {
        let rest = self.path.strip_prefix(module);
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }

    fn is_in_one_of(&self, modules: &[&str]) -> bool {
        modules.iter().any(|module| self.path == *module || self.is_in(module))
    }
}

/// Every Rust file under some folders.
fn sources(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut folders) =
        (Vec::new(), folders.iter().map(|folder| root.join(folder)).collect::<Vec<PathBuf>>());
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.expect("a folder can be read").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source is UTF-8");
                let path = path.strip_prefix(root).expect("it is under the root").display().to_string();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no sources under {}", root.display());
    found
}

/// Where any of the words stands in the code of the given files.
fn uses<'a>(files: impl IntoIterator<Item = &'a Source>, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.code() {
            found.extend(
                words.iter().filter(|word| has(line, word)).map(|word| format!("{}:{number}: {word}", file.path)),
            );
        }
    }
    found
}

/// Whether a word stands in a line and not as a part of a longer one: `mio` is not in `mioc`.
fn has(line: &str, word: &str) -> bool {
    let in_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let longer = |outside: Option<char>, edge: Option<char>| in_name(outside) && in_name(edge);
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !longer(before.chars().next_back(), word.chars().next())
            && !longer(after.chars().next(), word.chars().next_back())
    })
}

#[track_caller]
fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}, but:\n  {}", found.join("\n  "));
}

/// The crate's own modules, as they may be named from anywhere in it.
fn named(modules: &[&str]) -> Vec<String> {
    let from = ["crate", "twistlab"];
    from.iter().flat_map(|from| modules.iter().map(move |module| format!("{from}::{module}"))).collect()
}

fn knows_no(module: &str, others: &[&str], rule: &str) {
    let words = named(others);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let files = sources(&["src"]);
    // Paths by which a name could hide from this test.
    let words = [&words[..], &["crate::{", "twistlab::{", "super::super::"]].concat();
    assert_none(&uses(files.iter().filter(|file| file.is_in(module)), &words), rule);
}

const MODULES: [&str; 12] =
    ["cli", "clock", "kernel", "lab", "lesson", "probe", "progress", "reactor", "trace", "view", "world", "event"];

#[test]
fn event_and_kernel_know_no_other_module() {
    knows_no("src/event", &MODULES[..11], "event knows no other module");
    knows_no("src/kernel", &MODULES, "the kernel's calls know no module");
}

#[test]
fn the_flow_goes_one_way() {
    knows_no(
        "src/world",
        &["cli", "clock", "kernel", "lab", "lesson", "probe", "progress", "reactor", "trace", "view"],
        "a world is a fold of events",
    );
    knows_no(
        "src/trace",
        &["cli", "clock", "kernel", "lab", "lesson", "probe", "progress", "reactor", "view"],
        "a trace knows events and worlds",
    );
    knows_no(
        "src/clock",
        &["cli", "kernel", "lab", "lesson", "probe", "progress", "reactor", "trace", "view", "world"],
        "the clock knows its unit",
    );
    knows_no(
        "src/probe",
        &["cli", "lab", "lesson", "progress", "reactor", "trace", "view", "world"],
        "a probe takes events",
    );
    knows_no(
        "src/reactor",
        &["cli", "lab", "lesson", "progress", "trace", "view", "world"],
        "the reactor is a library of its own",
    );
    knows_no(
        "src/lab",
        &["cli", "lesson", "progress", "trace", "view", "world"],
        "the lab notes, and looks at no world",
    );
    knows_no("src/lesson", &["cli", "kernel", "probe", "progress", "reactor", "view"], "a lesson has no screen");
    knows_no("src/view", &["cli", "kernel", "reactor"], "a view holds no reactor");
    knows_no(
        "src/progress",
        &["cli", "clock", "event", "kernel", "lab", "lesson", "probe", "reactor", "trace", "view", "world"],
        "progress is notes and a file",
    );
}

#[test]
fn what_a_browser_lacks_is_not_in_what_it_could_show() {
    let lacks = [
        "std::net",
        "std::thread",
        "std::fs",
        "std::process",
        "std::env",
        "Instant",
        "SystemTime",
        "socket2",
        "rustix",
        "libc",
    ];
    let files = sources(&["src"]);
    let portable = files.iter().filter(|file| file.is_in_one_of(&["src/event", "src/trace", "src/world"]));
    assert_none(&uses(portable, &lacks), "event, trace and world use no socket, thread, file or clock");
}

/// A word and the only places where it may stand.
const ALONE: &[(&[&str], &[&str])] = &[
    (&["Instant::now", "SystemTime::now", ".elapsed()"], &["src/clock.rs"]),
    (&["unsafe_code"], &["src/kernel.rs"]), // the lint forbids `unsafe` where this does not allow it
    (&["colored"], &["src/cli", "src/view/plain"]),
    (&["mio::"], &["src/reactor", "src/lab/waiting", "src/view/tui"]),
    (&["crossterm"], &["src/view/tui"]),
    (&["ratatui"], &["src/view/tui", "src/view/export"]),
    (&["clap"], &["src/cli"]),
    (&["socket2"], &["src/lab"]),
];

#[test]
fn what_has_one_place_is_there_alone() {
    let files = sources(&["src", "lessons"]);
    for (words, places) in ALONE {
        let elsewhere = files.iter().filter(|file| !file.is_in_one_of(places));
        assert_none(&uses(elsewhere, words), &format!("{words:?} only in {places:?}"));
    }
}

#[test]
fn no_file_is_longer_than_can_be_read() {
    let files = sources(&["src", "lessons", "tests", "examples", "benches"]);
    let long = files.iter().filter(|file| file.text.lines().count() > LONGEST);
    let long: Vec<String> = long.map(|file| format!("{}: {} lines", file.path, file.text.lines().count())).collect();
    assert_none(&long, "no file has more than 600 lines");
}

#[test]
fn a_word_is_found_where_it_is_one() {
    assert!(has("use mio::Poll;", "mio") && has("unsafe { ioctl() }", "unsafe") && has("at.elapsed()", ".elapsed()"));
    assert!(!has("let mioc = 1;", "mio") && !has("crate::labels", "crate::lab") && !has("unsafe_code", "unsafe"));
    let file =
        Source { path: "src/x.rs".into(), text: "//! Instant::now\nlet a = 1; // unsafe\nInstant::now()".into() };
    assert_eq!(uses([&file], &["Instant::now", "unsafe"]), ["src/x.rs:3: Instant::now"]);
}
