//! The wait, and the time that passes in it.

use super::*;
use std::io::ErrorKind;
use std::thread;
use twistlab::reactor::clock::Clock;

fn wait(multiplexer: &mut MemoryMultiplexer, timeout: Option<Duration>) -> io::Result<usize> {
    let mut ready = Vec::new();
    multiplexer.wait(&Sources::default(), timeout, &mut ready).map(|()| ready.len())
}

///
#[test]
fn time_passes_by_exactly_the_timeout_and_only_where_nothing_is_ready() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let mut watcher = Watcher::new(&network);
    watcher.watch("server", &server.clone().source());
    watcher.said();
    assert_eq!(network.now(), Duration::ZERO);
    assert_eq!(wait(&mut watcher.multiplexer, Some(Duration::from_nanos(1_500))).unwrap(), 0);
    assert_eq!(network.now(), Duration::from_nanos(1_500));
    send(&client, b"x").unwrap();
    assert_eq!(wait(&mut watcher.multiplexer, Some(Duration::from_secs(9))).unwrap(), 1);
    assert_eq!(network.now(), Duration::from_nanos(1_500), "readiness ends a wait at once");
    network.advance(Duration::from_nanos(500));
    assert_eq!(network.now(), Duration::from_micros(2));
}

///
#[test]
fn a_wake_ends_one_wait_whether_it_comes_before_or_in_it() {
    let network = MemoryNetwork::new();
    let mut multiplexer = network.multiplexer();
    let waker = multiplexer.waker();
    waker.wake();
    waker.wake();
    assert_eq!(wait(&mut multiplexer, Some(Duration::from_secs(5))).unwrap(), 0);
    assert_eq!(network.now(), Duration::ZERO, "it did not wait");
    assert_fails(wait(&mut multiplexer, None), ErrorKind::Deadlock);

    network.set_patience(Duration::from_secs(30));
    let other = thread::spawn(move || waker.wake());
    assert_eq!(wait(&mut multiplexer, None).unwrap(), 0);
    other.join().unwrap();
    network.set_patience(Duration::ZERO);
    assert_fails(wait(&mut multiplexer, None), ErrorKind::Deadlock);
}

///
#[test]
fn two_multiplexers_are_told_of_their_own_sources_alone() {
    let network = MemoryNetwork::new();
    let (client, server) = pair(&network);
    let (mut one, mut two) = (Watcher::new(&network), Watcher::new(&network));
    one.watch("client", &client.clone().source());
    two.watch("server", &server.clone().source());
    assert_eq!(one.said(), [("client", WRITABLE)]);
    assert_eq!(two.said(), [("server", WRITABLE)]);
    send(&client, b"x").unwrap();
    send(&server, b"x").unwrap();
    assert_eq!(two.said(), [("server", READABLE)]);
    assert_eq!(one.said(), [("client", READABLE)]);
}
