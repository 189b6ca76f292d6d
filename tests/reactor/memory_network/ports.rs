//! Listening, connecting, and the line between.

use super::*;
use std::io::ErrorKind;

///
#[test]
fn a_port_number_is_taken_once_and_free_again_after_the_close() {
    let network = MemoryNetwork::new();
    let first = port(&network);
    let at = first.host().unwrap();
    assert_ne!(at.port(), Some(0));
    assert_ne!(port(&network).host().unwrap(), at);
    let any: Address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, at.port().unwrap())).into();
    assert_fails(network.listen(&at, 1).map(|_| ()), ErrorKind::AddrInUse);
    assert_fails(network.listen(&any, 1).map(|_| ()), ErrorKind::AddrInUse);
    drop(first);
    let again = network.listen(&any, 1).unwrap();
    let client = network.connect(&at, None).unwrap();
    let (server, _) = again.accept().unwrap();
    assert_eq!((server.host().unwrap(), client.peer().unwrap()), (at.clone(), at), "the address that was asked for");
}

///
#[test]
fn a_refused_attempt_becomes_writable_and_tells_by_its_error() {
    let network = MemoryNetwork::new();
    let client = network.connect(&local(9), None).unwrap();
    let mut watcher = Watcher::new(&network);
    watcher.watch("client", &client.clone().source());
    assert_eq!(watcher.said(), [("client", BROKEN)]);
    let error = client.take_error().unwrap().expect("it failed");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert!(client.take_error().unwrap().is_none(), "it is taken once");
    assert_fails(client.peer(), ErrorKind::NotConnected);
}

///
#[test]
fn a_good_attempt_becomes_writable_without_an_error() {
    let network = MemoryNetwork::new();
    let port = port(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("port", &port.clone().source());
    let client = network.connect(&port.host().unwrap(), None).unwrap();
    watcher.watch("client", &client.clone().source());
    assert_eq!(watcher.said(), [("port", READABLE), ("client", WRITABLE)]);
    assert!(client.take_error().unwrap().is_none());
    assert_eq!(client.peer().unwrap(), port.host().unwrap());
}

///
#[test]
fn a_client_may_choose_its_own_address() {
    let network = MemoryNetwork::new();
    let port = port(&network);
    let (to, from) = (port.host().unwrap(), local(4_321));
    let client = network.connect(&to, Some(&from)).unwrap();
    assert_eq!(client.host().unwrap(), from);
    assert_eq!(port.accept().unwrap().1, from);
    assert_fails(network.connect(&to, Some(&from)).map(|_| ()), ErrorKind::AddrInUse);
    let any = network.connect(&to, Some(&local(0))).unwrap();
    assert_ne!(any.host().unwrap().port(), Some(0));
}

///
#[test]
fn whoever_finds_the_line_full_waits_outside_and_is_let_in_in_order() {
    let network = MemoryNetwork::new();
    let port = network.listen(&local(0), 2).unwrap();
    let at = port.host().unwrap();
    let clients: Vec<End> = (0..4).map(|_| network.connect(&at, None).unwrap()).collect();
    let connected = || clients.iter().map(|client| client.peer().is_ok()).collect::<Vec<bool>>();
    assert_eq!(connected(), [true, true, false, false]);
    let mut watcher = Watcher::new(&network);
    watcher.watch("port", &port.clone().source());
    watcher.watch("outside", &clients[2].clone().source());
    assert_eq!(watcher.said(), [("port", READABLE)]);
    let first = port.accept().unwrap();
    assert_eq!(first.1, clients[0].host().unwrap());
    assert_eq!(watcher.said(), [("outside", WRITABLE)], "and the port was readable all the time");
    assert_eq!(connected(), [true, true, true, false]);
    let peers: Vec<Address> = (0..3).map(|_| port.accept().unwrap().1).collect();
    let hosts: Vec<Address> = clients[1..].iter().map(|client| client.host().unwrap()).collect();
    assert_eq!(peers, hosts);
    assert_fails(port.accept().map(|_| ()), ErrorKind::WouldBlock);
}

///
#[test]
fn a_port_that_closes_keeps_the_accepted_and_resets_the_others() {
    let network = MemoryNetwork::new();
    let port = network.listen(&local(0), 1).unwrap();
    let at = port.host().unwrap();
    let accepted = network.connect(&at, None).unwrap();
    let (server, _) = port.accept().unwrap();
    let in_line = network.connect(&at, None).unwrap();
    let outside = network.connect(&at, None).unwrap();
    drop(port);
    send(&accepted, b"still here").unwrap();
    assert_eq!(recv(&server, 99).unwrap(), b"still here");
    assert_fails(recv(&in_line, 9), ErrorKind::ConnectionReset);
    assert_eq!(outside.take_error().unwrap().expect("it failed").kind(), ErrorKind::ConnectionRefused);
    assert_eq!(network.open_sockets(), 4, "the port and the end in its line are gone");
}

///
#[test]
fn a_client_that_left_before_it_was_accepted_is_an_ended_connection() {
    let network = MemoryNetwork::new();
    let port = port(&network);
    let client = network.connect(&port.host().unwrap(), None).unwrap();
    send(&client, b"hello").unwrap();
    drop(client);
    let (server, _) = port.accept().unwrap();
    assert_eq!(recv(&server, 9).unwrap(), b"hello");
    assert_eq!(recv(&server, 9).unwrap(), b"");
    drop((server, port));
    assert_eq!(network.open_sockets(), 0);
}
