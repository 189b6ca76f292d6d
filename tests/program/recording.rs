//! Runs kept in a file, and files that are no run.

use crate::screen::{ESC, RIGHT, Screen, WIDE, through_shell, twistlab};
use crate::text::{Told, run, tell};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use twistlab::trace::Trace;

/// Records a scene that nobody acts on, and says where.
pub(crate) fn record(folder: &Path, scene: &str, more: &[&str]) -> PathBuf {
    let file = folder.join("run.trace");
    let told = recorded(&file, &[&["--scene", scene], more].concat());
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    file
}

fn recorded(file: &Path, more: &[&str]) -> Told {
    tell(&[&["lesson", "1", "--record", file.to_str().unwrap()], more].concat())
}

fn replayed(file: &Path) -> Told {
    tell(&["replay", file.to_str().unwrap(), "--plain"])
}

#[test]
fn a_replay_tells_the_events_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    for scene in ["round-trip", "freeze", "two-threads", "both-talk-first"] {
        let file = folder.path().join(scene);
        let live = recorded(&file, &["--scene", scene, "--patience", "300ms"]);
        let again = replayed(&file);
        assert_eq!((live.code, again.code), (Some(0), Some(0)), "{}\n{}", live.err, again.err);
        assert!(live.events().len() > 20);
        assert_eq!(live.events(), again.events(), "{scene}");
        assert_eq!(live.out.lines().next(), again.out.lines().next());
    }
}

#[test]
fn each_run_gets_a_file_and_none_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.trace");
    let all = recorded(&file, &["--patience", "300ms"]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    for (name, scene) in [("run.trace", 1), ("run-2.trace", 2), ("run-3.trace", 3), ("run-4.trace", 4)] {
        assert!(replayed(&folder.path().join(name)).out.contains(&format!("scene {scene} of 4")));
    }
    let before = fs::read(&file).unwrap();
    recorded(&file, &["--scene", "1"]).fails(1, &["run.trace exists already", "another name"]);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_file_that_cannot_be_made_is_told_at_once() {
    let told = recorded(Path::new("/no/such/folder/run.trace"), &["--scene", "1"]);
    told.fails(1, &["/no/such/folder/run.trace", "No such file"]);
    assert_eq!(told.out, "");
}

#[test]
fn a_disk_that_is_full_stops_the_recording_and_not_the_lesson() {
    let whole = tell(&["lesson", "1", "--patience", "300ms"]);
    let told = recorded(Path::new("/dev/full"), &["--patience", "300ms"]);
    told.fails(1, &["/dev/full", "No space left on device"]);
    assert_eq!(told.out.lines().last(), whole.out.lines().last());
    assert!(told.out.contains("scene 4 of 4") && !told.out.contains("not seen:"), "{}", told.out);

    // Full after a while: what was written until then can be replayed.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.trace");
    let args = ["lesson", "1", "--scene", "freeze", "--patience", "300ms", "--record", file.to_str().unwrap()];
    let told = run(through_shell("trap '' XFSZ; ulimit -f 20; exec \"$0\" \"$@\"", &args));
    told.fails(1, &["run.trace stopped", "File too large"]);
    assert!(told.out.contains("ECONNRESET"), "{}", told.out);
    let again = replayed(&file);
    assert!(again.err.contains("torn in line"), "{}", again.err);
    assert!(told.out.contains(again.events().last().unwrap()));
}

#[test]
fn files_that_are_no_run_are_told_as_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = record(folder.path(), "round-trip", &[]);
    let good = fs::read_to_string(&file).unwrap();
    let header = good.lines().next().unwrap();
    let with = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file
    };
    let bad = [
        (with("empty", ""), "is empty"),
        (with("foreign", "#!/bin/sh\nexit\n"), "no trace of twistlab"),
        (with("other", "{\"format\":\"other\",\"version\":1}\n"), "no trace of twistlab"),
        (with("future", &header.replacen("\"version\":1", "\"version\":7", 1)), "a newer twistlab reads it"),
        (with("gap", &good.replacen("{\"seq\":2,", "{\"seq\":5,", 1)), "line 3 has seq 5 where 2 was due"),
        (with("garbled", &good.replacen("{\"seq\":2,", "seq 2", 1)), "line 3 is no event"),
        (with("elsewhere", &good.replacen("round-trip", "thaw", 1)), "does not have"),
        (folder.path().join("missing"), "No such file"),
        (folder.path().to_owned(), "Is a directory"),
    ];
    for (file, why) in bad {
        replayed(&file).fails(1, &[why, file.to_str().unwrap()]);
    }
}

