//! Connections that break: errors of the kernel's, and the end of the reactor.

use crate::support::{Bench, Record, Scripted, in_memory};
use std::cell::RefCell;
use std::io::{Error, ErrorKind};
use std::rc::Rc;
use twistlab::reactor::Reason;
use twistlab::reactor::testing::{Call, Fault, MemoryNetwork};

/// A pair in memory, with the kind of the error that the client is told in the end.
fn pair_in_memory() -> (Bench, MemoryNetwork, Record, Record, Rc<RefCell<Option<ErrorKind>>>) {
    let (bench, kind) = (in_memory(), Rc::new(RefCell::new(None)));
    let told = kind.clone();
    let client = Scripted::new().lost(move |_, reason| {
        if let Reason::Lost(Some(error)) = reason {
            *told.borrow_mut() = Some(error.kind());
        }
        Ok(())
    });
    let (server, client) = bench.pair(Scripted::new(), client);
    let network = bench.memory.clone().expect("it is in memory");
    (bench, network, server, client, kind)
}

/// Covers TR-21.
#[test]
fn each_error_of_a_send_breaks_the_connection() {
    for error in [ErrorKind::BrokenPipe, ErrorKind::ConnectionReset, ErrorKind::TimedOut] {
        let (bench, network, _server, client, told) = pair_in_memory();
        network.fail_next_at(&client.transport().host(), Call::Send, Fault::Error(error.into()));
        client.transport().write(b"x");
        bench.until("it is lost", || client.is_lost());
        assert_eq!(*told.borrow(), Some(error), "the system's error is kept");
    }
}

/// Covers TR-22, PR-07.
#[test]
fn each_error_of_a_read_but_would_block_breaks_the_connection() {
    for error in [ErrorKind::ConnectionReset, ErrorKind::TimedOut, ErrorKind::HostUnreachable] {
        let (bench, network, server, client, told) = pair_in_memory();
        network.fail_next_at(&client.transport().host(), Call::Recv, Fault::Error(Error::from(error)));
        server.transport().write(b"x");
        bench.until("it is lost", || client.is_lost());
        assert_eq!(client.lost().as_deref(), Some("Lost"));
        assert_eq!(*told.borrow(), Some(error), "the system's error is kept");
        assert_eq!(client.received_len(), 0);
    }
}

/// Covers TR-22.
#[test]
fn a_read_that_would_block_or_is_interrupted_breaks_nothing() {
    let (bench, network, server, client, _) = pair_in_memory();
    let host = client.transport().host();
    for fault in [Fault::Blocked, Fault::Interrupted, Fault::Blocked, Fault::Cut(1)] {
        network.fail_next_at(&host, Call::Recv, fault);
    }
    server.transport().write(b"hello");
    bench.until("it has come", || client.received() == b"hello");
    assert!(!client.is_lost());
}
