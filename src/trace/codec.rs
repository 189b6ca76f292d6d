//! A trace as text: JSON Lines, one event a line.
//!
//! The first line is the [`Header`]; it names the format and its version. Every further line is one
//! [`Stamped`] event, in order of `seq`, without gaps:
//!
//! ```json
//! {"format":"twistlab-trace","version":1,"by":"twistlab 0.1.0","lesson":1,"scene":"freeze",...}
//! {"seq":1,"us":12,"turn":0,"thread":"main","event":"thread_started","tid":4711}
//! {"seq":31,"us":850,"turn":3,"thread":"main","source":"client","line":44,"event":"entered","call":"send","asked":8}
//! {"seq":32,"us":861,"turn":3,"thread":"main","source":"client","line":44,"event":"returned","call":"send","asked":8,"result":8}
//! ```
//!
//! A reader ignores fields that it does not know and rejects a version above its own. A file whose last line
//! is torn (the writer was killed) reads up to there, and says so. What is not readable gives one
//! [`TraceError`] with the number of its line, never a panic, whatever the file holds.

use super::{FORMAT, Header, Trace, VERSION};
use crate::event::{SourceName, Stamped, ThreadName};
use std::collections::HashSet;
use std::io::{self, BufRead, Write};

/// The longest line that is read, in bytes. The first one carries a source text.
const LONGEST_LINE: u64 = 1 << 20;

/// Names of threads, and of sockets, that are shared between events.
const MOST_NAMES: usize = 256;

/// Why a trace could not be read.
#[derive(Debug)]
pub enum TraceError {
    /// The file could not be read.
    Io(io::Error),
    /// The file has no line.
    Empty,
    /// The first line is no header of a trace.
    NotATrace,
    /// It was written by a newer program.
    TooNew {
        /// The version it has.
        version: u64,
    },
    /// A line is too long to be one of a trace.
    LineTooLong {
        /// Its number, from 1.
        line: u64,
    },
    /// A line is no event.
    BadLine {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The events are not in order.
    OutOfOrder {
        /// The line's number, from 1.
        line: u64,
        /// The place expected.
        expected: u64,
        /// The place found.
        found: u64,
    },
}

impl std::fmt::Display for TraceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TraceError::Io(_) => write!(f, "the trace could not be read"),
            TraceError::Empty => write!(f, "the file is empty"),
            TraceError::NotATrace => {
                write!(f, "this is no trace of twistlab (its first line does not say \"format\":\"{FORMAT}\")")
            }
            TraceError::TooNew { version } => {
                write!(
                    f,
                    "the trace has format version {version}, this program reads up to {VERSION}: a newer twistlab reads it"
                )
            }
            TraceError::LineTooLong { line } => {
                write!(f, "line {line} is longer than {LONGEST_LINE} bytes: this is no trace")
            }
            TraceError::BadLine { line, why } => write!(f, "line {line} is no event: {why}"),
            TraceError::OutOfOrder { line, expected, found } => {
                write!(f, "line {line} has seq {found} where {expected} was due: lines are missing or in disorder")
            }
        }
    }
}

impl std::error::Error for TraceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TraceError::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// What was read.
#[derive(Debug)]
pub struct Read {
    /// The trace.
    pub trace: Trace,
    /// The number of the last line, where it was torn: everything before it was read.
    pub torn_at: Option<u64>,
}

/// Writes the first line.
pub fn write_header(out: &mut impl Write, header: &Header) -> io::Result<()> {
    serde_json::to_writer(&mut *out, header)?;
    out.write_all(b"\n")
}

/// Writes one event's line.
pub fn write_event(out: &mut impl Write, stamped: &Stamped) -> io::Result<()> {
    serde_json::to_writer(&mut *out, stamped)?;
    out.write_all(b"\n")
}

