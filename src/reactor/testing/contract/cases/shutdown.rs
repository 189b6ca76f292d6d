//! How a run ends: what is still done, who is told, and what is left alone.

use super::{Bench, Maker, Order, Scripted, loopback, once, watch};
use crate::reactor::{HookPhase, ReactorTime, Reason, Transport};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

cases! { ANYWHERE
    /// Covers RX-07, RX-10.
    fn stop_is_a_request_and_the_pass_is_finished(bench: &Bench) {
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        let seen = order.clone();
        bench.reactor.call_later(Duration::ZERO, move || {
            seen.note(format!("first stop: {:?}, running: {}", reactor.stop(), reactor.is_running()));
            seen.note(format!("second stop: {:?}", reactor.stop()));
        });
        bench.reactor.call_later(Duration::ZERO, order.noting("same pass"));
        bench.reactor.on_shutdown(HookPhase::Before, order.noting("shutdown"));
        bench.reactor.run().expect("it runs");
        let expected = ["first stop: Ok(()), running: true", "second stop: Err(NotRunning)", "same pass", "shutdown"];
        assert_eq!(order.seen(), expected);
    }

    /// Covers RX-11.
    fn shutdown_hooks_run_by_phase(bench: &Bench) {
        let order = Order::default();
        for phase in [HookPhase::After, HookPhase::During, HookPhase::Before] {
            let (order, reactor) = (order.clone(), bench.reactor.clone());
            bench.reactor.on_shutdown(phase, move || {
                order.note(format!("{phase:?} {}", reactor.is_running()));
                Err::<(), _>("fails")
            });
        }
        let stop = bench.reactor.clone();
        bench.reactor.call_when_running(move || stop.stop());
        bench.reactor.run().expect("it runs");
        assert_eq!(order.seen(), ["Before true", "During false", "After false"]);
        assert_eq!(bench.log.count(), 3, "each failure is told once: {:?}", bench.log.lines());
    }

    /// Covers RX-13, PR-10.
    fn connections_that_stand_at_the_stop_are_lost(bench: &Bench) {
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        let told = order.clone();
        let lost = move |name: &'static str| {
            let (order, reactor) = (told.clone(), reactor.clone());
            move |_: &_, reason: &_| {
                let (broken, running) = (Reason::is_lost(reason), reactor.is_running());
                order.note(format!("{name} lost: {broken}, running: {running}"));
                Ok(())
            }
        };
        let (server, client) = bench.pair(Scripted::new().lost(lost("server")), Scripted::new().lost(lost("client")));
        client.transport().pause_producing().expect("it can be paused"); // in no set, and told all the same
        bench.reactor.on_shutdown(HookPhase::Before, order.noting("before"));
        bench.reactor.on_shutdown(HookPhase::During, order.noting("during"));
        bench.reactor.stop().expect("it runs");
        bench.turns(1);
        let seen = order.seen();
        assert_eq!((seen.len(), &*seen[0], &*seen[3]), (4, "before", "during"), "{seen:?}");
        for name in ["server", "client"] {
            let told = seen.iter().filter(|seen| **seen == format!("{name} lost: true, running: false")).count();
            assert_eq!(told, 1, "{name}: {seen:?}");
        }
        assert_eq!((server.lost().as_deref(), client.lost().as_deref()), (Some("Lost"), Some("Lost")));
    }

    /// Covers RX-13.
    fn a_connection_that_ends_at_the_stop_is_told_its_own_reason(bench: &Bench) {
        let (server, _client) = bench.pair(Scripted::new(), Scripted::new());
        server.transport().abort_connection();
        bench.reactor.stop().expect("it runs");
        bench.turns(1);
        assert_eq!(server.lost().as_deref(), Some("Aborted"));
    }

    /// Covers RX-13.
    fn ports_and_attempts_are_given_up_at_the_stop(bench: &Bench) {
        let (served, tried) = (Scripted::new(), Scripted::new());
        let (server, client) = (served.record(), tried.record());
        let port = bench.listen(once(served));
        bench.turns(1);
        bench.reactor.connect_tcp(loopback(port.host().port().expect("it has one")), once(tried));
        bench.reactor.stop().expect("it runs");
        bench.turns(1);
        assert_eq!(server.events(), ["start", "stop"]);
        let seen = client.events();
        assert!(matches!(&*seen[2], "failed: Stopped" | "client lost: Lost"), "{seen:?}");
        assert_eq!(seen.last().map(|last| &**last), Some("stop"), "{seen:?}");
    }

    /// Covers RX-14.
    fn calls_that_are_not_due_at_the_stop_stay(bench: &Bench) {
        let order = Order::default();
        let call = bench.reactor.call_later(Duration::from_secs(3600), order.noting("never"));
        let stop = bench.reactor.clone();
        bench.reactor.call_later(Duration::ZERO, move || stop.stop());
        bench.reactor.run().expect("it runs");
        assert!(call.is_active());
        assert_eq!(bench.reactor.delayed_calls(), [call]);
        assert_eq!(order.seen(), [""; 0]);
    }

    /// Covers RX-18.
    fn a_stop_while_data_is_served_lets_the_others_be_served(bench: &Bench) {
        let order = Order::default();
        let mut ends = Vec::new();
        for name in ["one", "two", "three"] {
            let (seen, reactor) = (order.clone(), bench.reactor.clone());
            let server = Scripted::new().data(move |_, _| {
                let first = reactor.stop().is_ok();
                seen.note(format!("{name}: {}", if first { "stopped" } else { "was stopped already" }));
                Ok(())
            });
            ends.push(bench.pair(server, Scripted::new()));
        }
        bench.reactor.on_shutdown(HookPhase::Before, order.noting("shutdown"));
        bench.settle();
        for (server, _) in &ends {
            server.transport().pause_producing().expect("it can be paused");
        }
        ends.iter().for_each(|(_, client)| client.transport().write(b"all at once"));
        bench.settle(); // it has come to all three, and nobody was told
        ends.iter().for_each(|(server, _)| server.transport().resume_producing().expect("it can be resumed"));
        bench.until("the end", || !bench.reactor.is_running());
        let seen = order.seen();
        assert_eq!((seen.len(), &*seen[3]), (4, "shutdown"), "{seen:?}");
        let count = |what: &str| seen.iter().filter(|seen| seen.ends_with(what)).count();
        assert_eq!((count(": stopped"), count("was stopped already")), (1, 2), "{seen:?}");
    }

    fn a_stop_in_a_startup_hook_starts_and_ends_in_order(bench: &Bench) {
        let order = Order::default();
        let (seen, reactor) = (order.clone(), bench.reactor.clone());
        bench.reactor.on_startup(HookPhase::Before, move || seen.note(format!("stop: {:?}", reactor.stop())));
        let (seen, reactor) = (order.clone(), bench.reactor.clone());
        bench.reactor.on_startup(HookPhase::Before, move || seen.note(format!("running: {}", reactor.is_running())));
        bench.reactor.call_when_running(order.noting("started"));
        bench.reactor.on_shutdown(HookPhase::After, order.noting("ended"));
        bench.reactor.run().expect("it runs");
        assert_eq!(order.seen(), ["stop: Ok(())", "running: false", "started", "ended"]);
    }

    fn nobody_connects_once_it_stops(bench: &Bench) {
        let answer = Order::default();
        let answered = answer.clone();
        let factory = Maker::plain().lost(move |connector| answered.note(format!("{:?}", connector.connect())));
        let (factory, late) = (factory.shared(), Maker::plain().shared());
        let port = bench.listen(Maker::plain().shared());
        bench.connect(&port, factory.clone());
        bench.until("it is built", || factory.record().has("build"));
        let (reactor, tried, to) = (bench.reactor.clone(), late.clone(), port.host());
        bench.reactor.on_shutdown(HookPhase::During, move || {
            reactor.connect_tcp(to.tcp().expect("a TCP port"), tried);
        });
        bench.reactor.stop().expect("it runs");
        bench.turns(1);
        assert_eq!(answer.seen(), ["Err(Over)"]);
        assert_eq!(factory.record().events(), ["start", "connecting", "build", "client lost: Lost", "stop"]);
        assert_eq!(late.record().events(), [""; 0], "told of what never began");
    }

    fn a_reactor_leaves_nothing_behind(bench: &Bench) {
        let probe = watch(|_| {});
        let (kept, whole) = (Rc::downgrade(&probe), bench.another(|builder| builder.probe(probe)));
        let both = Rc::new(RefCell::new(Vec::<Transport>::new()));
        let aborting = || {
            let all = both.clone();
            Scripted::new().lost(move |_, _| {
                all.take().iter().for_each(Transport::abort_connection);
                Ok(())
            })
        };
        let (server, client) = whole.pair(aborting(), aborting());
        both.replace(vec![server.transport(), client.transport()]);
        whole.listen(Maker::plain().shared());
        whole.reactor.call_later(Duration::from_secs(3600), || {});
        drop((server, client, whole)); // a bench stops its reactor when it is dropped
        assert!(kept.upgrade().is_none(), "something holds the reactor still");
    }
}
