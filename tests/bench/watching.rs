//! Waits for readiness: three ways, one word of what is ready; two of them levels, one of them edges.

use crate::play;
use std::time::Duration;
use twistlab::event::{Event, Interest};
use twistlab::lab::{Gait, Lab, Ready, Result, Source, Way};

const LOOK: Option<Duration> = Some(Duration::ZERO);

fn states(lab: &Lab) -> Result {
    let way = Way::number(lab.knob("way"));
    // A new one each time: an edge-triggered one tells at first what is so now.
    let look = |sources: &[&dyn Source]| -> Result<Ready> { lab.multiplexer(way)?.wait(sources, sources, LOOK) };
    let listener = lab.listen("listener")?;
    assert!(!look(&[&listener])?.can_read(&listener), "nobody has connected");
    let client = lab.connect("client", &listener)?;
    assert!(look(&[&listener])?.can_read(&listener), "a handshake is complete without accept");
    let server = listener.accept("server")?;
    let now = look(&[&listener, &client, &server])?;
    assert!(!now.can_read(&listener) && !now.can_read(&client) && now.can_write(&client) && now.can_write(&server));
    client.send_all(b"abc")?;
    for _ in 0..3 {
        assert!(look(&[&server])?.can_read(&server), "unread data stays readable");
    }
    server.recv(10)?;
    assert!(!look(&[&server])?.can_read(&server));
    client.shutdown()?;
    let now = look(&[&server])?;
    assert!(now.can_read(&server) && now.can_write(&server), "an end can be read, and ends one direction alone");
    assert!(server.recv(10)?.is_empty());
    Ok(())
}

#[test]
fn the_three_ways_say_the_same_of_what_is_so_now() {
    for way in 0..3 {
        let watched = play(Gait::Steps, &[("way", way)], states);
        let told = watched.events.iter().filter(|s| matches!(s.event, Event::Woke { .. })).count();
        assert_eq!(told, 8, "each wait is told");
    }
}

fn ten_of_a_hundred(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    let mut multiplexer = lab.multiplexer(Way::number(lab.knob("way")))?;
    client.send_all(&[b'*'; 100])?;
    assert!(multiplexer.wait(&[&server], &[], None)?.can_read(&server));
    server.recv(10)?;
    let again = multiplexer.wait(&[&server], &[], Some(Duration::from_millis(5)))?;
    lab.say(if again.can_read(&server) { "level" } else { "edge" });
    Ok(())
}

#[test]
fn what_is_left_unread_is_told_again_by_levels_and_not_by_edges() {
    for (way, due) in [(0, "level"), (1, "level"), (2, "edge")] {
        let watched = play(Gait::Steps, &[("way", way)], ten_of_a_hundred);
        assert_eq!(watched.world.said.as_ref().map(|said| said.as_str()), Some(due));
        if due == "edge" {
            let took = watched.world.threads[0].wheel.wait.as_ref().and_then(|wait| wait.took);
            assert!(took.is_some_and(|took| took.0 >= 4_900), "it waited out its time: {took:?}");
        }
    }
}

fn changes_its_mind(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let mut multiplexer = lab.multiplexer(Way::number(lab.knob("way")))?;
    multiplexer.wait(&[&listener, &client], &[&client], LOOK)?;
    multiplexer.wait(&[&listener, &client], &[&client], LOOK)?;
    multiplexer.wait(&[&listener], &[], LOOK)?;
    multiplexer.wait(&[&listener], &[&client], LOOK)?;
    listener.close();
    multiplexer.wait(&[], &[&client], LOOK)?;
    Ok(())
}

fn comes_again(lab: &Lab) -> Result {
    let mut multiplexer = lab.multiplexer(Way::number(lab.knob("way")))?;
    for _ in 0..2 {
        let listener = lab.listen("listener")?;
        multiplexer.wait(&[&listener], &[], LOOK)?;
        listener.close();
    }
    Ok(())
}

#[test]
fn interest_ends_with_its_source_and_is_told_again_of_the_next_of_its_name() {
    for way in 0..3 {
        let watched = play(Gait::Steps, &[("way", way)], comes_again);
        let told = watched.events.iter().filter(|s| matches!(&s.event, Event::Watched(i) if i.read)).count();
        assert_eq!(told, 2);
    }
}

#[test]
fn interest_is_told_where_it_changes() {
    for way in 0..3 {
        let watched = play(Gait::Steps, &[("way", way)], changes_its_mind);
        let told: Vec<(String, Interest)> = watched
            .events
            .iter()
            .filter_map(|stamped| match &stamped.event {
                Event::Watched(interest) => Some((stamped.source.as_ref()?.to_string(), *interest)),
                _ => None,
            })
            .collect();
        let due =
            [("listener", true, false), ("client", true, true), ("client", false, false), ("client", false, true)];
        let due: Vec<_> = due
            .iter()
            .map(|(name, read, write)| ((*name).to_owned(), Interest { read: *read, write: *write }))
            .collect();
        assert_eq!(told, due);
    }
}

fn crowded(lab: &Lab) -> Result {
    let idle = lab.crowd("idle", 1_200)?;
    let listener = lab.listen("listener")?;
    let _client = lab.connect("client", &listener)?;
    for way in Way::ALL {
        let ready = lab.multiplexer(way)?.wait(&[&idle, &listener], &[], LOOK)?;
        assert!(ready.can_read(&listener) && !ready.can_read(&idle));
    }
    lab.measured("members", idle.len() as u64, idle.highest() as u64);
    Ok(())
}

#[test]
fn a_crowd_is_one_source_and_select_takes_descriptors_past_1_024() {
    let watched = play(Gait::Steps, &[], crowded);
    let (members, highest) = watched.world.points("members")[0];
    if members < 1_200 {
        eprintln!("skipped in part: only {members} descriptors were left");
    } else {
        assert!(highest > 1_024);
    }
    assert_eq!(watched.world.source("idle").and_then(|idle| idle.members), Some(members));
    assert!(watched.events.len() < 200, "told as one");
}
