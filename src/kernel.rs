//! System calls that no safe crate offers, as safe functions. The one file with `unsafe`.
//!
//! Everything else that is asked of the kernel goes through std, rustix, socket2 or mio. Nothing is decided here: a
//! function makes one call and gives back what the kernel said.

#![allow(unsafe_code)] // each block below says why it may

use rustix::event::{FdSetElement, FdSetIter, Timespec, fd_set_insert, fd_set_num_elements};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
#[cfg(target_os = "linux")]
pub(crate) use tcp::{is_closed, queued, unsent};

/// A descriptor that [`select`] is asked about: before the call what is asked, after it what is so.
pub(crate) struct Asked<'a> {
    pub(crate) fd: BorrowedFd<'a>,
    pub(crate) read: bool,
    pub(crate) write: bool,
}

/// select(2), and the number that it returned: a descriptor counts once for each set that it is in. It waits until one of the descriptors is ready for what is asked of it, or the time is over.
///
/// The kernel takes a bit set of any length. It is the C library's `fd_set` that ends at 1,024, and it is not used here.
pub(crate) fn select(asked: &mut [Asked<'_>], timeout: Option<&Timespec>) -> io::Result<usize> {
    let past = asked.iter().map(|one| one.fd.as_raw_fd() + 1).max().unwrap_or(0);
    let mut reads = vec![FdSetElement::default(); fd_set_num_elements(asked.len(), past)];
    let mut writes = reads.clone();
    for one in &*asked {
        if one.read {
            fd_set_insert(&mut reads, one.fd.as_raw_fd());
        }
        if one.write {
            fd_set_insert(&mut writes, one.fd.as_raw_fd());
        }
    }
    // SAFETY: a descriptor in a set must be open, and those in these sets are borrowed for the time of the call.
    let count = unsafe { rustix::event::select(past, Some(&mut reads), Some(&mut writes), None, timeout) }?;
    let (readable, writable): (Vec<RawFd>, Vec<RawFd>) =
        (FdSetIter::new(&reads).collect(), FdSetIter::new(&writes).collect());
    for one in asked {
        // The sets are read in ascending order.
        one.read &= readable.binary_search(&one.fd.as_raw_fd()).is_ok();
        one.write &= writable.binary_search(&one.fd.as_raw_fd()).is_ok();
    }
    Ok(usize::try_from(count).unwrap_or(0))
}

/// What only Linux tells of a TCP socket: tcp(7) for `SIOCOUTQ`, `linux/sockios.h` for `SIOCOUTQNSD`.
#[cfg(target_os = "linux")]
mod tcp {
    use rustix::ioctl::{Getter, Opcode, ioctl};
    use std::os::fd::{AsRawFd, BorrowedFd};

    /// Bytes not yet acknowledged; `None` where the kernel refuses.
    pub(crate) fn queued(socket: BorrowedFd<'_>) -> Option<u64> {
        /// On a TCP socket `TIOCOUTQ` is `SIOCOUTQ`.
        const OUTQ: Opcode = libc::TIOCOUTQ as Opcode;
        // SAFETY: the request writes one C int and reads nothing.
        let bytes = unsafe { ioctl(socket, Getter::<OUTQ, libc::c_int>::new()) };
        bytes.ok().and_then(|bytes| u64::try_from(bytes).ok())
    }

    /// Bytes not yet sent; `None` where the kernel refuses.
    pub(crate) fn unsent(socket: BorrowedFd<'_>) -> Option<u64> {
        /// `SIOCOUTQNSD`. The libc crate lacks it; the value is that of `linux/sockios.h`.
        const OUTQNSD: Opcode = 0x894B;
        // SAFETY: the request writes one C int and reads nothing.
        let bytes = unsafe { ioctl(socket, Getter::<OUTQNSD, libc::c_int>::new()) };
        bytes.ok().and_then(|bytes| u64::try_from(bytes).ok())
    }

    /// Whether the connection is gone, by `tcpi_state` of `TCP_INFO`.
    pub(crate) fn is_closed(socket: BorrowedFd<'_>) -> bool {
        /// `TCP_CLOSE` of `netinet/tcp.h`, which the libc crate lacks.
        const TCP_CLOSE: u8 = 7;
        let mut state = 0_u8;
        let mut length: libc::socklen_t = 1;
        // SAFETY: the state is the first byte of the structure; the kernel writes at most `length` bytes of it.
        let got = unsafe {
            let space = (&raw mut state).cast::<libc::c_void>();
            libc::getsockopt(socket.as_raw_fd(), libc::IPPROTO_TCP, libc::TCP_INFO, space, &raw mut length)
        };
        got == 0 && state == TCP_CLOSE
    }
}
