//! One run told twice: by its trace, and by strace. Thread by thread, the same calls on the stage's sockets,
//! in the same order, with the same results.

use crate::log::Syscall;
use crate::support::{self, events};
use std::collections::{BTreeMap, BTreeSet};
use twistlab::event::{Call, Event, Outcome, SourceName, Stamped, ThreadName};
use twistlab::lab::Gait;
use twistlab::trace::Trace;
use twistlab::world::World;

/// System calls that the lab makes for itself on the stage's sockets, each with its reason. Every other call on
/// one of them must be in the trace. Left out besides: descriptors that are no socket of the stage, such as
/// the files under /proc that say what a thread is doing; and what has no descriptor, such as the futex of a join.
pub(crate) const OURS: &[(&str, &str)] = &[
    ("ioctl", "the gauges: FIONREAD, SIOCOUTQ and SIOCOUTQNSD look and touch nothing"),
    ("getsockopt", "what the kernel granted for an option; and TCP_INFO, since a reset socket's gauges mean nothing"),
    ("getsockname", "which port the kernel gave"),
    ("getpeername", "whose connection was accepted: a transport knows its peer"),
    ("fcntl", "the standard library's check, in a debug build, that what it closes is open"),
];

/// What the reactor library does on the stage's sockets by itself, and does not tell as a call: left out where its reactor
/// runs.
const LIBRARYS: &[(&str, &str)] = &[
    ("epoll_wait", "its wait counts what woke it, too, and mio may look more than once in one wait"),
    ("SO_LINGER", "an abort is a close with this option set: the close is told"),
];

/// Whether a reactor of the library runs in it, and waits by mio.
fn has_reactor(trace: &Trace) -> bool {
    let mut events = events(trace);
    events.any(|stamped| matches!(stamped.event, Event::WaitChosen { .. }))
}

/// Calls by thread, each as a line with how often it came in a row: `send(5, 1024) = 952`. Where a stage runs freely, what
/// it repeats is told source by source, so there they stand by thread and source.
pub(crate) type Told = BTreeMap<String, Vec<(String, u64)>>;

/// System calls that wait for readiness, by the name in the trace.
const WAITS: &[(&str, &str)] = &[
    ("select", "select"),
    ("pselect6", "select"),
    ("poll", "poll"),
    ("ppoll", "poll"),
    ("epoll_wait", "mio poll"),
    ("epoll_pwait", "mio poll"),
];

/// Adds a line to those of a thread.
fn add(told: &mut Told, who: String, line: String, times: u64) {
    let lines = told.entry(who).or_default();
    match lines.last_mut() {
        Some((last, n)) if *last == line => *n += times,
        _ => lines.push((line, times)),
    }
}

/// Whether the trace tells some calls as sums alone: then sums are what can be compared.
fn sums_alone(trace: &Trace) -> bool {
    events(trace).any(|stamped| matches!(stamped.event, Event::Counted(_)))
}

/// Only how many calls there were.
fn summed(told: Told) -> Told {
    let sum = |lines: Vec<(String, u64)>| vec![("calls".to_owned(), lines.iter().map(|(_, n)| n).sum())];
    told.into_iter().map(|(who, lines)| (who, sum(lines))).collect()
}

/// Whose line it is: the thread's, and in a stage that runs freely, or whose calls are summed, of which descriptor.
fn who(trace: &Trace, thread: &str, fd: Option<u64>) -> String {
    let free = support::scene(&trace.header.scene).stage.gait == Gait::Free || sums_alone(trace);
    match fd {
        Some(fd) if free => format!("{thread} {fd}"),
        None if free => format!("{thread} waits"),
        _ => thread.to_owned(),
    }
}

/// What the trace tells.
pub(crate) fn by_trace(trace: &Trace) -> Told {
    let (mut told, mut world, library) = (Told::new(), World::default(), has_reactor(trace));
    for stamped in events(trace) {
        world.apply(stamped);
        let (event, times) = match &stamped.event {
            Event::Repeated { times, what } => (&**what, *times),
            event => (event, 1),
        };
        if let Event::Counted(counts) = event {
            let fd = stamped.source.as_ref().and_then(|source| world.source(source.as_str())?.fd);
            add(&mut told, who(trace, stamped.thread.as_str(), fd), "counted".into(), counts.calls);
        } else if let Some((fd, line)) = line_of_event(stamped, event, &world, library) {
            add(&mut told, who(trace, stamped.thread.as_str(), fd), line, times);
        }
    }
    if sums_alone(trace) { summed(told) } else { told }
}

