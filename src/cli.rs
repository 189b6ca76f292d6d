//! The command line.

pub mod book;
pub mod read;
