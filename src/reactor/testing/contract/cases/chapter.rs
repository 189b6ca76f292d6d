//! The programs that the lessons grow out of, done right.

use super::{Bench, Scripted};
use crate::reactor::error::FlowError;
use crate::reactor::flow::HIGH_WATER;
use crate::reactor::manual::ManualClock;
use crate::reactor::{Consumer, LoopingCall, Producer, PushProducer, ReactorTime, Result};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

const HEARTBEAT: Duration = Duration::from_secs(30);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Says a byte at the start and one for each piece it hears; at `maximum` bytes heard it closes instead.
fn ping_pong(maximum: usize) -> Scripted {
    let mut heard = 0;
    let scripted = Scripted::new().made(|transport| {
        transport.write(b"*");
        Ok(())
    });
    scripted.data(move |transport, data| {
        heard += data.len();
        if heard >= maximum {
            transport.lose_connection()
        } else {
            transport.write(b"*")
        }
        Ok(())
    })
}

/// Writes twice as much each millisecond, from two bytes on, until it is paused or stopped.
struct Streaming(LoopingCall);

impl Streaming {
    fn new<C: Consumer + 'static>(time: &(impl ReactorTime + Clone + 'static), consumer: Rc<C>) -> Rc<Self> {
        let size = Cell::new(2);
        Rc::new(Streaming(LoopingCall::new(time, move || {
            let piece = vec![b'*'; size.get()];
            size.set(2 * size.get());
            consumer.write(piece.into());
        })))
    }
}

impl PushProducer for Streaming {
    fn pause_producing(&self) -> Result {
        Ok(self.0.stop()?)
    }

    fn resume_producing(&self) -> Result {
        drop(self.0.start(MILLISECOND)?); // how it ends is told where it ends
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        if self.0.is_running() { Ok(self.0.stop()?) } else { Ok(()) }
    }
}

cases! { ANYWHERE
    /// Covers CH-01.
    fn ping_pong_answers_each_piece_once_until_it_has_heard_enough(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), ping_pong(100));
        bench.until("it begins", || server.received_len() == 1);
        server.transport().write(b"**");
        bench.until("a piece of two bytes is answered once", || server.received_len() == 2);
        server.transport().write(vec![b'*'; 97]);
        bench.until("99 bytes are not enough", || server.received_len() == 3);
        server.transport().write(b"*");
        bench.until("100 are", || client.is_lost() && server.is_lost());
        assert_eq!((client.received_len(), server.received_len()), (100, 3), "the last one has no answer");
        assert_eq!((client.lost().as_deref(), server.lost().as_deref()), (Some("Done"), Some("Done")));
    }

    /// Covers CH-01.
    fn two_of_them_play_to_the_end(bench: &Bench) {
        let (server, client) = bench.pair(ping_pong(usize::MAX), ping_pong(100));
        bench.until("the game is over", || client.is_lost() && server.is_lost());
        assert!(client.received_len() >= 100);
        assert_eq!((client.lost().as_deref(), server.lost().as_deref()), (Some("Done"), Some("Done")));
    }

    /// Covers CH-02.
    fn a_heart_beats_by_the_clock_and_stops_with_its_connection(bench: &Bench) {
        let clock = ManualClock::new();
        let beating = Rc::new(RefCell::new(None));
        let (time, started, stopped) = (clock.clone(), beating.clone(), beating.clone());
        let server = Scripted::new().made(move |transport| {
            let transport = transport.clone();
            let heart = LoopingCall::new(&time, move || transport.write(b"*"));
            let _ended = heart.start(HEARTBEAT)?;
            *started.borrow_mut() = Some(heart);
            Ok(())
        });
        let server = server.lost(move |_, _| Ok(stopped.borrow().as_ref().map_or(Ok(()), LoopingCall::stop)?));
        let (server, client) = bench.pair(server, Scripted::new());
        bench.until("it beats at once", || client.received_len() == 1);
        clock.advance(2 * HEARTBEAT).expect("no call fails");
        bench.until("what was missed is skipped", || client.received_len() == 2);
        assert_eq!(clock.delayed_calls().len(), 1);
        client.transport().lose_connection();
        bench.until("the connection is over", || server.is_lost());
        assert!(clock.delayed_calls().is_empty(), "nothing is left to be called");
        clock.advance(10 * HEARTBEAT).expect("nor does anything fail");
        assert_eq!(bench.log.lines(), [""; 0]);
    }

    /// Covers CH-04.
    fn a_streaming_client_is_paused_by_what_is_more_than_the_mark(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let consumer = Rc::new(Noting { transport: client.transport(), sizes: RefCell::default() });
        let producer = Streaming::new(&bench.reactor, consumer.clone());
        let paused_after = Rc::new(RefCell::new(Vec::new()));
        let noting = Rc::new(FirstPause { producer, sizes: consumer.clone(), at: paused_after.clone() });
        client.transport().register_producer(Producer::Push(noting.clone())).expect("there was none");
        noting.resume_producing().expect("it was not running");
        bench.until("it is paused", || !paused_after.borrow().is_empty());
        let doubled: Vec<usize> = (1..=17).map(|power| 1 << power).collect();
        assert_eq!(*paused_after.borrow(), doubled, "{HIGH_WATER} bytes do not pause it, twice as many do");
        client.transport().abort_connection();
        bench.until("it is over", || server.is_lost() && client.is_lost());
        assert_eq!(bench.log.lines(), [""; 0]);
    }
}

