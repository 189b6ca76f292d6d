//! Events as no run would give them: every kind, with numbers at the ends of their range and names that meet.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use twistlab::event::{
    Arrangement, Call, Callback, ClockKind, Close, Counts, Direction, Ending, Errno, Event, Gauges, Interest, Micros,
    Outcome, Ready, Reason, Seq, SocketOption, Stamped, ThreadSample, ThreadState, TimerId, Why,
};

/// A number, mostly one where arithmetic goes wrong.
pub(crate) fn number() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        1..4_u64,
        150_000..160_000_u64,
        Just(1 << 63),
        Just(u64::MAX - 1),
        Just(u64::MAX),
        any::<u64>()
    ]
}

/// Any text, control characters and all.
pub(crate) fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..20).prop_map(String::from_iter)
}

/// A name of the lessons, or any text.
fn name(known: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![9 => select(known).prop_map(str::to_owned), 1 => text()]
}

fn thread() -> impl Strategy<Value = String> {
    name(&["main", "peer", "reader", "lab"])
}

fn source() -> impl Strategy<Value = String> {
    name(&["client", "server", "listener", "hello"])
}

fn call() -> impl Strategy<Value = Call> {
    use Call::{
        Accept, Bind, Close, Connect, Disconnect, Join, Listen, Nonblocking, Order, Pipe, Read, Recv, Send,
        ShutdownWrite, Sleep, Socket, Write,
    };
    let often = select(&[Send, Recv, Read, Write, Call::MemoryRead, Call::MemoryWrite][..]);
    let any =
        [Call::ShutdownBoth, Socket, Bind, Listen, Connect, Accept, ShutdownWrite, Disconnect, Close, Sleep, Join];
    let any = select([&any[..], &[Pipe, Nonblocking, Order]].concat());
    prop_oneof![2 => often, 2 => any, 1 => wait()]
}

fn wait() -> impl Strategy<Value = Call> {
    select(&[Call::Select, Call::Poll, Call::Mio, Call::MemoryWait][..])
}

fn ready() -> impl Strategy<Value = Ready> {
    let ready = (source(), any::<bool>(), any::<bool>());
    ready.prop_map(|(source, read, write)| Ready { source: source.into(), read, write })
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let errno = select(&["EAGAIN", "EPIPE", "ECONNRESET", "ENOWORD"][..]);
    prop_oneof![number().prop_map(Outcome::Result), errno.prop_map(|name| Outcome::Errno(Errno::named(name)))]
}

fn gauges() -> impl Strategy<Value = Gauges> {
    let gauge = || option::of(number());
    (gauge(), gauge(), gauge()).prop_map(|(queued, unsent, unread)| Gauges { queued, unsent, unread })
}

fn sample() -> impl Strategy<Value = ThreadSample> {
    use ThreadState::{Asleep, Dead, DiskSleep, Running, Stopped, Unknown};
    let state = select(&[Asleep, Asleep, Asleep, Running, DiskSleep, Stopped, Dead, Unknown][..]);
    let word = || option::of(text().prop_map(Into::into));
    (state, word(), word(), number()).prop_map(|(state, syscall, wchan, cpu)| ThreadSample {
        state,
        syscall,
        wchan,
        cpu: Micros(cpu),
    })
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        Just(Ending::Finished),
        text().prop_map(|error| Ending::Failed { error: error.into() }),
        text().prop_map(|error| Ending::Panicked { error: error.into() }),
    ]
}

/// What happened, of any kind, once or over and over.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => once(),
        1 => repeatedly(once()),
        1 => repeatedly(woke()),
    ]
}

fn repeatedly(what: BoxedStrategy<Event>) -> BoxedStrategy<Event> {
    (number(), what).prop_map(|(times, what)| Event::Repeated { times, what: Box::new(what) }).boxed()
}

fn woke() -> BoxedStrategy<Event> {
    let woke = (wait(), option::of(number()), outcome(), vec(ready(), 0..4));
    woke.prop_map(|(call, asked, outcome, ready)| Event::Woke { call, asked, outcome, ready }).boxed()
}

fn once() -> BoxedStrategy<Event> {
    prop_oneof![3 => of_a_blocking_stage(), 1 => of_a_loop(), 2 => of_a_reactor(), 1 => of_timers()].boxed()
}

