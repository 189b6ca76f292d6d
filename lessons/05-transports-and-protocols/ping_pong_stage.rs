//! Ping-pong: one protocol, over TCP, in the hands of tests, and over a network in memory.

use std::net::SocketAddr;
use std::time::Duration;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::outcome::BoxError;
use twistlab::reactor::testing::{Chunks, End, Moved, Pair, StringTransport, StringTransportWithDisconnection};
use twistlab::reactor::{self, ConnectionState, Protocol, Reactor, Transport, factory};

// ANCHOR: protocol
/// Serves its balls, sends one back for each piece that comes, and closes when it has had enough.
struct PingPong {
    serves: Vec<Vec<u8>>,
    enough: usize,
    received: usize,
}

impl Protocol for PingPong {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        for ball in self.serves.drain(..) {
            transport.write(ball);
        }
        Ok(())
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> reactor::Result {
        self.received += data.len();
        if self.received >= self.enough {
            transport.lose_connection();
        } else {
            transport.write(b"*");
        }
        Ok(())
    }
}
// ANCHOR_END: protocol

impl PingPong {
    fn new(serves: Vec<Vec<u8>>, enough: usize) -> Self {
        PingPong { serves, enough, received: 0 }
    }
}

// ANCHOR: game
/// A port at which every ball is sent back. Says where it is.
fn table(reactor: &Reactor, at: SocketAddr) -> Result<SocketAddr> {
    let port = reactor.listen_tcp(at, factory(|_| PingPong::new(Vec::new(), usize::MAX)))?;
    Ok(port.host().tcp().unwrap_or(at))
}

/// A client that comes to the table and serves.
fn serve(lab: &Lab, reactor: &Reactor, to: SocketAddr, enough: usize) {
    let (balls, size) = (lab.knob("balls"), lab.knob("size"));
    reactor.connect_tcp(to, factory(move |_| PingPong::new(vec![vec![b'*'; size]; balls], enough)));
}
// ANCHOR_END: game

// ANCHOR: ping_pong
/// Over TCP: each order brings a client, and the reactor runs until it is stopped.
pub(super) fn ping_pong(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    let to = table(&reactor, ([127, 0, 0, 1], 0).into())?;
    let (own, asks) = (reactor.clone(), lab.clone());
    lab.on_order(&reactor, move |order| {
        match order {
            "serve" => serve(&asks, &own, to, asks.knob("enough")),
            "once" => serve(&asks, &own, to, 1),
            _ => own.stop()?,
        }
        Ok(())
    });
    Ok(reactor.run()?)
}
// ANCHOR_END: ping_pong

// ANCHOR: tests
/// Makes the protocol under test: so many balls to serve, so many bytes enough.
type Make = fn(usize, usize) -> Box<dyn Protocol>;

fn right(balls: usize, enough: usize) -> Box<dyn Protocol> {
    Box::new(PingPong::new(vec![b"*".to_vec(); balls], enough))
}

/// The three tests, the last two of them fed whole and fed a byte at a time; and a game of two.
fn test(lab: &Lab, make: Make) {
    lab.check("a byte at connect", Some("CH-01"), || {
        let transport = StringTransport::new();
        make(1, 100).connection_made(&transport)?;
        same("bytes written", transport.value().len(), 1)
    });
    for (fed, most) in [("fed whole", usize::MAX), ("a byte at a time", 1)] {
        lab.check(format!("one reply to each piece, {fed}"), Some("CH-01"), || {
            let (transport, pieces) = fed_with(b"**", most, make(0, 100))?;
            same("replies", transport.value().len(), pieces)
        });
        lab.check(format!("closes at enough, without a reply, {fed}"), Some("CH-01"), || {
            let (transport, pieces) = fed_with(b"***", most, make(0, 3))?;
            same("replies", transport.value().len(), pieces - 1)?;
            closed("it", &transport)
        });
    }
    lab.check("a game of two, a byte at a time", None, || {
        let pair = Pair::connect(make(1, 3), right(0, usize::MAX));
        pair.set_chunks(Chunks::Bytes(1));
        _ = (0..100).find(|_| !matches!(pair.step(), Ok(Moved::Something)));
        closed("the one that had enough", pair.transport(End::A))?;
        closed("the other", pair.transport(End::B))
    });
}

/// A protocol that was given these bytes in pieces: its transport, and how many pieces there were.
fn fed_with(
    bytes: &[u8],
    most: usize,
    protocol: Box<dyn Protocol>,
) -> Result<(StringTransportWithDisconnection, usize)> {
    let transport = StringTransportWithDisconnection::new(protocol);
    transport.connect()?;
    let pieces = bytes.chunks(most.min(bytes.len()));
    pieces.clone().try_for_each(|piece| transport.deliver(piece))?;
    Ok((transport, pieces.len()))
}
// ANCHOR_END: tests

fn same(what: &str, seen: usize, due: usize) -> Result {
    if seen == due { Ok(()) } else { Err(BoxError::from(format!("{what}: {seen}, and not {due}")))? }
}

fn closed(who: &str, transport: &Transport) -> Result {
    let told = transport.state() == ConnectionState::Disconnected;
    if told { Ok(()) } else { Err(BoxError::from(format!("{who} was never told connection_lost")))? }
}

// ANCHOR: broken
/// Ways to break it, each by a line.
enum Broken {
    AnswersEachByte,
    LooksAtEachPieceAlone,
    NeverCloses,
}

struct BrokenPingPong(PingPong, Broken);

impl Protocol for BrokenPingPong {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.0.connection_made(transport)
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> reactor::Result {
        match self.1 {
            Broken::AnswersEachByte => {
                return data.chunks(1).try_for_each(|byte| self.0.data_received(transport, byte));
            }
            Broken::LooksAtEachPieceAlone => self.0.received = 0,
            Broken::NeverCloses => self.0.enough = usize::MAX,
        }
        self.0.data_received(transport, data)
    }
}
// ANCHOR_END: broken

fn broken(balls: usize, enough: usize, how: Broken) -> Box<dyn Protocol> {
    Box::new(BrokenPingPong(PingPong::new(vec![b"*".to_vec(); balls], enough), how))
}

// ANCHOR: without_a_network
/// The tests, for the protocol as it is and as you break it. Then a whole game on a floor of memory.
pub(super) fn without_a_network(lab: &Lab) -> Result {
    let mut make: Make = right;
    loop {
        lab.rest();
        test(lab, make);
        make = match lab.order()?.as_str() {
            "each-byte" => |balls, enough| broken(balls, enough, Broken::AnswersEachByte),
            "piece-alone" => |balls, enough| broken(balls, enough, Broken::LooksAtEachPieceAlone),
            "never-closes" => |balls, enough| broken(balls, enough, Broken::NeverCloses),
            "right" => right,
            _ => break,
        };
    }

    let (reactor, open) = match lab.knob("floor") {
        0 => (lab.memory_reactor()?.0, Duration::from_secs(3_600)), // its clock moves by its waits alone
        _ => (lab.reactor()?, Duration::from_secs(1)),
    };
    let to = table(&reactor, ([127, 0, 0, 1], 0).into())?;
    serve(lab, &reactor, to, lab.knob("enough"));
    let own = reactor.clone();
    lab.next_call("closing time");
    reactor.call_later(open, move || own.stop());
    Ok(reactor.run()?)
}
// ANCHOR_END: without_a_network
