//! The reactor library: calls inside calls, ends, producers, delayed calls, cases.

use super::Tale;
use crate::event::{Callback, ClockKind, Close, Event, Micros, Reason, TimerId};
use crate::world::{HowOver, ProducerState, SourceState, Transport, World};

impl Tale {
    fn of_client(&mut self, event: Event) -> &mut Self {
        self.note("main", Some("client"), event)
    }

    fn called(&mut self, callback: Callback) -> &mut Self {
        self.of_client(Event::Called { callback })
    }

    fn scheduled(&mut self, timer: u64, due: u64) -> &mut Self {
        let (timer, due, clock) = (TimerId(timer), Micros(due), ClockKind::Lab);
        self.note("main", None, Event::TimerScheduled { timer, name: None, due, clock })
    }
}

fn transport(world: &World) -> &Transport {
    world.source("client").and_then(|client| client.transport.as_ref()).unwrap()
}

#[test]
fn what_is_being_called_is_known_from_the_outermost_to_the_innermost() {
    let mut tale = Tale::default();
    let calls =
        |tale: &Tale| -> Vec<Callback> { tale.world.threads[0].calls.iter().map(|call| call.callback).collect() };
    tale.called(Callback::DataReceived).called(Callback::PauseProducing);
    assert_eq!(calls(&tale), [Callback::DataReceived, Callback::PauseProducing]);
    tale.of_client(Event::CameBack { callback: Callback::PauseProducing });
    assert_eq!(calls(&tale), [Callback::DataReceived]);
    tale.called(Callback::PauseProducing).of_client(Event::CameBack { callback: Callback::DataReceived });
    assert_eq!(calls(&tale), [], "what is inside a call is over with it");
}

#[test]
fn an_end_that_was_asked_for_is_none_yet() {
    let mut tale = Tale::default();
    tale.called(Callback::ConnectionMade).of_client(Event::Wrote { bytes: 5, held: 5 });
    tale.of_client(Event::CloseAsked { how: Close::InOrder, held: 5 });
    assert!(transport(&tale.world).is_ending());
    tale.of_client(Event::Buffered { held: 0, budget: None });
    tale.of_client(Event::ConnectionEnded { reason: Reason::Done, error: None });
    let client = transport(&tale.world);
    assert_eq!((client.is_ending(), client.ended.as_ref().map(|end| end.reason)), (false, Some(Reason::Done)));
    assert_eq!(tale.world.source("client").unwrap().state, SourceState::Closed);
    assert_eq!(client.levels.iter().map(|level| level.held).collect::<Vec<_>>(), [5, 0]);
}

#[test]
fn a_half_close_is_no_end() {
    let mut tale = Tale::default();
    tale.called(Callback::ConnectionMade).of_client(Event::CloseAsked { how: Close::Write, held: 0 });
    assert!(!transport(&tale.world).is_ending());
}

#[test]
fn a_producer_is_paused_and_goes_on() {
    let mut tale = Tale::default();
    tale.of_client(Event::ProducerRegistered { streaming: true, mark: 10 });
    tale.of_client(Event::Wrote { bytes: 12, held: 12 }).of_client(Event::ProducerPaused { held: 12 });
    let producer = |tale: &Tale| transport(&tale.world).producer.unwrap();
    assert_eq!((producer(&tale).state, producer(&tale).pauses), (ProducerState::Paused, 1));
    tale.of_client(Event::Buffered { held: 0, budget: None }).of_client(Event::ProducerResumed);
    assert_eq!((producer(&tale).state, producer(&tale).resumes), (ProducerState::Producing, 1));
    let told: Vec<_> =
        transport(&tale.world).levels.iter().filter_map(|level| Some((level.held, level.told?))).collect();
    assert_eq!(told, [(12, ProducerState::Paused), (0, ProducerState::Producing)], "marks on the buffer's history");
    tale.of_client(Event::ProducerStopped);
    assert_eq!(producer(&tale).state, ProducerState::Stopped);
}

#[test]
fn delayed_calls_stand_by_their_deadlines_and_first_come_first_among_equals() {
    let mut tale = Tale::default();
    tale.scheduled(1, 20).scheduled(2, 10).scheduled(3, 20);
    let order = |tale: &Tale| -> Vec<u64> { tale.world.timers.waiting.iter().map(|timer| timer.id.0).collect() };
    assert_eq!(order(&tale), [2, 1, 3]);
    let moved =
        |timer, due| Event::TimerMoved { timer: TimerId(timer), name: None, due: Micros(due), clock: ClockKind::Lab };
    tale.note("main", None, moved(1, 20)).note("main", None, moved(2, 30));
    assert_eq!(order(&tale), [3, 1, 2], "whoever is moved comes behind his equals");
    let (timer, late, clock) = (TimerId(3), Micros(4), ClockKind::Lab);
    tale.after(24).note("main", None, Event::TimerFired { timer, name: None, late, clock });
    tale.note("main", None, Event::TimerCancelled { timer: TimerId(1), name: None, clock });
    assert_eq!(order(&tale), [2]);
    let over: Vec<_> = tale.world.timers.over.iter().map(|over| (over.timer.id.0, over.how)).collect();
    assert_eq!(over, [(3, HowOver::Fired { late }), (1, HowOver::Cancelled)]);
}

#[test]
fn clocks_number_their_calls_each_for_itself() {
    let mut tale = Tale::default();
    tale.scheduled(1, 20);
    let (timer, clock) = (TimerId(1), ClockKind::Manual);
    tale.note("main", None, Event::TimerScheduled { timer, name: None, due: Micros(5), clock });
    tale.note("main", None, Event::TimerCancelled { timer, name: None, clock });
    let waiting = &tale.world.timers.waiting;
    assert_eq!((waiting.len(), waiting[0].clock), (1, ClockKind::Lab));
    assert!(tale.world.timers.next(ClockKind::Manual).is_none());
}

#[test]
fn a_case_that_runs_again_is_one_case() {
    let mut tale = Tale::default();
    let ran = |failure: Option<&str>| Event::Checked {
        case: "a reply".into(),
        covers: None,
        failure: failure.map(Into::into),
    };
    tale.note("main", None, ran(None)).note("main", None, ran(Some("left: 2, right: 1")));
    assert_eq!(tale.world.checks.len(), 1);
    assert!(tale.world.checks[0].failure.is_some());
}