fn of_a_loop() -> BoxedStrategy<Event> {
    let interest = || (any::<bool>(), any::<bool>()).prop_map(|(read, write)| Interest { read, write });
    let entered = (wait(), option::of(number()), number());
    let direction = select(&[Direction::Read, Direction::Write][..]);
    let full = (number(), number(), number());
    let point = (name(&["copy", "offset"]), number(), number());
    prop_oneof![
        2 => interest().prop_map(Event::Watched),
        2 => entered.prop_map(|(call, asked, ago)| Event::Entered { call, asked, ago: Micros(ago) }),
        4 => woke(),
        2 => direction.prop_map(|direction| Event::Dispatched { direction }),
        2 => (number(), option::of(number())).prop_map(|(held, budget)| Event::Buffered { held, budget }),
        1 => (number(), number()).prop_map(|(members, highest)| Event::Gathered { members, highest }),
        1 => full.prop_map(|(held, asked, budget)| Event::Exhausted { held, asked, budget }),
        1 => point.prop_map(|(series, x, y)| Event::Measured { series: series.into(), x, y }),
    ]
    .boxed()
}

fn callback() -> impl Strategy<Value = Callback> {
    use Callback::{
        BuildProtocol, ConnectionLost, ConnectionMade, DataReceived, PauseProducing, ResumeProducing, StopProducing,
        TimedCall,
    };
    select(
        &[
            ConnectionMade,
            DataReceived,
            ConnectionLost,
            BuildProtocol,
            TimedCall,
            PauseProducing,
            ResumeProducing,
            StopProducing,
        ][..],
    )
}

fn of_a_reactor() -> BoxedStrategy<Event> {
    let why = select(&[Why::StillReady, Why::CallsWait, Why::NextTimer, Why::Asked, Why::NothingDue][..]);
    let how = select(&[Close::InOrder, Close::Write, Close::Abort][..]);
    let reason = select(&[Reason::Done, Reason::Lost, Reason::Aborted, Reason::Failed][..]);
    let ended = (reason, option::of(text()));
    let checked = (text(), option::of(text()), option::of(text()));
    let provided = (name(&["Reactor", "ManualClock"]), name(&["ReactorCore", "ReactorTime"]), any::<bool>());
    prop_oneof![
        1 => why.prop_map(|why| Event::WaitChosen { why }),
        1 => name(&["PingPong", "Echo"]).prop_map(|protocol| Event::ProtocolBuilt { protocol: protocol.into() }),
        1 => Just(Event::Connected),
        1 => text().prop_map(|error| Event::ConnectFailed { error: error.into() }),
        1 => source().prop_map(|peer| Event::Joined { peer: peer.into() }),
        4 => callback().prop_map(|callback| Event::Called { callback }),
        4 => callback().prop_map(|callback| Event::CameBack { callback }),
        1 => (callback(), text()).prop_map(|(callback, error)| Event::CallbackFailed { callback, error: error.into() }),
        2 => (number(), number()).prop_map(|(bytes, held)| Event::Wrote { bytes, held }),
        1 => (how, number()).prop_map(|(how, held)| Event::CloseAsked { how, held }),
        1 => ended.prop_map(|(reason, error)| Event::ConnectionEnded { reason, error: error.map(Into::into) }),
        1 => Just(Event::ReadingPaused),
        1 => Just(Event::ReadingResumed),
        1 => (any::<bool>(), number()).prop_map(|(streaming, mark)| Event::ProducerRegistered { streaming, mark }),
        1 => Just(Event::ProducerUnregistered),
        1 => number().prop_map(|held| Event::ProducerPaused { held }),
        1 => Just(Event::ProducerResumed),
        1 => Just(Event::ProducerStopped),
        1 => number().prop_map(|mark| Event::MarkSet { mark }),
        1 => checked.prop_map(|(case, covers, failure)| Event::Checked {
            case: case.into(),
            covers: covers.map(Into::into),
            failure: failure.map(Into::into),
        }),
        1 => provided.prop_map(|(who, interface, provides)| Event::Provided {
            who: who.into(),
            interface: interface.into(),
            provides,
        }),
    ]
    .boxed()
}

