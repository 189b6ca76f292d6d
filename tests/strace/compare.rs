//! One run told twice: by its trace, and by strace. Thread by thread, the same calls on the stage's sockets,
//! in the same order, with the same results.

use crate::log::Syscall;
use crate::support::events;
use std::collections::BTreeMap;
use twistlab::event::{Call, Event, Outcome, Stamped, ThreadName};
use twistlab::trace::Trace;
use twistlab::world::World;

/// System calls that the lab makes for itself on the stage's sockets, each with its reason. Every other call on
/// one of them must be in the trace. Left out besides: descriptors that are no socket of the stage, such as
/// the files under /proc that say what a thread is doing; and what has no descriptor, such as the futex of a join.
pub(crate) const OURS: &[(&str, &str)] = &[
    ("ioctl", "the gauges: FIONREAD, SIOCOUTQ and SIOCOUTQNSD look and touch nothing"),
    ("getsockopt", "what the kernel granted for an option; and TCP_INFO, since a reset socket's gauges mean nothing"),
    ("getsockname", "which port the kernel gave"),
    ("fcntl", "the standard library's check, in a debug build, that what it closes is open"),
];

/// Calls by thread, each as a line: `send(5, 1024) = 952`.
pub(crate) type Told = BTreeMap<String, Vec<String>>;

/// What the trace tells.
pub(crate) fn by_trace(trace: &Trace) -> Told {
    let (mut told, mut world) = (Told::new(), World::default());
    for stamped in events(trace) {
        world.apply(stamped);
        if let Some(line) = line_of_event(stamped, &world) {
            told.entry(stamped.thread.to_string()).or_default().push(line);
        }
    }
    told
}

fn line_of_event(stamped: &Stamped, world: &World) -> Option<String> {
    let fd = world.source(stamped.source.as_ref()?.as_str())?.fd?;
    match &stamped.event {
        Event::Pinned { inherited: true, .. } => None, // set on the listener, and read here
        Event::Pinned { option, asked, .. } => Some(format!("setsockopt({fd}, {}, {asked}) = 0", option.name())),
        Event::Returned { call, asked, outcome } => {
            let asked = asked.unwrap_or(0);
            let made = match call {
                Call::Socket => "socket()".into(),
                Call::Bind | Call::Connect | Call::Accept | Call::Close => format!("{}({fd})", call.name()),
                Call::Listen | Call::Send | Call::Recv => format!("{}({fd}, {asked})", call.name()),
                Call::ShutdownWrite => format!("shutdown({fd}, SHUT_WR)"),
                Call::Disconnect => format!("connect({fd}, AF_UNSPEC)"),
                _ => return None,
            };
            Some(match outcome {
                Outcome::Result(n) => format!("{made} = {n}"),
                Outcome::Errno(errno) => format!("{made} = {errno}"),
            })
        }
        _ => None,
    }
}

/// What strace tells of the same sockets, and how many calls were left out by [`OURS`].
pub(crate) fn by_strace(calls: &[Syscall], trace: &Trace) -> (Told, BTreeMap<&'static str, usize>) {
    let threads: BTreeMap<u32, String> = events(trace)
        .filter_map(|stamped| match stamped.event {
            Event::ThreadStarted { tid } => Some((tid?, stamped.thread.to_string())),
            _ => None,
        })
        .collect();
    let lives = lives(calls, |tid| threads.contains_key(&tid));
    let (mut told, mut left_out) = (Told::new(), BTreeMap::new());
    let mut calls: Vec<&Syscall> = calls.iter().filter(|call| lives.iter().any(|life| life.has(call))).collect();
    calls.sort_by_key(|call| call.entered);
    for call in calls {
        if let Some((name, _)) = OURS.iter().find(|(name, _)| *name == call.name) {
            *left_out.entry(*name).or_default() += 1;
            continue;
        }
        let thread = threads.get(&call.tid).map_or(ThreadName::LAB, String::as_str);
        told.entry(thread.to_owned()).or_default().push(line_of_call(call));
    }
    (told, left_out)
}

