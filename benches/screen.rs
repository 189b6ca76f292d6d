//! Figures of the screen, no gates: how fast it comes, answers and goes, and what it takes while nothing happens.
//!
//! `cargo bench --bench screen` runs the built program in a real pseudo-terminal, and its library on a trace of
//! [`EVENTS`] events. What a person would feel has a target beside it. The times are those of this machine, and of
//! whatever else it does.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // it prints figures, and what cannot be measured ends it

#[path = "../tests/support/pty.rs"]
#[allow(dead_code)] // a bench needs a part of it
mod pty;

use pty::Pty;
use std::fs;
use std::hint::black_box;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::event::Seq;
use twistlab::lab::Holding;
use twistlab::lesson::{CATALOGUE, Lesson, Scene, Settings};
use twistlab::trace::{Cursor, Trace, codec};
use twistlab::view::session::Session;
use twistlab::view::tui::{Manner, screen::Screen};

/// Events of the large trace.
const EVENTS: u64 = 200_000;

/// For how long processor time is taken.
const SPAN: Duration = Duration::from_secs(4);

/// The least and a comfortable size of a terminal.
const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];

/// A stage that notes events as fast as it can.
const FAST: &[&str] =
    &["lesson", "1", "--scene", "two-threads", "--no-quiz", "--speed", "max", "--set", "pause=0", "--set", "bite=1"];

/// A stage that spins: it is woken as fast as the kernel can, and does nothing.
const SPIN: &[&str] = &["lesson", "3", "--scene", "spin", "--no-quiz"];

/// A forwarder, as much as its knobs let through it, both ways.
const FLOWS: &[&str] = &[
    "lesson",
    "7",
    "--scene",
    "pass-it-on",
    "--no-quiz",
    "--set",
    "source=1000000",
    "--set",
    "sink=1000000",
    "--set",
    "back=1000000",
    "--set",
    "hears=1000000",
];

const FREEZE: &[&str] = &["lesson", "1", "--scene", "freeze", "--speed", "max"];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.trace");
    println!("{:<52} {:>9}  {:>10} {:>10} {:>10}  samples", "", "target", "min", "median", "max");
    record(&file);
    start_and_quit(&file);
    keys(&file);
    processor(&file);
    library(&file);
}

/// Records a run at full speed, and keeps its first events.
fn record(file: &Path) {
    let (lesson, scene) = two_threads();
    let mut settings = Settings::defaults(scene.knobs);
    for given in ["pause=0", "bite=1"] {
        settings.set(scene.knobs, given).unwrap();
    }
    let (wake, woken) = std::sync::mpsc::channel();
    let wake = move || _ = wake.send(());
    let mut session = Session::start(lesson, scene, &settings, Holding::Never, wake).unwrap().without_quiz();
    let started = monotonic();
    while session.trace.last().0 < EVENTS && !session.is_over() {
        woken.recv().unwrap();
        session.pump().unwrap();
    }
    let took = started.elapsed();
    let mut out = BufWriter::new(fs::File::create(file).unwrap());
    codec::write_header(&mut out, &session.trace.header).unwrap();
    for stamped in session.trace.between(Seq(0), Seq(EVENTS)) {
        codec::write_event(&mut out, stamped).unwrap();
    }
    out.flush().unwrap();
    let rate = session.trace.last().0 as f64 / took.as_secs_f64();
    let size = fs::metadata(file).unwrap().len() >> 20;
    println!("a stage at full speed notes {rate:.0} events a second; {EVENTS} of them are {size} MiB as text");
}

