//! The contract of a reactor, `src/reactor/testing/contract/`, on each of the library's own implementations: a test for each
//! case and implementer, `closing::nobody_is_told_inside_the_call::mio`.
#![allow(clippy::print_stderr)] // a case that this machine does not allow says so

use libtest_mimic::{Arguments, Failed, Trial};
use std::cell::RefCell;
use std::panic;
use std::process::ExitCode;
use twistlab::reactor::testing::contract::{Case, Implementer, Outcome, cases};

const IMPLEMENTERS: [fn() -> Implementer; 4] =
    [Implementer::mio, Implementer::poll, Implementer::select, Implementer::memory];

thread_local! {
    /// What the hook was told last. Callbacks panic in many a case, and that is as it should be; what breaks a case is the last.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

fn trial(case: &'static Case, implementer: fn() -> Implementer) -> Trial {
    Trial::test(format!("{case}::{}", implementer().name()), move || match case.run(&implementer()) {
        Outcome::Held => Ok(()),
        Outcome::Broken(_) => Err(Failed::from(PANIC.take())),
        Outcome::NotHere(why) => {
            eprintln!("{case} is not tried: {why}");
            Ok(())
        }
    })
}

fn main() -> ExitCode {
    panic::set_hook(Box::new(|panic| PANIC.set(panic.to_string())));
    let trials = cases().flat_map(|case| {
        let applies = IMPLEMENTERS.into_iter().filter(|implementer| case.applies_to(&implementer()));
        applies.map(move |implementer| trial(case, implementer))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
