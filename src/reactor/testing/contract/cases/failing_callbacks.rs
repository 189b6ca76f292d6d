//! A callback that returns an error ends what it belongs to, once, and nothing else.

use super::{Bench, Record, Scripted, once};
use crate::reactor::{Address, ClientFactory, Connector, Factory, Protocol, Reason, Result, factory};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// Answers each piece with itself.
fn echo() -> Scripted {
    Scripted::new().data(|transport, data| {
        transport.write(data);
        Ok(())
    })
}

/// That a connection still answers.
fn assert_lives(bench: &Bench, client: &Record) {
    let before = client.received_len();
    client.transport().write(b"ping");
    bench.until("the other connection still answers", || client.received_len() == before + 4);
}

/// What happened from the first of these on.
fn from(record: &Record, first: &str) -> Vec<String> {
    let events = record.events();
    let from = events.iter().position(|event| event == first).expect("it happened");
    events[from..].to_vec()
}

/// A port's factory that fails so many times, and then makes protocols that note into one record.
struct Late {
    fails: Cell<usize>,
    made: Record,
}

impl Factory for Late {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        if self.fails.get() > 0 {
            self.fails.set(self.fails.get() - 1);
            return Err("not yet".into());
        }
        let noted = self.made.clone();
        let protocol = Scripted::new().made(move |_| {
            noted.note("made");
            Ok(())
        });
        Ok(Some(Box::new(protocol)))
    }
}

/// Connects so many clients at once.
fn crowd(bench: &Bench, factory: Rc<dyn Factory>, count: usize) -> Vec<Record> {
    let port = bench.listen(factory);
    let clients: Vec<Record> = (0..count)
        .map(|_| {
            let client = Scripted::new();
            let record = client.record();
            bench.connect(&port, once(client));
            record
        })
        .collect();
    bench.until("all are connected", || clients.iter().all(Record::is_made));
    clients
}

