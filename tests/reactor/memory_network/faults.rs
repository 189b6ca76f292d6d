//! What goes wrong when it is told to.

use super::*;
use rustix::io::Errno;
use std::io::ErrorKind;
use twistlab::reactor::testing::{Attempt, Call, Chances, Chunks, Close, Fault};

///
#[test]
fn a_call_that_a_fault_cut_short_is_reported_afresh() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("client", &client.clone().source());
    watcher.watch("server", &server.clone().source());
    watcher.said();

    network.fail_next(Call::Send, Fault::Interrupted);
    network.fail_next(Call::Send, Fault::Cut(3));
    network.fail_next(Call::Send, Fault::Blocked);
    assert_fails(send(&client, b"123456"), ErrorKind::Interrupted);
    assert_eq!(watcher.said(), [], "nothing was done");
    assert_eq!(send(&client, b"123456").unwrap(), 3);
    assert_eq!(watcher.said(), [("client", WRITABLE), ("server", READABLE)]);
    assert_fails(send(&client, b"456"), ErrorKind::WouldBlock);
    assert_eq!(watcher.said(), [("client", WRITABLE)]);
    assert_eq!(send(&client, b"456").unwrap(), 3);

    network.fail_next(Call::Recv, Fault::Interrupted);
    network.fail_next(Call::Recv, Fault::Cut(1));
    network.fail_next(Call::Recv, Fault::Blocked);
    assert_fails(recv(&server, 9), ErrorKind::Interrupted);
    assert_eq!(recv(&server, 9).unwrap(), b"1");
    assert_eq!(watcher.said(), [("server", READABLE)]);
    assert_fails(recv(&server, 9), ErrorKind::WouldBlock);
    assert_eq!(watcher.said(), [("server", READABLE)]);
    assert_eq!(recv(&server, 9).unwrap(), b"23456");
    assert_eq!(watcher.said(), []);
}

///
#[test]
fn an_error_breaks_the_connection_and_resets_the_peer() {
    for call in [Call::Recv, Call::Send] {
        let network = MemoryNetwork::new();
        let (client, server) = pair(&network);
        network.fail_next_at(&client.host().unwrap(), call, Fault::Error(Errno::TIMEDOUT.into()));
        assert_fails(recv(&client, 9), ErrorKind::WouldBlock); // it has nothing to do, so it is not hit
        send(&server, b"x").unwrap();
        let hit = if call == Call::Recv { recv(&client, 9).map(|_| ()) } else { send(&client, b"x").map(|_| ()) };
        assert_fails(hit, ErrorKind::TimedOut);
        assert_fails(send(&client, b"x"), ErrorKind::BrokenPipe);
        assert_fails(recv(&server, 9), ErrorKind::ConnectionReset);
    }
}

///
#[test]
fn an_accept_that_fails_leaves_the_line_as_it_was() {
    let network = MemoryNetwork::new();
    let port = port(&network);
    let at = port.host().unwrap();
    let mut watcher = Watcher::new(&network);
    watcher.watch("port", &port.clone().source());
    network.fail_next(Call::Accept, Fault::Error(Errno::PERM.into()));
    network.fail_next_at(&at, Call::Accept, Fault::Error(Errno::MFILE.into()));
    network.fail_next(Call::Accept, Fault::Blocked);
    assert_fails(port.accept().map(|_| ()), ErrorKind::WouldBlock); // nobody waits, so nothing is hit
    let clients: Vec<End> = (0..3).map(|_| network.connect(&at, None).unwrap()).collect();
    assert_eq!(watcher.said(), [("port", READABLE)]);
    assert_fails(port.accept().map(|_| ()), ErrorKind::PermissionDenied);
    let error = port.accept().map(|_| ()).expect_err("out of descriptors");
    assert_eq!(error.raw_os_error(), Some(Errno::MFILE.raw_os_error()));
    assert_eq!(watcher.said(), [], "it is still readable, which is no news");
    assert_fails(port.accept().map(|_| ()), ErrorKind::WouldBlock);
    assert_eq!(watcher.said(), [("port", READABLE)]);
    assert_eq!(port.accept().unwrap().1, clients[0].host().unwrap());

    network.fail_next(Call::TurnAway, Fault::Error(Errno::MFILE.into()));
    assert!(port.turn_away(9).is_err(), "no reserve");
    assert_eq!(port.turn_away(1).unwrap(), 1);
    assert_eq!(recv(&clients[1], 9).unwrap(), b"", "it was turned away");
    assert_fails(recv(&clients[2], 9), ErrorKind::WouldBlock);
    assert_eq!(port.turn_away(9).unwrap(), 1);
    assert_eq!(port.turn_away(9).unwrap(), 0);
}

///
#[test]
fn attempts_end_as_they_are_told() {
    let network = MemoryNetwork::new();
    let port = port(&network);
    let at = port.host().unwrap();
    network.fail_next_connect(Attempt::FailsAtOnce(Errno::NETUNREACH.into()));
    network.fail_next_connect(Attempt::Fails(Errno::TIMEDOUT.into()));
    network.fail_next_connect(Attempt::Hangs);
    let mut watcher = Watcher::new(&network);
    assert_fails(network.connect(&at, None).map(|_| ()), ErrorKind::NetworkUnreachable);
    let failed = network.connect(&at, None).unwrap();
    let hanging = network.connect(&at, None).unwrap();
    watcher.watch("failed", &failed.clone().source());
    watcher.watch("hanging", &hanging.clone().source());
    assert_eq!(watcher.said(), [("failed", BROKEN)]);
    assert_eq!(failed.take_error().unwrap().expect("it failed").kind(), ErrorKind::TimedOut);
    assert!(hanging.take_error().unwrap().is_none());
    assert!(network.connect(&at, None).unwrap().peer().is_ok(), "the next one is as usual");
}

