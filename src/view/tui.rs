//! The terminal screen.

pub mod highlight;