fn line_of_event(stamped: &Stamped, event: &Event, world: &World, library: bool) -> Option<(Option<u64>, String)> {
    if let Event::Woke { call, asked, outcome, .. } = event {
        if (library && *call == Call::Mio) || !call.is_syscall() {
            return None; // the library's own, or in memory
        }
        // epoll counts in milliseconds, and mio rounds up to them: no timer is early.
        let as_given = |us: u64| if *call == Call::Mio { us.div_ceil(1_000) * 1_000 } else { us };
        let timeout = asked.map_or_else(|| "for ever".into(), |us| format!("{} us", as_given(us)));
        return Some((None, format!("{}({timeout}) = {}", call.name(), told_outcome(outcome))));
    }
    let fd = world.source(stamped.source.as_ref()?.as_str())?.fd?;
    let line = match event {
        Event::Pinned { inherited: true, .. } => return None, // set on the listener, and read here
        Event::Pinned { option, asked, .. } => format!("setsockopt({fd}, {}, {asked}) = 0", option.name()),
        Event::Returned { call, asked, outcome } => {
            let asked = asked.unwrap_or(0);
            let made = match call {
                Call::Socket => "socket()".into(),
                Call::Pipe => "pipe()".into(),
                Call::Bind | Call::Connect | Call::Accept | Call::Close => format!("{}({fd})", call.name()),
                Call::Listen | Call::Send | Call::Recv | Call::Read | Call::Write => {
                    format!("{}({fd}, {asked})", call.name())
                }
                Call::ShutdownWrite => format!("shutdown({fd}, SHUT_WR)"),
                Call::ShutdownBoth => format!("shutdown({fd}, SHUT_RDWR)"),
                Call::Disconnect => format!("connect({fd}, AF_UNSPEC)"),
                Call::Nonblocking => format!("nonblocking({fd}, {asked})"),
                Call::Select | Call::Poll | Call::Mio | Call::Sleep | Call::Join | Call::Order => return None,
                Call::MemoryRead | Call::MemoryWrite | Call::MemoryWait => return None, // no kernel hears of them
            };
            format!("{made} = {}", told_outcome(outcome))
        }
        _ => return None,
    };
    Some((Some(fd), line))
}

fn told_outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Result(n) => n.to_string(),
        Outcome::Errno(errno) => errno.to_string(),
    }
}

/// What strace tells of the same sources, and how many calls were left out by [`OURS`].
pub(crate) fn by_strace(calls: &[Syscall], trace: &Trace) -> (Told, BTreeMap<&'static str, usize>) {
    let threads: BTreeMap<u32, String> = events(trace)
        .filter_map(|stamped| match stamped.event {
            Event::ThreadStarted { tid } => Some((tid?, stamped.thread.to_string())),
            _ => None,
        })
        .collect();
    let lives = lives(calls, trace, |tid| threads.contains_key(&tid));
    let (mut told, mut left_out, library) = (Told::new(), BTreeMap::new(), has_reactor(trace));
    let mut calls: Vec<&Syscall> = calls.iter().collect();
    calls.sort_by_key(|call| call.entered);
    // Files that a thread has opened and not closed: the kernel gives a number again before the line of the close that
    // freed it stands in the log.
    let mut files: BTreeSet<(u32, u64)> = BTreeSet::new();
    for call in calls {
        if let ("openat", Ok(file)) = (call.name.as_str(), &call.result) {
            files.insert((call.tid, *file));
        }
        let file = fd(call).map(|fd| (call.tid, fd)).filter(|file| files.contains(file));
        if let Some(file) = file {
            if call.name == "close" {
                files.remove(&file);
            }
            continue;
        }
        let waits = WAITS.iter().find(|(name, _)| *name == call.name);
        if let Some((name, _)) = LIBRARYS.iter().find(|(name, _)| library && is_of_the_librarys(call, name)) {
            *left_out.entry(*name).or_default() += 1;
            continue;
        }
        if let (Some((_, wait)), Some(thread)) = (waits, threads.get(&call.tid)) {
            add(&mut told, who(trace, thread, None), format!("{wait}({}) = {}", timeout(call), result(call)), 1);
            continue;
        }
        let Some(life) = lives.iter().find(|life| life.has(call)) else { continue };
        if let Some((name, _)) = OURS.iter().find(|(name, _)| *name == call.name && !sets_nonblocking(call)) {
            *left_out.entry(*name).or_default() += 1;
            continue;
        }
        // The lab makes its end of a pipe not wait, and closes it when the run is left.
        let on_labs_end = fd(call).is_some() && fd(call) == life.other;
        if on_labs_end && (sets_nonblocking(call) || (call.name == "close" && !life.input_ends)) {
            *left_out.entry("the lab's end of a pipe").or_default() += 1;
            continue;
        }
        let thread = threads.get(&call.tid).map_or(ThreadName::LAB, String::as_str);
        add(&mut told, who(trace, thread, Some(life.fd)), line_of_call(call, life.fd), 1);
    }
    let told = if sums_alone(trace) { summed(told) } else { told };
    (told, left_out)
}

