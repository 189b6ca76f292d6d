//! Progress as its users meet it: what counts, what is shown of it, and what becomes of a file that cannot be used.

use crate::home::home_of;
use crate::pty::STATE;
use crate::screen::{Screen, WIDE, twistlab};
use crate::text::{Told, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Runs a command line on a screen, for somebody whose progress is in this folder.
fn screen(folder: &Path, args: &[&str]) -> Screen {
    let mut command = twistlab(args);
    command.env(STATE, folder);
    Screen::run(WIDE, command)
}

fn tell(folder: &Path, args: &[&str]) -> Told {
    let mut command = twistlab(args);
    command.env(STATE, folder);
    run(command)
}

fn written(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("twistlab/progress.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Answers the freeze's first question, sees how it went, and quits.
fn answer(screen: Screen, letter: &str) {
    screen.titled("YOUR PREDICTION");
    screen.press(letter);
    screen.wait_for("DEADLOCK");
    screen.quit();
}

const FREEZE: &[&str] = &["lesson", "1", "--scene", "freeze", "--speed", "max"];

#[test]
fn what_was_answered_is_shown_everywhere() {
    let folder = folder();
    for (letter, right) in [("c", false), ("b", true)] {
        answer(screen(folder.path(), FREEZE), letter);
        let file = written(folder.path());
        assert_eq!(file["lessons"]["1"]["freeze"]["answers"]["which"]["right"], right);
        assert_eq!(file["last"]["scene"], "freeze");
        let word = if right { "right" } else { "wrong" };
        for args in [&[] as &[&str], &["list"]] {
            let told = tell(folder.path(), args);
            assert!(told.out.contains(&format!("which: {letter}, {word}; bite: open")), "{}", told.out);
        }
        let home = home_of(folder.path());
        home.wait_for(&format!("{word}: "));
        home.quit();
    }
    assert!(tell(folder.path(), &[]).out.contains("Go on (continue where you were: the freeze):"));
}

#[test]
fn a_scene_that_was_shown_whole_is_done() {
    let folder = folder();
    let screen = screen(folder.path(), &["lesson", "1", "--no-quiz", "--speed", "max"]);
    screen.titled("1/4");
    screen.wait_for("ended");
    screen.press("q");
    let mut screen = screen;
    assert!(screen.exit().success());
    assert_eq!(written(folder.path())["lessons"]["1"]["round-trip"]["reached"], "shown");
    let told = tell(folder.path(), &[]);
    assert!(told.out.contains("shown whole") && told.out.contains("1 of "), "{}", told.out);
    assert!(told.out.contains("twistlab lesson 1 --scene freeze"), "the next one: {}", told.out);
}

#[test]
fn who_types_counts_too() {
    let folder = folder();
    let mut command = twistlab(&["lesson", "1", "--plain", "--scene", "round-trip"]);
    command.env(STATE, folder.path());
    let mut typed = Screen::run((100, 100), command);
    for prompts in 1..=2 {
        let asked = |screen: &vt100::Screen| screen.contents().matches("q to quit):").count() == prompts;
        typed.wait_until("a prompt", asked);
        typed.press("b\r");
    }
    assert!(typed.exit().success());
    let scene = &written(folder.path())["lessons"]["1"]["round-trip"];
    assert_eq!(scene["reached"], "shown");
    assert_eq!(scene["answers"].as_object().unwrap().len(), 2, "{scene}");
}

#[test]
fn scripts_and_recordings_do_not_count() {
    let folder = folder();
    let file = folder.path().join("freeze.trace");
    let recorded = ["--record", file.to_str().unwrap(), "--patience", "300ms", "--plain"];
    assert_eq!(tell(folder.path(), &[FREEZE, &recorded].concat()).code, Some(0));
    let replay = screen(folder.path(), &["replay", file.to_str().unwrap(), "--speed", "max"]);
    replay.titled("YOUR PREDICTION");
    replay.press("b");
    replay.wait_for("You are about to read one bite");
    replay.quit();
    tell(folder.path(), &["list"]);
    tell(folder.path(), &[]);
    assert!(!folder.path().join("twistlab").exists(), "nothing was kept");
}

#[test]
fn a_damaged_file_is_set_aside_with_a_sentence_and_all_goes_on() {
    let folder = folder();
    let state = folder.path().join("twistlab");
    fs::create_dir(&state).unwrap();
    fs::write(state.join("progress.json"), "{ torn").unwrap();
    let home = home_of(folder.path());
    home.wait_for("progress.json was damaged: it is kept as");
    home.wait_for("see a program freeze");
    home.press("\r");
    home.titled("the freeze");
    home.press("q");
    home.wait_for("continue where you were: the freeze");
    home.quit();
    assert_eq!(fs::read_to_string(state.join("progress.json.damaged-1")).unwrap(), "{ torn");
    assert_eq!(written(folder.path())["last"]["scene"], "freeze");

    fs::write(state.join("progress.json"), "").unwrap();
    let told = tell(folder.path(), &[]);
    assert_eq!((told.code, told.err.lines().count()), (Some(0), 1), "{told:?}");
    assert!(told.err.contains("progress.json.damaged-2"), "{}", told.err);
    assert!(told.out.contains("Start here"));
}

#[test]
fn a_newer_file_is_left_alone_with_a_sentence() {
    let folder = folder();
    let state = folder.path().join("twistlab");
    fs::create_dir(&state).unwrap();
    fs::write(state.join("progress.json"), r#"{"version": 9}"#).unwrap();
    let home = home_of(folder.path());
    home.wait_for("is of a newer twistlab");
    home.quit();
    answer(screen(folder.path(), FREEZE), "b");
    assert_eq!(fs::read_to_string(state.join("progress.json")).unwrap(), r#"{"version": 9}"#);
}

#[test]
fn two_at_once_keep_what_each_of_them_was_told() {
    let folder = folder();
    let open = |scene| {
        let screen = screen(folder.path(), &["lesson", "1", "--scene", scene, "--speed", "max"]);
        screen.titled("YOUR PREDICTION");
        screen
    };
    let (one, two) = (open("freeze"), open("both-talk-first"));
    one.press("b");
    two.press("a");
    for screen in [one, two] {
        screen.wait_for("DEADLOCK");
        screen.quit();
    }
    let lesson = &written(folder.path())["lessons"]["1"];
    assert_eq!(lesson["freeze"]["answers"]["which"]["choice"], 1, "{lesson}");
    assert_eq!(lesson["both-talk-first"]["answers"]["both"]["choice"], 0, "{lesson}");
}

#[test]
fn where_nothing_can_be_kept_a_lesson_goes_on_after_one_sentence() {
    for nowhere in ["/dev/null", "/proc"].map(Path::new) {
        let lesson = screen(nowhere, FREEZE);
        lesson.wait_for("your progress is not kept");
        answer(lesson, "b");
        let home = home_of(nowhere);
        home.press("\r");
        home.titled("the freeze");
        home.press("q");
        home.wait_for("cannot be written, so your progress is not kept");
        home.wait_for("continue where you were: the freeze");
        home.quit();
    }
}