#[test]
fn a_torn_file_is_told_up_to_the_tear() {
    let folder = tempfile::tempdir().unwrap();
    let file = record(folder.path(), "round-trip", &[]);
    let good = fs::read(&file).unwrap();
    let whole = replayed(&file);
    fs::write(&file, &good[..good.len() - 20]).unwrap();
    let torn = replayed(&file);
    assert!(torn.err.starts_with("note: ") && torn.err.contains("torn in line"), "{}", torn.err);
    assert_eq!(torn.events(), whole.events()[..whole.events().len() - 1]);
}

#[test]
fn a_recording_longer_than_a_trace_is_judged_from_its_first_event() {
    let folder = tempfile::tempdir().unwrap();
    let file = record(folder.path(), "round-trip", &[]);
    let mut text = fs::read_to_string(&file).unwrap();
    let (first, last) = (text.lines().count(), text.lines().count() + Trace::LIMIT);
    for seq in first..last {
        writeln!(text, "{{\"seq\":{seq},\"us\":9000000,\"turn\":0,\"thread\":\"lab\",\"event\":\"gauged\"}}").unwrap();
    }
    fs::write(&file, text).unwrap();
    let told = replayed(&file);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "all was seen: {}", told.out);
    assert!(told.events().is_empty() && told.out.contains("your prediction came true: b it returns"), "{}", told.out);
}

#[test]
fn the_screen_records_each_run_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.trace");
    let screen = Screen::scene("freeze", &["--no-quiz", "--record", file.to_str().unwrap()]);
    screen.wait_for("DEADLOCK");
    screen.press("k");
    screen.wait_for("KNOBS");
    screen.press(RIGHT);
    screen.press(ESC);
    screen.titled("run 2");
    screen.wait_for("DEADLOCK");
    screen.quit();
    assert!(replayed(&file).out.contains("knob sndbuf = 4,096 B"));
    assert!(replayed(&folder.path().join("run-2.trace")).out.contains("knob sndbuf = 8,192 B"));
}

#[test]
fn a_recording_that_stops_is_told_on_the_screen_and_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.trace");
    fs::write(folder.path().join("run-2.trace"), "mine").unwrap();
    let mut screen = Screen::scene("freeze", &["--no-quiz", "--record", file.to_str().unwrap()]);
    screen.wait_for("DEADLOCK");
    screen.press("r");
    screen.wait_for("exists already");
    screen.titled("run 2");
    screen.wait_for("DEADLOCK");
    screen.press("q");
    assert_eq!(screen.exit().code(), Some(1));
    assert!(screen.screen().contents().contains("run-2.trace exists already"), "{}", screen.screen().contents());
    assert_eq!(fs::read_to_string(folder.path().join("run-2.trace")).unwrap(), "mine");
}

#[test]
fn a_recording_that_cannot_begin_keeps_the_screen_shut() {
    let folder = tempfile::tempdir().unwrap();
    let file = record(folder.path(), "round-trip", &[]);
    let mut screen = Screen::run(WIDE, twistlab(&["lesson", "1", "--record", file.to_str().unwrap()]));
    assert_eq!(screen.exit().code(), Some(1));
    let told = screen.screen().contents();
    assert!(told.starts_with("error: ") && told.contains("exists already"), "{told}");
    assert!(!told.contains("screen could not be used"), "{told}");
}
