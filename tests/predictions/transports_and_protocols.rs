//! Lesson 5: every answer of every question, made true by a real run; and its facts, seen happening.

use crate::answers::{answer, come_true, play, wrong_ones_are_judged_wrong};
use crate::support::{Player, events, scene, tail, worlds};
use twistlab::event::{Call, Callback, Callee, Event, Reason, Stamped};
use twistlab::lab::Holding;
use twistlab::lesson::lesson;
use twistlab::trace::Trace;
use twistlab::world::{Doing, Role, Source, World};

/// Every choice that can come true. Those that are left out say what this library never does: it calls no data_received
/// without data, waits in memory without a system call, builds a protocol for each connection, leaves connections be when
/// their port closes, and drops nothing of what was written before lose_connection; what has reached a kernel is
/// read before a reset is; and a run does not end by an error that a callback returned.
#[test]
fn each_answer_that_can_come_true_does() {
    come_true(&[
        ("ping-pong", &["balls=1"], "calls", 0),
        ("ping-pong", &[], "calls", 1),
        ("ping-pong", &["size=16384"], "calls", 2),
        ("ping-pong", &[], "end", 0),
        ("ping-pong", &["size=16384"], "end", 1),
        ("without-a-network", &[], "syscalls", 0),
        ("without-a-network", &["floor=kernel"], "syscalls", 2),
        ("factories", &["room=3"], "built", 1),
        ("factories", &[], "built", 2),
        ("factories", &[], "shut", 1),
        ("endings", &[], "lose", 0),
        ("endings", &["words=1000"], "abort", 0),
        ("endings", &[], "abort", 1),
        ("endings", &[], "half", 0),
        ("endings", &["half=off"], "half", 1),
        ("same-turn", &["how=nothing"], "second", 0),
        ("same-turn", &["how=pause"], "second", 1),
        ("same-turn", &[], "second", 2),
        ("same-turn", &["how=abort"], "second", 2),
        ("a-callback-fails", &["otherwise=asks"], "ends", 0),
        ("a-callback-fails", &[], "ends", 1),
        ("a-callback-fails", &["otherwise=panics"], "ends", 1),
    ]);
}

#[test]
fn each_way_to_break_it_fails_for_its_own_reason() {
    for (control, due) in [("right", 0), ("each-byte", 1), ("piece-alone", 2), ("never-closes", 3)] {
        let mut player = Player::start(scene("without-a-network"), &[], Holding::Never);
        player.until("the first order", waits_for_an_order);
        player.control(control);
        player.until("the tests ran again", |world| world.acted.len() == 1 && waits_for_an_order(world));
        let trace = &player.trace;
        assert_eq!(answer("without-a-network", trace, "fails"), Some(due), "{control}: {:?}", trace.head().checks);
        let failed = trace.head().checks.iter().filter_map(|check| check.failure.as_ref());
        assert!(failed.clone().all(|why| why.contains(", and not ") || why.contains("never told")), "each says why");
        assert_eq!(failed.count() == 0, due == 0, "{control}");
    }
}

/// Whether the program waits for an order, and has none yet.
fn waits_for_an_order(world: &World) -> bool {
    let last = world.acted.last().map(|act| act.at);
    world.threads.iter().any(|thread| match thread.doing {
        Doing::In { call: Call::Order, since, .. } => last.is_none_or(|last| since > last),
        _ => false,
    })
}

#[test]
fn a_wrong_answer_is_judged_wrong() {
    wrong_ones_are_judged_wrong(5);
}

/// Ends of connections of the library's.
fn ends(world: &World) -> impl Iterator<Item = &Source> {
    world.sources.iter().filter(|source| matches!(source.role, Role::Connected | Role::Accepted))
}

fn reason(world: &World, name: &str) -> Option<Reason> {
    world.source(name)?.transport.as_ref()?.ended.as_ref().map(|ended| ended.reason)
}

