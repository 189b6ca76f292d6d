//! Calls that the system breaks off, cuts short or refuses for the moment, on a connection in memory.

use crate::support::{Bench, Record, Scripted, in_memory};
use std::io::ErrorKind;
use twistlab::reactor::testing::{Call, Chances, Fault, MemoryNetwork};

fn pair() -> (Bench, MemoryNetwork, Record, Record) {
    let bench = in_memory();
    let network = bench.memory.clone().expect("it is in memory");
    let (there, here) = bench.pair(Scripted::new(), Scripted::new());
    (bench, network, there, here)
}

/// Covers IO-15.
#[test]
fn an_interrupted_call_is_made_again() {
    for call in [Call::Recv, Call::Send] {
        let (bench, network, there, here) = pair();
        (0..3).for_each(|_| network.fail_next(call, Fault::Interrupted));
        here.transport().write(b"data");
        bench.turns(2);
        assert_eq!(there.received(), b"data", "{call:?}, in the same turn");
    }
}

/// Covers IO-14, TR-28.
#[test]
fn a_call_that_would_block_is_made_when_it_is_told_again() {
    for call in [Call::Recv, Call::Send] {
        let (bench, network, there, here) = pair();
        (0..3).for_each(|_| network.fail_next(call, Fault::Blocked));
        here.transport().write(b"data");
        bench.until("it arrives", || there.received() == b"data");
        assert!(!here.is_lost() && !there.is_lost(), "{call:?} is no error then");
    }
}

/// Covers PR-07, TR-21, TR-22.
#[test]
fn a_call_that_fails_loses_the_connection() {
    for (call, kind) in [(Call::Recv, ErrorKind::TimedOut), (Call::Send, ErrorKind::BrokenPipe)] {
        let (bench, network, there, here) = pair();
        network.fail_next(call, Fault::Error(kind.into()));
        here.transport().write(b"data");
        bench.until("both are lost", || here.is_lost() && there.is_lost());
        assert_eq!([&here, &there].map(|record| record.count("lost: Lost")), [1, 1], "{call:?}");
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
    }
}

/// Covers IO-14, IO-15, TR-04, TR-05.
#[test]
fn over_a_rough_network_every_byte_arrives_in_its_place() {
    for seed in 0..40 {
        let bench = in_memory();
        let network = bench.memory.as_ref().expect("it is in memory");
        network.set_capacity(1_000);
        let echo = Scripted::new().data(|transport, data| {
            transport.write(data);
            Ok(())
        });
        let (there, here) = bench.pair(echo, Scripted::new());
        network.set_chances(Chances { cut: 500, blocked: 200, interrupted: 200, ..Chances::none(seed) });
        let data: Vec<u8> = (0..20_000_u32).map(|at| (at % 251) as u8).collect();
        here.transport().write(&data);
        bench.until("all has come back", || here.received_len() >= data.len());
        assert!(here.received() == data, "seed {seed}: bytes are lost, doubled or out of order");
        here.transport().lose_connection();
        bench.until("both are lost", || here.is_lost() && there.is_lost());
        assert_eq!((here.lost().as_deref(), there.lost().as_deref()), (Some("Done"), Some("Done")), "seed {seed}");
    }
}