/// Whether a call is one of those, by its name or the option that it sets.
fn is_of_the_librarys(call: &Syscall, name: &str) -> bool {
    call.name.starts_with(name) || (call.name == "setsockopt" && call.args.get(2).is_some_and(|option| option == name))
}

/// The bytes that a `sendmsg` was given, in all its pieces.
fn given(message: &str) -> u64 {
    let lengths = message.split("iov_len=").skip(1);
    lengths.filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok()).sum()
}

/// Whether a call is the one by which no other call on its descriptor waits any more.
fn sets_nonblocking(call: &Syscall) -> bool {
    call.name == "ioctl" && call.args.get(1).is_some_and(|arg| arg == "FIONBIO")
}

/// The timeout of a wait, as the trace tells it.
fn timeout(call: &Syscall) -> String {
    let arg = |place: usize| call.args.get(place).map_or("", String::as_str);
    let spec = match call.name.as_str() {
        "select" | "pselect6" => arg(4),
        "ppoll" => arg(2),
        "poll" => arg(2),
        _ => arg(3),
    };
    if spec == "NULL" || spec == "-1" {
        return "for ever".into();
    }
    if let Ok(ms) = spec.parse::<u64>() {
        return format!("{} us", ms * 1_000);
    }
    let number = |name: &str| {
        let at = spec.find(name).map_or("", |at| &spec[at + name.len()..]);
        at.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u64>().unwrap_or(0)
    };
    format!("{} us", number("tv_sec=") * 1_000_000 + number("tv_nsec=") / 1_000 + number("tv_usec="))
}

/// The time in which a descriptor was a source of the stage. A number is given out again after it was closed.
struct Life {
    /// As the trace names it: of a pipe the end that is read.
    fd: u64,
    /// Of a pipe the lab's end.
    other: Option<u64>,
    born: usize,
    to: usize,
    other_to: usize,
    /// Whether the trace tells that this end was closed.
    input_ends: bool,
}

impl Life {
    /// Whether the call was made on this source, or made it.
    fn has(&self, call: &Syscall) -> bool {
        let on_it = fd(call) == Some(self.fd) && (self.born..=self.to).contains(&call.entered);
        let on_other =
            self.other.is_some() && fd(call) == self.other && (self.born..=self.other_to).contains(&call.entered);
        on_it || on_other || (BIRTHS[..2].contains(&call.name.as_str()) && call.returned == self.born)
    }
}

/// What makes a descriptor; the first two have none as their argument.
const BIRTHS: &[&str] = &["socket", "pipe2", "accept", "accept4"];

