//! Notes folded in, and the file that they are kept in: damaged, newer, closed, and shared by two.

use super::{File, Keeper, Note, Progress, Reached, What};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

fn note(scene: &'static str, what: What) -> Note {
    Note { lesson: 1, scene, what }
}

fn answered(question: &'static str, choice: usize, right: Option<bool>) -> Note {
    note("freeze", What::Answered { question, choice, right })
}

fn after(notes: &[Note]) -> Progress {
    let mut progress = Progress::default();
    notes.iter().for_each(|note| progress.take(note));
    progress
}

fn written(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("progress.json")).unwrap()).unwrap()
}

/// Opens a keeper, gives it notes, and waits until they are written; what it then has to say.
fn keep(folder: &Path, notes: &[Note]) -> Option<String> {
    let keeper = Keeper::open(Some(folder.to_owned()));
    notes.iter().for_each(|note| keeper.note(note.clone()));
    keeper.close();
    keeper.news()
}

#[test]
fn a_scene_that_was_shown_stays_so_and_the_last_answer_counts() {
    let mut progress = after(&[note("freeze", What::Opened), answered("which", 0, None)]);
    assert_eq!(progress.reached(1, "freeze"), Some(Reached::Opened));
    assert_eq!(progress.said(1, "freeze", "which").unwrap().right, None);
    for note in [
        answered("which", 0, Some(false)),
        note("freeze", What::Shown),
        note("round-trip", What::Opened),
        note("freeze", What::Opened),
        answered("which", 1, Some(true)),
    ] {
        progress.take(&note);
    }
    assert_eq!(progress.reached(1, "freeze"), Some(Reached::Shown));
    let said = progress.said(1, "freeze", "which").unwrap();
    assert_eq!((said.choice, said.right), (1, Some(true)));
    let last = progress.last().unwrap();
    assert_eq!((last.lesson, last.scene.as_str()), (1, "freeze"));
    assert_eq!(progress.reached(2, "freeze"), None);
}

#[test]
fn a_note_says_no_more_than_once() {
    let notes = [note("freeze", What::Opened), answered("which", 1, Some(true)), note("freeze", What::Shown)];
    assert_eq!(after(&notes), after(&[&notes[..], &notes[..]].concat()));
}

#[test]
fn what_is_kept_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("made/by/us");
    let notes = [note("freeze", What::Opened), answered("which", 1, Some(true)), note("freeze", What::Shown)];
    assert_eq!(keep(&folder, &notes), None);
    let (progress, trouble) = File::new(folder.clone()).open();
    assert!(trouble.is_none() && progress == after(&notes));
    assert_eq!(
        written(&folder),
        json!({
            "version": 1,
            "last": {"lesson": 1, "scene": "freeze"},
            "lessons": {"1": {"freeze": {"reached": "shown", "answers": {"which": {"choice": 1, "right": true}}}}},
        })
    );
    assert!(!folder.join("progress.json.new").exists());
}

#[test]
fn nothing_is_made_where_nothing_was_done() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(keep(&folder.path().join("state"), &[]), None);
    assert!(!folder.path().join("state").exists());
}

#[test]
fn two_at_once_lose_nothing_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (Keeper::open(Some(folder.path().into())), Keeper::open(Some(folder.path().into())));
    for round in 0..20 {
        one.note(answered("which", round, Some(true)));
        two.note(answered("bite", round, Some(false)));
        one.note(Note { lesson: 2, ..note("nap", What::Opened) });
        two.note(Note { lesson: 3, ..note("spin", What::Shown) });
    }
    one.close();
    two.close();
    let (both, trouble) = File::new(folder.path().into()).open();
    assert!(trouble.is_none());
    let said = |question: &str| both.said(1, "freeze", question).map(|said| (said.choice, said.right));
    assert_eq!((said("which"), said("bite")), (Some((19, Some(true))), Some((19, Some(false)))));
    assert_eq!((both.reached(2, "nap"), both.reached(3, "spin")), (Some(Reached::Opened), Some(Reached::Shown)));
}

#[test]
fn the_best_score_stays_the_best() {
    let scored = |score| note("cockpit", What::Scored(score));
    assert_eq!(after(&[note("cockpit", What::Opened)]).best(1, "cockpit"), None);
    assert_eq!(after(&[scored(40), scored(70), scored(60)]).best(1, "cockpit"), Some(70));
}

