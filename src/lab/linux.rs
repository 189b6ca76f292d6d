//! What only Linux tells: the payload in a send queue, and what each thread is doing.
//!
//! Sources: tcp(7) for the queues, proc_pid_task(5), proc_pid_stat(5) and proc_pid_syscall(5) for the threads. None
//! needs a privilege.

use crate::event::{Gauges, Micros, ThreadSample, ThreadState};
use crate::kernel;
use std::fs;
use std::os::fd::BorrowedFd;

/// Gauges that this platform lacks.
pub(super) const ABSENT: &[&str] = &[];

/// Reads the gauges of a connected TCP socket. One that the kernel refuses is absent.
pub(super) fn gauges(socket: BorrowedFd<'_>) -> Gauges {
    let unread = rustix::io::ioctl_fionread(socket).ok();
    // A reset connection has no queues: the kernel's counters are then left-over sequence numbers.
    if kernel::is_closed(socket) {
        return Gauges { unread, ..Gauges::default() };
    }
    Gauges { queued: kernel::queued(socket), unsent: kernel::unsent(socket), unread }
}

/// The calling thread's number.
pub(super) fn thread_id() -> Option<u32> {
    u32::try_from(rustix::thread::gettid().as_raw_nonzero().get()).ok()
}

/// What the kernel says of a thread of this process; `None` once it is gone.
pub(super) fn thread(tid: u32) -> Option<ThreadSample> {
    let task = format!("/proc/self/task/{tid}");
    let stat = fs::read_to_string(format!("{task}/stat")).ok()?;
    // The second field is the name in parentheses and may hold anything; the state follows its last one.
    let state = stat.rsplit_once(')')?.1.split_whitespace().next()?;
    let syscall = fs::read_to_string(format!("{task}/syscall")).ok();
    let number = syscall.as_deref().and_then(|text| text.split_whitespace().next()?.parse::<libc::c_long>().ok());
    let wchan = fs::read_to_string(format!("{task}/wchan")).ok();
    Some(ThreadSample {
        state: state_of(state),
        syscall: number.filter(|number| *number >= 0).map(|number| syscall_name(number).into()),
        wchan: wchan.as_deref().map(str::trim).filter(|name| !matches!(*name, "" | "0")).map(Into::into),
        cpu: cpu(&task).unwrap_or_default(),
    })
}

/// Processor time of a thread. The scheduler's own account is exact to the nanosecond.
fn cpu(task: &str) -> Option<Micros> {
    let schedstat = fs::read_to_string(format!("{task}/schedstat")).ok()?;
    let nanos: u64 = schedstat.split_whitespace().next()?.parse().ok()?;
    Some(Micros(nanos / 1_000))
}

fn state_of(letter: &str) -> ThreadState {
    match letter {
        "R" => ThreadState::Running,
        "S" => ThreadState::Asleep,
        "D" => ThreadState::DiskSleep,
        "T" | "t" => ThreadState::Stopped,
        "Z" | "X" => ThreadState::Dead,
        _ => ThreadState::Unknown,
    }
}

/// The name of a system call; numbers differ between architectures, so they are libc's.
fn syscall_name(number: libc::c_long) -> String {
    let names: &[(libc::c_long, &str)] = &[
        (libc::SYS_sendto, "sendto"),
        (libc::SYS_recvfrom, "recvfrom"),
        (libc::SYS_accept, "accept"),
        (libc::SYS_accept4, "accept4"),
        (libc::SYS_connect, "connect"),
        (libc::SYS_read, "read"),
        (libc::SYS_write, "write"),
        (libc::SYS_futex, "futex"),
        (libc::SYS_ppoll, "ppoll"),
        (libc::SYS_pselect6, "pselect6"),
        (libc::SYS_epoll_pwait, "epoll_pwait"),
        (libc::SYS_clock_nanosleep, "clock_nanosleep"),
        (libc::SYS_restart_syscall, "restart_syscall"),
    ];
    let known = names.iter().find(|(known, _)| *known == number);
    known.map_or_else(|| format!("system call {number}"), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_told_by_its_number_and_a_gone_one_is_not() {
        let own = thread(thread_id().unwrap()).unwrap();
        assert_eq!(own.state, ThreadState::Running);
        assert!(thread(u32::MAX).is_none());
    }
}