/// Reads a whole trace.
///
/// # Errors
/// See [`TraceError`]. A torn last line is none: see [`Read::torn_at`].
pub fn read(input: impl BufRead) -> Result<Read, TraceError> {
    let mut lines = Lines { input, number: 0 };
    let first = lines.next()?.ok_or(TraceError::Empty)?;
    let mut trace = Trace::new(header(&first.bytes)?);
    let mut names = Names::default();
    while let Some(line) = lines.next()? {
        let mut stamped: Stamped = match serde_json::from_slice(&line.bytes) {
            Ok(stamped) => stamped,
            Err(_) if !line.complete => return Ok(Read { trace, torn_at: Some(line.number) }),
            Err(error) => return Err(TraceError::BadLine { line: line.number, why: words(&error) }),
        };
        names.share(&mut stamped);
        let (expected, found) = (trace.last().0 + 1, stamped.seq.0);
        if stamped.at < trace.head().at {
            return Err(TraceError::BadLine {
                line: line.number,
                why: "its time is before that of the line above".into(),
            });
        }
        if !trace.push(stamped) {
            return Err(TraceError::OutOfOrder { line: line.number, expected, found });
        }
    }
    Ok(Read { trace, torn_at: None })
}

/// Reads a header, telling a foreign file from a newer one before looking at anything else.
fn header(line: &[u8]) -> Result<Header, TraceError> {
    let value: serde_json::Value = serde_json::from_slice(line).map_err(|_| TraceError::NotATrace)?;
    if value.get("format").and_then(|format| format.as_str()) != Some(FORMAT) {
        return Err(TraceError::NotATrace);
    }
    match value.get("version").and_then(serde_json::Value::as_u64) {
        Some(version) if version > u64::from(VERSION) => return Err(TraceError::TooNew { version }),
        Some(_) => {}
        None => return Err(TraceError::NotATrace),
    }
    let mut header: Header =
        serde_json::from_value(value).map_err(|error| TraceError::BadLine { line: 1, why: words(&error) })?;
    // Text from a file reaches the terminal: nothing in it may drive that. Events see to it themselves.
    for text in
        [&mut header.by, &mut header.scene, &mut header.kernel, &mut header.stage.path, &mut header.stage.program]
    {
        text.retain(|c| !c.is_control());
    }
    header.stage.text.retain(|c| c == '\n' || c == '\t' || !c.is_control());
    for text in header.absent.iter_mut().chain(header.knobs.iter_mut().map(|knob| &mut knob.name)) {
        text.retain(|c| !c.is_control());
    }
    Ok(header)
}

fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).chars().filter(|c| !c.is_control()).take(160).collect()
}

/// One text a name, however many events carry it. A hostile file's many names are not remembered.
#[derive(Default)]
struct Names {
    threads: HashSet<ThreadName>,
    sources: HashSet<SourceName>,
}

impl Names {
    fn share(&mut self, stamped: &mut Stamped) {
        match self.threads.get(&stamped.thread) {
            Some(known) => stamped.thread = known.clone(),
            None if self.threads.len() < MOST_NAMES => _ = self.threads.insert(stamped.thread.clone()),
            None => {}
        }
        if let Some(source) = &mut stamped.source {
            match self.sources.get(source) {
                Some(known) => *source = known.clone(),
                None if self.sources.len() < MOST_NAMES => _ = self.sources.insert(source.clone()),
                None => {}
            }
        }
    }
}

struct Lines<R> {
    input: R,
    number: u64,
}

struct Line {
    bytes: Vec<u8>,
    number: u64,
    complete: bool,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Option<Line>, TraceError> {
        let mut bytes = Vec::new();
        let limit = LONGEST_LINE + 1;
        let read = io::Read::take(&mut self.input, limit).read_until(b'\n', &mut bytes).map_err(TraceError::Io)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let complete = bytes.ends_with(b"\n");
        if !complete && read as u64 == limit {
            return Err(TraceError::LineTooLong { line: self.number });
        }
        Ok(Some(Line { bytes, number: self.number, complete }))
    }
}
