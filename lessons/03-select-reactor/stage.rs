//! The programs of lesson 3 that ask the kernel by hand: a sandbox of one question, and a loop that spins.

use std::time::Duration;
use twistlab::lab::{CallError, Conn, Lab, Listener, Result, Source, Way};

// ANCHOR: explorer
/// Does what it is told, one thing at a time, and looks after each what select says now.
pub(super) fn explorer(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    listener.set_nonblocking()?;
    let (mut client, mut server) = (None, None);
    loop {
        lab.turn();
        look(lab, &listener, client.as_ref(), server.as_ref())?;
        let did = match (lab.order()?.as_str(), &client, &server) {
            ("connect", None, None) => open(lab.connect("client", &listener)?).map(|new| client = Some(new)),
            ("accept", _, None) => listener.accept("server").and_then(open).map(|new| server = Some(new)),
            ("send", Some(client), _) => client.send(&[b'*'; 100]).map(drop),
            ("fill", Some(client), _) => fill(client),
            ("shut", Some(client), _) => client.shutdown(),
            ("close", Some(_), _) => {
                client = None; // dropped, and so closed
                Ok(())
            }
            ("read", _, Some(server)) => server.recv(lab.knob("bite")).map(drop),
            ("drain", _, Some(server)) => drain(server),
            ("reply", _, Some(server)) => server.send(b"hello").map(drop),
            ("again", ..) => Ok(()),
            ("done", ..) => return Ok(()),
            _ => {
                lab.say("not now: that end is not open, or it is open already");
                Ok(())
            }
        };
        match did {
            Err(error @ CallError::Kernel { .. }) => lab.say(error.to_string()),
            other => other?,
        }
    }
}

/// What is ready, asked with no time to wait: the answer is how things are now.
fn look(lab: &Lab, listener: &Listener, client: Option<&Conn>, server: Option<&Conn>) -> Result {
    let ends: Vec<&dyn Source> = [client, server].into_iter().flatten().map(|end| end as &dyn Source).collect();
    let mut readers = ends.clone();
    readers.insert(0, listener);
    lab.select(&readers, &ends, Some(Duration::ZERO)).map(drop)
}

// ANCHOR_END: explorer

/// No call of this sandbox may wait: what would have to gives EAGAIN.
fn open(end: Conn) -> Result<Conn> {
    end.set_nonblocking()?;
    Ok(end)
}

/// Sends until the kernel takes no more: EAGAIN ends it.
fn fill(client: &Conn) -> Result {
    loop {
        client.send(&[b'*'; 1_024])?;
    }
}

/// Reads until nothing is left: EAGAIN ends it, or the end of the stream.
fn drain(server: &Conn) -> Result {
    while !server.recv(4_096)?.is_empty() {}
    Ok(())
}

// ANCHOR: spin
/// What comes through the keyboard is sent on. The client is among the writers while something is left to send, and
/// with `keep` on also when nothing is.
pub(super) fn spin(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    let keyboard = lab.pipe("keyboard")?;
    let mut multiplexer = lab.multiplexer(Way::number(lab.knob("way")))?;

    let mut left = b"hello".to_vec();
    lab.ask("spins");
    loop {
        lab.turn();
        let writes = lab.knob("keep") == 1 || !left.is_empty();
        let writers: &[&dyn Source] = if writes { &[&client] } else { &[] };
        let ready = multiplexer.wait(&[&server, &keyboard], writers, None)?;

        if ready.can_read(&server) {
            lab.do_read(&server);
            server.recv(1_024)?;
        }
        if ready.can_read(&keyboard) {
            lab.do_read(&keyboard);
            let line = keyboard.read(1_024)?;
            if line.is_empty() {
                return Ok(());
            }
            left.extend(line);
            lab.buffered(&client, left.len(), None);
        }
        if ready.can_write(&client) {
            lab.do_write(&client);
            if !left.is_empty() {
                let taken = client.send(&left)?;
                left.drain(..taken);
                lab.buffered(&client, left.len(), None);
            }
        }
    }
}
// ANCHOR_END: spin
