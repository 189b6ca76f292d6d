//! The words of what the reactor library tells: causes and effects, ends, producers, cases.

use crate::event::{Callback, CaseName, Close, Event, Text, Why, thousands};
use crate::world::{Cause, Interfaces, Producer, ProducerState, Provider, Source, Transport, World};

/// What the library told, in a few words; `None` for an event that is none of its own, or that no view tells as a line.
pub(super) fn told(event: &Event) -> Option<String> {
    Some(match event {
        Event::ProtocolBuilt { protocol } => format!("has a protocol: {protocol}"),
        Event::Connected => "is connected".into(),
        Event::Joined { peer } => format!("is joined to {peer}, in memory"),
        Event::ConnectFailed { error } => format!("the attempt failed: {error}"),
        Event::Called { callback } => format!("{} is called", callback.name()),
        Event::CallbackFailed { callback, error } => format!("{} failed: {error}", callback.name()),
        Event::Wrote { bytes, held } => {
            format!("transport.write({}), the buffer holds {} B", thousands(*bytes), thousands(*held))
        }
        Event::CloseAsked { how: Close::Abort, held: dropped } if *dropped > 0 => {
            format!("abort_connection(): {} B are dropped", thousands(*dropped))
        }
        Event::CloseAsked { how, held: 0 } => format!("{}()", how.name()),
        Event::CloseAsked { how, held } => format!("{}(), after {} B", how.name(), thousands(*held)),
        Event::ConnectionEnded { reason, error } => format!("is over: {}", reason_text(reason.name(), error.as_ref())),
        Event::ReadingPaused => "reading is paused: pause_producing()".into(),
        Event::ReadingResumed => "reading goes on: resume_producing()".into(),
        Event::ProducerRegistered { streaming: true, mark } => {
            format!("has a push producer, paused above {} B", thousands(*mark))
        }
        Event::ProducerRegistered { streaming: false, .. } => "has a pull producer".into(),
        Event::ProducerUnregistered => "its producer is unregistered".into(),
        Event::ProducerPaused { held } => format!("its producer must pause: {} B wait", thousands(*held)),
        Event::ProducerResumed => "its producer may go on".into(),
        Event::ProducerStopped => "its producer must stop: nobody consumes any more".into(),
        Event::Checked { case, failure: None, .. } => format!("passed: {}", self::case(case)),
        Event::Checked { case, failure: Some(failure), .. } => format!("FAILED: {}: {failure}", self::case(case)),
        Event::Provided { who, interface, provides: true } => format!("{who} provides {interface}"),
        Event::Provided { who, interface, provides: false } => format!("{who} does not provide {interface}"),
        _ => return None,
    })
}

/// A reason with its sentence: `Done`, `Error: the protocol gave up`.
pub fn reason_text(name: &str, error: Option<&Text>) -> String {
    error.map_or_else(|| name.to_owned(), |error| format!("{name}: {error}"))
}

/// Where a connection of the library is in its life: `no protocol yet`, `connected`, `disconnecting`, `Done`.
pub fn transport_state(transport: &Transport) -> String {
    match &transport.ended {
        Some(ended) => reason_text(ended.reason.name(), ended.error.as_ref()),
        None if transport.is_ending() => "disconnecting".into(),
        None if transport.called(Callback::ConnectionMade) > 0 => "connected".into(),
        None => "connecting".into(),
    }
}

/// What was last called of a connection's protocol, with what it was given: `data_received(3 B)`, `connection_lost(Done)`.
pub fn effect(source: &Source) -> Option<String> {
    let transport = source.transport.as_ref()?;
    let (callback, _) = transport.effect?;
    let given = match callback {
        Callback::DataReceived => {
            let bytes = source.last_recv.as_ref().and_then(|answer| answer.outcome.ok()).filter(|bytes| *bytes > 0);
            bytes.map_or_else(String::new, |bytes| format!("({} B)", thousands(bytes)))
        }
        Callback::ConnectionLost => {
            transport.ended.as_ref().map_or_else(String::new, |ended| format!("({})", ended.reason.name()))
        }
        _ => String::new(),
    };
    Some(format!("{}{given}", callback.name()))
}

/// What a program asked of a transport, as a call: `write(3 B)`, `lose_connection()`.
pub fn cause(cause: Cause) -> String {
    match cause {
        Cause::Write(bytes) => format!("write({} B)", thousands(bytes)),
        Cause::Close(how) => format!("{}()", how.name()),
        Cause::PauseReading => "pause_producing()".into(),
        Cause::ResumeReading => "resume_producing()".into(),
    }
}

/// What a producer was last told, as a word.
pub fn producer_state(state: ProducerState) -> &'static str {
    match state {
        ProducerState::Producing => "producing",
        ProducerState::Paused => "paused",
        ProducerState::Stopped => "stopped",
        ProducerState::Unregistered => "unregistered",
    }
}

/// What a producer was told so far: `3 pauses, 2 resumes`; of one that pulls, how often it was asked.
pub fn producer_told(producer: &Producer) -> String {
    let count = |times: u64, what: &str| match times {
        1 => format!("1 {what}"),
        times => format!("{} {what}s", thousands(times)),
    };
    match producer.streaming {
        true => format!("{}, {}", count(producer.pauses, "pause"), count(producer.resumes, "resume")),
        false => format!("asked {}", count(producer.resumes, "time")),
    }
}

/// A case's name as it is read: `closing::the_end_comes_in_its_order` is `closing: the end comes in its order`.
pub fn case(name: &CaseName) -> String {
    name.as_str().replace("::", ": ").replace('_', " ")
}

/// How many cases passed, and how many were run: `2 of 3 passed`.
pub fn checked(world: &World) -> String {
    let passed = world.checks.iter().filter(|check| check.failure.is_none()).count();
    format!("{passed} of {} passed", world.checks.len())
}

/// Who provides what, a table of cells for each table of the world: the head first, then a row a type.
pub fn provided(world: &World) -> Vec<Vec<Vec<String>>> {
    let answer = |answer: Option<&Option<bool>>| match answer.copied().flatten() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let rows = |table: &Interfaces| {
        let head = table.interfaces.iter().map(|interface| interface.as_str().to_owned());
        let head: Vec<String> = std::iter::once("provides".to_owned()).chain(head).collect();
        let row = |provider: &Provider| {
            let answers = (0..table.interfaces.len()).map(|place| answer(provider.provides.get(place)).to_owned());
            std::iter::once(provider.who.as_str().to_owned()).chain(answers).collect()
        };
        std::iter::once(head).chain(table.providers.iter().map(row)).collect()
    };
    world.interfaces.iter().map(rows).collect()
}

/// Why a reactor's wait was given its timeout, in a clause; where it is a delayed call, which.
pub fn why(why: Why, next: Option<&str>) -> String {
    match (why, next) {
        (Why::StillReady, _) => "somebody is still ready".into(),
        (Why::CallsWait, _) => "a call waits for the next turn".into(),
        (Why::NextTimer, Some(next)) => format!("{next} is due then"),
        (Why::NextTimer, None) => "a delayed call is due then".into(),
        (Why::Asked, _) => "the program said so".into(),
        (Why::NothingDue, _) => "no call is due".into(),
    }
}