/// The time in which a descriptor was a socket of the stage. A number is given out again after it was closed.
struct Life {
    fd: u64,
    born: usize,
    from: usize,
    to: usize,
}

impl Life {
    /// Whether the call was made on this socket, or made it.
    fn has(&self, call: &Syscall) -> bool {
        let on_it = fd(call) == Some(self.fd) && (self.from..=self.to).contains(&call.entered);
        on_it || (call.name == "socket" && call.returned == self.born)
    }
}

fn lives(calls: &[Syscall], of_stage: impl Fn(u32) -> bool) -> Vec<Life> {
    let stage = |name: &'static [&str]| {
        calls.iter().filter(move |c| name.contains(&c.name.as_str())).filter(|c| of_stage(c.tid))
    };
    let born =
        stage(&["socket", "accept", "accept4"]).filter_map(|call| Some((*call.result.as_ref().ok()?, call.returned)));
    let life = |(number, born): (u64, usize)| {
        let closed = stage(&["close"]).find(|call| fd(call) == Some(number) && call.entered > born);
        Life { fd: number, born, from: born, to: closed.map_or(usize::MAX, |call| call.entered) }
    };
    born.map(life).collect()
}

fn fd(call: &Syscall) -> Option<u64> {
    call.args.first()?.parse().ok()
}

fn line_of_call(call: &Syscall) -> String {
    let arg = |place: usize| call.args.get(place).map_or("", String::as_str);
    let fd = arg(0);
    let made = match call.name.as_str() {
        "socket" => "socket()".into(),
        "connect" if arg(1).contains("AF_UNSPEC") => format!("connect({fd}, AF_UNSPEC)"),
        "accept" | "accept4" => format!("accept({fd})"),
        "bind" | "connect" | "close" => format!("{}({fd})", call.name),
        "listen" | "shutdown" => format!("{}({fd}, {})", call.name, arg(1)),
        "sendto" => format!("send({fd}, {})", arg(2)),
        "recvfrom" => format!("recv({fd}, {})", arg(2)),
        "setsockopt" => format!("setsockopt({fd}, {}, {})", arg(2), arg(3).trim_matches(['[', ']'])),
        other => format!("{other}({})", call.args.join(", ")),
    };
    match &call.result {
        Ok(n) => format!("{made} = {n}"),
        Err(errno) => format!("{made} = {errno}"),
    }
}

/// The first place where the two tell otherwise, with what each tells around it.
pub(crate) fn first_difference(trace: &Told, strace: &Told) -> Option<String> {
    let none = Vec::new();
    let threads: std::collections::BTreeSet<&String> = trace.keys().chain(strace.keys()).collect();
    threads.into_iter().find_map(|thread| {
        let [a, b] = [trace, strace].map(|told| told.get(thread).unwrap_or(&none));
        let place = (0..a.len().max(b.len())).find(|place| a.get(*place) != b.get(*place))?;
        let around = |calls: &[String]| {
            let lines = calls.iter().enumerate().skip(place.saturating_sub(4)).take(9);
            let mark = |at: usize| if at == place { '>' } else { ' ' };
            lines.map(|(at, line)| format!("  {} {:>3} {line}\n", mark(at), at + 1)).collect::<String>()
        };
        Some(format!("thread {thread}, call {}\nthe trace:\n{}strace:\n{}", place + 1, around(a), around(b)))
    })
}

#[test]
fn a_call_that_only_one_of_them_tells_is_shown_with_its_place() {
    let told =
        |lines: &[&str]| Told::from([("main".to_owned(), lines.iter().map(|line| (*line).to_owned()).collect())]);
    let (all, less) =
        (told(&["send(3, 8) = 8", "recv(4, 8) = 8", "close(3) = 0"]), told(&["send(3, 8) = 8", "close(3) = 0"]));
    assert_eq!(first_difference(&all, &all), None);
    let shown = first_difference(&all, &less).expect("they differ");
    assert!(shown.starts_with("thread main, call 2\n"), "{shown}");
    assert!(shown.contains(">   2 recv(4, 8) = 8") && shown.contains(">   2 close(3) = 0"), "{shown}");
}
