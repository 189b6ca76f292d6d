//! What can be asked for on the command line.

use crate::view::player::Pace;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// What the help of `twistlab lesson` ends with.
const EXAMPLES: &str = "On the screen, ? lists the keys.

Examples:
  twistlab lesson 1 --scene freeze
  twistlab lesson 1 --scene freeze --set sndbuf=16384 --record freeze.trace
  twistlab lesson 1 --plain --auto | less
  twistlab replay freeze.trace";

/// `twistlab` alone
#[derive(Debug, Args)]
pub(super) struct Home {
    /// Tell it as text; always so where standard output is no terminal
    #[arg(long)]
    pub plain: bool,
    /// Draw with ASCII characters alone
    #[arg(long)]
    pub ascii: bool,
}

/// `twistlab lesson`
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Lesson {
    /// The lesson's number: see `twistlab list`
    #[arg(value_parser = number)]
    pub number: u32,
    /// Start at this scene, by number or name; with --plain, play this one alone
    #[arg(long, value_name = "SCENE")]
    pub scene: Option<String>,
    /// Set a knob, as in --set sndbuf=16384; may be given again
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    pub set: Vec<String>,
    /// Write the trace to this file while it runs; a second run of run.trace goes to run-2.trace
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Tell it as text, and let the scene's script answer and act, as where nobody types
    #[arg(long)]
    pub auto: bool,
    /// In plain mode: how long a freeze lasts before it is reported, as in 500ms or 2s
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = span)]
    pub patience: Duration,
    #[command(flatten)]
    pub manner: Manner,
}

/// `twistlab replay`
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// A file that --record wrote
    pub file: PathBuf,
    #[command(flatten)]
    pub manner: Manner,
}

/// `twistlab read`
#[derive(Debug, Args)]
pub(super) struct Read {
    /// The lesson's number
    #[arg(value_parser = number)]
    pub number: u32,
    /// Unfold the solutions of the exercises
    #[arg(long)]
    pub solutions: bool,
}

/// How it is shown.
#[derive(Debug, Args)]
pub(super) struct Manner {
    /// Tell it as text, an event a line; always so where standard output is no terminal
    #[arg(long)]
    pub plain: bool,
    /// Events a second, or max; unless given each scene has its own (and plain text is not held up)
    #[arg(long, value_name = "N|max")]
    pub speed: Option<Pace>,
    /// Ask no predictions
    #[arg(long)]
    pub no_quiz: bool,
    /// Draw with ASCII characters alone
    #[arg(long)]
    pub ascii: bool,
}

impl Manner {
    /// With what was asked for before the command, too.
    pub(super) fn and(&mut self, home: &Home) {
        self.plain |= home.plain;
        self.ascii |= home.ascii;
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// Where a terminal reads it and NO_COLOR is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    /// Tells plain text and error messages.
    pub(super) fn apply(self) {
        match self {
            Colour::Auto => {}
            Colour::Always => colored::control::set_override(true),
            Colour::Never => colored::control::set_override(false),
        }
    }

    /// Tells the screen: it is a terminal, so only the learner's wish counts (no-color.org).
    pub(super) fn on_screen(self) -> bool {
        match self {
            Colour::Auto => std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            Colour::Always => true,
            Colour::Never => false,
        }
    }
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "a lesson goes by its number, as in `twistlab list`".into())
}

/// A span of time: `2s`, `500ms`, `1.5s`.
fn span(text: &str) -> Result<Duration, String> {
    let (number, scale) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let seconds = number.trim().parse::<f64>().ok().map(|number| number * scale);
    let good = seconds.filter(|seconds| (0.2..=3_600.0).contains(seconds));
    good.map(Duration::from_secs_f64).ok_or_else(|| "a time from 200ms to 3600s, as in 500ms or 2s".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_in_its_unit() {
        assert_eq!(span("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(span("1.5"), Ok(Duration::from_millis(1_500)));
        assert_eq!(span("500ms"), Ok(Duration::from_millis(500)));
        assert!(span("0s").is_err() && span("soon").is_err() && span("NaN").is_err() && span("-1s").is_err());
    }
}
