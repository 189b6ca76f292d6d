//! The first programs of lesson 4. No send below waits: what has no room is answered with `EAGAIN`.

use std::time::Duration;
use twistlab::lab::{Conn, Lab, Result};

// ANCHOR: stop
/// Sends until the kernel says "not now", and goes on with something else.
pub(super) fn stop(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;

    client.send_all(b"hello")?;
    server.recv(5)?;
    if lab.knob("blocking") == 0 {
        client.set_nonblocking()?;
    }

    lab.ask("full");
    let mut taken = 0;
    loop {
        lab.turn();
        match client.send(&[b'*'; 1_024]) {
            Ok(bytes) => taken += bytes,
            Err(error) if error.would_block() => break,
            Err(error) => return Err(error),
        }
    }
    lab.say(format!("told to stop; the kernel has {taken} bytes"));
    lab.rest();

    lab.ask("wrong");
    let mut read = 0;
    while read < taken {
        lab.turn();
        read += server.recv(4_096)?.len();
    }
    client.send(b"and on it goes")?;
    Ok(())
}
// ANCHOR_END: stop

// ANCHOR: short_write
/// A message in pieces, then the same in one send: both are larger than the room.
pub(super) fn short_write(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    client.set_nonblocking()?;
    let message = vec![b'*'; lab.knob("message")];

    lab.ask("last");
    let mut counted = give(lab, &client, &server, &message, lab.knob("piece"))?;

    lab.ask("whole");
    counted += give(lab, &client, &server, &message, message.len())?;
    client.shutdown()?;

    lab.ask("count");
    loop {
        let data = server.recv(65_536)?;
        if data.is_empty() {
            break;
        }
        counted += data.len();
    }
    lab.say(format!("given {} bytes, the server counted {counted}", 2 * message.len()));
    Ok(())
}

/// Gives a message to the kernel, so much at a time. Says how much the server read meanwhile.
fn give(lab: &Lab, client: &Conn, server: &Conn, message: &[u8], most: usize) -> Result<usize> {
    let (mut done, mut read) = (0, 0);
    while done < message.len() {
        lab.turn();
        let piece = &message[done..message.len().min(done + most)];
        match client.send(piece) {
            Ok(_) if lab.knob("version") == FORGETS => done += piece.len(),
            Ok(taken) => done += taken,
            Err(error) if error.would_block() => {
                lab.rest();
                let ready = lab.select(&[server], &[client], None)?;
                if ready.can_read(server) {
                    read += server.recv(65_536)?.len();
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// The version that believes that what was given was taken.
const FORGETS: usize = 1;
// ANCHOR_END: short_write

// ANCHOR: writable_again
/// Fills both queues, and then asks after each step of the learner's: may I write?
pub(super) fn writable_again(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    client.set_nonblocking()?;

    fill(&client)?;
    lab.ask("final");
    for _ in 0..MOST_WAITS {
        lab.sleep(AWHILE)?;
        if !can_write(lab, &client)? {
            break;
        }
        fill(&client)?;
    }

    lab.ask("much");
    let (mut read, mut order) = (0, String::new());
    while !can_write(lab, &client)? {
        if order != "drain" {
            order = lab.order()?;
        }
        match order.as_str() {
            "byte" => read += server.recv(1)?.len(),
            "bite" | "drain" => read += server.recv(lab.knob("bite"))?.len(),
            "try" => _ = send_some(&client)?,
            _ => lab.sleep(AWHILE)?,
        }
    }
    lab.say(format!("writable again after {read} bytes were read"));
    fill(&client)
}

/// What select says of the client at timeout zero.
fn can_write(lab: &Lab, client: &Conn) -> Result<bool> {
    lab.turn();
    let ready = lab.select(&[], &[client], Some(Duration::ZERO))?;
    Ok(ready.can_write(client))
}

/// Sends until the kernel says "not now".
fn fill(client: &Conn) -> Result {
    while send_some(client)? {}
    Ok(())
}

/// One send. Says whether the kernel took any of it.
fn send_some(client: &Conn) -> Result<bool> {
    match client.send(&[b'*'; 1_024]) {
        Ok(_) => Ok(true),
        Err(error) if error.would_block() => Ok(false),
        Err(error) => Err(error),
    }
}

/// How long the program waits for room that nobody makes.
const AWHILE: Duration = Duration::from_millis(300);

/// How often it does, at the most.
const MOST_WAITS: usize = 8;
// ANCHOR_END: writable_again
