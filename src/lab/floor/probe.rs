//! What the library tells of itself, as events: causes and effects, delayed calls, producers.
//!
//! The library's facts name sources by keys and times by their clock; here they get the stage's names and lines. What the
//! sockets and the wait tell themselves is told there and not again.

use super::Floor;
use crate::event::{
    self, Arrangement, Callback, Close, Direction, Event, Interest, Micros, SourceName, Text, TimerId, TimerName, Why,
};
use crate::lab::here;
use crate::reactor::Reason;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::{self, Noted, Phase, Probe};
use crate::reactor::source::Key;
use crate::reactor::timers;
use std::rc::Rc;
use std::time::Duration;

/// Tells what a reactor does.
pub(super) struct Teller {
    floor: Rc<Floor>,
    calls: ClockTeller,
}

/// Tells what becomes of the delayed calls of one clock.
pub(super) struct ClockTeller {
    floor: Rc<Floor>,
}

impl Teller {
    pub(super) fn new(floor: &Rc<Floor>) -> Self {
        Teller { floor: floor.clone(), calls: ClockTeller::new(floor) }
    }

    fn of(&self, key: Key, line: Option<u32>, event: Event) {
        let name = self.floor.names.borrow().of(key);
        self.floor.note(name.as_ref(), line, event);
    }

    fn named(&self, key: Option<Key>) -> Option<SourceName> {
        self.floor.names.borrow().of(key?)
    }
}

impl Probe for Teller {
    fn note(&self, noted: &Noted<'_>, caller: Option<Caller>) {
        let line = self.floor.bench.line_of(caller);
        match noted {
            Noted::TurnBegan { .. } => {
                here::next_turn();
                self.floor.note(None, None, Event::TurnBegan);
            }
            Noted::WaitBegan { why, .. } => self.floor.note(None, None, Event::WaitChosen { why: why_of(*why) }),
            Noted::InterestChanged { key, interest } => {
                self.of(*key, line, Event::Watched(Interest { read: interest.read, write: interest.write }));
            }
            Noted::Dispatched { key, phase } => {
                let direction = if *phase == Phase::Writes { Direction::Write } else { Direction::Read };
                self.of(*key, None, Event::Dispatched { direction });
            }
            Noted::Buffered { key, bytes, waiting } => {
                self.of(*key, line, Event::Wrote { bytes: *bytes as u64, held: *waiting as u64 });
            }
            Noted::Written { key, left, .. } => {
                self.of(*key, None, Event::Buffered { held: *left as u64, budget: None });
            }
            Noted::ReadingPaused { key } => self.of(*key, line, Event::ReadingPaused),
            Noted::ReadingResumed { key } => self.of(*key, line, Event::ReadingResumed),
            Noted::ProducerRegistered { key, streaming, mark } => {
                self.of(*key, line, Event::ProducerRegistered { streaming: *streaming, mark: *mark as u64 });
            }
            Noted::ProducerUnregistered { key } => self.of(*key, line, Event::ProducerUnregistered),
            Noted::ProducerPaused { key, waiting } => {
                self.of(*key, line, Event::ProducerPaused { held: *waiting as u64 });
            }
            Noted::MarkSet { key, mark } => self.of(*key, None, Event::MarkSet { mark: *mark as u64 }),
            Noted::ProducerResumed { key } => self.of(*key, None, Event::ProducerResumed),
            Noted::ProducerStopped { key } => self.of(*key, None, Event::ProducerStopped),
            Noted::LoseAsked { key, waiting } => self.of(*key, line, asked(Close::InOrder, *waiting)),
            Noted::LoseWriteAsked { key, waiting } => self.of(*key, line, asked(Close::Write, *waiting)),
            Noted::AbortAsked { key, dropped } => self.of(*key, line, asked(Close::Abort, *dropped)),
            Noted::Connected { key, .. } => self.of(*key, None, Event::Connected),
            Noted::ProtocolBuilt { key, protocol } => {
                self.of(*key, None, Event::ProtocolBuilt { protocol: short(protocol).into() });
            }
            Noted::ConnectFailed { key, error } => {
                let event = Event::ConnectFailed { error: error.to_string().into() };
                self.floor.note(self.named(*key).as_ref(), None, event);
            }
            Noted::Closed { key, reason } => self.of(*key, None, ended(reason)),
            // The library's own descriptors, its ports and connections: nothing of the program's is called.
            Noted::Called { key, callback: probe::Callback::DescriptorLost }
            | Noted::CameBack { key, callback: probe::Callback::DescriptorLost }
                if self.named(*key).is_some() => {}
            Noted::Called { key, callback } => {
                let event = Event::Called { callback: callback_of(*callback) };
                self.floor.note(self.named(*key).as_ref(), None, event);
            }
            Noted::CameBack { key, callback } => {
                let event = Event::CameBack { callback: callback_of(*callback) };
                self.floor.note(self.named(*key).as_ref(), None, event);
            }
            Noted::CallbackFailed { key, callback, error } => {
                let (callback, error) = (callback_of(*callback), error.to_string().into());
                self.floor.note(self.named(*key).as_ref(), None, Event::CallbackFailed { callback, error });
            }
            other => self.calls.note(other, caller),
        }
    }

    fn wants_heap(&self) -> bool {
        self.calls.wants_heap()
    }
}

impl ClockTeller {
    pub(super) fn new(floor: &Rc<Floor>) -> Self {
        ClockTeller { floor: floor.clone() }
    }
}

