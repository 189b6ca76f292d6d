//! The transport that records.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use twistlab::reactor::error::FlowError;
use twistlab::reactor::testing::{NonStreamingProducer, ProducerState, StringTransport};
use twistlab::reactor::{
    Address, ConnectionState, Consumer, Producer, Protocol, PullProducer, PushProducer, Result, Transport,
};

/// Counts what it is told.
#[derive(Default)]
struct Told(Cell<u32>);

impl PushProducer for Told {
    fn pause_producing(&self) -> Result {
        self.0.set(self.0.get() + 1);
        Ok(())
    }

    fn resume_producing(&self) -> Result {
        self.pause_producing()
    }

    fn stop_producing(&self) -> Result {
        self.pause_producing()
    }
}

impl PullProducer for Told {
    fn resume_producing(&self) -> Result {
        PushProducer::pause_producing(self)
    }

    fn stop_producing(&self) -> Result {
        PushProducer::pause_producing(self)
    }
}

/// Covers TD-01.
#[test]
fn all_that_is_written_is_its_value_until_it_is_cleared() {
    let string = StringTransport::new();
    string.write(b"one ");
    string.write(b"");
    string.write_sequence([&b"two "[..], b"", b"three"]);
    assert_eq!((string.value(), string.buffered()), (b"one two three".to_vec(), 13));
    string.clear();
    assert_eq!(string.value(), b"");
    string.clone().write(b"four");
    assert_eq!(string.value(), b"four", "a clone is the same transport");
}

/// Covers TD-02.
#[test]
fn a_close_is_recorded_and_nobody_is_told() {
    let string = StringTransport::new();
    assert_eq!((string.state(), string.is_disconnecting()), (ConnectionState::Connected, false));
    string.lose_connection();
    string.lose_connection();
    assert_eq!((string.state(), string.is_disconnecting()), (ConnectionState::Disconnecting, true));
    assert!(!string.is_aborted());
    string.write(b"late");
    assert_eq!(string.value(), b"late");
}

/// Covers TD-03.
#[test]
fn an_abort_is_recorded_also_after_a_close() {
    let aborts: [fn(&Transport); 2] = [
        |string| string.abort_connection(),
        |string| {
            string.lose_connection();
            string.abort_connection();
            string.lose_connection();
        },
    ];
    for abort in aborts {
        let string = StringTransport::new();
        abort(&string);
        assert_eq!((string.state(), string.is_disconnecting()), (ConnectionState::Disconnected, true));
        assert!(string.is_aborted());
    }
}

/// Covers TD-02.
#[test]
fn a_half_close_is_recorded_apart() {
    let string = StringTransport::new();
    assert!(!string.is_write_closed());
    string.lose_write_connection();
    assert!(string.is_write_closed() && !string.is_disconnecting());
}

/// Covers TD-04, TD-05.
#[test]
fn its_reading_is_paused_and_resumed_until_it_is_stopped() {
    for string in [StringTransport::new(), StringTransport::new().lenient()] {
        assert_eq!(string.producer_state(), ProducerState::Producing);
        string.pause_producing().unwrap();
        string.pause_producing().unwrap();
        assert_eq!(string.producer_state(), ProducerState::Paused);
        string.resume_producing().unwrap();
        assert_eq!(string.producer_state(), ProducerState::Producing);
        string.stop_producing();
        assert_eq!((string.producer_state(), string.is_disconnecting()), (ProducerState::Stopped, true));
        assert_eq!(string.pause_producing(), Err(FlowError::Stopped));
        assert_eq!(string.resume_producing(), Err(FlowError::Stopped));
        assert_eq!(string.producer_state(), ProducerState::Stopped);
    }
}

