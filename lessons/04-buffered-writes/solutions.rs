//! The solutions of lesson 4's exercises. They are no scenes: the tests run them, and the chapter quotes them.

use twistlab::lab::{Conn, Lab, Result, Source};

// ANCHOR: send_fully
/// What sendall is to a socket that blocks: comes back when the kernel has taken all of it.
fn send_fully(lab: &Lab, conn: &Conn, mut data: &[u8]) -> Result {
    while !data.is_empty() {
        match conn.send(data) {
            Ok(taken) => data = &data[taken..],
            Err(error) if error.would_block() => drop(lab.select(&[], &[conn], None)?),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
// ANCHOR_END: send_fully

/// Sends a message larger than the room to a reader in a thread of its own.
pub(super) fn blocking_again(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    client.set_nonblocking()?;
    let reader = lab.spawn("reader", move |_| {
        while !server.recv(1_024)?.is_empty() {}
        Ok(())
    })?;
    send_fully(lab, &client, &[b'*'; 65_536])?;
    client.shutdown()?;
    reader.join()
}

// ANCHOR: compacting
/// An offset, and the memory of what was sent is given back from time to time.
struct Compacting {
    bytes: Vec<u8>,
    sent: usize,
}

impl Compacting {
    fn rest(&self) -> &[u8] {
        &self.bytes[self.sent..]
    }

    /// The kernel took so many bytes. Says how many bytes were copied to remember that.
    fn advance(&mut self, taken: usize) -> usize {
        self.sent += taken;
        if self.sent <= self.bytes.len() / 2 {
            return 0;
        }
        self.bytes = self.rest().to_vec();
        self.sent = 0;
        self.bytes.len()
    }
}
// ANCHOR_END: compacting

/// Sends messages of growing size through it, and measures what it copies, and by how much what it keeps of the sent
/// is ever more than the rest.
pub(super) fn measured_compacting(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    client.set_nonblocking()?;
    for size in [16_384, 65_536, 262_144] {
        let mut buffer = Compacting { bytes: vec![b'*'; size], sent: 0 };
        let (mut copied, mut kept, mut read) = (0, 0, 0);
        lab.quietly(|| -> Result {
            while read < size {
                let writers: &[&dyn Source] = if buffer.rest().is_empty() { &[] } else { &[&client] };
                let ready = lab.select(&[&server], writers, None)?;
                if ready.can_write(&client) {
                    copied += buffer.advance(client.send(buffer.rest())?);
                    kept = kept.max(buffer.sent.saturating_sub(buffer.rest().len()));
                }
                if ready.can_read(&server) {
                    read += server.recv(65_536)?.len();
                }
            }
            Ok(())
        })?;
        lab.measured("copied", size as u64, copied as u64);
        lab.measured("kept of the sent, more than of the rest", size as u64, kept as u64);
    }
    Ok(())
}

// ANCHOR: bounded
/// A writer with a queue of its own, which is as bounded as the kernel's.
struct Bounded<'a> {
    conn: &'a Conn,
    buffer: Vec<u8>,
    budget: usize,
}

impl Bounded<'_> {
    /// Takes what there is room for, and says how much: a short write of its own.
    fn write(&mut self, lab: &Lab, data: &[u8]) -> usize {
        let taken = data.len().min(self.budget - self.buffer.len());
        self.buffer.extend_from_slice(&data[..taken]);
        lab.buffered(self.conn, self.buffer.len(), Some(self.budget));
        taken
    }

    /// There is room in the kernel: sends what it takes and keeps the rest.
    fn do_write(&mut self, lab: &Lab) -> Result {
        let taken = self.conn.send(&self.buffer)?;
        self.buffer.drain(..taken);
        lab.buffered(self.conn, self.buffer.len(), Some(self.budget));
        Ok(())
    }
}

/// The doubling client, which goes on from where the writer stopped.
pub(super) fn bounded(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    client.set_nonblocking()?;

    let mut writer = Bounded { conn: &client, buffer: Vec::new(), budget: 4_096 };
    let (mut data, mut given) = (b"**".to_vec(), 0);
    while data.len() <= 65_536 {
        lab.turn();
        given += writer.write(lab, &data[given..]);
        let writers: &[&dyn Source] = if writer.buffer.is_empty() { &[] } else { &[&client] };
        let ready = lab.select(&[&server], writers, None)?;
        if ready.can_read(&server) {
            server.recv(1_024)?;
        }
        if ready.can_write(&client) {
            writer.do_write(lab)?;
        }
        if given == data.len() && writer.buffer.is_empty() {
            data.extend_from_within(..);
            given = 0;
        }
    }
    client.shutdown()?;
    while !server.recv(1_024)?.is_empty() {}
    Ok(())
}
// ANCHOR_END: bounded
