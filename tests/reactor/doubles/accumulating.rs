//! The protocol that keeps what happens to it, and its factory.

use std::io::ErrorKind;
use std::rc::Rc;
use twistlab::reactor::testing::{
    AccumulatingFactory, AccumulatingProtocol, Happened, MemoryNetwork, ReasonKind, StringTransport,
};
use twistlab::reactor::{Going, Protocol, Reason, Transport};

/// Covers TD-17.
#[test]
fn whatever_happens_is_kept_in_order() {
    let mut protocol = AccumulatingProtocol::new().with_half_close();
    let (record, string) = (protocol.record(), StringTransport::new());
    assert_eq!((record.times_made(), record.times_closed(), record.reason()), (0, 0, None));
    assert!(record.transport().is_none());
    protocol.connection_made(&string).unwrap();
    protocol.data_received(&string, b"ab").unwrap();
    protocol.data_received(&string, b"c").unwrap();
    let half = protocol.half_closeable().expect("it is half-closeable");
    half.read_connection_lost(&string).unwrap();
    half.write_connection_lost(&string).unwrap();
    let reason = Reason::from(std::io::Error::from(ErrorKind::ConnectionReset));
    protocol.connection_lost(&string, &reason).unwrap();
    drop(protocol);
    let expected = [
        Happened::Made,
        Happened::Received(2),
        Happened::Received(1),
        Happened::ReadLost,
        Happened::WriteLost,
        Happened::Lost(ReasonKind::Lost, reason.to_string()),
    ];
    assert_eq!(record.calls(), expected);
    assert_eq!((record.data(), record.chunks()), (b"abc".to_vec(), 2));
    assert_eq!((record.times_made(), record.times_closed()), (1, 1));
    assert_eq!((record.reason_kind(), record.reason()), (Some(ReasonKind::Lost), Some(reason.to_string())));
    assert!(record.transport() == Some(Transport::clone(&string)));
}

/// Covers TD-17.
#[test]
fn each_reason_has_its_kind() {
    let kind = |reason: &Reason| ReasonKind::from(reason);
    let lost = [kind(&Reason::Lost(None)), kind(&Reason::Aborted)];
    assert_eq!(lost, [ReasonKind::Lost, ReasonKind::Aborted]);
    assert_eq!([kind(&Reason::Done), kind(&Reason::Error("x".into()))], [ReasonKind::Done, ReasonKind::Error]);
}

/// Covers TD-17, FA-06.
#[test]
fn its_factory_keeps_a_record_for_each_connection_and_what_it_is_told() {
    let reactor = MemoryNetwork::new().reactor();
    let (server, client) = (Rc::new(AccumulatingFactory::new()), Rc::new(AccumulatingFactory::new()));
    let (port, nobody) = ("10.0.0.1:80".parse().unwrap(), "10.0.0.1:81".parse().unwrap());
    reactor.listen_tcp(port, server.clone()).unwrap();
    for to in [port, port, nobody] {
        reactor.connect_tcp(to, client.clone());
    }
    let turn = || assert_eq!(reactor.turn(None).unwrap(), Going::On);
    while server.records().len() < 2 || client.calls().len() < 5 {
        turn();
    }
    server.records()[0].transport().expect("it was made").lose_connection();
    while client.records()[0].times_closed() == 0 {
        turn();
    }
    let calls = client.calls();
    assert_eq!(calls.iter().filter(|call| *call == "started_connecting").count(), 3, "{calls:?}");
    assert_eq!(calls[0], "start_factory");
    assert!(calls[4].starts_with("client_connection_failed: the connection was refused"), "{calls:?}");
    assert_eq!(calls[5..], ["client_connection_lost: the connection was closed cleanly"], "the factory is in use");
    assert_eq!(server.calls(), ["start_factory"]);
    assert_eq!(client.records().len(), 2);
    assert_eq!(client.records()[1].times_closed(), 0);
}