fn of_timers() -> BoxedStrategy<Event> {
    let timer = || prop_oneof![1..6_u64, number()].prop_map(TimerId);
    let clock = || select(&[ClockKind::Lab, ClockKind::Manual, ClockKind::Memory][..]);
    let named = || (timer(), option::of(name(&["A", "B", "heartbeat"]).prop_map(Into::into)), clock());
    prop_oneof![
        3 => (named(), number())
            .prop_map(|((timer, name, clock), due)| Event::TimerScheduled { timer, name, due: Micros(due), clock }),
        1 => (named(), number())
            .prop_map(|((timer, name, clock), due)| Event::TimerMoved { timer, name, due: Micros(due), clock }),
        1 => named().prop_map(|(timer, name, clock)| Event::TimerCancelled { timer, name, clock }),
        2 => (named(), number())
            .prop_map(|((timer, name, clock), late)| Event::TimerFired { timer, name, late: Micros(late), clock }),
        1 => (number(), number(), clock())
            .prop_map(|(kept, swept, clock)| Event::TimersSwept { kept, swept, clock }),
        3 => (vec(timer(), 0..4), vec(timer(), 0..9), vec(any::<u8>(), 0..4), vec(0..9_u8, 0..4), number(), clock())
            .prop_map(|(new, heap, dead, misplaced, more, clock)| {
                Event::HeapArranged(Box::new(Arrangement { new, heap, dead, misplaced, more, clock }))
            }),
        1 => (number(), number()).prop_map(|(by, now)| Event::Advanced { by: Micros(by), now: Micros(now) }),
    ]
    .boxed()
}

fn of_a_blocking_stage() -> BoxedStrategy<Event> {
    use Event::{
        Accepted, Acted, Asked, Bound, Counted, Ended, Gauged, KnobTurned, Pinned, Released, Rested, Returned, Said,
        Sampled, ThreadEnded, ThreadStarted, TurnBegan,
    };
    let options = &[SocketOption::SendBuffer, SocketOption::ReceiveBuffer, SocketOption::NoDelay][..];
    let pinned = (select(options), number(), number(), any::<bool>());
    let accepted = (number(), source(), any::<u16>(), any::<u16>());
    let counts = (number(), number(), number(), number());
    let question = name(&["where", "takes", "which", "bite", "runs", "both"]);
    let control = name(&["bite", "drain", "plug", "shut"]);
    prop_oneof![
        1 => option::of(any::<u32>()).prop_map(|tid| ThreadStarted { tid }),
        1 => Just(ThreadEnded),
        8 => (call(), option::of(number())).prop_map(|(call, asked)| Event::entered(call, asked)),
        8 => (call(), option::of(number()), outcome())
            .prop_map(|(call, asked, outcome)| Returned { call, asked, outcome }),
        1 => pinned.prop_map(|(option, asked, granted, inherited)| Pinned { option, asked, granted, inherited }),
        1 => any::<u16>().prop_map(|port| Bound { port }),
        4 => accepted.prop_map(|(fd, peer, port, peer_port)| Accepted { fd, peer: peer.into(), port, peer_port }),
        6 => gauges().prop_map(Gauged),
        6 => sample().prop_map(Sampled),
        1 => Just(TurnBegan),
        1 => text().prop_map(|text| Said { text: text.into() }),
        1 => question.prop_map(|question| Asked { question: question.into() }),
        1 => Just(Rested),
        1 => number().prop_map(|held| Released { held: Micros(held) }),
        1 => control.prop_map(|control| Acted { control: control.into() }),
        1 => (name(&["bite", "pause"]), number()).prop_map(|(knob, value)| KnobTurned { knob: knob.into(), value }),
        1 => counts.prop_map(|(calls, sent, received, others)| Counted(Counts { calls, sent, received, others, longest_send: Micros(sent) })),
        1 => ending().prop_map(|ending| Ended { ending }),
    ]
    .boxed()
}

/// An event with its stamp.
pub(crate) fn stamped() -> impl Strategy<Value = Stamped> {
    let turn = prop_oneof![Just(0), 1..20_u32, Just(u32::MAX)];
    let stamp = (number(), number(), turn, thread(), option::weighted(0.8, source()), option::of(any::<u32>()));
    (stamp, event()).prop_map(|((seq, at, turn, thread, source, line), event)| Stamped {
        seq: Seq(seq),
        at: Micros(at),
        turn,
        thread: thread.into(),
        source: source.map(Into::into),
        line,
        event,
    })
}

/// Events in the order of a file: places without gaps, times that do not go back, up to the end of their range.
pub(crate) fn in_order(mut events: Vec<Stamped>) -> Vec<Stamped> {
    let mut at = 0_u64;
    for (place, stamped) in (1..).zip(&mut events) {
        at = at.saturating_add(stamped.at.0 / 8);
        (stamped.seq, stamped.at) = (Seq(place), Micros(at));
    }
    events
}
