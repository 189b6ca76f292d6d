//! Screens of runs that were made up: what the panes of loops, readiness, input and plots show, without a stage.

mod home;
mod hostile;
mod keys;
mod looks;
mod made_up;
