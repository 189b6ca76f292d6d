//! Two ends of a connection: queues, edges, and the ways to end.

use super::*;
use std::io::ErrorKind;
use std::net::Shutdown;
use std::path::PathBuf;

///
#[test]
fn what_is_sent_is_received_in_order_and_each_end_knows_the_other() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    assert_eq!(client.host().unwrap(), server.peer().unwrap());
    assert_eq!(client.peer().unwrap(), server.host().unwrap());
    assert_eq!(client.send(&[IoSlice::new(b"one "), IoSlice::new(b""), IoSlice::new(b"two")]).unwrap(), 7);
    assert_eq!(recv(&server, 5).unwrap(), b"one t");
    assert_eq!(recv(&server, 5).unwrap(), b"wo");
    assert_fails(recv(&server, 5), ErrorKind::WouldBlock);

    assert_eq!((client.no_delay().unwrap(), client.keep_alive().unwrap()), (false, false));
    client.set_no_delay(true).unwrap();
    client.set_keep_alive(true).unwrap();
    assert_eq!((client.no_delay().unwrap(), client.keep_alive().unwrap()), (true, true));
}

///
#[test]
fn an_edge_is_reported_once_and_again_only_after_the_queue_was_empty() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    send(&client, b"early").unwrap();
    watcher.watch("server", &server.clone().source());
    let both = Readiness { readable: true, writable: true, ending: false };
    assert_eq!(watcher.said(), [("server", both)], "what was so before it was watched");
    send(&client, b" and late").unwrap();
    assert_eq!(watcher.said(), [], "it was readable already");
    assert_eq!(recv(&server, 100).unwrap(), b"early and late");
    assert_eq!(watcher.said(), []);
    send(&client, b"!").unwrap();
    assert_eq!(watcher.said(), [("server", READABLE)]);
    assert_eq!(watcher.said(), []);
}

///
#[test]
fn a_closed_source_is_not_reported_even_if_its_edge_came_before() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("server", &server.clone().source());
    send(&client, b"x").unwrap();
    drop(server);
    let (_other_client, other) = pair(&network);
    watcher.watch("other", &other.clone().source());
    assert_eq!(watcher.said(), [("other", WRITABLE)]);
    let source = other.clone().source();
    watcher.multiplexer.deregister(&source, Key::default()).unwrap();
    watcher.watch("other again", &source);
    assert_eq!(watcher.said(), [("other again", WRITABLE)]);
}

///
#[test]
fn a_full_queue_cuts_a_send_then_blocks_it_and_tells_when_a_third_is_free() {
    let network = MemoryNetwork::new();
    network.set_capacity(9);
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("client", &client.clone().source());
    assert_eq!(watcher.said(), [("client", WRITABLE)]);
    assert_eq!(send(&client, b"0123456789").unwrap(), 9);
    assert_fails(send(&client, b"9"), ErrorKind::WouldBlock);
    recv(&server, 2).unwrap();
    assert_eq!(watcher.said(), [], "two bytes are too little to wake anybody");
    recv(&server, 1).unwrap();
    assert_eq!(watcher.said(), [("client", WRITABLE)]);
    recv(&server, 1).unwrap();
    assert_eq!(watcher.said(), [], "it was told");
    assert_eq!(send(&client, b"9").unwrap(), 1);
    assert_eq!(recv(&server, 100).unwrap(), b"456789");
}

///
#[test]
fn the_end_of_the_stream_comes_behind_the_last_byte() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("server", &server.clone().source());
    watcher.said();
    send(&client, b"bye").unwrap();
    assert_eq!(watcher.said(), [("server", READABLE)]);
    drop(client);
    assert_eq!(watcher.said(), [("server", ENDED)]);
    assert_eq!(recv(&server, 100).unwrap(), b"bye");
    assert_eq!(recv(&server, 100).unwrap(), b"");
    assert_eq!(recv(&server, 100).unwrap(), b"", "as often as it is asked");
    assert!(server.take_error().unwrap().is_none());
    drop(server);
    assert_eq!(network.open_sockets(), 0);
}

///
#[test]
fn a_half_closed_end_still_receives() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("server", &server.clone().source());
    watcher.said();
    send(&client, b"ask").unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    assert_eq!(watcher.said(), [("server", ENDED)]);
    assert_fails(send(&client, b"more"), ErrorKind::BrokenPipe);
    assert_eq!(recv(&server, 9).unwrap(), b"ask");
    assert_eq!(recv(&server, 9).unwrap(), b"");
    send(&server, b"answer").unwrap();
    drop(server);
    assert_eq!(recv(&client, 9).unwrap(), b"answer");
    assert_eq!(recv(&client, 9).unwrap(), b"");
}

///
#[test]
fn a_reset_is_an_error_once_after_what_came_before_it() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("server", &server.clone().source());
    watcher.said();
    send(&client, b"abc").unwrap();
    client.reset_on_close().unwrap();
    drop(client);
    assert_eq!(watcher.said(), [("server", BROKEN)]);
    assert_eq!(recv(&server, 9).unwrap(), b"abc");
    assert_fails(recv(&server, 9), ErrorKind::ConnectionReset);
    assert_eq!(recv(&server, 9).unwrap(), b"");
    assert_fails(send(&server, b"x"), ErrorKind::BrokenPipe);
    assert_fails(server.peer(), ErrorKind::NotConnected);
}

///
#[test]
fn a_close_with_unread_bytes_is_a_reset() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    send(&client, b"never read").unwrap();
    send(&server, b"zz").unwrap();
    drop(server);
    assert_eq!(recv(&client, 9).unwrap(), b"zz");
    assert_fails(recv(&client, 9), ErrorKind::ConnectionReset);

    let (client, server) = pair(&network);
    send(&client, b"never read").unwrap();
    server.shutdown(Shutdown::Both).unwrap();
    drop(server);
    assert_eq!(recv(&client, 9).unwrap(), b"", "the end had come before the reset");
    assert_fails(send(&client, b"x"), ErrorKind::BrokenPipe);
}

///
#[test]
fn the_first_send_to_a_closed_peer_goes_and_the_next_fails() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("client", &client.clone().source());
    drop(server);
    watcher.said();
    assert_eq!(send(&client, b"into the void").unwrap(), 13);
    assert_eq!(watcher.said(), [("client", BROKEN)]);
    assert_fails(send(&client, b"x"), ErrorKind::BrokenPipe);
}

///
#[test]
fn a_connection_by_path_fails_at_once_and_knows_no_abort() {
    let network = MemoryNetwork::new();
    let path = Address::Unix(Some(PathBuf::from("/run/lab")));
    assert_fails(network.connect(&path, None).map(|_| ()), ErrorKind::NotFound);
    let port = network.listen(&path, 1).unwrap();
    let client = network.connect(&path, None).unwrap();
    assert_fails(network.connect(&path, None).map(|_| ()), ErrorKind::WouldBlock);
    let (server, peer) = port.accept().unwrap();
    assert_eq!((peer, client.peer().unwrap()), (Address::Unix(None), path));
    assert_fails(client.set_no_delay(true), ErrorKind::Unsupported);
    server.reset_on_close().unwrap();
    drop(server);
    assert_eq!(recv(&client, 9).unwrap(), b"", "an orderly end");
    assert_fails(send(&client, b"x"), ErrorKind::BrokenPipe);
}