#[test]
fn each_protocol_is_built_made_given_data_and_lost_in_that_order_and_once() {
    for scene in lesson(5).expect("lesson 5 exists").scenes {
        let trace = play(scene.id, &[]);
        for end in ends(trace.head()).filter(|end| end.transport.is_some()) {
            let of_it = |stamped: &&Stamped| stamped.source.as_ref() == Some(&end.name);
            let told: Vec<&str> = events(&trace).filter(of_it).filter_map(told_of_a_protocol).collect();
            let at = format!("{}: {}: {told:?}", scene.id, end.name);
            assert_eq!(told.first(), Some(&"built"), "{at}");
            assert_eq!(told.get(1), Some(&"connection_made"), "{at}");
            assert_eq!(told.last(), Some(&"connection_lost"), "{at}");
            let once = |name: &str| told.iter().filter(|told| **told == name).count() == 1;
            assert!(once("built") && once("connection_made") && once("connection_lost"), "{at}");
        }
    }
}

fn told_of_a_protocol(stamped: &Stamped) -> Option<&'static str> {
    match &stamped.event {
        Event::ProtocolBuilt { .. } => Some("built"),
        Event::Called { callback } if callback.callee() == Callee::Protocol => Some(callback.name()),
        _ => None,
    }
}

#[test]
fn no_method_of_a_protocol_is_called_inside_another() {
    for scene in lesson(5).expect("lesson 5 exists").scenes {
        for world in worlds(&play(scene.id, &[])) {
            let open = world.threads.iter().flat_map(|thread| &thread.calls);
            let of_protocols = open.filter(|call| call.callback.callee() == Callee::Protocol).count();
            assert!(of_protocols <= 1, "{} at {}", scene.id, world.seq.0);
        }
    }
}

#[test]
fn a_piece_is_answered_once_however_often_it_was_written() {
    let trace = play("ping-pong", &["balls=10"]);
    let (client, server) = (trace.head().source("client").unwrap(), trace.head().source("server").unwrap());
    let (calls, replies) = (called(server, Callback::DataReceived), server.transport.as_ref().unwrap().written);
    assert_eq!(calls, replies, "a reply of one byte to each call");
    assert_eq!(server.received.bytes, client.sent.bytes);
    assert_eq!(server.received.bytes, 10 + calls - 1, "ten balls came in the first call, and one in each later one");
    assert_eq!(client.received.bytes, 4, "it had enough");
}

fn called(source: &Source, callback: Callback) -> u64 {
    source.transport.as_ref().map_or(0, |transport| transport.called(callback))
}

/// What the program and the library did, without the floor: calls up and down, and their numbers.
fn without_the_floor(trace: &Trace) -> Vec<String> {
    let told = |stamped: &Stamped| match &stamped.event {
        Event::Called { callback } if matches!(callback.callee(), Callee::Protocol | Callee::Factory) => {
            Some(callback.name().to_owned())
        }
        event @ (Event::Wrote { .. } | Event::CloseAsked { .. } | Event::ConnectionEnded { .. }) => {
            Some(format!("{:?} {event:?}", stamped.source))
        }
        _ => None,
    };
    events(trace).filter_map(told).collect()
}

#[test]
fn the_same_text_does_the_same_over_tcp_and_in_memory() {
    let [memory, kernel] = ["floor=memory", "floor=kernel"].map(|floor| play("without-a-network", &[floor]));
    assert_eq!(memory.header.stage, kernel.header.stage, "one text");
    assert_eq!(memory.head().tally.syscalls, 0);
    assert!(kernel.head().tally.syscalls > 30);
    assert_eq!(without_the_floor(&memory), without_the_floor(&kernel));
    let over_tcp = play("ping-pong", &[]);
    assert_eq!(over_tcp.header.stage.text, memory.header.stage.text, "scene 1 has the same protocol");
}

