//! The line that is being typed for the stage: the keys are the stage's until Esc gives them back.

use crate::lab::Action;
use crate::lesson::Scene;

/// The most characters of a line.
const LONGEST: usize = 500;

/// A line, not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typing {
    /// The control that it belongs to, by its place in the scene.
    pub(crate) control: usize,
    /// The pipe that it goes to.
    pub(crate) source: &'static str,
    /// What was typed so far.
    pub(crate) text: String,
}

impl Typing {
    /// An empty line for a control; `None` where that takes no line.
    pub(crate) fn new(scene: &Scene, control: usize) -> Option<Typing> {
        match scene.controls.get(control)?.action {
            Action::Type { source } => Some(Typing { control, source, text: String::new() }),
            _ => None,
        }
    }

    /// The place of the first control of a scene that takes a line.
    pub(crate) fn place(scene: &Scene) -> Option<usize> {
        scene.controls.iter().position(|control| matches!(control.action, Action::Type { .. }))
    }

    /// One character more, where there is room and it is one that is seen.
    pub(crate) fn push(&mut self, typed: char) {
        if !typed.is_control() && self.text.chars().count() < LONGEST {
            self.text.push(typed);
        }
    }

    /// The line with its end; what is typed next is a new one.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.text) + "\n"
    }
}
