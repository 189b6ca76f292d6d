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
//! is torn (the writer was killed) reads up to there, and says so. An event that repeats holds the event itself, one
//! level deep: a repeat of a repeat is refused, so that nothing nests. What is not readable gives one
//! [`TraceError`] with the number of its line, never a panic, whatever the file holds.

use super::{FORMAT, Header, Trace, VERSION};
use crate::event::{Event, Micros, Ready, Seq, SourceName, Stamped, ThreadName};
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
    let mut reader = Reader::open(input)?;
    let mut trace = Trace::new(reader.header.clone());
    for stamped in &mut reader {
        trace.push(stamped?);
    }
    Ok(Read { trace, torn_at: reader.torn_at })
}

/// Reads a trace event by event: a file may hold more of them than a [`Trace`] keeps.
///
/// It gives the events in order, without gaps and with no time before that of the line above, or an error, and then
/// nothing more.
pub struct Reader<R> {
    /// The first line.
    pub header: Header,
    /// The number of the last line, where it was torn; known after the last event.
    pub torn_at: Option<u64>,
    lines: Lines<R>,
    names: Names,
    last: Seq,
    at: Micros,
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// Where it is no header of a trace that can be read.
    pub fn open(input: R) -> Result<Self, TraceError> {
        let mut lines = Lines { input, bytes: Vec::new(), number: 0, ended: false };
        if !lines.next()? {
            return Err(TraceError::Empty);
        }
        let header = header(&lines.bytes)?;
        Ok(Reader { header, torn_at: None, lines, names: Names::default(), last: Seq(0), at: Micros(0) })
    }

    fn event(&mut self) -> Result<Option<Stamped>, TraceError> {
        if !self.lines.next()? {
            return Ok(None);
        }
        let line = self.lines.number;
        let mut stamped: Stamped = match serde_json::from_slice(&self.lines.bytes) {
            Ok(stamped) => stamped,
            Err(_) if self.lines.ended => {
                self.torn_at = Some(line);
                return Ok(None);
            }
            Err(error) => return Err(TraceError::BadLine { line, why: words(&error) }),
        };
        if let Some(why) = refused(&stamped.event) {
            return Err(TraceError::BadLine { line, why: why.into() });
        }
        self.names.share(&mut stamped);
        if stamped.at < self.at {
            return Err(TraceError::BadLine { line, why: "its time is before that of the line above".into() });
        }
        let (expected, found) = (self.last.0 + 1, stamped.seq.0);
        if found != expected {
            return Err(TraceError::OutOfOrder { line, expected, found });
        }
        (self.last, self.at) = (stamped.seq, stamped.at);
        Ok(Some(stamped))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Stamped, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let event = self.event();
        // After what cannot be read nothing more is.
        self.lines.ended |= event.is_err();
        event.transpose()
    }
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

/// Why an event is none that was ever written: what it holds has a bound.
fn refused(event: &Event) -> Option<&'static str> {
    match event {
        Event::Repeated { what, .. } if matches!(**what, Event::Repeated { .. }) => Some("a repeat repeats a repeat"),
        Event::Repeated { what, .. } => refused(what),
        Event::Woke { ready, .. } if ready.len() > Ready::MOST => Some("a wait names too many sources"),
        _ => None,
    }
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
            self.share_source(source);
        }
        let event = match &mut stamped.event {
            Event::Repeated { what, .. } => what,
            event => event,
        };
        if let Event::Woke { ready, .. } = event {
            ready.iter_mut().for_each(|ready| self.share_source(&mut ready.source));
        }
    }

    fn share_source(&mut self, source: &mut SourceName) {
        match self.sources.get(source) {
            Some(known) => *source = known.clone(),
            None if self.sources.len() < MOST_NAMES => _ = self.sources.insert(source.clone()),
            None => {}
        }
    }
}

struct Lines<R> {
    input: R,
    /// The line as read last.
    bytes: Vec<u8>,
    /// Its number.
    number: u64,
    /// Whether it had no end: nothing comes after it.
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    /// Goes to the next line; `false` where there is none.
    fn next(&mut self) -> Result<bool, TraceError> {
        if self.ended {
            return Ok(false);
        }
        self.bytes.clear();
        let limit = LONGEST_LINE + 1;
        let read = io::Read::take(&mut self.input, limit).read_until(b'\n', &mut self.bytes).map_err(TraceError::Io)?;
        self.number += 1;
        self.ended = !self.bytes.ends_with(b"\n");
        if self.ended && read as u64 == limit {
            return Err(TraceError::LineTooLong { line: self.number });
        }
        Ok(read > 0)
    }
}
