//! The same bytes through two buffers, each counting what it copies.

use twistlab::lab::{Conn, Lab, Result, Source};

// ANCHOR: buffers
/// Bytes to be written, in one of two manners.
enum Buffer {
    /// What was sent is cut off: the rest is copied to the front of a new vector.
    Tail { bytes: Vec<u8> },
    /// What was sent stays where it is: a number says where the rest begins.
    Offset { bytes: Vec<u8>, sent: usize },
}

impl Buffer {
    /// What is still to be sent.
    fn rest(&self) -> &[u8] {
        match self {
            Buffer::Tail { bytes } => bytes,
            Buffer::Offset { bytes, sent } => &bytes[*sent..],
        }
    }

    /// The kernel took so many bytes. Says how many bytes were copied to remember that.
    fn advance(&mut self, taken: usize) -> usize {
        match self {
            Buffer::Tail { bytes } => {
                *bytes = bytes[taken..].to_vec();
                bytes.len()
            }
            Buffer::Offset { sent, .. } => {
                *sent += taken;
                0
            }
        }
    }
}
// ANCHOR_END: buffers

// ANCHOR: slicing
/// Sends larger and larger messages through both, and counts.
pub(super) fn slicing(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    client.set_nonblocking()?;

    lab.ask("twice");
    let mut size = 16_384;
    while size <= lab.knob("largest") {
        lab.turn();
        let message = vec![b'*'; size];
        let copied = through(lab, &client, &server, Buffer::Tail { bytes: message.clone() })?;
        lab.measured("copies its tail", size as u64, (size + copied) as u64);

        let copied = through(lab, &client, &server, Buffer::Offset { bytes: message, sent: 0 })?;
        lab.measured("keeps an offset", size as u64, (size + copied) as u64);
        lab.rest();
        size *= 2;
    }
    Ok(())
}

/// Sends all that a buffer has while the server reads. Says how many bytes the buffer copied on the way.
fn through(lab: &Lab, client: &Conn, server: &Conn, mut buffer: Buffer) -> Result<usize> {
    let (size, mut copied, mut read) = (buffer.rest().len(), 0, 0);
    lab.quietly(|| {
        while read < size {
            let writers: &[&dyn Source] = if buffer.rest().is_empty() { &[] } else { &[client] };
            let ready = lab.select(&[server], writers, None)?;
            if ready.can_write(client) {
                copied += buffer.advance(client.send(buffer.rest())?);
            }
            if ready.can_read(server) {
                read += server.recv(65_536)?.len();
            }
        }
        Ok(copied)
    })
}
// ANCHOR_END: slicing
