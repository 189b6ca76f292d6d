//! One connection of the reactor library: its protocol and what was called of it, its end, its producer.

use crate::event::{Callback, Callee, Close, Event, Micros, Reason, SourceName, Text};
use std::collections::VecDeque;

/// The most points of a buffer's history that are kept: the oldest go.
const MOST_LEVELS: usize = 512;

/// What the reactor library told of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transport {
    /// The type of its protocol, once one was made.
    pub protocol: Option<Text>,
    /// How often each method of the protocol and of the producer was called, in the order of the first calls.
    pub calls: Vec<(Callback, u64)>,
    /// What was last called of its protocol, and when: an effect.
    pub effect: Option<(Callback, Micros)>,
    /// What the program last asked of it, and when: a cause.
    pub cause: Option<(Cause, Micros)>,
    /// The end that the program asked for, and when; the last of them.
    pub asked: Option<(Close, Micros)>,
    /// Why it is over.
    pub ended: Option<Ended>,
    /// The program has paused reading.
    pub reading_paused: bool,
    /// Since when, while it has.
    pub paused_since: Option<Micros>,
    /// Its producer, where one was ever registered.
    pub producer: Option<Producer>,
    /// Above so many bytes in the buffer a push producer is paused.
    pub mark: Option<u64>,
    /// How many bytes the buffer held, each time that it changed: the newest at the end.
    pub levels: VecDeque<Level>,
    /// The connection to which the program passes on what it reads from this one, where that was seen.
    pub feeds: Option<SourceName>,
    /// Bytes that the program wrote in all.
    pub written: u64,
}

/// What a program asked of a transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// To take so many bytes.
    Write(u64),
    /// To end.
    Close(Close),
    /// To read no more for now.
    PauseReading,
    /// To read again.
    ResumeReading,
}

/// Why a connection is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The kind of reason.
    pub reason: Reason,
    /// The sentence, where there is one.
    pub error: Option<Text>,
    /// When.
    pub at: Micros,
}

/// A producer that was registered with a transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Producer {
    /// Whether it is a push producer.
    pub streaming: bool,
    /// What it was last told.
    pub state: ProducerState,
    /// How often it was told to pause.
    pub pauses: u64,
    /// How often it was told to go on.
    pub resumes: u64,
    /// Bytes that were written although it is paused.
    pub wrote_paused: u64,
}

/// What a producer was last told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProducerState {
    /// It may write.
    Producing,
    /// It was told to pause.
    Paused,
    /// It was told that its consumer is gone.
    Stopped,
    /// The program unregistered it.
    Unregistered,
}

/// How many bytes a buffer held at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// When.
    pub at: Micros,
    /// How many.
    pub held: u64,
    /// What its producer was told at that moment.
    pub told: Option<ProducerState>,
}

impl Cause {
    fn told_by(event: &Event) -> Option<Cause> {
        Some(match event {
            Event::Wrote { bytes, .. } => Cause::Write(*bytes),
            Event::CloseAsked { how, .. } => Cause::Close(*how),
            Event::ReadingPaused => Cause::PauseReading,
            Event::ReadingResumed => Cause::ResumeReading,
            _ => return None,
        })
    }
}

impl Transport {
    /// Whether the program has asked for its end, and the protocol was not told of it yet.
    pub fn is_ending(&self) -> bool {
        self.asked.is_some_and(|(how, _)| how != Close::Write) && self.ended.is_none()
    }

    /// Whether somebody is told when too much waits in its buffer.
    pub fn has_brakes(&self) -> bool {
        let heeds = |producer: Producer| matches!(producer.state, ProducerState::Producing | ProducerState::Paused);
        self.producer.is_some_and(heeds)
    }

    /// The mark, where it means something: a pull producer is never paused.
    pub fn brake(&self) -> Option<u64> {
        self.mark.filter(|_| self.producer.is_none_or(|producer| producer.streaming))
    }

    /// How often a method was called.
    pub fn called(&self, callback: Callback) -> u64 {
        self.calls.iter().find(|(known, _)| *known == callback).map_or(0, |(_, times)| *times)
    }

