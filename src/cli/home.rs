//! `twistlab` alone: the home, on the screen or as text.

use super::kept::{Kept, course};
use super::lesson::screen;
use super::list;
use super::options::{Colour, Home, Manner};
use crate::view::home::{Course, Way};
use crate::view::tui;
use colored::Colorize;
use std::io::{self, IsTerminal, Write};

/// Shows the home.
pub(super) fn run(options: &Home, colour: Colour) -> anyhow::Result<()> {
    if options.plain || !io::stdout().is_terminal() {
        return tell(&course(), &mut io::stdout().lock());
    }
    let manner = Manner { plain: false, speed: None, no_quiz: false, ascii: options.ascii };
    let kept = Kept::open();
    tui::home(kept.keeper(), screen(&manner, colour))
}

/// Tells the same as the screen: where to go on, the lessons, what is done.
fn tell(course: &Course, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "{}: an oscilloscope for event loops\n", "twistlab".bold())?;
    list::lessons(course, |_| None, out)?;
    let tally = course.tally_of_all();
    writeln!(out, "\n{}. Predictions: {}.", tally.told_scenes(), tally.told_answers())?;
    if let Some((way, at)) = course.go_on() {
        let lead = if way == Way::First { "Start here" } else { "Go on" };
        writeln!(out, "{lead} ({}):\n  {}", way.told(&at), at.command().bold())?;
    }
    Ok(())
}
