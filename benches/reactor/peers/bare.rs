//! What the two bare loops share: their connections, and what each of these is there for.
//!
//! Who reads and writes is known beforehand, and answers at once: there are no buffers, no protocols, no closing.

use crate::workload::{CHUNK, Kind};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

/// What a connection does.
pub(crate) enum Role {
    /// Sends a byte, and another one for each that comes back, until enough have come.
    Ping,
    /// Sends back what comes.
    Echo,
    /// Sends its data, and again from its start, up to `total` bytes.
    Source { data: Vec<u8>, sent: usize, total: usize },
    /// Takes what comes.
    Sink,
}

pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) role: Role,
}

/// A workload in which a bare loop takes part.
pub(crate) struct Play {
    pub(crate) connections: Vec<Connection>,
    /// Round trips, or bytes, that are still to come.
    pub(crate) left: usize,
    buffer: Vec<u8>,
    copied: bool,
}

impl Play {
    pub(crate) fn new(workload: Kind, often: u64) -> Option<Self> {
        let often = usize::try_from(often).unwrap();
        let (roles, left, copied): (Vec<(Role, Role)>, _, _) = match workload {
            Kind::PingPong { pairs, idle } => {
                let active = (0..pairs).map(|_| (Role::Ping, Role::Echo));
                (active.chain((0..idle).map(|_| (Role::Sink, Role::Sink))).collect(), often, false)
            }
            Kind::Stream => (vec![transfer(vec![7; CHUNK], often << 20)], often << 20, false),
            Kind::Write { owned } => (vec![transfer(vec![7; often << 20], often << 20)], often << 20, !owned),
            Kind::Timers | Kind::Lateness => return None,
        };
        let pairs = roles.into_iter().zip(connected()).flat_map(|((here, there), (ours, theirs))| {
            [Connection { stream: ours, role: here }, Connection { stream: theirs, role: there }]
        });
        Some(Play { connections: pairs.collect(), left, buffer: vec![0; CHUNK], copied })
    }

    /// Sends the first bytes.
    pub(crate) fn begin(&mut self) {
        for connection in &mut self.connections {
            match &mut connection.role {
                Role::Ping => connection.stream.write_all(b"x").unwrap(),
                Role::Source { data, .. } if self.copied => *data = data.clone(),
                _ => {}
            }
        }
    }

    /// Reads once, and says how much came; `None` where it would block.
    pub(crate) fn read(&mut self, at: usize) -> Option<usize> {
        let Connection { stream, role } = &mut self.connections[at];
        let got = unblocked(stream.read(&mut self.buffer))?;
        match role {
            Role::Echo => stream.write_all(&self.buffer[..got]).unwrap(),
            Role::Ping => {
                self.left = self.left.saturating_sub(1);
                if self.left > 0 {
                    stream.write_all(&self.buffer[..got]).unwrap();
                }
            }
            Role::Sink => self.left -= got,
            Role::Source { .. } => {}
        }
        Some(got)
    }

    /// Writes once, at most `limit` bytes, and says how many were to be sent and how many were.
    pub(crate) fn write(&mut self, at: usize, limit: usize) -> (usize, usize) {
        let Connection { stream, role: Role::Source { data, sent, total } } = &mut self.connections[at] else {
            return (0, 0);
        };
        let from = *sent % data.len();
        let chunk = &data[from..data.len().min(from + (*total - *sent).min(limit))];
        if chunk.is_empty() {
            return (0, 0);
        }
        let got = unblocked(stream.write(chunk)).unwrap_or(0);
        *sent += got;
        (chunk.len(), got)
    }
}

fn transfer(data: Vec<u8>, total: usize) -> (Role, Role) {
    (Role::Source { data, sent: 0, total }, Role::Sink)
}

/// As many connected pairs as are asked for.
fn connected() -> impl Iterator<Item = (TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::iter::repeat_with(move || {
        let ours = TcpStream::connect(address).unwrap();
        let theirs = listener.accept().unwrap().0;
        ours.set_nonblocking(true).unwrap();
        theirs.set_nonblocking(true).unwrap();
        (ours, theirs)
    })
}

fn unblocked(done: io::Result<usize>) -> Option<usize> {
    match done {
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        done => Some(done.unwrap()),
    }
}
