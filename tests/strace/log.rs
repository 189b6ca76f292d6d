//! Reads what `strace -f -o FILE` wrote: one system call from its entry to its return, also where another
//! thread's line came in between.

use std::collections::HashMap;

/// One system call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Syscall {
    /// The thread that made it.
    pub(crate) tid: u32,
    /// As the kernel names it.
    pub(crate) name: String,
    /// Its arguments, as printed.
    pub(crate) args: Vec<String>,
    /// The number it returned, or the word that stands for it: an error's name.
    pub(crate) result: Result<u64, String>,
    /// The line at which it was entered.
    pub(crate) entered: usize,
    /// The line at which it had returned.
    pub(crate) returned: usize,
}

/// Every call of a log, in the order of their returns.
///
/// # Panics
/// At a line that it cannot read, so that none is passed over.
pub(crate) fn parse(log: &str) -> Vec<Syscall> {
    let mut open: HashMap<u32, (usize, String)> = HashMap::new();
    let mut calls = Vec::new();
    for (number, line) in (1..).zip(log.lines()) {
        let (tid, rest) = line.split_once(' ').unwrap_or_else(|| panic!("line {number} is no line of strace: {line}"));
        let tid = tid.parse().unwrap_or_else(|_| panic!("line {number} has no thread: {line}"));
        let rest = rest.trim_start();
        if rest.starts_with("+++") || rest.starts_with("---") {
            continue; // a thread ended; a signal came
        }
        if let Some(begun) = rest.strip_suffix("<unfinished ...>") {
            open.insert(tid, (number, begun.trim_end().to_owned()));
            continue;
        }
        let (entered, whole) = match rest.strip_prefix("<... ") {
            None => (number, rest.to_owned()),
            Some(resumed) => {
                let (_, end) = resumed.split_once(" resumed>").unwrap_or_else(|| panic!("line {number}: {line}"));
                let (entered, begun) =
                    open.remove(&tid).unwrap_or_else(|| panic!("line {number} resumes nothing: {line}"));
                (entered, begun + end)
            }
        };
        let call = call(&whole).unwrap_or_else(|| panic!("line {number} is no call: {line}"));
        let (name, args, result) = call;
        calls.push(Syscall { tid, name, args, result, entered, returned: number });
    }
    calls
}

/// `name(arguments) = result`
fn call(text: &str) -> Option<(String, Vec<String>, Result<u64, String>)> {
    let (call, result) = text.rsplit_once(" = ")?;
    let (name, args) = call.trim_end().strip_suffix(')')?.split_once('(')?;
    let mut words = result.split_whitespace();
    let result = match words.next()? {
        "-1" | "?" => Err(words.next().unwrap_or("?").to_owned()),
        word => word.parse().map_err(|_| word.to_owned()),
    };
    Some((name.to_owned(), split(args), result))
}

/// Arguments apart: at commas that are in no text, no list and no structure.
fn split(args: &str) -> Vec<String> {
    let (mut split, mut depth, mut in_text, mut escaped) = (vec![String::new()], 0_u32, false, false);
    for c in args.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' | ']' | '}' if !in_text => depth = depth.saturating_sub(1),
            ',' if !in_text && depth == 0 => {
                split.push(String::new());
                continue;
            }
            _ => {}
        }
        split.last_mut().expect("there is always one").push(c);
    }
    split.iter().map(|arg| arg.trim().to_owned()).collect()
}

#[test]
fn a_whole_line_is_a_call() {
    let calls = parse(
        "41  sendto(3, \"a, \\\"b)\"..., 1024, MSG_NOSIGNAL, NULL, 0) = 952\n\
         41  recvfrom(5, 0x7f0, 1024, MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)\n\
         41  close(3)                          = 0\n\
         41  +++ exited with 0 +++\n",
    );
    let told: Vec<_> = calls.iter().map(|c| (c.name.as_str(), c.args[0].as_str(), c.result.clone())).collect();
    assert_eq!(told, [("sendto", "3", Ok(952)), ("recvfrom", "5", Err("EAGAIN".into())), ("close", "3", Ok(0))]);
    assert_eq!(calls[0].args, ["3", "\"a, \\\"b)\"...", "1024", "MSG_NOSIGNAL", "NULL", "0"]);
}

#[test]
fn a_call_that_others_interrupt_is_put_together() {
    let calls = parse(
        "7 accept4(3, <unfinished ...>\n\
         8 connect(4, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr(\"127.0.0.1\")}, 16 <unfinished ...>\n\
         7 <... accept4 resumed>{sa_family=AF_INET, sin_port=htons(2)}, [128 => 16], SOCK_CLOEXEC) = 5\n\
         8 <... connect resumed>)            = 0\n\
         8 --- SIGPIPE {si_signo=SIGPIPE} ---\n\
         8 sendto(4, \"xyz\", 3, 0, NULL, 0) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\n",
    );
    assert_eq!(calls.len(), 3);
    assert_eq!((calls[0].tid, calls[0].entered, calls[0].returned, calls[0].result.clone()), (7, 1, 3, Ok(5)));
    assert_eq!(calls[0].args, ["3", "{sa_family=AF_INET, sin_port=htons(2)}", "[128 => 16]", "SOCK_CLOEXEC"]);
    assert_eq!((calls[1].tid, calls[1].args.len(), calls[1].result.clone()), (8, 3, Ok(0)));
    assert_eq!(calls[2].result, Err("ERESTARTSYS".into()));
}

#[test]
#[should_panic(expected = "line 1 is no call")]
fn a_line_that_cannot_be_read_is_not_passed_over() {
    parse("7 sendto(3, \"xyz\"\n");
}
