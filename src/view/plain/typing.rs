//! What a line means that is typed while the stage runs: a control, a live knob, or text for the program.
//!
//! ```text
//! hello       the control of that name, or of that key
//! nap=250     turns a live knob
//! ?           what can be typed
//! next, quit  leaves this run, leaves altogether
//! h           anything else goes to the program, where it reads lines
//! ```

use crate::event::{Call, Micros, ThreadName};
use crate::lab::Action;
use crate::lesson::{Control, Knob, Scene, Settings};
use crate::world::{Doing, World, deadlock};

/// What a line means.
#[derive(Debug)]
pub(super) enum Meant {
    /// This control is used.
    Control(&'static Control),
    /// This live knob is turned.
    Turn(&'static str, u64),
    /// This text goes to the program, through this pipe.
    Text(&'static str, String),
    /// What can be typed is wanted.
    Help,
    /// This run is left, and the next scene begun.
    Next,
    /// No more.
    Quit,
    /// Nothing.
    Nothing,
    /// Nothing that is known here, and why.
    Unknown(String),
}

/// Whether lines act while the stage of this scene runs.
pub(super) fn takes_lines(scene: &Scene) -> bool {
    let acts = |control: &Control| {
        matches!(control.action, Action::Feed { .. } | Action::Type { .. } | Action::EndInput { .. } | Action::Order)
    };
    scene.controls.iter().any(acts) || live(scene).next().is_some()
}

/// What a line means in this scene.
pub(super) fn meaning(scene: &'static Scene, line: &str) -> Meant {
    let word = line.trim().to_lowercase();
    let pipe = pipe(scene);
    let key = |control: &Control| word.chars().eq([control.key.to_ascii_lowercase()]);
    if let Some(control) = uses(scene).find(|control| *control.id == word).or_else(|| uses(scene).find(|c| key(c))) {
        return Meant::Control(control);
    }
    match (word.as_str(), pipe) {
        ("?", _) => return Meant::Help,
        ("next", _) => return Meant::Next,
        ("quit", _) | ("q", None) => return Meant::Quit,
        ("" | "wait", None) => return Meant::Nothing,
        _ => {}
    }
    let knob = word.split_once('=').and_then(|(name, _)| scene.knobs.iter().find(|knob| knob.name == name.trim()));
    match (knob, pipe) {
        (Some(knob), _) => turn(scene, knob, &word),
        (None, Some(pipe)) => Meant::Text(pipe, format!("{line}\n")),
        (None, None) => Meant::Unknown(format!("nothing here is called {word:?}: {}", hint(scene))),
    }
}

/// What the end of the input means: that of the program, where it reads lines, and else that nobody types any more.
pub(super) fn end(scene: &'static Scene, world: &World) -> Meant {
    let ends = uses(scene).find(|control| matches!(control.action, Action::EndInput { .. }));
    ends.filter(|control| world.uses(control.id) == 0).map_or(Meant::Quit, Meant::Control)
}

fn turn(scene: &'static Scene, knob: &'static Knob, given: &str) -> Meant {
    if !knob.live {
        let text = format!("{} is set before the run, with --set: it is built into what runs", knob.name);
        return Meant::Unknown(text);
    }
    let mut settings = Settings::defaults(scene.knobs);
    match settings.set(scene.knobs, given) {
        Ok(()) => Meant::Turn(knob.name, settings.get(knob.name).unwrap_or(knob.default)),
        Err(bad) => Meant::Unknown(bad.to_string()),
    }
}

/// One line: what can be typed.
pub(super) fn hint(scene: &'static Scene) -> String {
    let mut words: Vec<String> = uses(scene).map(|control| control.id.into()).collect();
    words.extend(live(scene).map(|knob| format!("{}=...", knob.name)));
    words.extend(pipe(scene).map(|_| "any line for the program".into()));
    format!("type {}, next or quit (? says what they do)", words.join(", "))
}

/// What everything that can be typed does, a line each.
pub(super) fn help(scene: &'static Scene, world: &World) -> Vec<String> {
    let width = uses(scene).map(|control| control.id.len()).max().unwrap_or(0).max(4);
    let mut lines: Vec<String> =
        uses(scene).map(|c| format!("  {:<width$}  or {}: {}", c.id, c.key, c.label)).collect();
    for knob in live(scene) {
        let now = world.turned(knob.name);
        let now = now.map_or_else(String::new, |now| format!("; it is {} now", knob.show(now)));
        lines.push(format!("  {}=N  {}, {}{now}", knob.name, knob.label, knob.good()));
    }
    if pipe(scene).is_some() {
        lines.push("  any other line goes to the program".into());
    }
    lines.push(format!("  {:<width$}  leaves this run", "next"));
    lines.push(format!("  {:<width$}  leaves", "quit"));
    lines
}

/// Controls that do something by themselves.
fn uses(scene: &'static Scene) -> impl Iterator<Item = &'static Control> {
    scene.controls.iter().filter(|control| !matches!(control.action, Action::Type { .. }))
}

fn live(scene: &Scene) -> impl Iterator<Item = &Knob> {
    scene.knobs.iter().filter(|knob| knob.live)
}

/// The pipe that typed lines go to.
fn pipe(scene: &Scene) -> Option<&'static str> {
    scene.controls.iter().find_map(|control| match control.action {
        Action::Type { source } => Some(source),
        _ => None,
    })
}

/// The wait in which the stage stands until the learner does something: whose, and since when.
pub(super) fn waits_for_you(world: &World) -> Option<(ThreadName, Micros)> {
    let frozen = deadlock(world).and_then(|x| x.waits.into_iter().next()).map(|wait| wait.thread);
    world.threads.iter().find_map(|thread| match &thread.doing {
        Doing::In { call, asked, source, since, .. } => {
            let pipe = || source.as_ref().and_then(|source| world.source(source.as_str()));
            let waits = match call {
                _ if frozen.as_ref() == Some(&thread.name) => true,
                Call::Order => true,
                Call::Read => pipe().is_some_and(|source| source.role == crate::world::Role::Pipe),
                call if call.is_wait() => asked.is_none(),
                _ => false,
            };
            waits.then(|| (thread.name.clone(), *since))
        }
        Doing::Computing | Doing::Ended => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::FREE;

    fn told(line: &str) -> String {
        match meaning(&FREE, line) {
            Meant::Control(control) => format!("control {}", control.id),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_line_is_a_control_a_knob_a_word_or_text() {
        assert_eq!([told("hello"), told(" H "), told("END")], ["control hello", "control hello", "control end"]);
        assert_eq!([told("?"), told("next"), told("quit")], ["Help", "Next", "Quit"]);
        assert_eq!(told("nap=250"), r#"Turn("nap", 250)"#);
        assert_eq!(told("nap=much"), r#"Unknown("nap takes 0 to 500 milliseconds, not \"much\"")"#);
        assert!(told("size=2").contains("set before the run"));
        assert_eq!(told(" Anything"), r#"Text("keys", " Anything\n")"#);
        assert_eq!([told(""), told("type"), told("a=b")].map(|t| t.starts_with("Text")), [true; 3]);
    }

    #[test]
    fn the_end_of_input_is_the_programs_the_first_time() {
        let mut world = World::default();
        assert!(matches!(end(&FREE, &world), Meant::Control(control) if control.id == "end"));
        let acted = crate::world::Act { seq: Default::default(), at: Micros(0), control: "end".into() };
        world.acted.push(acted);
        assert!(matches!(end(&FREE, &world), Meant::Quit));
    }

    #[test]
    fn everything_that_can_be_typed_is_listed() {
        assert_eq!(
            hint(&FREE),
            "type hello, end, nap=..., any line for the program, next or quit (? says what they do)"
        );
        let help = help(&FREE, &World::default()).join("\n");
        for word in ["hello", "or h: click Hello", "nap=N", "0 to 500 milliseconds", "any other line", "quit"] {
            assert!(help.contains(word), "{word} is missing in\n{help}");
        }
        assert!(!help.contains("size"), "it is not live");
    }
}