/// A transport whose writes are measured.
struct Noting {
    transport: crate::reactor::Transport,
    sizes: RefCell<Vec<usize>>,
}

impl Consumer for Noting {
    fn register_producer(&self, producer: Producer) -> Result<(), FlowError> {
        Consumer::register_producer(&self.transport, producer)
    }

    fn unregister_producer(&self) -> Result<(), FlowError> {
        self.transport.unregister_producer()
    }

    fn write(&self, data: Cow<'_, [u8]>) {
        self.sizes.borrow_mut().push(data.len());
        Consumer::write(&self.transport, data);
    }
}

/// Remembers what was written until the first pause.
struct FirstPause {
    producer: Rc<Streaming>,
    sizes: Rc<Noting>,
    at: Rc<RefCell<Vec<usize>>>,
}

impl PushProducer for FirstPause {
    fn pause_producing(&self) -> Result {
        if self.at.borrow().is_empty() {
            *self.at.borrow_mut() = self.sizes.sizes.borrow().clone();
        }
        self.producer.pause_producing()
    }

    fn resume_producing(&self) -> Result {
        self.producer.resume_producing()
    }

    fn stop_producing(&self) -> Result {
        self.producer.stop_producing()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reactor::error::LoopingError;

    /// A consumer that only remembers how much each write brought.
    #[derive(Default)]
    struct Sizes(RefCell<Vec<usize>>);

    impl Consumer for Sizes {
        fn register_producer(&self, _producer: Producer) -> Result<(), FlowError> {
            Ok(())
        }

        fn unregister_producer(&self) -> Result<(), FlowError> {
            Ok(())
        }

        fn write(&self, data: Cow<'_, [u8]>) {
            self.0.borrow_mut().push(data.len());
        }
    }

    /// Covers CH-03.
    #[test]
    fn a_streaming_producer_doubles_until_it_is_told_to_rest() {
        let (clock, consumer) = (ManualClock::new(), Rc::new(Sizes::default()));
        let producer = Streaming::new(&clock, consumer.clone());
        producer.resume_producing().expect("it was not running");
        clock.pump(&[MILLISECOND; 3]).expect("no call fails");
        assert_eq!(*consumer.0.borrow(), [2, 4, 8, 16]);
        let again = producer.resume_producing().expect_err("it runs already");
        assert_eq!(again.downcast_ref(), Some(&LoopingError::Running));

        producer.pause_producing().expect("it runs");
        clock.advance(HEARTBEAT).expect("no call is left");
        assert_eq!(consumer.0.borrow().len(), 4);
        let again = producer.pause_producing().expect_err("it rests already");
        assert_eq!(again.downcast_ref(), Some(&LoopingError::NotRunning));

        producer.resume_producing().expect("it rests");
        clock.advance(MILLISECOND).expect("no call fails");
        producer.stop_producing().expect("it runs");
        producer.stop_producing().expect("once more is as good");
        assert_eq!(*consumer.0.borrow(), [2, 4, 8, 16, 32, 64]);
        assert!(clock.delayed_calls().is_empty());
    }
}
