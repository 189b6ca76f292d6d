//! Lesson 2: waiting for one event and for two, by asking, by napping, by sleeping in the kernel.

use crate::support::{Player, judged, scene, tail};
use twistlab::event::{Event, Seq};
use twistlab::lab::Holding;
use twistlab::lesson::{chapter, lesson};
use twistlab::trace::Trace;
use twistlab::view::session::{Answer, Session, Verdict};
use twistlab::world::World;

fn start(id: &str, set: &[&str]) -> Player {
    let set: Vec<String> = set.iter().map(|given| (*given).to_owned()).collect();
    Player::start(scene(id), &set, Holding::Never)
}

/// The choice that came true.
fn answer(trace: &Trace, id: &str, question: &str) -> Option<usize> {
    judged(scene(id), trace).into_iter().find(|(asked, _)| *asked == question).and_then(|(_, answer)| answer)
}

fn ended(player: &mut Player) {
    player.until("the end", crate::support::over);
}

/// Everything that the program printed, in order.
fn said(trace: &Trace) -> Vec<String> {
    let told = trace.between(Seq(0), trace.last()).filter_map(|stamped| match &stamped.event {
        Event::Said { text } => Some(text.to_string()),
        _ => None,
    });
    told.collect()
}

fn taken(world: &World) -> usize {
    world.inputs.iter().filter(|input| input.taken.is_some()).count()
}

/// Clicks, and waits until the click was read.
fn click(player: &mut Player, button: &str) {
    let before = player.trace.head().inputs.len();
    player.control(button);
    player.until("the click is read", |world| taken(world) > before);
}

#[test]
fn one_event_is_answered_whatever_it_is() {
    let cases: [(&str, &str); 3] =
        [("hello", "Hello"), ("other", "World"), ("end", "nobody will say anything any more")];
    for (control, line) in cases {
        let mut player = start("one-event", &[]);
        player.until("the read", |world| {
            world.threads.iter().any(|thread| !matches!(thread.doing, twistlab::world::Doing::Computing))
        });
        player.control(control);
        ended(&mut player);
        assert_eq!(said(&player.trace), [line], "{control}\n{}", tail(&player.trace));
        assert_eq!(answer(&player.trace, "one-event", "cost"), Some(0), "it waits for nothing, however short");
        assert_eq!(player.trace.head().turn, 0, "there is no loop");
    }
}

#[test]
fn a_typed_line_is_an_event_like_any_other() {
    let mut player = start("one-event", &[]);
    player.until("the pipe", |world| world.source("keyboard").is_some());
    player.run.feed("keyboard".into(), "how do you do\n".into());
    ended(&mut player);
    assert_eq!(said(&player.trace), ["Hello"], "it begins with h");
}

#[test]
fn without_a_nap_a_click_is_found_at_once() {
    let mut player = start("nap", &["nap=0"]);
    player.until("the loop", |world| world.turn > 100);
    for button in ["hello", "world", "hello", "world"] {
        click(&mut player, button);
    }
    player.control("close");
    ended(&mut player);
    assert_eq!(answer(&player.trace, "nap", "longest"), Some(0), "{}", tail(&player.trace));
}

#[test]
fn nothing_that_comes_during_a_nap_is_lost() {
    let mut player = start("nap", &["nap=500"]);
    player.until("the loop", |world| world.turn > 0 && world.source("world").is_some_and(|world| world.refused > 0));
    let order = ["hello", "world", "hello", "hello", "world"];
    order.iter().for_each(|button| player.control(button));
    player.until("all clicks", |world| taken(world) == order.len());
    player.control("close");
    ended(&mut player);
    let mut told = said(&player.trace);
    told.sort();
    assert_eq!(told, ["Hello", "Hello", "Hello", "World", "World"]);
    assert_eq!(answer(&player.trace, "nap", "longest"), Some(1), "{}", tail(&player.trace));
    assert_eq!(answer(&player.trace, "nap", "trade"), None, "the nap was never made shorter");
}

