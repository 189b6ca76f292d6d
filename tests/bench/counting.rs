//! What a free-running stage repeats is counted, each of it, and told in its place.

use crate::play;
use std::time::Duration;
use twistlab::event::{Call, Event, Micros, Outcome};
use twistlab::lab::{Gait, Lab, Result};

/// Turns of the loops below.
const TURNS: u64 = 100_000;

fn spins(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let mut multiplexer = lab.multiplexer(twistlab::lab::Way::number(lab.knob("way")))?;
    for _ in 0..TURNS {
        lab.turn();
        if multiplexer.wait(&[&listener], &[&client], None)?.can_write(&client) {
            lab.do_write(&client);
        }
    }
    Ok(())
}

#[test]
fn every_wakeup_of_a_spin_is_counted() {
    for way in [0, 1] {
        let watched = play(Gait::Free, &[("way", way)], spins);
        let sum =
            |is: fn(&Event) -> bool| watched.counted().filter(|(event, _)| is(event)).map(|(_, n)| n).sum::<u64>();
        assert_eq!(sum(|event| matches!(event, Event::Woke { .. })), TURNS);
        assert_eq!(sum(|event| matches!(event, Event::Dispatched { .. })), TURNS);
        let main = &watched.world.threads[0];
        assert_eq!((main.wheel.wakeups, u64::from(main.turn)), (TURNS, TURNS));
        assert!(main.wheel.empty >= TURNS - 1 && main.wheel.useful == 0, "{:?}", main.wheel);
        let dispatched = watched.world.source("client").map(|client| client.readiness.dispatches);
        assert_eq!(dispatched, Some((0, TURNS)));
        assert!(watched.events.len() < 5_000, "{} events: they were not counted", watched.events.len());
    }
}

fn asks(lab: &Lab) -> Result {
    let button = lab.pipe("button")?;
    button.set_nonblocking()?;
    for _ in 0..TURNS {
        lab.turn();
        match button.read(1) {
            Err(refused) if refused.would_block() => {}
            other => panic!("nobody writes: {other:?}"),
        }
    }
    Ok(())
}

#[test]
fn every_refused_read_is_counted_on_its_source_and_its_thread() {
    let watched = play(Gait::Free, &[], asks);
    let refused = watched.world.source("button").map(|button| button.refused);
    assert_eq!(refused, Some(TURNS));
    assert_eq!(watched.world.threads[0].wheel.refused, TURNS);
    // And the pipe, its flag and its end.
    assert_eq!(watched.world.threads[0].syscalls, TURNS + 3);
    assert_eq!(watched.world.tally.syscalls, TURNS + 3);
}

fn naps(lab: &Lab) -> Result {
    let button = lab.pipe("button")?;
    button.set_nonblocking()?;
    for nap in [0, 1, 1, 80] {
        lab.turn();
        assert!(button.read(1).is_err_and(|refused| refused.would_block()));
        lab.sleep(Duration::from_millis(nap))?;
    }
    Ok(())
}

#[test]
fn a_call_that_turns_out_to_wait_is_told_with_the_time_since_it_was_entered() {
    let watched = play(Gait::Free, &[], naps);
    let entered: Vec<(Option<u64>, Micros)> = watched
        .events
        .iter()
        .filter_map(|stamped| match &stamped.event {
            Event::Entered { call: Call::Sleep, asked, ago } => Some((*asked, *ago)),
            _ => None,
        })
        .collect();
    let long = entered.iter().find(|(asked, _)| *asked == Some(80_000));
    assert!(long.is_some_and(|(_, ago)| *ago >= Micros(20_000) && *ago <= Micros(80_000)), "{entered:?}");
    let sleeps =
        |event: &Event| matches!(event, Event::Returned { call: Call::Sleep, outcome: Outcome::Result(0), .. });
    assert_eq!(watched.counted().filter(|(event, _)| sleeps(event)).map(|(_, n)| n).sum::<u64>(), 4);
}

fn quiet(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    lab.quietly(|| -> Result {
        for _ in 0..1_000 {
            client.send_all(b"ab")?;
            lab.poll(&[&server], &[], None)?;
            assert_eq!(server.recv(10)?, b"ab");
        }
        Ok(())
    })?;
    client.send_all(b"told")?;
    Ok(())
}

#[test]
fn what_is_done_quietly_is_told_as_sums_alone() {
    let watched = play(Gait::Steps, &[], quiet);
    let [client, server] = ["client", "server"].map(|name| watched.world.source(name).expect("it was opened"));
    assert_eq!((client.sent.bytes, server.received.bytes), (2_004, 2_000));
    assert_eq!(watched.world.tally.counted.calls, 3_000);
    let sends = watched.events.iter().filter(|s| matches!(s.event, Event::Returned { call: Call::Send, .. }));
    assert_eq!(sends.count(), 1, "the send after it");
}
