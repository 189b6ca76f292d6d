//! A whole program in bad weather: every fault drawn, many seeds. What must hold holds whatever happened.

use super::*;
use std::rc::Rc;
use twistlab::reactor::testing::{
    AccumulatingFactory, AccumulatingProtocol, Chances, Chunks, End as Side, Pair, ProtocolRecord,
};
use twistlab::reactor::{Going, Protocol, Result, Transport, factory};

struct Echo;

impl Protocol for Echo {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.write(data);
        Ok(())
    }
}

/// Covers TR-04, TR-05, IO-14, IO-15.
#[test]
fn no_byte_is_lost_or_doubled_in_either_direction() {
    let data: Vec<u8> = (0..300_000_u32).map(|at| (at * 7 % 253) as u8).collect();
    for seed in 0..20 {
        let here = AccumulatingProtocol::new();
        let record = here.record();
        let pair = Pair::connect(here, Echo);
        pair.set_chunks(Chunks::Random(seed));
        let weather = Chances { cut: 300, blocked: 200, interrupted: 200, ..Chances::none(seed) };
        pair.network().set_chances(weather);
        pair.transport(Side::A).write(&data);
        pair.flush().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(record.data().len(), data.len(), "seed {seed}");
        assert!(record.data() == data, "seed {seed}: the bytes differ");
    }
}

/// Covers PR-01, PR-15, PO-11.
#[test]
fn every_attempt_is_told_its_end_once_and_nothing_is_left_open() {
    for seed in 0..40 {
        let network = MemoryNetwork::new();
        let reactor = network.reactor();
        let port = reactor.listen_tcp("10.0.0.1:7".parse().unwrap(), factory(|_| Echo)).unwrap();
        let clients = Rc::new(AccumulatingFactory::new());
        network.set_chances(Chances {
            cut: 200,
            blocked: 100,
            interrupted: 100,
            broken: 50,
            accept: 300,
            connect: 200,
            ..Chances::none(seed)
        });
        let (count, turns) = (20, 5_000);
        for _ in 0..count {
            reactor.connect_tcp(port.host().tcp().expect("a TCP port"), clients.clone());
        }
        let told = |what: &str| clients.calls().iter().filter(|call| call.starts_with(what)).count();
        let over = || told("client_connection_failed") + told("client_connection_lost");
        for turn in 0.. {
            for record in clients.records().iter().filter(|record| record.chunks() == 0) {
                speak(record);
            }
            for record in clients.records().iter().filter(|record| record.chunks() > 0) {
                record.transport().expect("it was made").lose_connection();
            }
            if over() == count {
                break;
            }
            assert!(turn < turns, "seed {seed}: {} of {count} are over; {:?}", over(), clients.calls());
            assert_eq!(reactor.turn(None).expect("something can happen"), Going::On);
        }
        for record in clients.records() {
            assert_eq!((record.times_made(), record.times_closed()), (1, 1), "seed {seed}: {:?}", record.calls());
        }
        assert_eq!(told("client_connection_lost"), clients.records().len(), "seed {seed}");
        network.set_chances(Chances::none(seed));
        port.stop_listening().on_done(|_| ());
        for _ in 0..10 {
            let _ = reactor.turn(Some(Duration::ZERO)).expect("a turn can be made");
        }
        assert_eq!(network.open_sockets(), 0, "seed {seed}");
    }
}

/// A client that stands and has said nothing says something.
fn speak(record: &ProtocolRecord) {
    if let Some(transport) = record.transport().filter(|_| record.times_closed() == 0)
        && transport.buffered() == 0
    {
        transport.write(b"hello");
    }
}
