//! Single lines: an event, what the program noticed, a paragraph.

use crate::event::{Call, Event, Stamped};
use crate::lesson::Scene;
use crate::view::words;
use crate::world::World;
use colored::{Color, Colorize};
use std::io::{self, Write};

/// The widest line of prose.
const WIDTH: usize = 84;

/// The words of an event, with those that a text alone has room for; `None` for what is told otherwise.
pub(super) fn text(scene: &Scene, stamped: &Stamped) -> Option<String> {
    Some(match &stamped.event {
        Event::TurnBegan => format!("turn {}", stamped.turn),
        Event::Pinned { option, asked, granted, inherited } => {
            let from = if *inherited { " (from the listener)" } else { "" };
            format!("{}: asked {asked}, granted {granted}{from}", option.name())
        }
        Event::Bound { port } => format!("port {port}"),
        Event::Accepted { peer, port, peer_port, .. } => {
            format!("port {port}, the other end of {peer}, port {peer_port}")
        }
        Event::ThreadStarted { .. } => "thread started".into(),
        Event::ThreadEnded => "thread ended".into(),
        Event::Released { held } if held.0 > 0 => format!("held {} at a rest point", words::span(*held)),
        _ => return words::event_in(scene, stamped),
    })
}

/// One event as a line.
pub(super) fn line(stamped: &Stamped, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let source = stamped.source.as_ref().map_or("", |s| s.as_str());
    let origin = format!("{}  {:<7} {source:<9}", words::time(stamped.at), stamped.thread);
    let place = stamped.line.map_or_else(String::new, |line| format!("  line {line}"));
    writeln!(out, "{} {}{}", origin.dimmed(), text.color(colour(stamped)), place.dimmed())
}

/// Where the program has read what the learner gave: how long that took.
pub(super) fn noticed(world: &World, stamped: &Stamped, out: &mut dyn Write) -> io::Result<()> {
    if !matches!(&stamped.event, Event::Returned { call: Call::Read, .. }) {
        return Ok(());
    }
    let taken = world.inputs.iter().filter(|input| input.taken == Some(stamped.at));
    for input in taken.filter(|input| stamped.source.as_ref() == Some(&input.source)) {
        let after = input.delay().map_or_else(String::new, words::span);
        let busy = input.busy_ppm.map_or_else(String::new, |busy| format!(", {}", words::fine_share(busy)));
        writeln!(out, "          {} after {after}{busy}", "noticed".dimmed())?;
    }
    Ok(())
}

fn colour(stamped: &Stamped) -> Color {
    match &stamped.event {
        Event::Returned { outcome, asked, call } => match outcome.ok() {
            None => Color::Red,
            Some(got) if words::is_short(*call, *asked, got) => Color::Yellow,
            Some(_) => Color::White,
        },
        Event::Exhausted { .. } => Color::Red,
        Event::Acted { .. } | Event::KnobTurned { .. } => Color::Magenta,
        Event::Ended { .. } | Event::Said { .. } => Color::Green,
        _ => Color::White,
    }
}

/// Prose, wrapped.
pub(super) fn prose(out: &mut dyn Write, indent: &str, text: &str) -> io::Result<()> {
    let mut line = String::from(indent);
    let blank = " ".repeat(indent.len());
    for word in text.split_whitespace() {
        if line.len() + word.len() >= WIDTH && line.trim() != indent.trim() {
            writeln!(out, "{line}")?;
            line.clone_from(&blank);
        }
        if !line.ends_with(' ') && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{line}")
}
