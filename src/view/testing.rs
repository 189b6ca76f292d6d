//! For tests of the views: a lesson with one free-running scene, and recordings of it that were never run.

use super::session::Session;
use crate::event::{Event, Micros, Seq, Stamped};
use crate::lab::{Action, Gait, Lab, Stage};
use crate::lesson::{Aspect, Choice, Control, Knob, Lesson, Question, Scene, Settings, Unit};
use crate::trace::Trace;

/// A program that does nothing.
pub(crate) fn nothing(_: &Lab) -> crate::lab::Result {
    Ok(())
}

/// A free-running scene with this program.
pub(crate) const fn scene(run: fn(&Lab) -> crate::lab::Result) -> Scene {
    Scene {
        id: "free",
        title: "free",
        idea: "It runs by itself.",
        stage: Stage { path: "free.rs", text: "", program: "program", gait: Gait::Free, run },
        knobs: &[
            Knob {
                name: "nap",
                label: "the nap between two polls",
                unit: Unit::Millis,
                default: 0,
                range: (0, 500),
                stops: &[0, 10, 500],
                live: true,
            },
            Knob {
                name: "size",
                label: "a size",
                unit: Unit::Bytes,
                default: 1,
                range: (1, 9),
                stops: &[1, 9],
                live: false,
            },
        ],
        story: &[],
        questions: &[Question {
            id: "which",
            prompt: "Which?",
            choices: &[Choice { text: "one", because: "One." }],
            judge: |_| None,
            scripted: 0,
        }],
        controls: &[
            Control {
                id: "hello",
                key: 'h',
                label: "click Hello",
                action: Action::Feed { source: "hello", bytes: "h" },
                question: None,
            },
            Control { id: "type", key: 't', label: "type", action: Action::Type { source: "keys" }, question: None },
            Control {
                id: "end",
                key: 'e',
                label: "the end",
                action: Action::EndInput { sources: &["keys"] },
                question: None,
            },
        ],
        milestones: &[],
        script: &[],
        shows: &[Aspect::Loop, Aspect::Input],
        plot: None,
        goal: None,
        pace: 10,
    }
}

/// The one with the program that does nothing.
pub(crate) static FREE: Scene = scene(nothing);

/// The lesson that it is in.
pub(crate) static LESSON: Lesson =
    Lesson { number: 99, title: "free", idea: "free", chapter: "", files: &[], scenes: &[] };

/// A recording of the scene: what happened in its thread, at which lab time.
pub(crate) fn recording(events: impl IntoIterator<Item = (u64, Event)>) -> Session {
    let header = super::session::header(&LESSON, &FREE, &Settings::defaults(FREE.knobs));
    let mut trace = Trace::new(header);
    for (seq, (at, event)) in (1..).zip(events) {
        let thread = "main".into();
        let taken =
            trace.push(Stamped { seq: Seq(seq), at: Micros(at), turn: 0, thread, source: None, line: None, event });
        assert!(taken, "the places have no gap");
    }
    Session::replay(&LESSON, &FREE, &trace)
}
