//! Writing: what a transport takes, when it is sent, and in what order.

use crate::support::{Scripted, assert_counted, counted, in_memory, with_calls};
use std::borrow::Cow;
use twistlab::reactor::testing::{Call, Fault};

/// Covers TR-05.
#[test]
fn a_short_send_loses_and_doubles_nothing() {
    let bench = in_memory();
    let network = bench.memory.as_ref().expect("it is in memory");
    network.set_capacity(1_000);
    let (server, client) = bench.pair(Scripted::new(), Scripted::new());
    for most in [1, 2, 3, 999, 5, 1] {
        network.fail_next(Call::Send, Fault::Cut(most));
    }
    client.transport().write_sequence(counted(0, 10_000).chunks(1_500));
    bench.until("all has arrived", || server.received_len() >= 10_000);
    assert_eq!(server.received_len(), 10_000);
    assert_counted(&server.received());
}

/// Covers TR-28.
#[test]
fn a_send_that_would_block_is_made_again_when_there_is_room() {
    let bench = in_memory();
    let (server, client) = bench.pair(Scripted::new(), Scripted::new());
    let network = bench.memory.as_ref().expect("it is in memory");
    network.fail_next(Call::Send, Fault::Blocked);
    network.fail_next(Call::Send, Fault::Interrupted);
    client.transport().write(b"hello");
    bench.until("the peer has it", || server.received() == b"hello");
    assert!(!client.is_lost(), "neither is an error");
}

/// Covers TR-06, TR-07.
#[test]
fn one_send_is_offered_128_kib_at_most_and_none_is_made_for_nothing() {
    let (bench, calls) = with_calls();
    bench.memory.as_ref().expect("it is in memory").set_capacity(1 << 20);
    let (server, client) = bench.pair(Scripted::new(), Scripted::new());
    client.transport().write(counted(0, 300_000));
    bench.until("all has arrived", || server.received_len() == 300_000);
    bench.turns(50);
    assert_eq!(calls.events(), ["send 131072 of 131072", "send 131072 of 131072", "send 37856 of 37856"]);
}

/// Whether a type can be written: bytes of any kind. A trait's constant is hidden by an inherent one, where that applies.
struct Writable<T>(std::marker::PhantomData<T>);

impl<T: Into<Cow<'static, [u8]>>> Writable<T> {
    const IS: bool = true;
}

trait Otherwise {
    const IS: bool = false;
}

impl<T> Otherwise for Writable<T> {}

/// Covers TR-08.
#[test]
fn text_is_not_bytes() {
    const { assert!(Writable::<&[u8]>::IS && Writable::<Vec<u8>>::IS && Writable::<&[u8; 3]>::IS) };
    const { assert!(!Writable::<&str>::IS && !Writable::<String>::IS) };
}
