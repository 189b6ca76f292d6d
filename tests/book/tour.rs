//! The page on the reactor library: its programs are compiled, and run.

#[path = "../../lessons/reactor/tour.rs"]
mod programs;
