//! The deadlock X-ray: who waits for whom, closed to a cycle or not.
//!
//! ```text
//! main is in send on client ── wants room in client's queue ── comes when server is read ── by main
//!   ^___________________________________________________________________________________________|
//! ```
//!
//! Built from three things that were said, none guessed: a call entered and not returned (the program), a
//! thread asleep in it (the kernel), and which thread last read the other end, or last used it (the trace).

use super::{Doing, Source, Thread, World};
use crate::event::{Call, Micros, SourceName, ThreadName};

/// How long a thread must be asleep by the kernel's word before its wait counts as settled. Shorter waits are
/// the ordinary business of blocking calls.
const SETTLED: Micros = Micros(150_000);

/// One thread that waits in a call for something another thread must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// Who waits.
    pub thread: ThreadName,
    /// In which call.
    pub call: Call,
    /// On which socket.
    pub source: SourceName,
    /// The line that called.
    pub line: Option<u32>,
    /// Bytes asked.
    pub asked: u64,
    /// How long it has slept, by the kernel's word; on a platform without that word, by the calls alone.
    pub slept: Micros,
    /// Whether the kernel said so.
    pub confirmed: bool,
    /// The other end, which must be read (for a send) or written (for a recv).
    pub peer: SourceName,
    /// The thread that would do that.
    pub by: ThreadName,
    /// The line where that thread last did it, if it ever has.
    pub by_line: Option<u32>,
}

/// Waits, in the order in which one leads to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xray {
    /// The chain.
    pub waits: Vec<Wait>,
    /// Whether the last one waits for the first: then nobody ever goes on.
    pub cycle: bool,
}

impl Xray {
    /// For how long the whole chain has stood: the youngest of its waits.
    pub fn stands_for(&self) -> Micros {
        self.waits.iter().map(|wait| wait.slept).min().unwrap_or_default()
    }
}

/// What holds the run up now: the first settled chain of waits, a cycle before an open one.
pub fn xray(world: &World) -> Option<Xray> {
    let mut open = None;
    for thread in &world.threads {
        let Some(chain) = chain(world, thread) else { continue };
        if chain.cycle {
            return Some(chain);
        }
        open.get_or_insert(chain);
    }
    open
}

/// The cycle of waits that stands now, if one does: a deadlock.
pub fn deadlock(world: &World) -> Option<Xray> {
    xray(world).filter(|found| found.cycle)
}

fn chain(world: &World, start: &Thread) -> Option<Xray> {
    let mut waits: Vec<Wait> = vec![wait_of(world, start)?];
    loop {
        let next = &waits.last()?.by;
        if let Some(first) = waits.iter().position(|wait| wait.thread == *next) {
            return Some(Xray { waits: waits.split_off(first), cycle: true });
        }
        match world.thread(next).and_then(|thread| wait_of(world, thread)) {
            Some(wait) => waits.push(wait),
            None => return Some(Xray { waits, cycle: false }),
        }
    }
}

fn wait_of(world: &World, thread: &Thread) -> Option<Wait> {
    let Doing::In { call, asked, source: Some(source), line, .. } = &thread.doing else { return None };
    if !matches!(call, Call::Send | Call::Recv) {
        return None;
    }
    let confirmed = thread.asleep_for();
    // Where the platform gives no word on threads, the calls alone have to do, and the view says so.
    let slept = if thread.sample.is_some() { confirmed? } else { thread.in_call_for(world.at)? };
    if slept < SETTLED {
        return None;
    }
    let peer = world.peer_of(world.source(source.as_str())?)?;
    let (by, by_line) = partner(peer, *call)?;
    Some(Wait {
        thread: thread.name.clone(),
        call: *call,
        source: source.clone(),
        line: *line,
        asked: asked.unwrap_or(0),
        slept,
        confirmed: confirmed.is_some(),
        peer: peer.name.clone(),
        by,
        by_line,
    })
}

/// Who would read (or write) the other end: the thread that last did, else the thread that last used it.
fn partner(peer: &Source, call: Call) -> Option<(ThreadName, Option<u32>)> {
    let reader = peer.reader.clone().filter(|_| call == Call::Send);
    reader.or_else(|| Some((peer.user.clone()?, None)))
}
