//! The built program as its users meet it: on the screen of a real terminal, as text in pipes, and with mistakes.
//!
//! Nothing here knows how a pane is drawn: it looks for words that the program must say, and at the terminal that it
//! leaves behind.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used)] // what cannot be started or read is a failed test

#[path = "../support/pty.rs"]
mod pty;

mod acting;
mod giving;
mod home;
mod leaving;
mod looks;
mod mistakes;
mod mouse;
mod overlays;
mod panics;
mod plain;
mod progress;
mod recording;
mod scenes;
mod screen;
mod sizes;
mod suspending;
mod text;
mod typed;
mod walking;