/// The lives of the descriptors that the trace tells of, in its order. Others that the lab made silently, as those of
/// a crowd, have other numbers while they live.
fn lives(calls: &[Syscall], trace: &Trace, of_stage: impl Fn(u32) -> bool) -> Vec<Life> {
    let mut due = events(trace).filter_map(|stamped| match &stamped.event {
        Event::Returned { call: Call::Socket | Call::Pipe, outcome, .. } => Some((outcome.ok()?, &stamped.source)),
        Event::Accepted { fd, .. } => Some((*fd, &stamped.source)),
        _ => None,
    });
    let ends = |source: &Option<SourceName>| {
        let mut closes = events(trace).filter(|s| s.thread.is_lab() && s.source == *source);
        closes.any(|s| matches!(s.event, Event::Returned { call: Call::Close, .. }))
    };
    let mut next = due.next();
    let mut lives = Vec::new();
    for call in calls.iter().filter(|call| BIRTHS.contains(&call.name.as_str()) && of_stage(call.tid)) {
        let (fd, other) = match (call.name.as_str(), call.args.first(), &call.result) {
            ("pipe2", Some(ends), Ok(0)) => {
                let mut ends = ends.trim_matches(['[', ']']).split(", ").filter_map(|end| end.parse::<u64>().ok());
                (ends.next(), ends.next())
            }
            (_, _, result) => (result.as_ref().ok().copied(), None),
        };
        let Some((_, source)) = next.filter(|(due, _)| fd == Some(*due)) else { continue };
        next = due.next();
        let input_ends = ends(source);
        let closed = |number: Option<u64>| {
            let closes = |c: &&Syscall| c.name == "close" && self::fd(c) == number && c.entered > call.returned;
            calls.iter().find(closes).map_or(usize::MAX, |close| close.entered)
        };
        let fd = fd.unwrap_or_default();
        lives.push(Life { fd, other, born: call.returned, to: closed(Some(fd)), other_to: closed(other), input_ends });
    }
    lives
}

fn fd(call: &Syscall) -> Option<u64> {
    call.args.first()?.parse().ok()
}

fn line_of_call(call: &Syscall, fd: u64) -> String {
    let arg = |place: usize| call.args.get(place).map_or("", String::as_str);
    let made = match call.name.as_str() {
        "socket" => "socket()".into(),
        "pipe2" => return format!("pipe() = {fd}"),
        "ioctl" => format!("nonblocking({fd}, {})", arg(2).trim_matches(['[', ']'])),
        "read" | "write" => format!("{}({fd}, {})", call.name, arg(2)),
        "connect" if arg(1).contains("AF_UNSPEC") => format!("connect({fd}, AF_UNSPEC)"),
        "accept" | "accept4" => format!("accept({fd})"),
        "bind" | "connect" | "close" => format!("{}({fd})", call.name),
        "listen" | "shutdown" => format!("{}({fd}, {})", call.name, arg(1)),
        "sendto" => format!("send({fd}, {})", arg(2)),
        "sendmsg" => format!("send({fd}, {})", given(arg(1))),
        "recvfrom" => format!("recv({fd}, {})", arg(2)),
        "setsockopt" => format!("setsockopt({fd}, {}, {})", arg(2), arg(3).trim_matches(['[', ']'])),
        other => format!("{other}({})", call.args.join(", ")),
    };
    format!("{made} = {}", result(call))
}

fn result(call: &Syscall) -> String {
    match &call.result {
        Ok(n) => n.to_string(),
        Err(errno) => errno.clone(),
    }
}

/// The first place where the two tell otherwise, with what each tells around it.
pub(crate) fn first_difference(trace: &Told, strace: &Told) -> Option<String> {
    let none = Vec::new();
    let threads: BTreeSet<&String> = trace.keys().chain(strace.keys()).collect();
    threads.into_iter().find_map(|thread| {
        let [a, b] = [trace, strace].map(|told| told.get(thread).unwrap_or(&none));
        let place = (0..a.len().max(b.len())).find(|place| a.get(*place) != b.get(*place))?;
        let around = |calls: &[(String, u64)]| {
            let lines = calls.iter().enumerate().skip(place.saturating_sub(4)).take(9);
            let mark = |at: usize| if at == place { '>' } else { ' ' };
            lines.map(|(at, (line, n))| format!("  {} {:>3} {line} x {n}\n", mark(at), at + 1)).collect::<String>()
        };
        Some(format!("thread {thread}, call {}\nthe trace:\n{}strace:\n{}", place + 1, around(a), around(b)))
    })
}

#[test]
fn a_call_that_only_one_of_them_tells_is_shown_with_its_place() {
    let told =
        |lines: &[&str]| Told::from([("main".to_owned(), lines.iter().map(|line| ((*line).to_owned(), 1)).collect())]);
    let (all, less) =
        (told(&["send(3, 8) = 8", "recv(4, 8) = 8", "close(3) = 0"]), told(&["send(3, 8) = 8", "close(3) = 0"]));
    assert_eq!(first_difference(&all, &all), None);
    let shown = first_difference(&all, &less).expect("they differ");
    assert!(shown.starts_with("thread main, call 2\n"), "{shown}");
    assert!(shown.contains(">   2 recv(4, 8) = 8 x 1") && shown.contains(">   2 close(3) = 0 x 1"), "{shown}");
}
