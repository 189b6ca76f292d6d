//! A recording of a free-running stage is walked at the speed at which it ran.

use super::*;
use crate::clock::monotonic;
use crate::event::{Call, Event, Outcome};
use crate::lab::Holding;
use crate::lesson::Settings;
use crate::view::session::Answer;
use crate::view::testing::{FREE, LESSON, recording};

fn polled(times: u64) -> Event {
    let what = Event::Woke { call: Call::Poll, asked: Some(0), outcome: Outcome::Result(0), ready: Vec::new() };
    Event::Repeated { times, what: Box::new(what) }
}

/// An event every 50 ms, a second long.
fn second() -> Session {
    recording((1..=20).map(|n| (n * 50_000, polled(n))))
}

fn after(start: Instant, ms: u64) -> Instant {
    start + Duration::from_millis(ms)
}

fn ms(session: &Session) -> u64 {
    session.world().at.0 / 1_000
}

#[test]
fn it_walks_by_lab_time() {
    let (mut session, mut player, start) = (second(), Player::new(Pace::PerSecond(FREE.pace)), monotonic());
    assert_eq!(player.tick(&mut session, start), Some(after(start, 50)), "nothing has happened yet");
    let due = player.tick(&mut session, after(start, 320));
    assert_eq!((ms(&session), due), (300, Some(after(start, 350))));
    player.tick(&mut session, after(start, 5_000));
    assert_eq!(session.cursor.seq(), session.trace.last());
    assert_eq!(player.tick(&mut session, after(start, 5_000)), None, "nothing more comes");
    assert_eq!(player.squeezed, None);
}

#[test]
fn the_pace_scales_time() {
    let (mut session, mut player, start) = (second(), Player::new(Pace::PerSecond(2 * FREE.pace)), monotonic());
    player.tick(&mut session, start);
    assert_eq!(player.tick(&mut session, after(start, 160)), Some(after(start, 175)));
    assert_eq!(ms(&session), 300);
    assert_eq!(player.speed(&session), "2.00 x");
    player.pace = Pace::PerSecond(FREE.pace);
    assert_eq!(player.speed(&session), "as it ran");
    player.pace = Pace::Max;
    player.tick(&mut session, after(start, 160));
    assert_eq!(session.cursor.seq(), session.trace.last());
}

#[test]
fn from_where_it_is_put_it_goes_on_at_that_time() {
    let (mut session, mut player, start) = (second(), Player::new(Pace::PerSecond(FREE.pace)), monotonic());
    player.tick(&mut session, start);
    player.tick(&mut session, after(start, 900));
    player.play = Play::Paused;
    assert_eq!(player.tick(&mut session, after(start, 950)), None);
    assert_eq!(ms(&session), 900, "paused it stands");
    session.cursor.seek(&session.trace, Seq(4));
    player.play = Play::Playing;
    player.tick(&mut session, after(start, 3_000));
    player.tick(&mut session, after(start, 3_110));
    assert_eq!(ms(&session), 300, "from 200 ms on, 100 ms more");
}

#[test]
fn a_question_stops_it_until_it_is_answered() {
    let asked = (100_000, Event::Asked { question: "which".into() });
    let later = (3..=20).map(|n| (n * 50_000, polled(n)));
    let mut session = recording(std::iter::once((50_000, polled(1))).chain([asked]).chain(later));
    let (mut player, start) = (Player::new(Pace::PerSecond(FREE.pace)), monotonic());
    player.tick(&mut session, start);
    assert_eq!(player.tick(&mut session, after(start, 800)), None, "it waits for the learner");
    assert!(session.open_question().is_some());
    session.answer(Answer::Given(0));
    player.restart_beat(after(start, 9_000));
    player.tick(&mut session, after(start, 9_000));
    player.tick(&mut session, after(start, 9_060));
    assert_eq!(ms(&session), 150, "the time of the answer is no time of the run");
}

#[test]
fn live_it_rides_the_head_whatever_the_pace() {
    let (woken, wake) = std::sync::mpsc::channel();
    let wakes = move || _ = woken.send(());
    let mut session = Session::start(&LESSON, &FREE, &Settings::defaults(FREE.knobs), Holding::Never, wakes).unwrap();
    let mut player = Player::new(Pace::PerSecond(1));
    while !session.is_over() {
        wake.recv_timeout(Duration::from_secs(30)).unwrap();
        session.pump().unwrap();
        assert_eq!(player.tick(&mut session, monotonic()), None);
        assert_eq!(session.cursor.seq(), session.trace.last());
    }
    assert_eq!(player.speed(&session), "live");
    let back = session.cursor.previous_stop(&session.trace);
    session.cursor.seek(&session.trace, back);
    player.play = Play::Paused;
    player.tick(&mut session, monotonic());
    assert_eq!(session.cursor.seq(), back, "paused it can look at what was");
    player.play = Play::Playing;
    player.tick(&mut session, monotonic());
    assert!(session.at_head() && session.cursor.seq() == session.trace.last());
}