#[test]
fn what_a_newer_twistlab_added_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let more = json!({
        "version": 1, "theme": "dark",
        "last": {"lesson": 2, "scene": "nap", "line": 7},
        "lessons": {"1": {"freeze": {"reached": "opened", "stars": 3,
            "answers": {"which": {"choice": 2, "right": false, "sure": true}}}}},
    });
    fs::write(folder.path().join("progress.json"), more.to_string()).unwrap();
    assert_eq!(keep(folder.path(), &[note("freeze", What::Opened), answered("which", 1, Some(true))]), None);
    assert_eq!(
        written(folder.path()),
        json!({
            "version": 1, "theme": "dark",
            "last": {"lesson": 1, "scene": "freeze", "line": 7},
            "lessons": {"1": {"freeze": {"reached": "opened", "stars": 3,
                "answers": {"which": {"choice": 1, "right": true, "sure": true}}}}},
        })
    );
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let newer = r#"{"version": 2, "scenes": []}"#;
    fs::write(folder.path().join("progress.json"), newer).unwrap();
    let told = keep(folder.path(), &[note("freeze", What::Shown)]).unwrap();
    assert!(told.contains("of a newer twistlab (version 2)") && told.contains("left alone"), "{told}");
    assert_eq!(fs::read_to_string(folder.path().join("progress.json")).unwrap(), newer);
}

#[test]
fn a_damaged_file_is_set_aside_once_and_work_goes_on() {
    let good = serde_json::to_string(&after(&[note("freeze", What::Shown)])).unwrap();
    let long = format!("{}{good}", " ".repeat(2 << 20));
    let damaged: [&[u8]; 9] = [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        br#"{"version": -1}"#,
        br#"{"version": 1, "lessons": {"one": {}}}"#,
        br#"{"version": 1, "lessons": {"1": {"freeze": {"reached": "melted"}}}}"#,
        long.as_bytes(),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (number, bytes) in (1..).zip(damaged) {
        fs::write(folder.path().join("progress.json"), bytes).unwrap();
        let told = keep(folder.path(), &[note("freeze", What::Opened)]).unwrap();
        let aside = format!("progress.json.damaged-{number}");
        assert!(told.contains("was damaged") && told.contains(&aside), "{told}");
        assert_eq!(fs::read(folder.path().join(aside)).unwrap(), bytes);
        assert_eq!(written(folder.path())["lessons"]["1"]["freeze"]["reached"], "opened");
    }
}

#[test]
fn a_file_that_is_damaged_while_the_program_runs_is_set_aside_too() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(Some(folder.path().into()));
    fs::write(folder.path().join("progress.json"), "{").unwrap();
    keeper.note(note("freeze", What::Opened));
    keeper.close();
    assert!(keeper.news().is_some_and(|told| told.contains("damaged-1")));
    assert_eq!(keeper.news(), None, "it is told once");
    assert!(keeper.trouble().is_some(), "and shown for as long as it stands");
}

#[test]
fn where_nothing_can_be_kept_notes_count_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    for nowhere in [Some(file.join("twistlab")), Some("/dev/null".into()), Some("/proc/twistlab".into()), None] {
        let keeper = Keeper::open(nowhere);
        keeper.note(note("freeze", What::Shown));
        keeper.note(note("nap", What::Opened));
        keeper.close();
        assert!(keeper.news().is_some_and(|told| told.contains("your progress is not kept")));
        assert_eq!(keeper.progress().reached(1, "freeze"), Some(Reached::Shown));
    }
}

#[test]
fn what_is_no_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    symlink("/dev/zero", folder.path().join("progress.json")).unwrap();
    let told = keep(folder.path(), &[note("freeze", What::Shown)]).unwrap();
    assert!(told.contains("no regular file"), "{told}");
}

#[test]
fn who_does_not_give_the_lock_back_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let lock = fs::File::create(folder.path().join("progress.lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let keeper = Keeper::open(Some(folder.path().into()));
    keeper.note(note("freeze", What::Shown));
    keeper.close();
    assert!(keeper.news().is_some());
    assert!(!folder.path().join("progress.json").exists());
}
