//! Producers and consumers: what a linter says of them, the way of the bytes, and what is on it.

use super::Tale;
use crate::event::{Call, Callback, Close, Event, Outcome, Reason};
use crate::world::{Through, Weight, World, notices, ways};

impl Tale {
    fn wrote(&mut self, source: &str, bytes: u64, held: u64) -> &mut Self {
        self.note("main", Some(source), Event::Wrote { bytes, held })
    }

    fn registered(&mut self, source: &str, streaming: bool) -> &mut Self {
        self.note("main", Some(source), Event::ProducerRegistered { streaming, mark: 100 })
    }
}

/// The notices of a world that begin with this.
fn told(world: &World, begins: &str) -> Vec<(Weight, String)> {
    let told = notices(world).into_iter().filter(|notice| notice.text.starts_with(begins));
    told.map(|notice| (notice.weight, notice.text)).collect()
}

#[test]
fn who_is_held_back_is_told_and_who_does_not_heed_it_is_warned_of() {
    let mut tale = Tale::connected();
    tale.registered("client", true).wrote("client", 120, 120);
    tale.note("main", Some("client"), Event::ProducerPaused { held: 120 });
    let hint = "back-pressure: the producer of client is paused; 120 bytes wait, its mark is 100";
    assert_eq!(told(&tale.world, "back-pressure"), [(Weight::Hint, hint.to_owned())]);
    tale.wrote("client", 30, 150);
    let warning = "not heeded: the producer of client was told to pause and has written 30 bytes since; 150 wait, its mark is 100";
    assert_eq!(told(&tale.world, "not heeded"), [(Weight::Warning, warning.to_owned())]);
    assert_eq!(told(&tale.world, "back-pressure"), []);
    tale.note("main", Some("client"), Event::ProducerResumed);
    assert_eq!(told(&tale.world, "not heeded"), []);
}

#[test]
fn a_buffer_grows_without_bound_only_where_nobody_is_told_to_stop() {
    let grown = |registered: bool| {
        let mut tale = Tale::connected();
        if registered {
            tale.registered("client", true);
        }
        for write in 1..=9 {
            tale.wrote("client", 10, 10 * write);
        }
        told(&tale.world, "buffer growing").len()
    };
    assert_eq!([grown(false), grown(true)], [1, 0]);
}

#[test]
fn a_program_that_does_not_read_for_long_is_told_of_and_a_slow_reader_is_not() {
    let mut tale = Tale::connected();
    tale.note("main", Some("server"), Event::ReadingPaused).after(900_000);
    tale.note("main", None, Event::TurnBegan);
    assert_eq!(told(&tale.world, "not read"), []);
    tale.after(400_000).note("main", None, Event::TurnBegan);
    assert_eq!(told(&tale.world, "not read").len(), 1, "{:?}", notices(&tale.world));
    tale.note("main", Some("server"), Event::ReadingResumed);
    assert_eq!(told(&tale.world, "not read"), []);
}

#[test]
fn a_close_that_waits_for_a_pull_producer_says_so() {
    let mut tale = Tale::connected();
    tale.registered("client", false);
    tale.note("main", Some("client"), Event::CloseAsked { how: Close::InOrder, held: 0 });
    assert_eq!(told(&tale.world, "closing: client waits for its pull producer to unregister").len(), 1);
    tale.note("main", Some("client"), Event::ProducerUnregistered);
    assert_eq!(told(&tale.world, "closing"), []);
}

#[test]
fn what_a_transport_keeps_is_no_short_write_of_the_programs() {
    let mut tale = Tale::connected();
    tale.returned("main", "client", Call::Send, 100, Outcome::Result(40));
    assert_eq!(told(&tale.world, "short write").len(), 1);
    tale.wrote("client", 1, 61);
    assert_eq!(told(&tale.world, "short write"), []);
}

#[test]
fn a_way_goes_on_where_what_is_read_is_written() {
    let mut tale = Tale::connected();
    tale.returned("main", "out", Call::Connect, 0, Outcome::Result(0));
    let (peer, port, peer_port) = ("out".into(), 3, 4);
    tale.note("main", Some("sink"), Event::Accepted { fd: 6, peer, port, peer_port });
    assert!(ways(&tale.world).is_empty(), "nobody writes, and nobody produces");
    tale.wrote("client", 5, 5);
    let names = |tale: &Tale| -> Vec<Vec<String>> {
        let way = |way: Vec<&crate::world::Source>| way.iter().map(|end| end.name.to_string()).collect();
        ways(&tale.world).into_iter().map(way).collect()
    };
    assert_eq!(names(&tale), [["client", "server"]]);
    let data_received = Callback::DataReceived;
    tale.note("main", Some("server"), Event::Called { callback: data_received }).wrote("out", 5, 5);
    tale.note("main", Some("server"), Event::CameBack { callback: data_received });
    assert_eq!(names(&tale), [["client", "server", "out", "sink"]]);
    // A circle, which no program of ours makes.
    tale.note("main", Some("sink"), Event::Called { callback: data_received }).wrote("client", 5, 5);
    assert!(names(&tale).iter().all(|way| way.len() <= 16));
}

#[test]
fn what_is_on_its_way_is_what_was_written_and_not_read() {
    let mut tale = Tale::connected();
    tale.wrote("client", 100, 100);
    tale.returned("main", "server", Call::Recv, 64, Outcome::Result(30));
    let client = |world: &World| world.under_way(world.source("client").unwrap());
    assert_eq!(client(&tale.world), Some(70));
    tale.after(2_000_000).note("main", None, Event::TurnBegan);
    let meter = &tale.world.source("client").unwrap().meter;
    assert_eq!(meter.most_in(tale.world.at, 1), Some(70), "it is still there");
    assert_eq!(meter.most_in(tale.world.at, 2), Some(100), "and was more before");
    let server = &tale.world.source("server").unwrap().meter;
    assert_eq!(server.rate_in(tale.world.at, Through::Received, 2), Some(15));
}

#[test]
fn what_an_abort_drops_is_in_no_buffer_any_more() {
    let mut tale = Tale::connected();
    tale.wrote("client", 100, 100).note("main", Some("client"), Event::CloseAsked { how: Close::Abort, held: 100 });
    let client = tale.world.source("client").unwrap();
    assert_eq!(client.held.map(|held| (held.bytes, held.highest)), Some((0, 100)));
    assert_eq!(client.transport.as_ref().and_then(|t| t.levels.back()).map(|level| level.held), Some(0));
    tale.note("main", Some("client"), Event::ConnectionEnded { reason: Reason::Aborted, error: None });
}
