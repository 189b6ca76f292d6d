//! What the text says of loops: sums instead of floods, and everything once.

use super::*;
use crate::event::{Call, Errno, Event, Interest, Outcome, Ready, ThreadSample, ThreadState};
use crate::lab::{Holding, Lab, Result};
use crate::view::testing::{LESSON, recording, scene};

fn told(session: &mut Session) -> String {
    colored::control::set_override(false);
    transcript(session, &mut Typist::script(true))
}

fn refused() -> Event {
    Event::Returned { call: Call::Read, asked: Some(1), outcome: Outcome::Errno(Errno::named("EAGAIN")) }
}

fn again(times: u64, what: Event) -> Event {
    Event::Repeated { times, what: Box::new(what) }
}

fn sampled(us: u64) -> Event {
    Event::Sampled(ThreadSample { state: ThreadState::Running, syscall: None, wchan: None, cpu: Micros(us) })
}

#[test]
fn repeats_are_summed_for_a_second_of_lab_time() {
    let mut events = vec![(0, refused())];
    for tick in 1..=60 {
        events.push((tick * 50_000, again(1_000, refused())));
        events.push((tick * 50_000, sampled(tick * 25_000)));
    }
    let text = told(&mut recording(events));
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("read(1) = EAGAIN")).collect();
    assert_eq!(lines.len(), 4, "the first, and one a second: {text}");
    assert!(lines[1].ends_with("21,000 times more"), "{text}");
    assert_eq!(text.matches("loop main: ").count(), 2, "{text}");
    assert!(text.contains("20,000 calls a second, 50 % of a core; answers: 0 with something"), "{text}");
}

#[test]
fn what_was_told_is_told_again_only_by_its_number() {
    let nap = || Event::Returned { call: Call::Sleep, asked: Some(250_000), outcome: Outcome::Result(0) };
    let begun = || Event::Entered { call: Call::Sleep, asked: Some(250_000), ago: Micros(20_000) };
    let naps = (0..8).flat_map(|n| {
        [(n * 250_000, Event::TurnBegan), (n * 250_000 + 20_000, begun()), (n * 250_000 + 250_000, nap())]
    });
    let text = told(&mut recording(naps));
    assert_eq!(text.matches("sleep(250 ms) ...").count(), 1, "{text}");
    assert_eq!(text.matches("sleep(250 ms) = done").count(), 3, "once, and by two numbers: {text}");
    assert!(!text.contains("turn 0"), "{text}");
}

#[test]
fn readiness_is_told_after_a_wait_where_it_changed() {
    let ready = |read: bool| Event::Woke {
        call: Call::Select,
        asked: None,
        outcome: Outcome::Result(u64::from(read)),
        ready: Vec::from_iter(read.then(|| Ready { source: "client".into(), read, write: false })),
    };
    let mut session = recording([(0, Event::TurnBegan)]);
    let events = [
        (Some("client"), Event::Watched(Interest { read: true, write: false })),
        (None, ready(true)),
        (None, ready(true)),
        (None, ready(false)),
    ];
    for (seq, (source, event)) in (2..).zip(events) {
        let (at, source) = (Micros(seq * 10), source.map(Into::into));
        session.take(crate::event::Stamped {
            seq: Seq(seq),
            at,
            turn: 1,
            thread: "main".into(),
            source,
            line: None,
            event,
        });
    }
    let text = told(&mut session);
    let kernel: Vec<&str> = text.lines().filter(|line| line.contains("kernel client")).map(str::trim).collect();
    assert_eq!(kernel, ["kernel client: asked R, ready R", "kernel client: asked R, not ready"], "{text}");
    assert!(
        text.contains("asks to be told: readable") && text.contains("select(for ever) = 1 ready: client R"),
        "{text}"
    );
    assert!(text.contains("client: ready at 2 waits\n"), "{text}");
}

#[test]
fn the_same_trace_gives_the_same_text() {
    let events = || (0..50).map(|n| (n * 40_000, if n % 7 == 0 { refused() } else { again(n + 1, refused()) }));
    assert_eq!(told(&mut recording(events())), told(&mut recording(events())));
}

/// A person's lines, given before the run notes anything.
fn typed(lines: &[&str], stage: fn(&Lab) -> Result) -> (String, End) {
    colored::control::set_override(false);
    let scene: &'static Scene = Box::leak(Box::new(scene(stage)));
    let (sender, news) = std::sync::mpsc::channel();
    for line in lines {
        sender.send(News::Typed((*line).to_owned())).unwrap();
    }
    let noted = sender.clone();
    let settings = crate::lesson::Settings::defaults(scene.knobs);
    let wake = move || _ = noted.send(News::Noted);
    let mut session = Session::start(&LESSON, scene, &settings, Holding::Never, wake).unwrap();
    let manner = Manner { pace: Pace::Max, patience: Duration::from_millis(300) };
    let mut out = Vec::new();
    let told = tell(&mut session, manner, &mut Typist::person(true, false), &news, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), told.end)
}

#[test]
fn a_pause_of_the_script_is_real_time() {
    const SCRIPT: &[Cue] = &[
        Cue { deed: Deed::Pause(Micros(120_000)), when: |_, _| true },
        Cue { deed: Deed::Use("end"), when: |_, _| true },
    ];
    fn until_the_end(lab: &Lab) -> Result {
        lab.pipe("keys")?.read(1).map(drop)
    }
    let scene: &'static Scene = Box::leak(Box::new(Scene { script: SCRIPT, ..scene(until_the_end) }));
    let (noted, news) = std::sync::mpsc::channel();
    let settings = crate::lesson::Settings::defaults(scene.knobs);
    let wake = move || _ = noted.send(News::Noted);
    let mut session = Session::start(&LESSON, scene, &settings, Holding::Never, wake).unwrap();
    let manner = Manner { pace: Pace::Max, patience: Duration::from_millis(300) };
    tell(&mut session, manner, &mut Typist::script(true), &news, &mut Vec::new()).unwrap();
    let head = session.trace.head();
    assert!(head.ended() && head.acted[0].at >= Micros(100_000), "{:?}", head.acted);
}

fn for_ever(lab: &Lab) -> Result {
    loop {
        lab.turn();
        lab.sleep(Duration::from_millis(5))?;
    }
}

#[test]
fn lines_act_while_a_stage_runs() {
    let (text, end) = typed(&["nap=10", "size=3", "nap=x", "?", "quit"], for_ever);
    assert_eq!(end, End::Quit);
    for said in ["size is set before the run", "nap takes 0 to 500 milliseconds", "or h: click Hello"] {
        assert!(text.contains(said), "{said} is missing in\n{text}");
    }
    let (text, end) = typed(&["hello", "next"], for_ever);
    assert_eq!(end, End::Shown);
    assert!(text.contains("of lab time"), "a run that is left is closed: {text}");
}
