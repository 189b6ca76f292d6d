//! The trace held against strace, for one and the same run: what twistlab says that the program did is what the
//! kernel saw it do. Skipped, with a sentence, where strace is missing or may not trace.

mod compare;
mod log;
#[path = "../support/mod.rs"]
mod support;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::scenes;
use twistlab::trace::codec;

/// Scenes whose program runs reactors of the library that nobody watches, since they are what is tried out: their calls are
/// in no trace.
const UNTOLD: [&str; 1] = ["contract"];

#[test]
fn strace_sees_what_the_trace_tells() {
    if let Some(why) = cannot_trace() {
        eprintln!("skipped: {why}");
        return;
    }
    let (play, folder) = (play(), tempfile::tempdir().expect("there is room for a folder"));
    for scene in scenes().filter(|scene| !UNTOLD.contains(&scene.id)) {
        let [trace, log] = ["trace", "strace"].map(|ending| folder.path().join(format!("{}.{ending}", scene.id)));
        run_traced(&play, scene.id, &trace, &log);
        let trace =
            codec::read(BufReader::new(File::open(trace).expect("it was written"))).expect("it is a trace").trace;
        let calls = log::parse(&fs::read_to_string(log).expect("it was written"));
        let by_trace = compare::by_trace(&trace);
        let (by_strace, left_out) = compare::by_strace(&calls, &trace);
        if let Some(difference) = compare::first_difference(&by_trace, &by_strace) {
            panic!("{}: the trace and strace differ in {difference}", scene.id);
        }
        let alike: Vec<String> = by_trace
            .iter()
            .map(|(thread, calls)| format!("{thread} {}", calls.iter().map(|(_, n)| n).sum::<u64>()))
            .collect();
        // A program may make no call but the library's own waits, or none at all.
        let (acted, calls) = (!trace.head().acted.is_empty(), !by_trace.is_empty());
        let told_by = |who: &str| by_trace.keys().any(|key| key.split(' ').next() == Some(who));
        assert!(told_by("main") == calls && (acted || !told_by("lab")), "{}: {alike:?}", scene.id);
        println!("{}: calls alike by thread: {}; left out: {left_out:?}", scene.id, alike.join(", "));
    }
}

/// Why no process can be traced here.
fn cannot_trace() -> Option<String> {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).stderr(Stdio::piped()).output();
    match tried {
        Err(error) => Some(format!("strace cannot be run here ({error})")),
        Ok(output) if !output.status.success() => {
            Some(format!("strace may not trace here: {}", String::from_utf8_lossy(&output.stderr).trim()))
        }
        Ok(_) => None,
    }
}

/// The example that plays a scene, as it is now: built with what this test was built with.
fn play() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--example", "play"]);
    if !cfg!(feature = "app") {
        cargo.arg("--no-default-features");
    }
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    assert!(cargo.status().expect("cargo has built this test").success(), "examples/play.rs does not build");
    let own = std::env::current_exe().expect("this test is a file");
    let profile = own.ancestors().nth(2).expect("target/PROFILE/deps/strace");
    profile.join("examples").join("play")
}

fn run_traced(play: &Path, scene: &str, trace: &Path, log: &Path) {
    let mut strace = Command::new("strace");
    // `desc`: every call on a descriptor, so that one on a socket by another name than expected is seen too.
    strace.args(["-f", "-e", "trace=network,desc", "-o"]).arg(log).arg(play).arg(scene).arg(trace);
    let status = strace.status().expect("strace was there a moment ago");
    assert!(status.success(), "{scene} did not play to its end under strace: {status}");
}