#[test]
fn each_ending_tells_each_side_its_own_reason() {
    let trace = play("endings", &[]);
    let world = trace.head();
    let reasons = |number: &str| ["server", "client"].map(|end| reason(world, &format!("{end}{number}")));
    assert_eq!(reasons(""), [Some(Reason::Done); 2], "lose_connection");
    assert_eq!(reasons(" 2"), [Some(Reason::Aborted), Some(Reason::Lost)], "abort_connection");
    assert_eq!(reasons(" 3"), [Some(Reason::Done); 2], "lose_write_connection");
    let got = |name: &str| world.source(name).map_or(0, |end| end.received.bytes);
    assert_eq!((got("client"), got("client 3")), (20_000, 20_000), "what was written before arrives");
    assert!(got("client 2") < 20_000, "what was dropped does not");
    assert_eq!((got("server"), got("server 3")), (0, 6), "only one direction was closed: an answer came");
    let half = play("endings", &["half=off"]);
    let told = |name: &str| half.head().source(name).map(|end| called(end, Callback::ReadConnectionLost));
    assert_eq!(told("client 3"), Some(0), "a protocol that does not ask for it is told the end alone");
}

#[test]
fn a_write_and_a_close_send_nothing_and_call_nobody() {
    for id in ["ping-pong", "endings"] {
        for stamped in events(&play(id, &[])).collect::<Vec<_>>().windows(2) {
            let caused = matches!(stamped[0].event, Event::Wrote { .. } | Event::CloseAsked { .. });
            let at_once = matches!(
                stamped[1].event,
                Event::Called { .. } | Event::Returned { call: Call::Send | Call::Close, .. }
            );
            assert!(!(caused && at_once), "{id}: {:?} right after {:?}", stamped[1].event, stamped[0].event);
        }
    }
}

#[test]
fn who_was_closed_by_another_in_its_turn_is_not_called() {
    for how in ["how=lose", "how=abort"] {
        let trace = play("same-turn", &[how]);
        let both = worlds(&trace).find(|world| {
            let ready = |name: &str| world.source(name).and_then(|s| s.readiness.said).is_some_and(|said| said.read);
            ready("server") && ready("server 2")
        });
        assert!(both.is_some(), "one wait calls both readable\n{}", tail(&trace));
        let world = trace.head();
        let (closed, first): (Vec<&Source>, Vec<&Source>) = ends(world)
            .filter(|end| end.role == Role::Accepted)
            .partition(|server| server.transport.as_ref().is_some_and(|transport| transport.asked.is_some()));
        assert_eq!((closed.len(), first.len()), (1, 1));
        assert_eq!(called(first[0], Callback::DataReceived), 1);
        assert_eq!(called(closed[0], Callback::DataReceived), 0, "{how}");
        assert_eq!(closed[0].received.bytes, 0, "it was not even read");
        let unwatched = events(&trace).any(|stamped| {
            stamped.source.as_ref() == Some(&closed[0].name)
                && matches!(stamped.event, Event::Watched(interest) if !interest.read)
        });
        assert!(unwatched, "its read interest was taken away\n{}", tail(&trace));
    }
}

#[test]
fn a_callback_that_fails_ends_its_connection_alone() {
    for how in ["otherwise=fails", "otherwise=panics"] {
        let trace = play("a-callback-fails", &[how]);
        let world = trace.head();
        assert_eq!(world.failures.len(), 1, "{how}: {:?}", world.failures);
        let failed = world.failures[0].source.as_ref().expect("it is a connection's").as_str();
        let ended = world.source(failed).and_then(|end| end.transport.as_ref()?.ended.clone()).expect("it is over");
        assert_eq!((ended.reason, ended.error.as_ref()), (Reason::Failed, Some(&world.failures[0].error)));
        let peer = world.source(failed).and_then(|end| end.peer.clone()).expect("it had a peer");
        assert_eq!(reason(world, peer.as_str()), Some(Reason::Done));
        let others: Vec<&Source> = ends(world).filter(|end| end.role == Role::Connected && end.name != peer).collect();
        assert_eq!(others.iter().map(|end| called(end, Callback::DataReceived)).collect::<Vec<_>>(), [2, 2]);
        assert!(others.iter().all(|end| reason(world, end.name.as_str()) == Some(Reason::Lost)), "by the stop");
    }
}
