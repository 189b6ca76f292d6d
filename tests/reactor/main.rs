//! What a program can see of the reactor library, case by case. Above each test stands which cases it covers.
#![allow(clippy::unwrap_used)] // what should have gone well and did not is a failed test

mod completion;
mod delayed_call;
mod grid;
mod journal;
mod looping_call;
mod looping_ends;
mod manual_clock;
