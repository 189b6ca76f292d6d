//! The end of the text: sums over the run, what it measured, and what it did not show.

use crate::event::{Seq, thousands};
use crate::view::levels::Level;
use crate::view::session::Session;
use crate::view::words;
use colored::Colorize;
use std::io::{self, Write};

/// Tells everything that stands at the end of a run, but for the sums of its connections.
pub(super) fn closing(session: &Session, out: &mut dyn Write) -> io::Result<()> {
    let world = session.world();
    let highest = session.levels.highest(Seq(0), session.trace.last());
    let what = match session.levels.level {
        Level::Calls => "calls a second of all threads",
        Level::Bytes if world.sources.iter().any(|source| source.held.is_some()) => {
            "bytes queued in the kernel and in the program's own buffers"
        }
        Level::Bytes => "bytes queued in the kernel",
    };
    writeln!(out, "    {what}, at most {}", thousands(highest))?;
    for source in &world.sources {
        let seen = &source.readiness;
        if seen.told > 0 {
            let [told, reads, writes] = [seen.told, seen.dispatches.0, seen.dispatches.1].map(thousands);
            let called = match seen.dispatches {
                (0, 0) => String::new(),
                _ => format!("; do_read called {reads} times, do_write {writes}"),
            };
            writeln!(out, "    {}: ready at {told} waits{called}", source.name)?;
        }
        if let Some(held) = &source.held {
            writeln!(out, "    {}: the program's own buffer holds {}", source.name, words::held(held))?;
        }
    }
    for (source, transport) in world.sources.iter().filter_map(|source| Some((source, source.transport.as_ref()?))) {
        // Without a producer, and with all of it sent, the sums of the connection tell it.
        if transport.producer.is_some() || transport.written > source.sent.bytes {
            let producer = transport.producer.as_ref().map(words::producer_told);
            let producer = producer.map_or_else(String::new, |told| format!("; its producer: {told}"));
            writeln!(out, "    {}: the program wrote {} B{producer}", source.name, thousands(transport.written))?;
        }
    }
    for thread in &world.threads {
        writeln!(out, "    {}: {} calls", thread.name, thousands(thread.syscalls))?;
    }
    for thread in world.loops() {
        writeln!(out, "    loop of {}", words::turning(thread))?;
        if let Some(wait) = &thread.wheel.wait {
            writeln!(out, "      its last wait: {}", words::wakeup(wait, world.at))?;
        }
    }
    if let Some(goal) = session.scene.goal {
        let best = session.best.map_or_else(|| "none".into(), |best| goal.unit.show(best));
        let reached = session.best.is_some_and(|best| best >= goal.reached);
        writeln!(out, "    best score: {best}; the goal was {}reached", if reached { "" } else { "not " })?;
        for (what, how_much, _) in (goal.parts)(world) {
            writeln!(out, "      {what}: {how_much}")?;
        }
    }
    checks(session, out)?;
    table(session, out)?;
    writeln!(out, "    {}; {} of lab time", words::meters(&session.trace, world), words::span(world.at))?;
    for (milestone, seen) in session.scene.milestones.iter().zip(&session.milestones) {
        if seen.is_none() {
            writeln!(out, "  {} {}", "not seen:".red().bold(), milestone.text)?;
        }
    }
    writeln!(out)
}

/// Who provides what, and how many cases passed.
fn checks(session: &Session, out: &mut dyn Write) -> io::Result<()> {
    let world = session.world();
    for table in words::provided(world) {
        writeln!(out, "\n  who provides what, says the compiler")?;
        for line in words::table(&table) {
            writeln!(out, "    {line}")?;
        }
        writeln!(out)?;
    }
    if !world.checks.is_empty() {
        writeln!(out, "    cases: {}", words::checked(world))?;
    }
    Ok(())
}

/// What was given to the program, and the scene's plot, as tables.
fn table(session: &Session, out: &mut dyn Write) -> io::Result<()> {
    let inputs = words::inputs(session.scene, &session.trace.header.knobs, session.world());
    if !inputs.is_empty() {
        writeln!(out, "\n  what you gave to the program")?;
        let head = words::INPUTS.map(str::to_owned);
        let rows: Vec<[String; 6]> = std::iter::once(head).chain(inputs).collect();
        for line in words::table(&rows) {
            writeln!(out, "    {line}")?;
        }
        writeln!(out)?;
    }
    let plot = session.scene.plot.map(|plot| words::plot(plot, session.world())).unwrap_or_default();
    let mut lines = plot.iter();
    if let Some(title) = lines.next() {
        writeln!(out, "\n  {title}")?;
        for line in lines {
            writeln!(out, "    {line}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