cases! { ANYWHERE
    /// Covers ER-01, PR-09.
    fn in_data_received_it_ends_this_connection_alone(bench: &Bench) {
        let (_, other) = bench.pair(echo(), Scripted::new());
        let (server, client) = bench.pair(Scripted::new().data(|_, _| Err("bad data".into())), Scripted::new());
        client.transport().write(b"x");
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(from(&server, "data"), ["data", "lost: Error(bad data)"]);
        assert_eq!(client.lost().as_deref(), Some("Done"), "the peer sees an orderly close");
        assert_eq!(bench.log.lines(), ["DataReceived failed: bad data"]);
        assert_lives(bench, &other);
    }

    /// Covers ER-02, ER-03.
    fn in_connection_made_it_ends_the_connection_on_either_side(bench: &Bench) {
        let failing = || Scripted::new().made(|_| Err("not today".into()));
        let (_, other) = bench.pair(echo(), Scripted::new());
        for (server, client, server_fails) in [(failing(), Scripted::new(), true), (Scripted::new(), failing(), false)] {
            let (server, client) = bench.pair(server, client);
            bench.until("both are lost", || server.is_lost() && client.is_lost());
            let (failed, peer) = if server_fails { (server, client) } else { (client, server) };
            assert_eq!(from(&failed, "made")[1], "lost: Error(not today)");
            assert_eq!(peer.lost().as_deref(), Some("Done"));
        }
        assert_eq!(bench.log.lines(), ["ConnectionMade failed: not today"; 2]);
        assert_lives(bench, &other);
    }

    /// Covers ER-04.
    fn in_connection_lost_it_keeps_nothing_from_the_factory(bench: &Bench) {
        let (_, other) = bench.pair(echo(), Scripted::new());
        let client = Scripted::new().lost(|_, _| Err("not a good loser".into()));
        let (server, client) = bench.pair(Scripted::new(), client);
        client.transport().lose_connection();
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(from(&client, "lost: Done"), ["lost: Done", "client lost: Done", "stop"]);
        assert_eq!(bench.log.lines(), ["ConnectionLost failed: not a good loser"]);
        assert_lives(bench, &other);
    }

    /// Covers ER-05, ER-07.
    fn in_build_protocol_it_closes_that_socket_and_the_port_goes_on(bench: &Bench) {
        let made = Record::default();
        let clients = crowd(bench, Rc::new(Late { fails: Cell::new(2), made: made.clone() }), 6);
        bench.until("two are closed", || clients.iter().filter(|client| client.is_lost()).count() == 2);
        bench.until("the others are accepted", || made.count("made") == 4);
        let reasons: Vec<_> = clients.iter().filter_map(Record::lost).collect();
        assert_eq!(reasons, ["Done", "Done"], "a peer that nobody wants does not hang");
        assert_eq!(bench.log.lines(), ["BuildProtocol failed: not yet"; 2]);
    }

    /// Covers ER-05.
    fn in_a_clients_build_protocol_it_is_the_reason(bench: &Bench) {
        struct Unable(Record);
        impl Factory for Unable {
            fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
                Err("cannot build".into())
            }
        }
        impl ClientFactory for Unable {
            fn client_connection_lost(&self, _connector: &Connector, reason: &Reason) {
                self.0.note(reason.to_string());
            }
        }
        let (server, notes) = (Scripted::new(), Record::default());
        let there = server.record();
        let port = bench.listen(once(server));
        bench.connect(&port, Rc::new(Unable(notes.clone())));
        bench.until("the server sees the end", || there.is_lost());
        assert_eq!(there.lost().as_deref(), Some("Done"));
        assert_eq!(notes.events(), ["a callback failed: cannot build"]);
        assert_eq!(bench.log.count(), 1);
    }

    /// Covers ER-06.
    fn in_a_timed_call_it_stops_no_other_call(bench: &Bench) {
        let notes = Record::default();
        let (before, after) = (notes.clone(), notes.clone());
        bench.reactor.call_later(Duration::ZERO, move || before.note("before"));
        bench.reactor.call_later(Duration::ZERO, || Err::<(), _>("bad time"));
        bench.reactor.call_later(Duration::ZERO, move || after.note("after"));
        bench.turns(1);
        assert_eq!(notes.events(), ["before", "after"], "in the same pass");
        assert_eq!(bench.log.lines(), ["TimedCall failed: bad time"]);
    }

    /// Covers ER-07.
    fn in_connection_made_of_one_it_keeps_no_other_from_being_accepted(bench: &Bench) {
        let first = Cell::new(true);
        let clients = crowd(bench, factory(move |_| {
            let fails = first.replace(false);
            Scripted::new().made(move |transport| {
                transport.write(b"welcome");
                if fails { Err("only the first".into()) } else { Ok(()) }
            })
        }), 20);
        bench.until("all others are served", || clients.iter().filter(|client| client.received() == b"welcome").count() == 19);
        bench.until("the first is lost", || clients.iter().filter(|client| client.is_lost()).count() == 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reactor::testing::contract::Implementer;
    use crate::reactor::testing::{Call, Fault};
    use rustix::io::Errno;

    /// Covers ER-07.
    #[test]
    fn after_an_accept_that_fails_the_rest_of_the_line_is_accepted() {
        for error in [Errno::CONNABORTED, Errno::NFILE, Errno::NOMEM] {
            let bench = Bench::on(&Implementer::memory());
            let network = bench.memory.as_ref().expect("it is in memory");
            let made = Record::default();
            for _ in 0..3 {
                network.fail_next(Call::Accept, Fault::Error(error.into()));
            }
            let _clients = crowd(&bench, Rc::new(Late { fails: Cell::new(0), made: made.clone() }), 5);
            bench.until("all are accepted", || made.count("made") == 5);
            assert_eq!(bench.log.count(), 3, "{error}: {:?}", bench.log.lines());
        }
    }
}
