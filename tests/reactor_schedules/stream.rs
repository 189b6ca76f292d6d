//! The bytes of each direction of each connection: known beforehand, by place.

use super::draw::Draw;
use std::net::SocketAddr;
use std::sync::LazyLock;

/// The streams come again after so many bytes: a prime, which no buffer's size divides.
const PERIOD: usize = 65_521;

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let draw = Draw::new(0);
    (0..PERIOD).map(|_| draw.number() as u8).collect()
});

/// What the end at one address sends to the end at another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stream(usize);

impl Stream {
    pub(crate) fn between(from: SocketAddr, to: SocketAddr) -> Self {
        Stream(usize::from(from.port()) * 31 + usize::from(to.port()))
    }

    /// Its bytes from a place on.
    pub(crate) fn bytes(self, at: u64, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count);
        while bytes.len() < count {
            let from = (self.0 + at as usize + bytes.len()) % PERIOD;
            bytes.extend_from_slice(&BYTES[from..PERIOD.min(from + count - bytes.len())]);
        }
        bytes
    }
}
