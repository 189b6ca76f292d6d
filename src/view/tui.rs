//! The terminal screen.

pub mod highlight;
mod input;
pub mod output;
pub mod terminal;
pub mod wait;
