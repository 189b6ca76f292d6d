//! A writer that keeps what the kernel does not take, and a loop that tells it when to go on.

use std::time::Duration;
use twistlab::lab::{Conn, Lab, Result, Source};

// ANCHOR: writer
/// Keeps what is to be written until the kernel has taken it.
struct BuffersWrites<'a> {
    conn: &'a Conn,
    buffer: Vec<u8>,
    budget: usize,
}

impl BuffersWrites<'_> {
    /// Takes data to be written. Says whether there was memory for it.
    fn write(&mut self, lab: &Lab, data: &[u8]) -> bool {
        if self.buffer.len() + data.len() > self.budget {
            lab.exhausted(self.conn, self.buffer.len(), data.len(), self.budget);
            return false;
        }
        self.buffer.extend_from_slice(data);
        lab.buffered(self.conn, self.buffer.len(), Some(self.budget));
        true
    }

    /// There is room: sends what the kernel takes and keeps the rest.
    fn do_write(&mut self, lab: &Lab) -> Result {
        match self.conn.send(&self.buffer) {
            Ok(taken) => drop(self.buffer.drain(..taken)),
            Err(error) if error.would_block() => {}
            Err(error) => return Err(error),
        }
        lab.buffered(self.conn, self.buffer.len(), Some(self.budget));
        Ok(())
    }

    /// Whether there is anything to be told about.
    fn wants_room(&self) -> bool {
        !self.buffer.is_empty()
    }
}
// ANCHOR_END: writer

// ANCHOR: buffers_writes
/// The doubling client of lesson 1, under a loop: it never waits in send.
pub(super) fn buffers_writes(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    if lab.knob("blocking") == 0 {
        client.set_nonblocking()?;
    }

    let mut data = b"**".to_vec();
    let mut writer = BuffersWrites { conn: &client, buffer: Vec::new(), budget: lab.knob("budget") };
    lab.ask("end");
    loop {
        lab.turn();
        let completed = !writer.wants_room();
        let writers: &[&dyn Source] = if completed { &[] } else { &[&client] };
        let ready = lab.select(&[&server], writers, completed.then_some(Duration::ZERO))?;
        if ready.can_read(&server) {
            lab.do_read(&server);
            server.recv(lab.knob("bite"))?;
        }
        if ready.can_write(&client) {
            lab.do_write(&client);
            writer.do_write(lab)?;
        }
        if completed && !on_completion(lab, &mut writer, &mut data) {
            break;
        }
    }

    lab.ask("arrive");
    client.shutdown()?;
    while !server.recv(lab.knob("bite"))?.is_empty() {}
    Ok(())
}

/// All was taken: the next write is twice as large. Says whether there was memory for it.
fn on_completion(lab: &Lab, writer: &mut BuffersWrites<'_>, data: &mut Vec<u8>) -> bool {
    let taken = writer.write(lab, data);
    data.extend_from_within(..);
    taken
}
// ANCHOR_END: buffers_writes
