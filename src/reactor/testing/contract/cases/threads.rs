//! Calls from other threads, and how they end a wait.

use super::{Bench, watch};
use crate::reactor::HookPhase;
use crate::reactor::probe::{Noted, Why};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// For a network in memory: how long it waits for another thread, in real time. A test that needs it all has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// The bench in which each wait for ever is announced to another thread.
fn announcing(bench: &Bench) -> (Bench, Receiver<()>) {
    let (sleeps, asleep) = channel();
    let hear = watch(move |noted| {
        if let Noted::WaitBegan { timeout: None, why: Why::NothingDue } = noted {
            let _ = sleeps.send(()); // nobody may listen any more
        }
    });
    let bench = bench.another(|builder| builder.probe(hear));
    if let Some(memory) = &bench.memory {
        memory.set_patience(PATIENCE);
    }
    (bench, asleep)
}

cases! { ANYWHERE
    /// Covers RX-17, RX-19.
    fn with_nothing_to_wait_for_it_waits_until_another_thread_stops_it(bench: &Bench) {
        let (bench, asleep) = announcing(bench);
        let (remote, stopped) = (bench.reactor.remote(), Rc::new(Cell::new(false)));
        let seen = stopped.clone();
        let stopper = thread::spawn(move || {
            asleep.recv_timeout(PATIENCE).expect("it goes to sleep");
            remote.call_from_thread(|reactor| reactor.stop());
        });
        bench.reactor.on_shutdown(HookPhase::Before, move || seen.set(true));
        bench.reactor.run().expect("it runs");
        assert!(stopped.get(), "it returned by itself");
        stopper.join().expect("the other thread did its part");
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
    }

    /// Covers RX-21.
    fn calls_from_threads_run_in_order_before_calls_that_are_due(bench: &Bench) {
        let (seen, remote) = (Arc::new(Mutex::new(Vec::new())), bench.reactor.remote());
        let noting = |name: &'static str| {
            let seen = seen.clone();
            move || seen.lock().expect("nobody panicked").push(name)
        };
        bench.reactor.call_later(Duration::ZERO, noting("timed"));
        let (again, first, second, added) = (remote.clone(), noting("first"), noting("second"), noting("added"));
        remote.call_from_thread(move |_| {
            first();
            again.call_from_thread(move |_| added());
        });
        remote.call_from_thread(move |_| second());
        bench.until("all have run", || seen.lock().expect("nobody panicked").len() == 4);
        assert_eq!(*seen.lock().expect("nobody panicked"), ["first", "second", "timed", "added"]);
    }

    fn a_call_sent_before_the_start_waits_for_it(bench: &Bench) {
        let remote = bench.reactor.remote();
        thread::spawn(move || remote.call_from_thread(|reactor| reactor.stop())).join().expect("it was sent");
        bench.reactor.run().expect("it runs, and is stopped");
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
    }

    fn no_wake_of_many_threads_is_lost(bench: &Bench) {
        const THREADS: usize = 4;
        const CALLS: usize = 500;
        let (bench, _asleep) = announcing(bench);
        let seen = Arc::new(Mutex::new([0; THREADS]));
        let senders: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (remote, seen) = (bench.reactor.remote(), seen.clone());
                thread::spawn(move || {
                    for call in 0..CALLS {
                        let seen = seen.clone();
                        remote.call_from_thread(move |reactor| {
                            let mut seen = seen.lock().expect("nobody panicked");
                            assert_eq!(seen[thread], call, "a thread's own calls stay in order");
                            seen[thread] += 1;
                            if seen.iter().sum::<usize>() == THREADS * CALLS { reactor.stop() } else { Ok(()) }
                        });
                    }
                })
            })
            .collect();
        bench.reactor.run().expect("it runs until the last call has come");
        assert_eq!(*seen.lock().expect("nobody panicked"), [CALLS; THREADS]);
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
        senders.into_iter().for_each(|sender| sender.join().expect("it sent all"));
    }

    fn a_call_that_fails_is_logged_and_the_next_one_runs(bench: &Bench) {
        let remote = bench.reactor.remote();
        remote.call_from_thread(|_| Err::<(), _>("no"));
        remote.call_from_thread(|_| -> () { panic!("worse") });
        remote.call_from_thread(|reactor| reactor.stop());
        bench.reactor.run().expect("it runs, and is stopped");
        let expected = ["CallFromThread failed: no", "CallFromThread failed: the callback panicked: worse"];
        assert_eq!(bench.log.lines(), expected);
    }

    fn a_call_sent_after_the_end_is_dropped_with_the_last_handle(bench: &Bench) {
        let bench = bench.another(|builder| builder);
        let (remote, held) = (bench.reactor.remote(), Arc::new(()));
        let (kept, stop) = (Arc::downgrade(&held), bench.reactor.clone());
        bench.reactor.call_when_running(move || stop.stop());
        bench.reactor.run().expect("it runs");
        remote.call_from_thread(move |_| drop(held));
        assert!(kept.upgrade().is_some(), "it waits, in vain");
        drop((bench, remote));
        assert!(kept.upgrade().is_none());
    }
}