impl Probe for ClockTeller {
    fn note(&self, noted: &Noted<'_>, caller: Option<Caller>) {
        let (line, clock) = (self.floor.bench.line_of(caller), self.floor.clock);
        let tell = |event| self.floor.note(None, line, event);
        match noted {
            Noted::TimerScheduled { timer, due } => {
                let timer = id(*timer);
                let hint = of_the_library(caller).or_else(|| here::hinted(|hints| hints.call.take()));
                let name = self.floor.names.borrow_mut().scheduled(timer, hint, line);
                tell(Event::TimerScheduled { timer, name, due: micros(*due), clock });
            }
            Noted::TimerMoved { timer, due } => {
                let (timer, due) = (id(*timer), micros(*due));
                let name = self.floor.names.borrow().call(timer);
                tell(Event::TimerMoved { timer, name, due, clock });
            }
            Noted::TimerCancelled { timer } => {
                let timer = id(*timer);
                let name = self.floor.names.borrow_mut().over(timer);
                tell(Event::TimerCancelled { timer, name, clock });
            }
            Noted::TimerFired { timer, late } => {
                let (timer, late) = (id(*timer), micros(*late));
                let name = self.floor.names.borrow_mut().over(timer);
                tell(Event::TimerFired { timer, name, late, clock });
            }
            Noted::TimersSwept { kept, swept } => {
                tell(Event::TimersSwept { kept: *kept as u64, swept: *swept as u64, clock });
            }
            Noted::HeapArranged { new, heap, more } => {
                let places = |entry| {
                    let of_it = (0..).zip(*heap).filter(move |(_, filed)| filed.entry == entry);
                    of_it.map(|(place, _)| place).collect()
                };
                tell(Event::HeapArranged(Box::new(Arrangement {
                    new: new.iter().copied().map(id).collect(),
                    heap: heap.iter().map(|filed| id(filed.timer)).collect(),
                    dead: places(probe::Entry::Dead),
                    misplaced: places(probe::Entry::OutOfPlace),
                    more: *more as u64,
                    clock,
                })));
            }
            Noted::Advanced { by, now } => tell(Event::Advanced { by: micros(*by), now: micros(*now) }),
            _ => {}
        }
    }

    fn wants_heap(&self) -> bool {
        true
    }
}

/// What the library has put off by itself, by the file that did: the stage cannot give it a name.
fn of_the_library(caller: Option<Caller>) -> Option<TimerName> {
    const OWN: &[(&str, &str)] = &[("reactor/client.rs", "connect timeout"), ("reactor/server.rs", "port rests")];
    let file = caller?.file();
    OWN.iter().find(|(own, _)| file.ends_with(own)).map(|(_, name)| (*name).into())
}

fn id(timer: timers::TimerId) -> TimerId {
    TimerId(timer.number())
}

fn micros(span: Duration) -> Micros {
    span.into()
}

fn asked(how: Close, held: usize) -> Event {
    Event::CloseAsked { how, held: held as u64 }
}

fn ended(reason: &Reason) -> Event {
    let (reason, error): (_, Option<Text>) = match reason {
        Reason::Done => (event::Reason::Done, None),
        Reason::Aborted => (event::Reason::Aborted, None),
        Reason::Lost(error) => (event::Reason::Lost, error.as_ref().map(|error| error.to_string().into())),
        Reason::Error(error) => (event::Reason::Failed, Some(error.to_string().into())),
    };
    Event::ConnectionEnded { reason, error }
}

/// A type's name without the modules that it stands in, nor those of its parameters.
fn short(name: &str) -> &str {
    let whole = name.split('<').next().unwrap_or(name);
    whole.rsplit("::").next().unwrap_or(whole)
}

fn why_of(why: probe::Why) -> Why {
    match why {
        probe::Why::StillReady => Why::StillReady,
        probe::Why::CallsWait => Why::CallsWait,
        probe::Why::NextTimer => Why::NextTimer,
        probe::Why::Asked => Why::Asked,
        probe::Why::NothingDue => Why::NothingDue,
    }
}

fn callback_of(callback: probe::Callback) -> Callback {
    use probe::Callback as C;
    match callback {
        C::ConnectionMade => Callback::ConnectionMade,
        C::DataReceived => Callback::DataReceived,
        C::ReadConnectionLost => Callback::ReadConnectionLost,
        C::WriteConnectionLost => Callback::WriteConnectionLost,
        C::ConnectionLost => Callback::ConnectionLost,
        C::BuildProtocol => Callback::BuildProtocol,
        C::StartFactory => Callback::StartFactory,
        C::StopFactory => Callback::StopFactory,
        C::StartedConnecting => Callback::StartedConnecting,
        C::ClientConnectionFailed => Callback::ClientConnectionFailed,
        C::ClientConnectionLost => Callback::ClientConnectionLost,
        C::PauseProducing => Callback::PauseProducing,
        C::ResumeProducing => Callback::ResumeProducing,
        C::StopProducing => Callback::StopProducing,
        C::TimedCall => Callback::TimedCall,
        C::CallFromThread => Callback::CallFromThread,
        C::Hook => Callback::Hook,
        C::DoRead => Callback::DoRead,
        C::DoWrite => Callback::DoWrite,
        C::DescriptorLost => Callback::DescriptorLost,
        C::Completion => Callback::Completion,
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_type_is_told_by_its_own_name() {
        assert_eq!(short("some::place::PingPong"), "PingPong");
        assert_eq!(short("alloc::boxed::Box<dyn a::b::C>"), "Box");
        assert_eq!(short("Echo"), "Echo");
    }
}
