//! A test that runs in a process of its own.

use std::process::Command;
use std::time::Duration;
use std::{env, io};
use twistlab::clock::monotonic;
use twistlab::reactor::multiplexer::Multiplexer;
use twistlab::reactor::{Builder, Going, Reactor};

/// Tells a process that it is one of those.
const ALONE: &str = "TWISTLAB_TEST_ALONE";

/// How long anything at all may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The command that runs one test of this program, in a process that knows that it is alone.
pub(crate) fn command(test: &str) -> Command {
    let mut command = Command::new(env::current_exe().expect("a program knows itself"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(ALONE, "1");
    command
}

pub(crate) fn is_alone() -> bool {
    env::var_os(ALONE).is_some()
}

/// Runs a test, which is `name` in this module, in a process of its own: there `test` itself, here that process.
pub(crate) fn alone(module: &str, name: &str, test: impl FnOnce()) {
    if is_alone() {
        return test();
    }
    let (_this_crate, module) = module.split_once("::").expect("tests are in modules");
    let output = command(&format!("{module}::{name}")).output().expect("it can be started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "it ran another test, or none: {said}");
}

/// A reactor to be, over this multiplexer.
pub(crate) fn over(multiplexer: io::Result<impl Multiplexer + 'static>) -> Builder {
    Reactor::builder().multiplexer(multiplexer.expect("there are descriptors still"))
}

/// Turns until something is so.
#[track_caller]
pub(crate) fn until(reactor: &Reactor, what: &str, mut done: impl FnMut() -> bool) {
    let began = monotonic();
    while !done() {
        assert!(began.elapsed() < PATIENCE, "{what}: never came");
        let going = reactor.turn(Some(Duration::from_millis(20))).expect("a turn can be made");
        assert!(going == Going::On || done(), "{what}: the reactor is over");
    }
}

/// Runs each test on every multiplexer of the system, each in a process of its own.
macro_rules! alone_on_every_reactor {
    ($($(#[$meta:meta])* fn $name:ident($builder:ident: Builder) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            use crate::alone::{alone, over};
            use twistlab::reactor::Builder;
            use twistlab::reactor::multiplexer::{Mio, Poll, Select};

            fn check($builder: Builder) $body

            $(#[$meta])*
            #[test]
            fn mio() {
                alone(module_path!(), "mio", || check(over(Mio::new())));
            }
            #[test]
            fn poll() {
                alone(module_path!(), "poll", || check(over(Poll::new())));
            }
            #[test]
            fn select() {
                alone(module_path!(), "select", || check(over(Select::new())));
            }
        }
    )*};
}
