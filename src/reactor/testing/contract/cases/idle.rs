//! A reactor that has nothing to do does nothing, in whatever state its connections wait.

use super::{Bench, Maker, Record, Scripted, watch};
use crate::reactor::probe::Noted;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// More than the buffers of two sockets hold, whatever the system gives them.
const MUCH: usize = 16 << 20;

struct Idle {
    bench: Bench,
    turns: Rc<Cell<u32>>,
    there: Record,
    here: Record,
}

impl Idle {
    /// A connected pair, each half-closeable.
    fn pair(bench: &Bench) -> Self {
        let turns = Rc::new(Cell::new(0));
        let seen = turns.clone();
        let hear = watch(move |noted| {
            if let Noted::TurnBegan { .. } = noted {
                seen.set(seen.get() + 1);
            }
        });
        let bench = bench.another(|builder| builder.probe(hear));
        let half = || Scripted::new().half(|_| Ok(()), |_| Ok(()));
        let (there, here) = bench.pair(half(), half());
        Idle { bench, turns, there, here }
    }

    /// Runs for a tenth of a second, in which nothing happens but that the kernel finds some more room for a full
    /// socket. A loop that spins makes thousands of turns.
    #[track_caller]
    fn assert_sleeps(self) {
        self.bench.settle();
        let stop = self.bench.reactor.clone();
        self.turns.set(0);
        self.bench.reactor.call_later(Duration::from_millis(100), move || stop.stop());
        self.bench.reactor.run().expect("it runs");
        assert!(self.turns.get() <= 50, "{} turns for nothing on {}", self.turns.get(), self.bench.name());
    }
}

cases! { ANYWHERE
    /// Covers TR-06.
    fn after_all_is_sent(bench: &Bench) {
        let idle = Idle::pair(bench);
        idle.here.transport().write(b"something, so that writing was wanted once");
        idle.bench.until("it arrives", || idle.there.received_len() > 0);
        idle.assert_sleeps();
    }

    fn while_data_waits_for_a_paused_reader(bench: &Bench) {
        let idle = Idle::pair(bench);
        idle.there.transport().pause_producing().expect("it can be paused");
        idle.here.transport().write(b"data");
        idle.assert_sleeps();
    }

    fn while_an_end_waits_for_a_paused_reader(bench: &Bench) {
        let idle = Idle::pair(bench);
        idle.there.transport().pause_producing().expect("it can be paused");
        idle.here.transport().lose_connection();
        idle.bench.until("the other is gone", || idle.here.is_lost());
        idle.assert_sleeps();
    }

    fn while_a_reset_waits_for_a_paused_reader(bench: &Bench) {
        let idle = Idle::pair(bench);
        idle.there.transport().pause_producing().expect("it can be paused");
        idle.here.transport().abort_connection();
        idle.bench.until("the other is gone", || idle.here.is_lost());
        idle.assert_sleeps();
    }

    fn while_one_direction_is_closed(bench: &Bench) {
        let idle = Idle::pair(bench);
        idle.here.transport().lose_write_connection();
        idle.bench.until("both know", || idle.here.has("write ended") && idle.there.has("read ended"));
        idle.assert_sleeps();
    }

    fn while_a_full_socket_waits_for_room(bench: &Bench) {
        let idle = Idle::pair(bench);
        idle.there.transport().pause_producing().expect("it can be paused");
        idle.here.transport().write(vec![7; MUCH]);
        idle.bench.settle();
        idle.here.transport().lose_connection();
        assert!(idle.here.transport().buffered() > 0, "the system took it all");
        idle.assert_sleeps();
    }

    fn while_a_port_waits(bench: &Bench) {
        let idle = Idle::pair(bench);
        let (port, clients) = (idle.bench.listen(Maker::plain().shared()), Maker::plain().shared());
        (0..3).for_each(|_| _ = idle.bench.connect(&port, clients.clone()));
        idle.bench.until("all are built", || clients.record().count("build") == 3);
        idle.assert_sleeps();
    }
}
