//! The solutions of lesson 6's exercises. They are no scenes: the tests run them, and the chapter quotes them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::error::TimerError;
use twistlab::reactor::testing::StringTransport;
use twistlab::reactor::{self, ConnectionState, DelayedCall, LoopingCall, Protocol, ReactorTime, Reason, Transport};

// ANCHOR: inside
/// A call that asks its own handle whether it may still be taken back.
fn cancels_itself(time: &dyn ReactorTime, answer: Rc<Cell<Option<TimerError>>>) {
    let own: Rc<RefCell<Option<DelayedCall>>> = Rc::default();
    let handle = own.clone();
    let call = time.call_later(Duration::from_secs(1), move || {
        answer.set(handle.take().and_then(|call| call.cancel().err()));
    });
    own.replace(Some(call));
}
// ANCHOR_END: inside

/// Says what it was told.
pub(super) fn inside(lab: &Lab) -> Result {
    let (clock, answer) = (lab.manual_clock(), Rc::new(Cell::new(None)));
    cancels_itself(&clock, answer.clone());
    clock.advance(Duration::from_secs(1))?;
    lab.say(answer.take().map_or_else(|| "it could".into(), |error| error.to_string()));
    Ok(())
}

// ANCHOR: timeout
/// Ends a connection on which nothing has come for so long. Each piece that comes puts the end off.
struct Impatient {
    time: Rc<dyn ReactorTime>,
    patience: Duration,
    timeout: Option<DelayedCall>,
}

impl Protocol for Impatient {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        let transport = transport.clone();
        self.timeout = Some(self.time.call_later(self.patience, move || transport.lose_connection()));
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        // Over where it has lost its patience already.
        self.timeout.iter().for_each(|timeout| _ = timeout.reset(self.patience));
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> reactor::Result {
        self.timeout.take().into_iter().for_each(|timeout| _ = timeout.cancel());
        Ok(())
    }
}
// ANCHOR_END: timeout

// ANCHOR: timeout_test
/// Five seconds of patience: something comes after four, and then nothing.
pub(super) fn timeout(lab: &Lab) -> Result {
    let (clock, transport, second) = (lab.manual_clock(), StringTransport::new(), Duration::from_secs(1));
    let mut impatient = Impatient { time: Rc::new(clock.clone()), patience: 5 * second, timeout: None };
    impatient.connection_made(&transport)?;
    clock.advance(4 * second)?;
    impatient.data_received(&transport, b"still here")?;
    clock.advance(4 * second)?;
    assert_eq!(transport.state(), ConnectionState::Connected, "it was put off");
    clock.advance(second)?;
    assert_eq!(transport.state(), ConnectionState::Disconnecting, "five seconds after the last piece");
    impatient.connection_lost(&transport, &Reason::Done)?;
    assert!(clock.delayed_calls().is_empty(), "nothing is left behind");
    Ok(())
}
// ANCHOR_END: timeout_test

// ANCHOR: budget
/// Works on a list for at most so long at a time, and lets the loop turn between.
fn work_through(
    time: Rc<dyn ReactorTime>,
    slice: Duration,
    mut items: impl Iterator<Item = u64> + 'static,
    mut work: impl FnMut(u64) + 'static,
) {
    let until = time.now() + slice;
    while time.now() < until {
        match items.next() {
            Some(item) => work(item),
            None => return,
        }
    }
    let again = time.clone();
    time.call_later(Duration::ZERO, move || work_through(again, slice, items, work));
}
// ANCHOR_END: budget

/// Computes for a fifth of a second in slices, beside a call that repeats.
pub(super) fn budget(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    lab.next_call("tick");
    let ticks = LoopingCall::new(&reactor, || ());
    drop(ticks.start_later(Duration::from_millis(20))?);
    let (own, stop, last) = (lab.clone(), reactor.clone(), 200);
    let work = move |item| {
        let until = own.now() + Duration::from_millis(1);
        while own.now() < until {
            std::hint::spin_loop();
        }
        if item == last {
            own.say("all is done");
            _ = stop.stop();
        }
    };
    lab.next_call("slice");
    work_through(Rc::new(reactor.clone()), Duration::from_millis(5), 1..=last, work);
    reactor.run()?;
    Ok(())
}
