//! Random schedules: what programs may do to a reactor, in any order, from inside callbacks, over a network that cuts,
//! delays and breaks; and what must hold all along.
//!
//! | of | must hold |
//! |---|---|
//! | bytes | none lost, doubled or out of order; all of them before an end of stream; none to send after a close in order |
//! | protocols | `connection_made` first, `connection_lost` once and last, with a reason that was given |
//! | producers | pause and resume alternate, a pull is for a drain, `stop_producing` once and last; what is kept is bounded |
//! | calls | none early, none after a cancel, in order, none in the pass that made it, none forgotten |
//! | turns | none spins; each error is logged once |
//! | a rest | whatever was written has arrived, and whatever was to close has closed |
//! | the end | no open socket, no protocol, no factory in use, no reactor |
//!
//! An episode depends on its seed alone. A failure says which, with the last events:
//!
//! ```text
//! TWISTLAB_SEED=42 TWISTLAB_STEPS=1 cargo test --test reactor_schedules short     one episode
//! TWISTLAB_STEPS=1000000 cargo test --release --test reactor_schedules -- --ignored --nocapture    the long run
//! ```

#![allow(clippy::print_stdout)] // the long run says what it came to

mod acts;
mod call;
mod client;
mod draw;
mod end;
mod episode;
mod producing;
mod protocol;
mod story;
mod stream;
mod watch;
mod wire;
mod world;

use std::collections::BTreeMap;
use std::panic;
use std::sync::Once;

/// The panics that are drawn are no news.
fn hush() {
    static HUSHED: Once = Once::new();
    HUSHED.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let text = info.payload().downcast_ref::<&str>().copied();
            if text.is_none_or(|text| !text.starts_with("drawn")) {
                usual(info);
            }
        }));
    });
}

fn from_environment(name: &str, usual: u64) -> u64 {
    let text = std::env::var(name);
    text.map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text}")))
}

/// Plays episodes of one seed after another until so many steps are made, and says what they came to.
fn play(steps: u64) {
    hush();
    let (first, steps) = (from_environment("TWISTLAB_SEED", 1), from_environment("TWISTLAB_STEPS", steps));
    let (mut seed, mut made, mut counts) = (first, 0, BTreeMap::new());
    while made < steps {
        let played = episode::play(seed);
        (seed, made) = (seed + 1, made + played.steps);
        played.counts.into_iter().for_each(|(what, count)| *counts.entry(what).or_insert(0) += count);
    }
    println!("seeds {first} to {}: {made} steps", seed - 1);
    counts.iter().for_each(|(what, count)| println!("{count:>12}  {what}"));
}

#[test]
fn short() {
    play(30_000);
}

#[test]
#[ignore = "minutes; see the module's page"]
fn long() {
    play(1_000_000);
}
