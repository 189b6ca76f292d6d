//! The page on the trace format and the code say the same: names come from the code's own parser, examples go
//! through it and come back unchanged.

use crate::pages::{Page, files, pages};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;
use twistlab::event::{
    Call, Callback, ClockKind, Close, Direction, Ending, Event, Reason, SocketOption, Stamped, ThreadState, Why,
};
use twistlab::trace::Header;

fn page() -> Page {
    pages().into_iter().find(|page| page.name() == "trace-format.md").unwrap()
}

/// The names that the code knows, asked of its parser: it lists them when it is given another one.
fn names<T: DeserializeOwned>(unknown: &str) -> Vec<String> {
    let Err(error) = serde_json::from_str::<T>(unknown) else { panic!("{unknown} was known") };
    let told = error.to_string();
    let (_, known) = told.split_once("expected").unwrap_or_else(|| panic!("{told} lists no names"));
    known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The example lines of the page.
fn examples() -> Vec<String> {
    let blocks = page().code().into_iter().filter(|code| code.language.as_deref() == Some("json"));
    blocks.flat_map(|code| code.text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn back<T: DeserializeOwned + serde::Serialize>(line: &str) -> Value {
    let read: T = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    serde_json::to_value(read).unwrap()
}

#[test]
fn every_name_of_the_code_is_in_the_page() {
    let code: BTreeSet<String> = page().code().into_iter().map(|code| code.text).collect();
    let known = [
        names::<Event>(r#"{"event":"?"}"#),
        names::<Call>(r#""?""#),
        names::<SocketOption>(r#""?""#),
        names::<ThreadState>(r#""?""#),
        names::<Ending>(r#"{"how":"?"}"#),
        names::<Direction>(r#""?""#),
        names::<Callback>(r#""?""#),
        names::<Why>(r#""?""#),
        names::<Close>(r#""?""#),
        names::<Reason>(r#""?""#),
        names::<ClockKind>(r#""?""#),
    ];
    for name in known.iter().flatten() {
        assert!(code.contains(name), "the page does not name `{name}`");
    }
    assert_eq!(known.map(|names| names.len() > 1), [true; 11], "the parser listed its names");
}

#[test]
fn every_example_is_read_and_written_back_the_same() {
    let mut events = BTreeSet::new();
    for line in examples() {
        let value: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let read = if value.get("format").is_some() { back::<Header>(&line) } else { back::<Stamped>(&line) };
        assert_eq!(read, value, "a field of this example is not known: {line}");
        events.extend(value.get("event").and_then(Value::as_str).map(str::to_owned));
    }
    let known: BTreeSet<String> = names::<Event>(r#"{"event":"?"}"#).into_iter().collect();
    assert_eq!(events, known, "every event has an example");
}

#[test]
fn every_field_is_described() {
    let described: BTreeSet<String> =
        page().code().into_iter().filter(|c| c.language.is_none()).map(|c| c.text).collect();
    let traces = files("trace").into_iter().map(|file| std::fs::read_to_string(file).unwrap());
    let lines: Vec<String> = traces.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    for line in examples().iter().chain(&lines) {
        fields(&serde_json::from_str(line).unwrap(), &mut |field| {
            assert!(described.contains(field), "the page does not describe `{field}`: {line}");
        });
    }
}

fn fields(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Object(object) => object.iter().for_each(|(field, inner)| {
            visit(field);
            fields(inner, visit);
        }),
        Value::Array(inner) => inner.iter().for_each(|value| fields(value, visit)),
        _ => {}
    }
}
