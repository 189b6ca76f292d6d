//! What this machine's kernel grants and tells, asked before a run.

use super::kernel;
use crate::event::SocketOption;
use socket2::{Domain, Protocol, Socket, Type};

/// The size that the kernel grants when a socket asks for `bytes`; `None` where it refuses or has no descriptor left.
///
/// Of a buffer, Linux doubles the number and counts its own bookkeeping in it (socket(7)).
pub fn granted(option: SocketOption, bytes: u64) -> Option<u64> {
    let bytes = usize::try_from(bytes).ok()?;
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP)).ok()?;
    let read = match option {
        SocketOption::SendBuffer => socket.set_send_buffer_size(bytes).and_then(|()| socket.send_buffer_size()),
        SocketOption::ReceiveBuffer => socket.set_recv_buffer_size(bytes).and_then(|()| socket.recv_buffer_size()),
        SocketOption::MaxSegment => {
            let segment = u32::try_from(bytes).ok()?;
            socket.set_tcp_mss(segment).and_then(|()| socket.tcp_mss()).map(|segment| segment as usize)
        }
        SocketOption::NoDelay => return None,
    };
    read.ok().and_then(|size| u64::try_from(size).ok())
}

/// Gauges that this platform lacks, each with its reason.
pub fn absent() -> Vec<String> {
    kernel::ABSENT.iter().map(|text| (*text).to_owned()).collect()
}
