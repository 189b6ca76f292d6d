//! Nobody starves: what one connection, or a crowd at the door, may take of one turn.

use super::{Bench, Maker, Order, Record, Scripted, watch};
use crate::reactor::interfaces::ReactorTcp;
use crate::reactor::probe::Noted;
use crate::reactor::{ListenOptions, Reactor, Transport};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// Much more than one turn moves.
const FLOOD: usize = 16 << 20;

/// A bench that counts its turns.
fn counting_turns(bench: &Bench) -> (Bench, Rc<Cell<u64>>) {
    let turns = Rc::new(Cell::new(0));
    let seen = turns.clone();
    let hear = watch(move |noted| {
        if let Noted::TurnBegan { turn } = noted {
            seen.set(*turn);
        }
    });
    (bench.another(|builder| builder.probe(hear)), turns)
}

/// A flood that has begun: its first bytes fill the kernel, so that the reader always finds more.
fn flood(bench: &Bench, reader: Scripted) -> Record {
    if let Some(memory) = &bench.memory {
        memory.set_capacity(FLOOD / 2);
    }
    let (flooded, floods) = bench.pair(reader, Scripted::new());
    flooded.transport().pause_producing().expect("it can be paused");
    floods.transport().write(vec![7; FLOOD]);
    let mut left = FLOOD + 1;
    bench.until("the kernel is full", || {
        bench.settle();
        std::mem::replace(&mut left, floods.transport().buffered()) == left
    });
    flooded.transport().resume_producing().expect("it can be resumed");
    flooded
}

fn echo() -> Scripted {
    Scripted::new().data(|transport, data| {
        transport.write(data);
        Ok(())
    })
}

/// Runs once a turn, for ever.
fn tick(reactor: &Reactor, ticks: &Rc<Cell<usize>>) {
    ticks.set(ticks.get() + 1);
    let (again, count) = (reactor.clone(), ticks.clone());
    reactor.call_later(Duration::ZERO, move || tick(&again, &count));
}

cases! { ANYWHERE
    /// Covers IO-13.
    fn a_flood_does_not_keep_another_waiting(bench: &Bench) {
        let (_, pings) = bench.pair(echo(), Scripted::new());
        let flooded = flood(bench, Scripted::new());
        for round_trips in 1..=10 {
            pings.transport().write(b"ping");
            bench.until("the echo comes", || pings.received_len() == 4 * round_trips);
        }
        assert!(flooded.received_len() < FLOOD, "the echoes came only after the flood");
        bench.until("the flood is over", || flooded.received_len() == FLOOD);
    }

    /// Covers IO-13.
    fn a_flood_does_not_keep_timers_waiting(bench: &Bench) {
        let flooded = flood(bench, Scripted::new());
        let ticks = Rc::new(Cell::new(0));
        tick(&bench.reactor, &ticks);
        bench.until("some ticks have come", || ticks.get() == 20);
        assert!(flooded.received_len() < FLOOD, "the ticks came only after the flood");
    }

    /// Covers IO-13, PR-03, PR-04.
    fn a_turn_reads_a_connection_in_bounded_pieces(bench: &Bench) {
        let (bench, turns) = counting_turns(bench);
        let pieces = Rc::new(RefCell::new(Vec::new()));
        let (seen, now) = (pieces.clone(), turns.clone());
        let server = Scripted::new().data(move |_, data| {
            seen.borrow_mut().push((now.get(), data.len()));
            Ok(())
        });
        let flooded = flood(&bench, server);
        bench.until("the flood is over", || flooded.received_len() == FLOOD);
        let pieces = pieces.borrow();
        let wrong = pieces.iter().find(|(_, bytes)| !(1..=65_536).contains(bytes));
        assert_eq!(wrong, None, "a piece of so many bytes, in that turn");
        let busiest = pieces.chunk_by(|one, next| one.0 == next.0).map(|turn| turn.len()).max();
        assert!(busiest <= Some(2), "{busiest:?} reads in one turn");
    }

    /// Covers PO-07.
    fn a_crowd_is_accepted_in_bounded_batches(bench: &Bench) {
        const CROWD: usize = 150;
        const BOUND: usize = 100;
        let (bench, turns) = counting_turns(bench);
        let accepted = Rc::new(RefCell::new(Vec::new()));
        let (seen, now) = (accepted.clone(), turns.clone());
        let server = Maker::new(move || {
            seen.borrow_mut().push(now.get());
            Ok(Some(Scripted::new()))
        });
        let options = ListenOptions { backlog: 2 * CROWD as u32 };
        let at = super::loopback(0);
        let port = ReactorTcp::listen_tcp(&bench.reactor, at, server.shared(), options).expect("a free port");
        let clients = Maker::plain().shared();
        // They all begin in one turn, and so are all at the door when the port is first asked.
        (0..CROWD).for_each(|_| _ = bench.connect(&port, clients.clone()));
        bench.until("all are accepted", || accepted.borrow().len() == CROWD);
        let accepted = accepted.borrow();
        let batches: Vec<_> = accepted.chunk_by(|one, next| one == next).map(|turn| turn.len()).collect();
        assert!(batches.iter().all(|batch| *batch <= BOUND), "{batches:?} in its turns");
    }

    fn whoever_writes_much_does_not_hold_up_the_turn(bench: &Bench) {
        let order = Order::default();
        let (received, writes) = bench.pair(Scripted::new(), Scripted::new());
        let (other, pings) = bench.pair(Scripted::new(), Scripted::new());
        let (all, small): (Transport, Transport) = (writes.transport(), pings.transport());
        let (whole, first) = (received.clone(), order.clone());
        all.write(vec![7; FLOOD]);
        small.write(b"ping");
        bench.until("the small one is through", || other.received_len() == 4);
        first.note(format!("all: {}", whole.received_len() == FLOOD));
        assert_eq!(order.seen(), ["all: false"]);
    }
}
