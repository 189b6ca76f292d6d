//! Options that are pinned before a socket is used, each read back: what the kernel grants may be another number.

use super::end::{End, Line};
use super::{CallError, Result};
use crate::event::{Call, Event, SocketOption};
use socket2::{SockRef, Socket};
use std::io;

impl End {
    pub(super) fn pin_buffers(&self, line: Line) -> Result {
        let knobs = self.bench.knobs.clone();
        if let Some(asked) = knobs.find("sndbuf") {
            self.pin(
                SocketOption::SendBuffer,
                asked,
                line,
                |s| s.set_send_buffer_size(asked as usize),
                Socket::send_buffer_size,
            )?;
        }
        if let Some(asked) = knobs.find("rcvbuf") {
            self.pin(
                SocketOption::ReceiveBuffer,
                asked,
                line,
                |s| s.set_recv_buffer_size(asked as usize),
                Socket::recv_buffer_size,
            )?;
        }
        if let Some(asked) = knobs.find("maxseg") {
            let bytes = u32::try_from(asked).unwrap_or(u32::MAX);
            let read = |s: &Socket| s.tcp_mss().map(|bytes| bytes as usize);
            self.pin(SocketOption::MaxSegment, asked, line, |s| s.set_tcp_mss(bytes), read)?;
        }
        Ok(())
    }

    pub(super) fn pin_no_delay(&self, line: Line) -> Result {
        let asked = self.bench.knobs.find("nodelay").unwrap_or(1);
        self.pin(
            SocketOption::NoDelay,
            asked,
            line,
            |s| s.set_tcp_nodelay(asked != 0),
            |s| s.tcp_nodelay().map(usize::from),
        )
    }

    fn pin(
        &self,
        option: SocketOption,
        asked: u64,
        line: Line,
        set: impl FnOnce(&Socket) -> io::Result<()>,
        read: impl FnOnce(&Socket) -> io::Result<usize>,
    ) -> Result {
        let Some(socket) = self.slot.borrow() else { return Ok(()) };
        let socket = SockRef::from(&socket);
        let granted = set(&socket).and_then(|()| read(&socket));
        let granted = granted.map_err(|error| CallError::kernel(&self.slot.name, Call::Socket, &error))? as u64;
        self.note(line, Event::Pinned { option, asked, granted, inherited: false });
        Ok(())
    }

    /// An accepted socket has its listener's buffers: read what that came to.
    pub(super) fn note_inherited(&self, line: Line) -> Result {
        let Some(socket) = self.slot.borrow() else { return Ok(()) };
        let socket = SockRef::from(&socket);
        let kernel = |error: io::Error| CallError::kernel(&self.slot.name, Call::Accept, &error);
        let options = [
            ("sndbuf", SocketOption::SendBuffer),
            ("rcvbuf", SocketOption::ReceiveBuffer),
            ("maxseg", SocketOption::MaxSegment),
        ];
        for (knob, option) in options {
            let Some(asked) = self.bench.knobs.find(knob) else { continue };
            let granted = match option {
                SocketOption::SendBuffer => socket.send_buffer_size(),
                SocketOption::MaxSegment => socket.tcp_mss().map(|segment| segment as usize),
                _ => socket.recv_buffer_size(),
            };
            let granted = granted.map_err(kernel)? as u64;
            self.note(line, Event::Pinned { option, asked, granted, inherited: true });
        }
        Ok(())
    }
}
