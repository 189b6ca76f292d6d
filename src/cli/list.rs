//! `twistlab list`

use super::kept::course;
use crate::lesson::{Knob, Lesson, Question, Scene, Unit};
use crate::progress::Reached;
use crate::view::home::{At, Course, Standing};
use colored::Colorize;
use std::io::{self, Write};

/// Prints every lesson with its scenes and knobs, what was done in them, and how to start them.
pub(super) fn run(out: &mut dyn Write) -> anyhow::Result<()> {
    lessons(&course(), knobs, out)?;
    writeln!(out, "\nRun one:  twistlab lesson 1 --scene freeze --set sndbuf=16384")?;
    Ok(())
}

/// Prints lessons and scenes, and below a scene what was done in it, and more where there is something.
pub(super) fn lessons(course: &Course, more: fn(&Scene) -> Option<String>, out: &mut dyn Write) -> io::Result<()> {
    for lesson in course.lessons {
        writeln!(out, "{} {}", format!("{}.", lesson.number).bold(), lesson.title.bold())?;
        writeln!(out, "   {}", lesson.idea)?;
        let width = lesson.scenes.iter().map(|scene| scene.id.len()).max().unwrap_or(0);
        for at in of(lesson) {
            writeln!(out, "   {} {:<width$}  {}", at.number(), at.scene.id.cyan(), at.scene.idea)?;
            for told in done(course, &at).map(|done| done.green()).into_iter().chain(more(at.scene).map(|m| m.dimmed()))
            {
                writeln!(out, "     {:<width$}  {told}", "")?;
            }
        }
    }
    Ok(())
}

fn of(lesson: &'static Lesson) -> impl Iterator<Item = At> {
    lesson.scenes.iter().map(move |scene| At { lesson, scene })
}

/// What was done in a scene, as in `shown whole; which: b, right; bite: open`; nothing where it was never opened.
fn done(course: &Course, at: &At) -> Option<String> {
    let seen = match course.reached(at)? {
        Reached::Opened => "opened",
        Reached::Shown => "shown whole",
    };
    let answer = |question: &Question| {
        let letter = Question::letter;
        let standing = match course.standing(at, question) {
            Standing::Open => "open".into(),
            Standing::Unjudged(choice) => format!("{}, not judged", letter(choice)),
            Standing::Right(choice) => format!("{}, right", letter(choice)),
            Standing::Wrong(choice) => format!("{}, wrong", letter(choice)),
        };
        format!("; {}: {standing}", question.id)
    };
    Some(at.scene.questions.iter().map(answer).fold(seen.to_owned(), |told, answer| told + &answer))
}

fn knobs(scene: &Scene) -> Option<String> {
    let knobs: Vec<String> = scene.knobs.iter().map(|knob| format!("{}={}", knob.name, typed(knob))).collect();
    (!knobs.is_empty()).then(|| format!("knobs: {}", knobs.join(" ")))
}

/// A knob's default, as one would type it.
fn typed(knob: &Knob) -> String {
    match knob.unit {
        Unit::Choice(_) | Unit::Switch => knob.show(knob.default),
        _ => knob.default.to_string(),
    }
}
