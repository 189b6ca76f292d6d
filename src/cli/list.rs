//! `twistlab list`

use crate::lesson::{CATALOGUE, Knob, Unit};
use colored::Colorize;
use std::io::Write;

/// Prints every lesson with its scenes, and how to start them.
pub(super) fn run(out: &mut dyn Write) -> anyhow::Result<()> {
    for lesson in CATALOGUE {
        writeln!(out, "{} {}", format!("{}.", lesson.number).bold(), lesson.title.bold())?;
        writeln!(out, "   {}", lesson.idea)?;
        let width = lesson.scenes.iter().map(|scene| scene.id.len()).max().unwrap_or(0);
        for (place, scene) in lesson.scenes.iter().enumerate() {
            writeln!(out, "   {} {:<width$}  {}", place + 1, scene.id.cyan(), scene.idea)?;
            let knobs: Vec<String> = scene.knobs.iter().map(|knob| format!("{}={}", knob.name, typed(knob))).collect();
            if !knobs.is_empty() {
                writeln!(out, "     {:<width$}  {}", "", format!("knobs: {}", knobs.join(" ")).dimmed())?;
            }
        }
    }
    writeln!(out, "\nRun one:  twistlab lesson 1 --scene freeze --set sndbuf=16384")?;
    Ok(())
}

/// A knob's default, as one would type it.
fn typed(knob: &Knob) -> String {
    match knob.unit {
        Unit::Choice(_) | Unit::Switch => knob.show(knob.default),
        _ => knob.default.to_string(),
    }
}
