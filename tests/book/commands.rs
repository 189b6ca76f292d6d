//! Every command that the book quotes can be typed: the command, its options, the lesson, the scene and the knobs
//! exist.

use crate::pages::pages;
use twistlab::lesson::{CATALOGUE, Lesson, Scene, Settings, lesson};

/// How the book starts twistlab, without it being installed and with.
const STARTS: &[&str] = &["cargo run --release -- ", "twistlab "];

/// What the book asks of cargo besides.
const CARGO: &[&str] = &[
    "cargo run --release",
    "cargo run --release -- ...",
    "cargo test",
    "cargo install mdbook",
    "cargo install --path .",
    "cargo doc --open --no-deps",
    "cargo bench",
    "cargo bench --bench reactor",
];

/// The options of `lesson`, and of `replay` those that are about showing alone: each with whether it takes a value.
const RUNNING: &[(&str, bool)] =
    &[("--scene", true), ("--set", true), ("--record", true), ("--auto", false), ("--patience", true)];
const SHOWING: &[(&str, bool)] =
    &[("--plain", false), ("--speed", true), ("--no-quiz", false), ("--ascii", false), ("--color", true)];

#[test]
fn every_command_in_the_book_can_be_typed() {
    let mut checked = 0;
    for page in pages() {
        for code in page.code() {
            let in_block = code.language.as_deref() == Some("sh");
            if !in_block && code.language.is_some() {
                continue;
            }
            for line in code.text.lines() {
                let command = line.split(" #").next().unwrap_or(line).trim();
                match check(command) {
                    Some(Ok(())) => checked += 1,
                    Some(Err(why)) => panic!("{}: {command}: {why}", page.name()),
                    None => assert!(!in_block, "{}: {command}: a command of what?", page.name()),
                }
            }
        }
    }
    assert!(checked > 10, "the commands of the book were found: {checked}");
}

#[test]
fn a_command_that_cannot_be_typed_is_found() {
    let wrong = [
        "twistlab lesson 99",
        "twistlab lesson",
        "twistlab lesson 1 --scene thaw",
        "twistlab lesson 1 --scene freeze --set pause=1",
        "twistlab lesson 1 --set sndbuf=1",
        "twistlab lesson 1 --slow",
        "twistlab replay",
        "twistlab replay a.trace --scene freeze",
        "twistlab play 1",
        "cargo run --release -- lesson x",
        "cargo fly",
        "--set bight=1",
        "--quiz",
    ];
    for command in wrong {
        assert!(matches!(check(command), Some(Err(_))), "{command}");
    }
    assert!(check("recv(1024)").is_none());
}

/// Whether a command can be typed; `None` where it is none of ours.
fn check(command: &str) -> Option<Result<(), String>> {
    if let Some(rest) = STARTS.iter().find_map(|start| command.strip_prefix(start)).filter(|rest| *rest != "...") {
        let words: Vec<&str> = rest.split_whitespace().collect();
        return Some(twistlab(&words));
    }
    if command == "twistlab" {
        return Some(Ok(()));
    }
    if command.starts_with("--") {
        let words: Vec<&str> = command.split_whitespace().collect();
        let all: Vec<&Lesson> = CATALOGUE.iter().collect();
        return Some(options(&words, &[RUNNING, SHOWING, &[("--solutions", false)]], &all));
    }
    if command.starts_with("cargo ") {
        let known = CARGO.contains(&command);
        return Some(if known { Ok(()) } else { Err("the book asks nothing like that of cargo".into()) });
    }
    None
}

fn twistlab(words: &[&str]) -> Result<(), String> {
    match words {
        ["list"] | ["book"] => Ok(()),
        ["read", number, rest @ ..] => options(rest, &[&[("--solutions", false)]], &[number_of(number)?]),
        ["replay", file, rest @ ..] if !file.starts_with("--") => options(rest, &[SHOWING], &[]),
        ["lesson", number, rest @ ..] => options(rest, &[RUNNING, SHOWING], &[number_of(number)?]),
        _ => Err("there is no such command".into()),
    }
}

fn number_of(number: &str) -> Result<&'static Lesson, String> {
    number.parse().ok().and_then(lesson).ok_or_else(|| format!("there is no lesson {number}"))
}

/// Checks options and their values against the scenes that they may mean.
fn options(words: &[&str], tables: &[&[(&str, bool)]], lessons: &[&Lesson]) -> Result<(), String> {
    let mut scenes: Vec<&Scene> = lessons.iter().flat_map(|lesson| lesson.scenes).collect();
    let mut words = words.iter();
    while let Some(option) = words.next() {
        let known = tables.iter().copied().flatten().find(|(name, _)| name == option);
        let (_, takes_value) = known.ok_or_else(|| format!("there is no option {option} here"))?;
        // An option may be named alone in running text.
        let Some(value) = takes_value.then(|| words.next()).flatten() else { continue };
        match *option {
            "--scene" => {
                let named = lessons.iter().find_map(|lesson| lesson.scene(value));
                scenes = vec![named.ok_or_else(|| format!("there is no scene {value}"))?];
            }
            "--set" => {
                let takes = |scene: &&Scene| Settings::defaults(scene.knobs).set(scene.knobs, value).is_ok();
                scenes.iter().find(|scene| takes(scene)).ok_or_else(|| format!("no scene takes {value}"))?;
            }
            "--speed" if *value != "max" && value.parse::<u32>().is_err() => return Err(format!("no speed: {value}")),
            "--patience" if !value.ends_with('s') => return Err(format!("no span of time: {value}")),
            "--color" if !["auto", "always", "never"].contains(value) => return Err(format!("no colour: {value}")),
            _ => {}
        }
    }
    Ok(())
}