/// Covers TD-06.
#[test]
fn after_a_close_it_may_be_paused_only_if_it_is_lenient() {
    let strict = StringTransport::new();
    strict.lose_connection();
    assert_eq!(strict.pause_producing(), Err(FlowError::Stopped));
    assert_eq!(strict.resume_producing(), Err(FlowError::Stopped));
    strict.stop_producing();
    assert_eq!(strict.producer_state(), ProducerState::Stopped);

    let lenient = StringTransport::new().lenient();
    lenient.lose_connection();
    assert_eq!(lenient.pause_producing(), Ok(()));
    assert_eq!(lenient.producer_state(), ProducerState::Paused);
}

/// Covers TD-07, TD-08.
#[test]
fn a_producer_is_kept_and_told_nothing() {
    let (string, told) = (StringTransport::new(), Rc::new(Told::default()));
    assert_eq!(string.unregister_producer(), Err(FlowError::NotRegistered));
    string.register_producer(Producer::Push(told.clone())).unwrap();
    assert!(string.is_streaming() && matches!(string.producer(), Some(Producer::Push(_))));
    assert_eq!(string.register_producer(Producer::Pull(told.clone())), Err(FlowError::AlreadyRegistered));
    assert!(string.is_streaming(), "the first stays");
    string.write(vec![0; 1 << 20]);
    string.unregister_producer().unwrap();
    string.register_producer(Producer::Pull(told.clone())).unwrap();
    assert!(!string.is_streaming() && matches!(string.producer(), Some(Producer::Pull(_))));
    assert_eq!(told.0.get(), 0);
    string.stop_consuming();
    assert!(string.producer().is_none() && string.is_disconnecting());
}

/// Covers TD-09.
#[test]
fn its_addresses_are_known_and_can_be_chosen() {
    let string = StringTransport::new();
    assert_eq!(
        (string.host().to_string(), string.peer().to_string()),
        ("10.0.0.1:12345".into(), "192.168.1.1:54321".into())
    );
    let here: SocketAddr = "127.0.0.1:1".parse().unwrap();
    let chosen = string.between(here, Address::Unix(None)).lenient();
    assert_eq!((chosen.host(), chosen.peer()), (here.into(), Address::Unix(None)));
    chosen.set_no_delay(true).unwrap();
    assert_eq!((chosen.no_delay().unwrap(), chosen.keep_alive().unwrap()), (true, false));
}

/// Covers IF-02.
#[test]
fn it_stands_for_a_transport_a_consumer_and_a_push_producer() {
    struct Greets;
    impl Protocol for Greets {
        fn connection_made(&mut self, transport: &Transport) -> Result {
            transport.write(b"hello");
            Ok(())
        }

        fn data_received(&mut self, _transport: &Transport, _data: &[u8]) -> Result {
            Ok(())
        }
    }
    fn consume(consumer: &impl Consumer) {
        consumer.write(b" there"[..].into());
    }
    fn pause(producer: &impl PushProducer) {
        producer.pause_producing().unwrap();
    }
    let string = StringTransport::new();
    Greets.connection_made(&string).unwrap();
    consume(&*string);
    pause(&*string);
    assert_eq!((string.value(), string.producer_state()), (b"hello there".to_vec(), ProducerState::Paused));
}

/// Covers TD-16.
#[test]
fn a_pull_producer_of_ten_pieces_unregisters_itself_and_refuses_an_eleventh() {
    let string = StringTransport::new();
    let producer = Rc::new(NonStreamingProducer::new(Transport::clone(&string)));
    string.register_producer(Producer::Pull(producer.clone())).unwrap();
    for piece in 1..=10 {
        assert!(string.producer().is_some(), "before piece {piece}");
        producer.resume_producing().unwrap();
        assert_eq!(string.value().len(), piece);
    }
    assert_eq!(string.value(), b"0123456789");
    assert!(string.producer().is_none());
    assert!(producer.resume_producing().is_err());
    let stopped = NonStreamingProducer::new(Transport::clone(&string));
    stopped.stop_producing().unwrap();
    assert!(stopped.is_stopped() && stopped.resume_producing().is_err());
}
