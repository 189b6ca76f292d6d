//! A level-triggered epoll loop, as one writes it first: a system call for what was reported, and back to the wait.

use super::bare::{Play, Role};
use crate::meter::{Contestant, Cost, Meter};
use crate::workload::{Draw, Kind, later};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use std::os::fd::OwnedFd;
use std::time::Duration;
use twistlab::clock::monotonic;

pub(crate) struct Epoll;

impl Contestant for Epoll {
    fn name(&self) -> &'static str {
        "epoll"
    }

    fn run(&self, workload: Kind, often: u64) -> Option<Cost> {
        let kernel = epoll::create(CreateFlags::CLOEXEC).unwrap();
        if let Kind::Lateness = workload {
            return Some(lateness(&kernel, often));
        }
        let mut play = Play::new(workload, often)?;
        for (at, connection) in play.connections.iter().enumerate() {
            let flags = match connection.role {
                Role::Source { .. } => EventFlags::OUT,
                _ => EventFlags::IN,
            };
            epoll::add(&kernel, &connection.stream, EventData::new_u64(at as u64), flags).unwrap();
        }
        let mut events = [const { Event { flags: EventFlags::empty(), data: EventData::new_u64(0) } }; 1_024];
        let meter = Meter::start();
        play.begin();
        while play.left > 0 {
            let count = epoll::wait(&kernel, &mut events, None).unwrap();
            for event in &events[..count] {
                let (at, flags) = (event.data.u64() as usize, event.flags);
                if flags.contains(EventFlags::IN) {
                    play.read(at);
                }
                if flags.contains(EventFlags::OUT) && play.write(at, usize::MAX).0 == 0 {
                    // All is sent: nothing to be told of any more.
                    epoll::delete(&kernel, &play.connections[at].stream).unwrap();
                }
            }
        }
        Some(meter.stop())
    }
}

/// Its timeout has milliseconds.
fn lateness(kernel: &OwnedFd, often: u64) -> Cost {
    let (meter, mut draw, mut late) = (Meter::start(), Draw::new(), Vec::new());
    for _ in 0..often {
        let due = monotonic() + later(&mut draw);
        loop {
            let left = due.saturating_duration_since(monotonic());
            if left == Duration::ZERO {
                break;
            }
            let mut events = [const { Event { flags: EventFlags::empty(), data: EventData::new_u64(0) } }; 1];
            epoll::wait(kernel, &mut events, Some(&left.try_into().unwrap())).unwrap();
        }
        late.push(monotonic().duration_since(due));
    }
    Cost { late, ..meter.stop() }
}