#[test]
fn a_nap_made_shorter_is_judged_by_what_it_was_at_first() {
    let mut player = start("nap", &["nap=200"]);
    let measured = |world: &World| world.threads.first().is_some_and(|main| main.busy_since_mark().is_some());
    for (nap, clicks) in [(None, 2), (Some(2), 2)] {
        if let Some(nap) = nap {
            player.run.turn("nap".into(), nap);
            player.until("the knob", |world| world.turned("nap") == Some(nap));
            // What is left of a long nap is over.
            click(&mut player, "hello");
            let turns = player.trace.head().turn + 150;
            player.until("turns with short naps", |world| world.turn > turns);
        }
        player.until("a measurement", measured);
        (0..clicks).for_each(|_| click(&mut player, "hello"));
    }
    player.control("close");
    ended(&mut player);
    assert_eq!(answer(&player.trace, "nap", "trade"), Some(1), "{}", tail(&player.trace));
}

#[test]
fn a_window_that_is_closed_at_once_leaves_no_question_open() {
    for (id, questions) in [("two-buttons", ["idle", "worth"]), ("ask-the-kernel", ["wakeups", "delay"])] {
        let mut player = start(id, &[]);
        player.until("a sample", |world| world.threads.first().is_some_and(|main| main.busy_since_mark().is_some()));
        click(&mut player, "hello");
        player.control("close");
        ended(&mut player);
        for question in questions {
            assert_ne!(answer(&player.trace, id, question), None, "{id}: {question}\n{}", tail(&player.trace));
        }
    }
}

#[test]
fn one_sleep_waits_for_both_buttons() {
    let mut player = start("ask-the-kernel", &[]);
    let asks = |world: &World| world.source("world").is_some_and(|world| world.readiness.interest.read);
    player.until("the loop waits", asks);
    for button in ["world", "hello", "world", "world", "hello"] {
        click(&mut player, button);
    }
    player.control("close");
    ended(&mut player);
    assert_eq!(said(&player.trace), ["World", "Hello", "World", "World", "Hello"], "each by its own handler");
    let wheel = &player.trace.head().threads[0].wheel;
    assert!(wheel.wakeups <= 7 && wheel.empty == 0, "five clicks and two ends: {wheel:?}");
    assert_eq!(answer(&player.trace, "ask-the-kernel", "wakeups"), Some(0));
}

#[test]
fn another_answer_is_judged_wrong() {
    let lesson = lesson(2).unwrap();
    let mut player = start("one-event", &[]);
    player.until("the pipe", |world| world.source("keyboard").is_some());
    player.control("hello");
    ended(&mut player);
    let mut session = Session::replay(lesson, scene("one-event"), &player.trace);
    for (said, due) in [(0, Verdict::Right(0)), (1, Verdict::Wrong(0)), (2, Verdict::Wrong(0))] {
        session.marks[0].answer = Answer::Given(said);
        assert_eq!(session.marks[0].verdict(session.trace.last()), due);
    }
}

#[test]
fn the_three_loops_differ_in_their_waiting_only() {
    let text = scene("nap").stage.text;
    let lines = |anchor: &str| -> Vec<String> {
        let quoted = chapter::excerpt(text, Some(anchor)).unwrap();
        let other = |line: &&str| !["fn ", "///", "lab.ask("].iter().any(|own| line.contains(own));
        quoted.lines().filter(other).map(str::to_owned).collect()
    };
    let asks = lines("two_buttons");
    for (anchor, waits) in [("nap", "lab.sleep("), ("ask_the_kernel", "lab.poll(")] {
        let (waiting, rest): (Vec<String>, Vec<String>) =
            lines(anchor).into_iter().partition(|line| line.contains(waits));
        assert_eq!((waiting.len(), &rest), (1, &asks), "{anchor} is the same loop but for one line");
    }
}
