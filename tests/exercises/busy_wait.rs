//! The solutions of lesson 2's exercises, run.
