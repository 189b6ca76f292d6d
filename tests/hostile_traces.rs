//! Files that are no trace, or only almost: each is refused with one clear sentence, nothing in one reaches
//! the terminal, and nothing panics.

#[path = "support/arbitrary.rs"]
mod arbitrary;
mod support;

use arbitrary::{in_order, stamped};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::io::{BufReader, Read as _};
use std::sync::LazyLock;
use support::{events, play_side_by_side, scene};
use twistlab::event::Stamped;
use twistlab::trace::codec::{self, TraceError};
use twistlab::trace::{Header, Trace};

/// A recording of a whole run, line by line.
static GOOD: LazyLock<Vec<String>> = LazyLock::new(|| {
    let traces = play_side_by_side(&[(scene("round-trip"), Vec::new())]);
    text(&traces[0].header, events(&traces[0])).lines().map(str::to_owned).collect()
});

fn text<'a>(header: &Header, events: impl IntoIterator<Item = &'a Stamped>) -> String {
    let mut out = Vec::new();
    codec::write_header(&mut out, header).expect("memory takes it");
    events.into_iter().for_each(|stamped| codec::write_event(&mut out, stamped).expect("memory takes it"));
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// The good recording with its lines changed.
fn changed(change: impl FnOnce(&mut Vec<String>)) -> String {
    let mut lines = GOOD.clone();
    change(&mut lines);
    lines.into_iter().map(|line| line + "\n").collect()
}

fn read(text: impl AsRef<[u8]>) -> Result<codec::Read, TraceError> {
    codec::read(text.as_ref())
}

/// The sentence with which a file is refused.
fn refusal(text: impl AsRef<[u8]>) -> String {
    match read(&text) {
        Ok(read) => panic!("{} events were read from {:?}", read.trace.len(), String::from_utf8_lossy(text.as_ref())),
        Err(error) => {
            let sentence = error.to_string();
            assert!(sentence.len() < 250 && !sentence.chars().any(char::is_control), "no sentence: {sentence:?}");
            sentence
        }
    }
}

#[test]
fn a_whole_recording_reads_whole() {
    let read = read(changed(|_| {})).unwrap();
    assert_eq!((read.trace.len(), read.torn_at), (GOOD.len() - 1, None));
    assert!(read.trace.head().ended());
}

#[test]
fn a_torn_recording_reads_up_to_the_tear_and_says_so() {
    let whole = changed(|_| {});
    let last = GOOD.len() as u64;
    let start = whole.len() - GOOD[GOOD.len() - 1].len() - 1;
    assert_eq!(read(&whole[..start]).unwrap().torn_at, None, "cut between two lines, nothing is torn");
    for cut in start + 1..whole.len() - 1 {
        let read = read(&whole[..cut]).unwrap_or_else(|error| panic!("cut at {:?}: {error}", &whole[start..cut]));
        assert_eq!((read.trace.len() as u64, read.torn_at), (last - 2, Some(last)), "{:?}", &whole[start..cut]);
    }
    assert_eq!(read(&whole[..whole.len() - 1]).unwrap().torn_at, None, "only the line's end is missing");
    let inside_a_character =
        [&whole.as_bytes()[..start], br#"{"seq":9,"text":""#, "…".as_bytes().split_at(1).0].concat();
    assert_eq!(read(inside_a_character).unwrap().torn_at, Some(last));
}

#[test]
fn what_is_no_trace_is_refused_as_such() {
    assert_eq!(refusal(""), "the file is empty");
    let foreign: [&[u8]; 7] =
        [b"\n", b"hello\n", b"{}\n", b"[1]\n", br#"{"format":"har"}"#, b"\x7fELF\x02\x01", &[0xff; 64]];
    for file in foreign {
        assert!(refusal(file).starts_with("this is no trace of twistlab"), "{file:?}: {}", refusal(file));
    }
    let nested = "[".repeat(100_000);
    assert!(refusal(&nested).starts_with("this is no trace of twistlab"));
}

#[test]
fn a_newer_format_is_refused_and_an_unknown_field_is_not() {
    let newer = changed(|lines| lines[0] = lines[0].replace("\"version\":1", "\"version\":2"));
    assert!(refusal(&newer).contains("format version 2"), "{}", refusal(&newer));
    let far = changed(|lines| lines[0] = r#"{"format":"twistlab-trace","version":18446744073709551615}"#.into());
    assert!(refusal(&far).contains("18446744073709551615"), "told before anything else of it is looked at");
    let more = changed(|lines| {
        lines.iter_mut().for_each(|line| *line = line.replacen('{', r#"{"colour":{"of":["another","day"]},"#, 1));
    });
    assert_eq!(read(more).unwrap().trace.head(), read(changed(|_| {})).unwrap().trace.head());
}

#[test]
fn lines_that_are_missing_or_in_disorder_are_told_by_number() {
    let gone = changed(|lines| drop(lines.remove(5)));
    assert_eq!(refusal(gone), "line 6 has seq 6 where 5 was due: lines are missing or in disorder");
    let twice = changed(|lines| lines.insert(5, lines[4].clone()));
    assert_eq!(refusal(twice), "line 6 has seq 4 where 5 was due: lines are missing or in disorder");
    let back = changed(|lines| lines[5] = with(&lines[5], "us", 0.into()));
    assert_eq!(refusal(back), "line 6 is no event: its time is before that of the line above");
    let end = changed(|lines| lines[5] = with(&lines[5], "seq", u64::MAX.into()));
    assert_eq!(refusal(end), "line 6 has seq 18446744073709551615 where 5 was due: lines are missing or in disorder");
}

#[test]
fn a_line_that_is_no_event_is_told_by_number() {
    let cases: [(Vec<u8>, &str); 6] = [
        (b"".to_vec(), "line 6 is no event: "),
        (b"{\"seq\":5}".to_vec(), "line 6 is no event: missing field"),
        (GOOD[5].replace("\"us\":", "\"us\":-").into_bytes(), "line 6 is no event: invalid value"),
        (with(&GOOD[5], "event", "sneezed".into()).into_bytes(), "line 6 is no event: unknown variant `sneezed`"),
        (GOOD[5].replace("main", "ma\u{0}in").into_bytes(), "line 6 is no event: control character"),
        ([&GOOD[5].as_bytes()[..8], b"\xff\xfe", &GOOD[5].as_bytes()[8..]].concat(), "line 6 is no event: "),
    ];
    for (line, expected) in cases {
        let told = refusal(with_line(&line));
        assert!(told.starts_with(expected), "{:?}: {told}", String::from_utf8_lossy(&line));
    }
    let broken_name =
        [GOOD[5].split("main").next().unwrap().as_bytes(), b"m\xc3in\",\"event\":\"turn_began\"}"].concat();
    assert_eq!(refusal(with_line(&broken_name)), "line 6 is no event: invalid unicode code point");
}

#[test]
fn what_is_nested_or_too_long_is_refused() {
    let event = |event: &str| format!("{}\n{{\"seq\":1,\"us\":1,\"turn\":0,\"thread\":\"main\",{event}}}\n", GOOD[0]);
    let once = r#""event":"turn_began""#;
    let again = |what: &str| format!(r#""event":"repeated","times":18446744073709551615,"what":{{{what}}}"#);
    assert_eq!(read(event(&again(once))).unwrap().trace.len(), 1);
    assert_eq!(refusal(event(&again(&again(once)))), "line 2 is no event: a repeat repeats a repeat");
    for depth in [60, 120, 5_000] {
        let deep = (0..depth).fold(once.to_owned(), |what, _| again(&what));
        assert!(refusal(event(&deep)).starts_with("line 2 is no event: "), "{depth} deep");
    }
    let ready = |n: usize| {
        let ready = vec![r#"{"source":"client","read":true}"#; n].join(",");
        format!(r#""event":"woke","call":"select","result":9,"ready":[{ready}]"#)
    };
    assert_eq!(read(event(&ready(32))).unwrap().trace.len(), 1);
    for many in [ready(33), again(&ready(33)), ready(10_000)] {
        assert_eq!(refusal(event(&many)), "line 2 is no event: a wait names too many sources");
    }
}

/// The good recording with its sixth line replaced.
fn with_line(line: &[u8]) -> Vec<u8> {
    let at = |place: usize| GOOD[place..].iter().flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied();
    let before = GOOD[..5].iter().flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied();
    before.chain(line.iter().copied()).chain(*b"\n").chain(at(6)).collect()
}

fn with(line: &str, field: &str, value: Value) -> String {
    let mut event: Value = serde_json::from_str(line).expect("a good line is JSON");
    event[field] = value;
    event.to_string()
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let endless = || std::io::repeat(b'x');
    let told = |input: &mut dyn std::io::Read| codec::read(BufReader::new(input)).unwrap_err().to_string();
    assert!(told(&mut endless()).starts_with("line 1 is longer than "));
    let head = changed(|lines| lines.truncate(4));
    assert!(told(&mut head.as_bytes().chain(endless())).starts_with("line 5 is longer than "));
}

#[test]
fn a_long_text_is_cut() {
    let long = "x".repeat(200_000);
    let texts: [(&str, Value); 4] = [
        ("text", serde_json::json!({"event": "said", "text": long})),
        ("error", serde_json::json!({"event": "ended", "how": "failed", "error": long})),
        ("error", serde_json::json!({"event": "ended", "how": "panicked", "error": long})),
        ("wchan", serde_json::json!({"event": "sampled", "state": "asleep", "wchan": long, "syscall": long, "cpu": 1})),
    ];
    for (what, event) in texts {
        let mut line: Value = serde_json::json!({"seq": 1, "us": 1, "turn": 0, "thread": long});
        line.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
        let trace = read(format!("{}\n{line}\n", GOOD[0])).unwrap().trace;
        let kept = text(&Header::default(), events(&trace)).lines().last().map_or(0, str::len);
        assert!(kept < 5_000, "{what}: {kept} bytes of {} were kept", line.to_string().len());
    }
}

#[test]
fn no_control_character_survives() {
    // Clear the screen, set the title, ring, and the same with the one-byte controls of ISO 6429.
    let sting = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{90}\r\n\u{7f}";
    let words = ["format", "event", "call", "option", "state", "how"]; // these must be the format's own
    for line in GOOD.iter() {
        let mut value: Value = serde_json::from_str(line).unwrap();
        walk(&mut value, "", &mut |field, text| {
            if !words.contains(&field) {
                text.push_str(sting);
            }
        });
        let file = match value.get("seq") {
            Some(_) => format!("{}\n{}\n", GOOD[0], with(&value.to_string(), "seq", 1.into())),
            None => format!("{value}\n"),
        };
        assert_clean(&read(&file).unwrap_or_else(|error| panic!("{error}: {file}")).trace);
    }
}

fn assert_clean(trace: &Trace) {
    for line in text(&trace.header, events(trace)).lines() {
        let mut value: Value = serde_json::from_str(line).expect("what is written is JSON");
        let listing = value.get_mut("stage").and_then(|stage| stage.get_mut("text")).map(Value::take);
        let listing = listing.as_ref().and_then(Value::as_str).unwrap_or_default();
        assert!(listing.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()), "the listing: {listing:?}");
        walk(&mut value, "", &mut |_, text| assert!(!text.chars().any(char::is_control), "{text:?} in {line}"));
    }
}

/// Every text in a value, with the name of its field.
fn walk(value: &mut Value, field: &str, visit: &mut impl FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => visit(field, text),
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, field, visit)),
        Value::Object(fields) => fields.iter_mut().for_each(|(field, value)| walk(value, field, visit)),
        _ => {}
    }
}

/// A change to a file's bytes.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Cut(Index, Index),
    Double(Index, Index),
    Put(Index, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Cut(from, to)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Double(from, to)),
        (any::<Index>(), vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Change::Put(at, bytes)),
    ]
}

impl Change {
    fn apply(self, file: &mut Vec<u8>) {
        let place = |at: Index| at.index(file.len() + 1);
        let span = |from: Index, to: Index| {
            let (from, to) = (place(from), place(to));
            from.min(to)..from.max(to).min(from.min(to) + 400)
        };
        match self {
            Change::Flip(at, byte) => {
                let at = place(at);
                file.get_mut(at).into_iter().for_each(|old| *old ^= byte);
            }
            Change::Cut(from, to) => drop(file.drain(span(from, to))),
            Change::Double(from, to) => {
                let span = span(from, to);
                let bytes = file[span.clone()].to_vec();
                file.splice(span.end..span.end, bytes);
            }
            Change::Put(at, bytes) => {
                let at = place(at);
                drop(file.splice(at..at, bytes));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn random_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..600), lines in 0..6_usize) {
        let mut file: Vec<u8> = changed(|good| good.truncate(lines)).into_bytes();
        file.extend(bytes);
        if let Ok(read) = read(&file) {
            assert_clean(&read.trace);
        }
    }

    #[test]
    fn a_recording_with_random_changes_is_read_or_refused(changes in vec(change(), 1..4)) {
        let mut file = changed(|_| {}).into_bytes();
        changes.into_iter().for_each(|change| change.apply(&mut file));
        if let Ok(read) = read(&file) {
            assert_clean(&read.trace);
        }
    }

    #[test]
    fn any_events_in_order_read_back_as_they_were(given in vec(stamped(), 0..40)) {
        let given = in_order(given);
        let read = read(text(&Header { format: twistlab::trace::FORMAT.into(), ..Header::default() }, &given)).unwrap();
        prop_assert_eq!(events(&read.trace).cloned().collect::<Vec<_>>(), given);
        assert_clean(&read.trace);
    }
}
