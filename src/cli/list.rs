//! `twistlab list`

use crate::lesson::CATALOGUE;
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
            let knobs: Vec<String> = scene.knobs.iter().map(|knob| format!("{}={}", knob.name, knob.default)).collect();
            writeln!(out, "     {:<width$}  {}", "", format!("knobs: {}", knobs.join(" ")).dimmed())?;
        }
    }
    writeln!(out, "\nRun one:  twistlab lesson 1 --scene freeze --set sndbuf=16384")?;
    Ok(())
}
