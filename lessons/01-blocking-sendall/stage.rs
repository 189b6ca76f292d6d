//! The programs of lesson 1. Every call below is a real system call on a real socket, and blocks as such.

use twistlab::lab::{Conn, Lab, Result};

// ANCHOR: round_trip
/// Three bytes there, three bytes back.
pub(super) fn round_trip(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;

    client.send_all(b"xyz")?;
    lab.ask("where");
    lab.rest();

    lab.ask("takes");
    let data = server.recv(1024)?;
    server.send_all(&data)?;
    lab.rest();

    let back = client.recv(1024)?;
    lab.say(format!("{} bytes came back", back.len()));
    Ok(())
}
// ANCHOR_END: round_trip

// ANCHOR: freeze
/// One thread is both ends: it writes twice as much each turn, and reads one bite.
pub(super) fn freeze(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;

    let mut data = b"**".to_vec();
    lab.ask("which");
    loop {
        lab.turn();
        client.send_all(&data)?;
        server.recv(lab.knob("bite"))?;
        data.extend_from_within(..);
    }
}
// ANCHOR_END: freeze

// ANCHOR: two_threads
/// The same writes, with the reader in a thread of its own.
pub(super) fn two_threads(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;

    lab.ask("runs");
    let reader = lab.spawn("reader", move |lab| {
        while !server.recv(lab.knob("bite"))?.is_empty() {
            lab.sleep(lab.knob_ms("pause"))?;
        }
        Ok(())
    })?;

    let mut data = b"**".to_vec();
    while data.len() <= 65_536 {
        lab.turn();
        client.send_all(&data)?;
        data.extend_from_within(..);
    }
    client.shutdown()?;
    reader.join()
}
// ANCHOR_END: two_threads

// ANCHOR: both_talk_first
/// Two ends, two threads, and each has much to say before it listens.
pub(super) fn both_talk_first(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;

    lab.ask("both");
    let peer = lab.spawn("peer", move |lab| talk_then_listen(lab, &server))?;
    talk_then_listen(lab, &client)?;
    peer.join()
}

fn talk_then_listen(lab: &Lab, end: &Conn) -> Result {
    end.send_all(&vec![b'*'; lab.knob("bytes")])?;
    end.shutdown()?;
    while !end.recv(65_536)?.is_empty() {}
    Ok(())
}
// ANCHOR_END: both_talk_first