/// From the start of the process to the first whole frame, and from q to the end of the process.
fn start_and_quit(file: &Path) {
    let replay = ["replay", file.to_str().unwrap(), "--no-quiz"];
    let cases: [(&str, &[&str], &str); 6] = [
        ("home", &[], "q quit"),
        ("lesson 1", &["lesson", "1"], "q quit"),
        ("the freeze, blocked in send", FREEZE_NO_QUIZ, "DEADLOCK"),
        ("a stage at full speed", FAST, "recv(1)"),
        ("a stage that spins", SPIN, "spinning:"),
        ("replay of the large trace", &replay, "q quit"),
    ];
    let (mut frames, mut quits, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
    for (_, args, ready) in &cases {
        let (mut frame, mut quit, mut size) = (Vec::new(), Vec::new(), 0);
        for _ in 0..15 {
            let started = monotonic();
            let mut pty = start(args);
            frame.push(started.elapsed());
            pty.wait_for(ready);
            size = resident(&pty);
            let pressed = monotonic();
            pty.send("q");
            pty.exit();
            quit.push(pressed.elapsed());
        }
        frames.push(frame);
        quits.push(quit);
        sizes.push(size);
    }
    let target = Some(Duration::from_millis(100));
    for ((name, args, _), frame) in cases.iter().zip(frames) {
        // A large file is read to its end before anything of it is shown.
        row(&format!("first frame: {name}"), target.filter(|_| args.first() != Some(&"replay")), frame);
    }
    for ((name, ..), quit) in cases.iter().zip(quits) {
        row(&format!("quit: {name}"), target, quit);
    }
    for ((name, ..), size) in cases.iter().zip(sizes) {
        println!("{:<52} {:>9}  {:>10}", format!("memory: {name}"), "", format!("{:.1} MiB", size as f64 / 1_024.0));
    }
}

const FREEZE_NO_QUIZ: &[&str] = &["lesson", "1", "--scene", "freeze", "--speed", "max", "--no-quiz"];

/// From a key to what it changes on the screen.
fn keys(file: &Path) {
    let target = Some(Duration::from_millis(33));
    let pty = start(FREEZE_NO_QUIZ);
    pty.wait_for("DEADLOCK");
    row("key to screen: while the freeze stands", target, help_on_and_off(&pty, 30));
    let mut times = Vec::new();
    while times.len() < 60 {
        let pty = start(FAST);
        pty.wait_for("recv(1)");
        let pressed = help_on_and_off(&pty, 3);
        // It does not run for long.
        times.extend(pressed.into_iter().filter(|_| !pty.screen().contents().contains("LIVE, ended")));
    }
    row("key to screen: a stage at full speed", target, times);
    let pty = start(SPIN);
    pty.wait_for("spinning:");
    row("key to screen: a stage that spins", target, help_on_and_off(&pty, 30));
    let pty = start(FLOWS);
    pty.wait_for("passed on to out");
    row("key to screen: a forwarder as fast as it may go", target, help_on_and_off(&pty, 30));

    let pty = start(&["replay", file.to_str().unwrap(), "--no-quiz"]);
    pty.send(" \x1b[H");
    pty.wait_for("No socket yet");
    let ends = (0..40).map(|n| if n % 2 == 0 { "\x1b[F" } else { "\x1b[H" }.to_owned());
    row("key to screen: Home and End of the large trace", target, ends.map(|key| moved(&pty, &key)).collect());
    let clicks = (1..=100).map(|n| format!("\x1b[<0;{};34M", n * 37 % 118 + 1));
    row("click to screen: the timeline of the large trace", target, clicks.map(|key| moved(&pty, &key)).collect());
}

/// Opens and closes the help, and times each.
fn help_on_and_off(pty: &Pty, times: usize) -> Vec<Duration> {
    let press = |open: bool| press(pty, "?", |screen| screen.contents().contains("HELP") == open);
    (0..times).flat_map(|_| [press(true), press(false)]).collect()
}

/// From a key that moves the cursor to a title that tells another place.
fn moved(pty: &Pty, key: &str) -> Duration {
    let title = |screen: &vt100::Screen| screen.contents().lines().next().map(str::to_owned);
    let before = title(&pty.screen());
    press(pty, key, |screen| title(screen) != before)
}

/// From a key, pressed at any time in a frame, to what it does.
fn press(pty: &Pty, key: &str, done: impl Fn(&vt100::Screen) -> bool) -> Duration {
    static PRESSED: AtomicU64 = AtomicU64::new(0);
    std::thread::sleep(Duration::from_millis(5 + PRESSED.fetch_add(7, Ordering::Relaxed) % 40));
    timed(|| {
        pty.send(key);
        pty.wait_until(key, done);
    })
}

/// Processor time in states in which nothing, or only the stage, goes on.
fn processor(file: &Path) {
    let idle = |name: &str, pty: &Pty| share(name, "2 %", pty);
    let pty = start(FREEZE_NO_QUIZ);
    pty.wait_for("DEADLOCK");
    idle("processor: the freeze stands", &pty);
    pty.send("\x1b[D");
    pty.wait_for("PAST");
    idle("processor: the freeze stands, the cursor paused", &pty);

    let pty = start(FREEZE);
    pty.wait_for("YOUR PREDICTION");
    idle("processor: a question is open", &pty);

    let pty = start(&["lesson", "1", "--no-quiz", "--speed", "1"]);
    pty.wait_for("socket()");
    // To the head, and paused there before the beat lets the stage go.
    pty.send("\x1b[F ");
    pty.wait_for("the stage rests here");
    idle("processor: paused, the stage at a rest point", &pty);

    let pty = start(&["replay", file.to_str().unwrap(), "--no-quiz"]);
    pty.wait_for("socket()");
    pty.send(" ");
    pty.wait_for("Ⅱ");
    idle("processor: the large trace, paused", &pty);
    pty.send("\x1b[F");
    pty.wait_for("at its end");
    idle("processor: the large trace, at its end", &pty);

    let pty = start(FAST);
    pty.wait_for("recv(1)");
    let (used, asked) = (processor_time(&pty), monotonic());
    pty.wait_for("ended");
    let share = (processor_time(&pty) - used).as_secs_f64() / asked.elapsed().as_secs_f64() * 100.0;
    println!("{:<52} {:>9}  {:>10}", "processor: a stage at full speed, stage and all", "", format!("{share:.0} %"));
}

fn share(name: &str, target: &str, pty: &Pty) {
    let used = processor_time(pty);
    std::thread::sleep(SPAN);
    let share = (processor_time(pty) - used).as_secs_f64() / SPAN.as_secs_f64() * 100.0;
    println!("{name:<52} {:>9}  {:>10}", format!("< {target}"), format!("{share:.2} %"));
}

/// Places in a large trace without a terminal.
fn library(file: &Path) {
    let read = || codec::read(BufReader::new(fs::File::open(file).unwrap())).unwrap().trace;
    row("open the large trace", None, (0..5).map(|_| timed(|| drop(black_box(read())))).collect());
    let trace = read();
    let (lesson, scene) = two_threads();
    let session = || Session::replay(lesson, scene, &trace).without_quiz();
    row("judge it, as a session", None, (0..5).map(|_| timed(|| drop(black_box(session())))).collect());

    let target = Some(Duration::from_millis(16));
    let ends: Vec<Seq> = (0..100).map(|n| if n % 2 == 0 { trace.last() } else { Seq(0) }).collect();
    let anywhere = places(&trace, 1_000);
    let mut cursor = Cursor::default();
    let mut seek = |seq: &Seq| timed(|| cursor.seek(&trace, *seq));
    row("seek: Home and End", target, ends.iter().map(&mut seek).collect());
    row("seek: anywhere", target, anywhere.iter().map(&mut seek).collect());
    for size in SIZES {
        let manner = Manner { pace: None, quiz: false, ascii: false, colour: true };
        let mut screen = Screen::new(session(), manner);
        let mut draw = |seq: &Seq| timed(|| _ = black_box(screen.at(*seq, size)));
        let name = format!("at {}x{}", size.0, size.1);
        row(&format!("seek and draw {name}: Home and End"), target, ends.iter().map(&mut draw).collect());
        row(&format!("seek and draw {name}: anywhere"), target, anywhere.iter().map(&mut draw).collect());
    }
}

/// Places all over a trace, the same ones each time.
fn places(trace: &Trace, count: u64) -> Vec<Seq> {
    let last = trace.last().0;
    // By its golden section, which comes to all parts of it.
    (1..=count).map(|n| Seq(n * (last * 618 / 1_000) % last + 1)).collect()
}

fn two_threads() -> (&'static Lesson, &'static Scene) {
    let lesson = &CATALOGUE[0];
    (lesson, lesson.scene("two-threads").unwrap())
}

/// Starts the program on a large screen, and waits for its first frame.
fn start(args: &[&str]) -> Pty {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twistlab"));
    command.args(args).env("LC_ALL", "C.UTF-8").env_remove("NO_COLOR");
    let pty = Pty::spawn((120, 36), command);
    pty.wait_for("q quit");
    pty
}

/// Processor time of all its threads so far.
fn processor_time(pty: &Pty) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{}/task", pty.pid())).unwrap();
    let nanos = tasks.filter_map(|task| {
        let account = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        account.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}

/// Memory that it has in use, in KiB.
fn resident(pty: &Pty) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", pty.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = monotonic();
    work();
    started.elapsed()
}

fn row(name: &str, target: Option<Duration>, mut times: Vec<Duration>) {
    times.sort();
    let target = target.map_or_else(String::new, |target| format!("< {} ms", target.as_millis()));
    let shown = |time: &Duration| format!("{:.3} ms", time.as_secs_f64() * 1_000.0);
    let [min, median, max] = [0, times.len() / 2, times.len() - 1].map(|place| shown(&times[place]));
    println!("{name:<52} {target:>9}  {min:>10} {median:>10} {max:>10}  {}", times.len());
}
