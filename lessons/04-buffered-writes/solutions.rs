//! The solutions of lesson 4's exercises.
