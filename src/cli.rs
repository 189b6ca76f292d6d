//! The command line: a command a file, errors as one sentence with its causes below.

mod book;
mod home;
mod kept;
mod lesson;
mod list;
mod options;
mod read;
mod replay;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};
use colored::Colorize;
use options::{Lesson, Read, Replay};
use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ended, beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It did what it says, and a scene showed what it declares.
    Good,
    /// A scene did not show what it declares.
    NotShown,
}

/// Exit status of a mistake in what was asked for: no such lesson, no such knob.
const USAGE: u8 = 2;

/// A mistake of the user's: told in one sentence, with exit status 2.
#[derive(Debug)]
pub struct Mistake(pub String);

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mistake {}

/// Run a lesson and watch its sockets, buffers and threads from the inside.
///
/// A lesson is a few scenes; a scene is one small real program on real loopback sockets. Predict what it does,
/// run it, step through it forward and back, turn a knob, run it again. Without a command, all lessons are shown to
/// choose from, with what you have done in them.
#[derive(Debug, Parser)]
#[command(name = "twistlab", version, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    home: options::Home,
    /// When to use colour: auto (not into a pipe, not with NO_COLOR), always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: options::Colour,
}

const AFTER_HELP: &str = "Begin with: twistlab, or twistlab lesson 1
Exit status: 0 when the scene showed what it declares, 1 when it did not or something failed, 2 for a mistake on the command line.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a lesson, live
    #[command(alias = "l")]
    Lesson(Lesson),
    /// Open a recorded run in the same views
    Replay(Replay),
    /// Show the lessons and scenes that exist
    List,
    /// Read a lesson's chapter here
    Read(Read),
    /// Build the book with mdBook and say where it is
    Book,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::InvalidSubcommand => return fail(&no_such_command(&error).into()),
        Err(error) => error.exit(),
    };
    cli.color.apply();
    if let Some(Command::Lesson(Lesson { manner, .. }) | Command::Replay(Replay { manner, .. })) = &mut cli.command {
        manner.and(&cli.home);
    }
    let status = match &cli.command {
        None => home::run(&cli.home, cli.color).map(|()| Status::Good),
        Some(Command::Lesson(options)) => lesson::run(options, cli.color),
        Some(Command::Replay(options)) => replay::run(options, cli.color),
        Some(Command::List) => list::run(&mut io::stdout().lock()).map(|()| Status::Good),
        Some(Command::Read(options)) => read::run(options, &mut io::stdout().lock()).map(|()| Status::Good),
        Some(Command::Book) => book::run(&mut io::stdout().lock()).map(|()| Status::Good),
    };
    match status {
        Ok(Status::Good) => ExitCode::SUCCESS,
        Ok(Status::NotShown) => ExitCode::FAILURE,
        Err(error) => fail(&error),
    }
}

/// clap tells what is like it; here it is told what there is.
fn no_such_command(error: &clap::Error) -> Mistake {
    let given = error.get(ContextKind::InvalidSubcommand).map_or_else(String::new, ToString::to_string);
    let known: Vec<String> = Cli::command().get_subcommands().map(|known| known.get_name().to_owned()).collect();
    Mistake(format!("there is no command {given:?}: there are {}", known.join(", ")))
}

/// Tells an error: one sentence, its causes below. A reader that went away is none.
fn fail(error: &anyhow::Error) -> ExitCode {
    let gone = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(gone) {
        return ExitCode::SUCCESS;
    }
    let mut text = format!("{} {error}\n", "error:".red().bold());
    for cause in error.chain().skip(1) {
        text.push_str(&format!("  because: {cause}\n"));
    }
    // Nobody may be there to read it.
    _ = io::stderr().write_all(text.as_bytes());
    if error.is::<Mistake>() { ExitCode::from(USAGE) } else { ExitCode::FAILURE }
}
