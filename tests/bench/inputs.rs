//! What the learner gives reaches the stage through a pipe, in order, and is told before what it causes.

use crate::{play, start};
use twistlab::event::{Call, Event, Outcome};
use twistlab::lab::{Action, Gait, Lab, Result};

fn listens(lab: &Lab) -> Result {
    let keyboard = lab.pipe("keyboard")?;
    loop {
        let line = keyboard.read(100)?;
        if line.is_empty() {
            return Ok(());
        }
        lab.say(String::from_utf8_lossy(&line).trim().to_owned());
    }
}

#[test]
fn lines_reach_a_blocking_read_and_the_end_of_input_is_an_end() {
    for gait in [Gait::Steps, Gait::Free] {
        let mut watched = start(gait, &[], listens);
        watched.until("the pipe", |world| world.source("keyboard").is_some());
        for line in ["hello", "you"] {
            watched.run.feed("keyboard".into(), format!("{line}\n"));
            watched.until(line, |world| world.said.as_ref().is_some_and(|said| *said == *line));
        }
        watched.run.act("end".into(), Action::EndInput { sources: &["keyboard"] }, None);
        watched.until("the end", twistlab::world::World::ended);
        let keyboard = watched.world.source("keyboard").expect("it was opened");
        assert_eq!((keyboard.sent.bytes, keyboard.received.bytes), (10, 10));
        assert!(watched.world.inputs.iter().all(|input| input.delay().is_some()), "{:?}", watched.world.inputs);
    }
}

fn clicked(lab: &Lab) -> Result {
    let button = lab.pipe("button")?;
    button.set_nonblocking()?;
    let mut clicks = 0;
    while clicks < 50 {
        lab.turn();
        match button.read(1) {
            Ok(click) => clicks += click.len(),
            Err(refused) if refused.would_block() => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

#[test]
fn a_click_is_told_before_the_read_that_takes_it() {
    let mut watched = start(Gait::Free, &[], clicked);
    watched.until("the pipe", |world| world.source("button").is_some());
    for _ in 0..50 {
        watched.run.act("click".into(), Action::Feed { source: "button", bytes: "x" }, None);
    }
    watched.until("the end", twistlab::world::World::ended);
    let mut waiting = 0;
    for stamped in &watched.events {
        match &stamped.event {
            Event::Returned { call: Call::Write, outcome: Outcome::Result(1), .. } => waiting += 1,
            Event::Returned { call: Call::Read, outcome: Outcome::Result(n), .. } => waiting -= *n as i64,
            _ => {}
        }
        assert!(waiting >= 0, "at {}: read before it was written", stamped.seq.0);
    }
    assert_eq!(watched.world.inputs.len(), 50);
    assert!(watched.world.inputs.iter().all(|input| input.delay().is_some()));
}

fn obeys(lab: &Lab) -> Result {
    loop {
        match lab.order()?.as_str() {
            "done" => return Ok(()),
            order => lab.say(order),
        }
    }
}

#[test]
fn orders_are_carried_out_in_their_order() {
    let mut watched = start(Gait::Steps, &[], obeys);
    for order in ["one", "two", "three", "done"] {
        watched.run.act(order.into(), Action::Order, None);
    }
    watched.until("the end", twistlab::world::World::ended);
    let said = watched.events.iter().filter_map(|stamped| match &stamped.event {
        Event::Said { text } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(said.collect::<Vec<_>>(), ["one", "two", "three"]);
}

fn floods(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let _server = listener.accept("server")?;
    client.set_nonblocking()?;
    let chunk = vec![b'*'; lab.knob("chunk")];
    loop {
        match client.send(&chunk) {
            Ok(_) => {}
            Err(full) if full.would_block() => return Ok(()),
            Err(other) => return Err(other),
        }
    }
}

#[test]
fn a_send_that_must_not_wait_is_told_when_it_is_refused_and_never_as_open() {
    let watched =
        play(Gait::Steps, &[("chunk", 1_024), ("sndbuf", 4_096), ("rcvbuf", 4_096), ("maxseg", 1_000)], floods);
    let client = watched.world.source("client").expect("it was opened");
    assert!(client.nonblocking && client.refused == 1 && client.sent.bytes >= 1_024, "{client:?}");
    let open = watched.events.iter().any(|s| matches!(s.event, Event::Entered { call: Call::Send, .. }));
    assert!(!open, "what cannot wait is not told as entered");
    let segment = client.pin(twistlab::event::SocketOption::MaxSegment).expect("it was pinned");
    assert_eq!(segment.asked, 1_000);
}
