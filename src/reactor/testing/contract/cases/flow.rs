//! Back-pressure from end to end: whoever reads slowly slows down whoever writes, and nothing piles up between.

use super::{Bench, Record, Scripted, ScriptedProducer, assert_counted, counted};
use crate::reactor::flow::HIGH_WATER;
use crate::reactor::{Producer, Reactor, Transport};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// What a slow reader is sent: more than the buffers of two sockets hold, whatever the system gives them.
const MUCH: usize = 24 << 20;
/// One write of the producer.
const PIECE: usize = 48 * 1024;

/// A push producer that writes the counted stream in pieces whenever it may, and closes after `MUCH`.
struct Source {
    transport: Transport,
    at: Cell<usize>,
    may: Cell<bool>,
    /// The most that ever waited in its transport.
    most: Cell<usize>,
}

impl Source {
    fn start(transport: Transport, notes: &Record) -> Rc<Self> {
        let (at, may, most) = (Cell::new(0), Cell::new(true), Cell::new(0));
        let source = Rc::new(Source { transport, at, may, most });
        source.transport.register_producer(source.producer(notes)).expect("there was none");
        notes.note("resume"); // by the program itself
        source.go_on();
        source
    }

    fn producer(self: &Rc<Self>, notes: &Record) -> Producer {
        let (resumed, paused) = (self.clone(), self.clone());
        let producer = ScriptedProducer::new(notes).resume(move || {
            resumed.may.set(true);
            resumed.go_on();
            Ok(())
        });
        let producer = producer.pause(move || {
            paused.may.set(false);
            Ok(())
        });
        producer.push()
    }

    fn go_on(&self) {
        while self.may.get() {
            if self.at.get() == MUCH {
                self.transport.stop_consuming();
                return;
            }
            let piece = counted(self.at.get(), PIECE.min(MUCH - self.at.get()));
            self.at.set(self.at.get() + piece.len());
            self.transport.write(piece);
            self.most.set(self.most.get().max(self.transport.buffered()));
        }
    }
}

/// Reads what one `data_received` brings, then nothing until a turn later.
fn slow_reader(reactor: &Reactor) -> Scripted {
    let reactor = reactor.clone();
    Scripted::new().data(move |transport, _| {
        let again = transport.clone();
        transport.pause_producing()?;
        reactor.call_later(Duration::ZERO, move || again.resume_producing());
        Ok(())
    })
}

/// Passes everything on to another transport, and is its producer: where that one cannot send, this one does not read.
fn proxy(to: &Rc<RefCell<Option<Transport>>>) -> Scripted {
    let (made, data, lost) = (to.clone(), to.clone(), to.clone());
    Scripted::new()
        .made(move |transport| match &*made.borrow() {
            Some(other) => {
                other.register_producer(transport.clone())?;
                Ok(transport.register_producer(other.clone())?)
            }
            None => Ok(()),
        })
        .data(move |_, data_received| {
            let other = data.borrow().clone();
            other.ok_or("the other side is not there yet")?.write(data_received);
            Ok(())
        })
        .lost(move |_, _| {
            let other = lost.borrow().clone();
            other.iter().for_each(Transport::stop_consuming);
            Ok(())
        })
}

cases! { ANYWHERE
    /// Covers PC-22.
    fn a_slow_reader_slows_its_writer_down(bench: &Bench) {
        let (server, client) = bench.pair(slow_reader(&bench.reactor), Scripted::new());
        let notes = Record::default();
        let source = Source::start(client.transport(), &notes);
        bench.until("all has arrived", || server.is_lost());
        assert_eq!(server.received_len(), MUCH);
        assert_counted(&server.received());
        let told = notes.events();
        let alternate = told.chunks(2).all(|pair| pair[0] == "resume" && pair.get(1).is_none_or(|next| next == "pause"));
        assert!(alternate, "resume and pause alternate, resume first: {told:?}");
        assert!(told.len() > 2, "it was paused at least once");
        assert!(source.most.get() <= HIGH_WATER + PIECE, "{} bytes waited", source.most.get());
    }

    /// Covers PC-30.
    fn a_proxy_reads_no_more_than_it_can_pass_on(bench: &Bench) {
        // source ---> front | back ---> sink; the sink does not read.
        let (front_side, back_side) = (Rc::default(), Rc::new(RefCell::new(None)));
        let (front, source) = bench.pair(proxy(&front_side), Scripted::new());
        *back_side.borrow_mut() = Some(front.transport());
        front.transport().pause_producing().expect("it waits for the other side");
        let sink = Scripted::new().made(|transport| Ok(transport.pause_producing()?));
        let (sink, back) = bench.pair(sink, proxy(&back_side));
        *front_side.borrow_mut() = Some(back.transport());
        front.transport().resume_producing().expect("both sides are there");

        let notes = Record::default();
        let source_producer = Source::start(source.transport(), &notes);
        bench.until("the source is paused for good", || {
            let before = source_producer.at.get();
            (0..20).for_each(|_| bench.settle());
            source_producer.at.get() == before && !source_producer.may.get()
        });
        let passed_on = front.received_len() - back.transport().buffered();
        let in_hand = back.transport().buffered();
        assert!((1..=HIGH_WATER + 65_536).contains(&in_hand), "{in_hand} bytes wait in the proxy: the mark and one read");
        assert!(passed_on < MUCH && source_producer.at.get() < MUCH, "{passed_on} bytes were passed on");

        sink.transport().resume_producing().expect("it reads at last");
        bench.until("all has arrived", || sink.is_lost());
        assert_eq!(sink.received_len(), MUCH);
        assert_counted(&sink.received());
    }

    /// Covers PC-30.
    fn a_proxy_closes_one_side_when_the_other_is_closed(bench: &Bench) {
        let (front_side, back_side) = (Rc::default(), Rc::new(RefCell::new(None)));
        let (front, source) = bench.pair(proxy(&front_side), Scripted::new());
        *back_side.borrow_mut() = Some(front.transport());
        let (sink, back) = bench.pair(Scripted::new(), proxy(&back_side));
        *front_side.borrow_mut() = Some(back.transport());
        source.transport().write(counted(0, 200_000));
        source.transport().lose_connection();
        bench.until("the end came through", || sink.is_lost() && source.is_lost());
        assert_eq!(sink.received_len(), 200_000);
        bench.until("the proxy is gone", || front.is_lost() && back.is_lost());
        assert_eq!((front.lost().as_deref(), back.lost().as_deref()), (Some("Done"), Some("Done")));
    }
}
