//! The solutions of lesson 3's exercises, run.