    /// Whether an event is one of the library's, and so whether its source is a connection of it.
    pub(super) fn is_told_by(event: &Event) -> bool {
        match event {
            Event::Called { callback } => matches!(callback.callee(), Callee::Protocol | Callee::Producer),
            Event::ProtocolBuilt { .. }
            | Event::Connected
            | Event::Wrote { .. }
            | Event::CloseAsked { .. }
            | Event::ConnectionEnded { .. }
            | Event::ReadingPaused
            | Event::ReadingResumed
            | Event::ProducerRegistered { .. }
            | Event::ProducerUnregistered
            | Event::ProducerPaused { .. }
            | Event::ProducerResumed
            | Event::ProducerStopped
            | Event::MarkSet { .. } => true,
            _ => false,
        }
    }

    pub(super) fn apply(&mut self, event: &Event, at: Micros) {
        if let Some(cause) = Cause::told_by(event) {
            self.cause = Some((cause, at));
        }
        match event {
            Event::ProtocolBuilt { protocol } => self.protocol = Some(protocol.clone()),
            Event::Called { callback } => {
                if callback.callee() == Callee::Protocol {
                    self.effect = Some((*callback, at));
                }
                match self.calls.iter_mut().find(|(known, _)| known == callback) {
                    Some((_, times)) => *times = times.saturating_add(1),
                    None => self.calls.push((*callback, 1)),
                }
            }
            Event::Wrote { bytes, held } => {
                self.written = self.written.saturating_add(*bytes);
                if let Some(paused) = self.producer.as_mut().filter(|producer| producer.state == ProducerState::Paused)
                {
                    paused.wrote_paused = paused.wrote_paused.saturating_add(*bytes);
                }
                self.level(at, *held, None);
            }
            Event::Buffered { held, .. } => self.level(at, *held, None),
            Event::CloseAsked { how, .. } => {
                self.asked = Some((*how, at));
                if *how == Close::Abort {
                    self.emptied(at);
                }
            }
            Event::ConnectionEnded { reason, error } => {
                self.emptied(at);
                self.ended = Some(Ended { reason: *reason, error: error.clone(), at });
            }
            Event::ReadingPaused => (self.reading_paused, self.paused_since) = (true, Some(at)),
            Event::ReadingResumed => (self.reading_paused, self.paused_since) = (false, None),
            Event::MarkSet { mark } => self.mark = Some(*mark),
            Event::ProducerRegistered { streaming, mark } => {
                self.mark = Some(*mark);
                let state = ProducerState::Producing;
                self.producer = Some(Producer { streaming: *streaming, state, pauses: 0, resumes: 0, wrote_paused: 0 });
            }
            Event::ProducerPaused { held } => {
                self.tell(ProducerState::Paused);
                self.level(at, *held, Some(ProducerState::Paused));
            }
            Event::ProducerResumed => {
                self.tell(ProducerState::Producing);
                let held = self.levels.back().map_or(0, |level| level.held);
                self.level(at, held, Some(ProducerState::Producing));
            }
            Event::ProducerStopped => self.tell(ProducerState::Stopped),
            Event::ProducerUnregistered => self.tell(ProducerState::Unregistered),
            _ => {}
        }
    }

    fn tell(&mut self, state: ProducerState) {
        let Some(producer) = &mut self.producer else { return };
        producer.state = state;
        match state {
            ProducerState::Paused => producer.pauses = producer.pauses.saturating_add(1),
            ProducerState::Producing => {
                (producer.resumes, producer.wrote_paused) = (producer.resumes.saturating_add(1), 0);
            }
            ProducerState::Stopped | ProducerState::Unregistered => {}
        }
    }

    /// What waited is dropped.
    fn emptied(&mut self, at: Micros) {
        if self.levels.back().is_some_and(|last| last.held > 0) {
            self.level(at, 0, None);
        }
    }

    fn level(&mut self, at: Micros, held: u64, told: Option<ProducerState>) {
        if self.levels.len() >= MOST_LEVELS {
            self.levels.pop_front();
        }
        self.levels.push_back(Level { at, held, told });
    }
}
