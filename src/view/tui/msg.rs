//! What the learner can want, in the imperative. Keys, clicks and the wheel all become one of these.

use super::pane::Pane;

/// An intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Msg {
    /// Walk, or stand.
    PlayPause,
    /// One step on, or back, or several.
    Step(i32),
    /// To the first event.
    ToStart,
    /// To the head.
    ToHead,
    /// To a place on the timeline, in thousandths of its length.
    Scrub(u16),
    /// Walk faster or slower.
    Pace {
        /// Faster.
        faster: bool,
    },
    /// Another scene, by its distance.
    NextScene(i8),
    /// A scene by its place from 0.
    Scene(usize),
    /// Focus the next pane, or the one before.
    NextPane(i8),
    /// Focus this pane.
    Focus(Pane),
    /// The focused pane alone, or all of them.
    Zoom,
    /// Scroll the focused pane by so many lines.
    Scroll(i16),
    /// Run the scene again; the run before is kept.
    Restart,
    /// Show the other of the two runs.
    FlipRun,
    /// To the first difference of the two runs.
    ToDifference,
    /// Answer the open question with the choice at this place.
    Answer(usize),
    /// Leave the open question unanswered.
    SkipQuestion,
    /// Use the control at this place.
    Control(usize),
    /// Typed for the stage: one character more in its line.
    Typed(char),
    /// Take the last character of the line back.
    Rub,
    /// Give the line to the stage.
    SendLine,
    /// The keys belong to the laboratory again.
    KeysBack,
    /// Turn the chosen live knob by a stop, at once.
    TurnLive {
        /// Up.
        up: bool,
    },
    /// Choose the next live knob for that, or the one before.
    NextLive(i8),
    /// Turn the live knob at this place among the scene's to one of its stops, at once.
    Slide {
        /// Its place.
        knob: usize,
        /// The stop's place.
        stop: usize,
    },
    /// Open the help, or close it.
    Help,
    /// Explain the focused pane.
    Explain,
    /// Show the commands that check us.
    Check,
    /// Open the knobs.
    Knobs,
    /// In the knobs: choose the next or the one before.
    KnobSelect(i8),
    /// In the knobs: choose this one.
    KnobRow(usize),
    /// In the knobs: turn the chosen one.
    KnobTurn {
        /// Up.
        up: bool,
    },
    /// In the knobs: back to the default.
    KnobReset,
    /// Close what is open over the panes.
    Close,
    /// Stop the program for the shell.
    Suspend,
    /// Leave the lesson: for the home where it was begun there, else altogether.
    Leave,
    /// Quit.
    Quit,
}
