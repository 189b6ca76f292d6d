//! The recording transport that tells its protocol of its end.

use crate::support::Scripted;
use std::cell::RefCell;
use std::rc::Rc;
use twistlab::reactor::testing::StringTransportWithDisconnection;
use twistlab::reactor::{ConnectionState, Result, Transport};

fn loses(transport: &Transport) -> Result {
    transport.lose_connection();
    Ok(())
}

/// Covers TD-10.
#[test]
fn a_close_from_outside_tells_the_protocol_at_once_and_once() {
    let protocol = Scripted::new();
    let record = protocol.record();
    let string = StringTransportWithDisconnection::new(protocol);
    string.connect().unwrap();
    string.deliver(b"data").unwrap();
    string.deliver(b"").unwrap();
    string.lose_connection();
    assert_eq!(record.events(), ["made", "data", "lost: Done"]);
    assert_eq!((string.state(), string.is_disconnecting()), (ConnectionState::Disconnected, false));
    string.lose_connection();
    string.abort_connection();
    string.deliver(b"late").unwrap();
    string.write(b"still recorded");
    assert_eq!(record.events(), ["made", "data", "lost: Done"]);
    assert_eq!(string.value(), b"still recorded");
}

/// Covers TD-10, PR-12.
#[test]
fn a_close_in_a_callback_is_told_behind_it_and_before_deliver_returns() {
    let order = Rc::new(RefCell::new(Vec::new()));
    let (data, lost) = (order.clone(), order.clone());
    let protocol = Scripted::new()
        .data(move |transport, _| {
            transport.lose_connection();
            data.borrow_mut().push("data returns");
            assert_eq!(transport.state(), ConnectionState::Disconnecting);
            transport.write(b"behind");
            Ok(())
        })
        .lost(move |transport, _| {
            lost.borrow_mut().push("lost");
            transport.lose_connection();
            transport.abort_connection();
            transport.write(b"!");
            Ok(())
        });
    let record = protocol.record();
    let string = StringTransportWithDisconnection::new(protocol);
    string.connect().unwrap();
    string.deliver(b"x").unwrap();
    assert_eq!(*order.borrow(), ["data returns", "lost"]);
    assert_eq!((record.lost(), string.value()), (Some("Done".into()), b"behind!".to_vec()));
}

/// Covers TD-10, PR-13.
#[test]
fn a_close_in_connection_made_leaves_no_data() {
    let protocol = Scripted::new().made(loses);
    let record = protocol.record();
    let string = StringTransportWithDisconnection::new(protocol);
    string.connect().unwrap();
    string.deliver(b"x").unwrap();
    assert_eq!(record.events(), ["made", "lost: Done"]);
}

/// Covers TD-10, TR-17.
#[test]
fn an_abort_after_a_close_in_one_callback_is_the_reason() {
    let protocol = Scripted::new().data(|transport, _| {
        transport.lose_connection();
        transport.abort_connection();
        transport.abort_connection();
        Ok(())
    });
    let record = protocol.record();
    let string = StringTransportWithDisconnection::new(protocol);
    string.deliver(b"x").unwrap();
    assert_eq!(record.events(), ["data", "lost: Aborted"]);
}

/// Covers TD-10.
#[test]
fn what_is_delivered_from_inside_a_callback_comes_behind_it() {
    let again = Rc::new(RefCell::new(None::<StringTransportWithDisconnection>));
    let inner = again.clone();
    let protocol = Scripted::new().data(move |transport, data| {
        if let Some(string) = inner.take() {
            string.deliver(b"second")?;
        }
        transport.write(data);
        Ok(())
    });
    let string = StringTransportWithDisconnection::new(protocol);
    *again.borrow_mut() = Some(string.clone());
    string.deliver(b"first ").unwrap();
    assert_eq!(string.value(), b"first second");
}

/// Covers TD-10.
#[test]
fn an_error_comes_out_of_the_call_or_is_kept_for_whoever_asks() {
    let protocol = Scripted::new().data(|_, _| Err("no data please".into())).lost(|_, _| Err("no end please".into()));
    let string = StringTransportWithDisconnection::new(protocol);
    assert_eq!(string.deliver(b"x").unwrap_err().to_string(), "no data please");
    assert_eq!(string.state(), ConnectionState::Connected, "nothing comes of it");
    string.lose_connection();
    assert_eq!(string.take_error().expect("connection_lost failed").to_string(), "no end please");
    assert!(string.take_error().is_none());
}

/// Covers TD-10, PR-15.
#[test]
fn the_protocol_is_dropped_when_it_has_been_told() {
    let held = Rc::new(());
    let inside = held.clone();
    let string = StringTransportWithDisconnection::new(Scripted::new().made(move |_| {
        let _ = &inside;
        Ok(())
    }));
    string.connect().unwrap();
    assert_eq!(Rc::strong_count(&held), 2);
    string.lose_connection();
    assert_eq!(Rc::strong_count(&held), 1);
}