///
#[test]
fn chunks_are_cut_as_told_and_each_rest_is_reported() {
    let network = MemoryNetwork::new();
    let (client, server) = network.pair();
    let mut watcher = Watcher::new(&network);
    watcher.watch("server", &server.clone().source());
    watcher.said();
    send(&client, b"12345").unwrap();
    network.set_chunks(Chunks::Bytes(2));
    let mut chunks = Vec::new();
    while watcher.said() == [("server", READABLE)] {
        chunks.push(String::from_utf8(recv(&server, 9).unwrap()).unwrap());
    }
    assert_eq!(chunks, ["12", "34", "5"]);
    network.set_chunks(Chunks::Random(5));
    send(&client, &[7; 1_000]).unwrap();
    let sizes: Vec<usize> = (0..3).map(|_| recv(&server, 1_000).unwrap().len()).collect();
    assert!(sizes.iter().all(|size| (1..1_000).contains(size)), "{sizes:?}");
}

///
#[test]
fn the_network_closes_a_connection_after_so_many_bytes() {
    for close in [Close::InOrder, Close::ByReset] {
        let network = MemoryNetwork::new();
        let (client, server) = network.pair();
        network.close_after(&client.host().unwrap(), 3, close).unwrap();
        let mut watcher = Watcher::new(&network);
        watcher.watch("client", &client.clone().source());
        assert_eq!(send(&client, b"12").unwrap(), 2);
        assert_eq!(send(&client, b"345").unwrap(), 1);
        assert_eq!(recv(&server, 9).unwrap(), b"123");
        match close {
            Close::InOrder => {
                assert_eq!(watcher.said(), [("client", BROKEN)], "the end came, and sends do not wait for room");
                assert_eq!((recv(&server, 9).unwrap(), recv(&client, 9).unwrap()), (vec![], vec![]));
            }
            Close::ByReset => {
                assert_fails(recv(&server, 9), ErrorKind::ConnectionReset);
                assert_fails(recv(&client, 9), ErrorKind::ConnectionReset);
            }
        }
        assert_fails(network.close_after(&client.host().unwrap(), 3, close), ErrorKind::NotConnected);
    }
}

/// Does a call until it is not interrupted, and writes down what it said each time.
fn retried<T>(
    said: &mut Vec<String>,
    mut call: impl FnMut() -> io::Result<T>,
    size: impl Fn(&T) -> usize,
) -> Option<T> {
    loop {
        let result = call();
        said.push(format!("{:?}", result.as_ref().map(&size).map_err(io::Error::kind)));
        match result {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result.ok(),
        }
    }
}

/// What a transfer under chances did, call by call, and what arrived. An end acts when it is told that it can, and once:
/// none of its calls moves all that it asked for, so each is the last until the next report.
fn transfer(chances: Chances, data: &[u8]) -> (Vec<String>, Vec<u8>) {
    let network = MemoryNetwork::new();
    network.set_capacity(37);
    let (client, server) = pair(&network);
    network.set_chances(chances);
    let mut watcher = Watcher::new(&network);
    watcher.watch("client", &client.clone().source());
    watcher.watch("server", &server.clone().source());
    let (mut calls, mut sent, mut got) = (Vec::new(), 0, Vec::new());
    while got.len() < data.len() {
        let said = watcher.said();
        assert!(!said.is_empty(), "nothing is reported after {calls:?}");
        for (name, readiness) in said {
            if name == "client" && readiness.writable && sent < data.len() {
                sent += retried(&mut calls, || send(&client, &data[sent..]), |count| *count).unwrap_or(0);
            }
            if name == "server" && readiness.readable {
                got.extend(retried(&mut calls, || recv(&server, 50), Vec::len).unwrap_or_default());
            }
        }
    }
    (calls, got)
}

///
#[test]
fn whatever_is_drawn_every_byte_arrives_in_order_and_a_seed_gives_the_same_run() {
    let data: Vec<u8> = (0..1_000_u32).map(|at| (at * 7 % 251) as u8).collect();
    let rough = |seed| Chances { cut: 600, blocked: 200, interrupted: 200, ..Chances::none(seed) };
    for seed in 0..50 {
        let (calls, got) = transfer(rough(seed), &data);
        assert_eq!(got, data, "seed {seed}");
        assert_eq!(transfer(rough(seed), &data).0, calls, "seed {seed}");
    }
    assert_ne!(transfer(rough(1), &data).0, transfer(rough(2), &data).0);
}

///
#[test]
fn the_other_chances_are_drawn_too() {
    let network = MemoryNetwork::new();
    let port = port(&network);
    let at = port.host().unwrap();
    network.set_chances(Chances { broken: 500, accept: 500, connect: 500, ..Chances::none(3) });
    let mut failed = [0; 3];
    for _ in 0..100 {
        let client = network.connect(&at, None).unwrap();
        let Ok(_) = client.peer() else {
            failed[0] += 1;
            continue;
        };
        let server = loop {
            match port.accept() {
                Ok((server, _)) => break server,
                Err(_) => failed[1] += 1,
            }
        };
        failed[2] += usize::from(send(&client, b"x").is_err() || recv(&server, 1).is_err());
    }
    assert!(failed.iter().all(|count| (20..=90).contains(count)), "{failed:?}");
}
