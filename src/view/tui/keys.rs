//! The one key table. What a key does, what the footer offers and what the help lists all come from here.

use super::msg::Msg;
use crate::lab::Action;
use crate::lesson::Scene;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Who gets the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Focus {
    /// The laboratory: play, step, panes, and the scene's controls.
    Lab,
    /// An open question.
    Question,
    /// The stage: a line is typed for it.
    Stage,
    /// The knobs, which lie over the panes.
    Knobs,
    /// A text that lies over the panes.
    Text,
}

impl Focus {
    /// The word in the frame.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Focus::Lab => "LAB",
            Focus::Question => "QUESTION",
            Focus::Stage => "STAGE",
            Focus::Knobs => "KNOBS",
            Focus::Text => "TEXT",
        }
    }
}

/// A key, or several that do the same.
#[derive(Debug)]
pub(crate) struct Binding<F: 'static = Focus, M = Msg> {
    /// The keys.
    pub(crate) keys: &'static [KeyCode],
    /// As the footer and the help name them.
    pub(crate) name: &'static str,
    /// What they do, for the help.
    pub(crate) help: &'static str,
    /// The same in a word, for the footer; empty where it is not offered there.
    pub(crate) hint: &'static str,
    /// Where they work.
    pub(crate) focus: &'static [F],
    /// What they mean.
    pub(crate) msg: M,
}

const LAB: &[Focus] = &[Focus::Lab];
const WALK: &[Focus] = &[Focus::Lab, Focus::Question];
const KNOBS: &[Focus] = &[Focus::Knobs];
const TEXT: &[Focus] = &[Focus::Text];
const OVER: &[Focus] = &[Focus::Knobs, Focus::Text];
const STAGE: &[Focus] = &[Focus::Stage];
/// Everywhere but on the stage, where they are letters.
const ALL: &[Focus] = &[Focus::Lab, Focus::Question, Focus::Knobs, Focus::Text];

/// A line of a key table.
pub(crate) const fn bind<F, M: Copy>(
    keys: &'static [KeyCode],
    name: &'static str,
    hint: &'static str,
    help: &'static str,
    focus: &'static [F],
    msg: M,
) -> Binding<F, M> {
    Binding { keys, name, help, hint, focus, msg }
}

use KeyCode::{BackTab, Backspace, Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};

/// Every key but the scene's own controls, the numbers of scenes and the letters of choices.
pub(crate) const TABLE: &[Binding] = &[
    bind(
        &[Char(' ')],
        "space",
        "play/pause",
        "play or pause: the cursor walks, the stage goes its own way",
        LAB,
        Msg::PlayPause,
    ),
    bind(&[Right, Char('.')], "→", "step", "one step on", LAB, Msg::Step(1)),
    bind(&[Left, Char(',')], "←", "back", "one step back", WALK, Msg::Step(-1)),
    bind(&[PageDown, Char('>')], "PgDn", "", "ten steps on", LAB, Msg::Step(10)),
    bind(&[PageUp, Char('<')], "PgUp", "", "ten steps back", WALK, Msg::Step(-10)),
    bind(&[Home], "Home", "", "to the first event", WALK, Msg::ToStart),
    bind(&[End, Char('l')], "End", "live", "to the head: LIVE", LAB, Msg::ToHead),
    bind(&[Char(']')], "]", "more", "turn the chosen live knob up, at once", LAB, Msg::TurnLive { up: true }),
    bind(&[Char('[')], "[", "", "turn it down", LAB, Msg::TurnLive { up: false }),
    bind(&[Char('}')], "}", "next knob", "choose the next live knob for [ and ]", LAB, Msg::NextLive(1)),
    bind(&[Char('{')], "{", "", "choose the one before", LAB, Msg::NextLive(-1)),
    bind(&[Char('+'), Char('=')], "+", "", "walk faster", WALK, Msg::Pace { faster: true }),
    bind(&[Char('-')], "-", "", "walk slower", WALK, Msg::Pace { faster: false }),
    bind(&[Char('s')], "s", "skip", "leave the question unanswered", &[Focus::Question], Msg::SkipQuestion),
    bind(&[Char('n')], "n", "next scene", "the next scene", WALK, Msg::NextScene(1)),
    bind(&[Char('N')], "N", "", "the scene before", WALK, Msg::NextScene(-1)),
    bind(&[Char('k')], "k", "knobs", "the knobs of this scene", WALK, Msg::Knobs),
    bind(&[Char('r')], "r", "restart", "run the scene again; the run before is kept", WALK, Msg::Restart),
    bind(&[Char('v')], "v", "", "flip between this run and the one before", LAB, Msg::FlipRun),
    bind(&[Char('f')], "f", "", "to the first step in which the two runs differ", LAB, Msg::ToDifference),
    bind(&[Tab], "Tab", "pane", "focus the next pane", WALK, Msg::NextPane(1)),
    bind(&[BackTab], "S-Tab", "", "focus the pane before", WALK, Msg::NextPane(-1)),
    bind(&[Char('z'), Enter], "z", "", "the focused pane alone, or all panes", WALK, Msg::Zoom),
    bind(&[Up], "↑", "", "scroll up", WALK, Msg::Scroll(-1)),
    bind(&[Down], "↓", "", "scroll down", WALK, Msg::Scroll(1)),
    bind(&[Up], "↑", "", "scroll up", TEXT, Msg::Scroll(-1)),
    bind(&[Down, Char(' ')], "↓", "scroll", "scroll down", TEXT, Msg::Scroll(1)),
    bind(&[Char('x')], "x", "explain", "explain the focused pane", WALK, Msg::Explain),
    bind(&[Char('c')], "c", "check us", "the commands with which to check what is shown", LAB, Msg::Check),
    bind(&[Up], "↑", "", "choose the knob above", KNOBS, Msg::KnobSelect(-1)),
    bind(&[Down, Tab], "↓", "choose", "choose the knob below", KNOBS, Msg::KnobSelect(1)),
    bind(&[Right, Char('+'), Char('=')], "→", "more", "turn the knob up", KNOBS, Msg::KnobTurn { up: true }),
    bind(&[Left, Char('-')], "←", "less", "turn the knob down", KNOBS, Msg::KnobTurn { up: false }),
    bind(&[Char('0')], "0", "default", "set the knob back to its default", KNOBS, Msg::KnobReset),
    bind(&[Esc, Enter], "Esc", "close", "close, and run with the new values where they changed", OVER, Msg::Close),
    bind(&[Char('k')], "k", "", "close the knobs", KNOBS, Msg::Close),
    bind(&[Enter], "Enter", "send", "in a line that is typed for the program: send it", STAGE, Msg::SendLine),
    bind(&[Backspace], "Backspace", "", "the same: take the last character back", STAGE, Msg::Rub),
    bind(&[Esc], "Esc", "keys back to the lab", "the same: give the keys back to the laboratory", STAGE, Msg::KeysBack),
    bind(&[], "Ctrl-C", "quit", "quit", STAGE, Msg::Quit),
    bind(&[Char('?')], "?", "help", "this help", ALL, Msg::Help),
    bind(
        &[Char('q')],
        "q",
        "quit",
        "quit, or back to the home where it began there; Ctrl-C quits, always",
        ALL,
        Msg::Leave,
    ),
];

/// The keys of the laboratory, each with what it does: for the help and the book.
pub(crate) fn listed() -> Vec<(&'static str, &'static str)> {
    let own = TABLE
        .iter()
        .filter(|b| b.focus.contains(&Focus::Lab) || b.focus == [Focus::Question] || b.focus == [Focus::Stage]);
    let more = [("1 to 9", "a scene by its number"), ("a b c d", "answer a question")];
    let own = own.filter(|binding| !binding.keys.is_empty());
    own.map(|binding| (binding.name, binding.help)).chain(more).collect()
}

/// What a key means here.
pub(crate) fn meaning(key: KeyEvent, focus: Focus, scene: &Scene, choices: usize) -> Option<Msg> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            Char('c') => Some(Msg::Quit),
            Char('z') => Some(Msg::Suspend),
            // What many terminals send for Backspace.
            Char('h') if focus == Focus::Stage => Some(Msg::Rub),
            Char('d') if focus == Focus::Stage => ending(scene),
            _ => None,
        };
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    if let (Char(typed), Focus::Stage) = (key.code, focus) {
        return Some(Msg::Typed(typed));
    }
    if key.modifiers.contains(KeyModifiers::SHIFT) {
        match (key.code, focus) {
            (Right, Focus::Lab) => return Some(Msg::Step(10)),
            (Left, Focus::Lab | Focus::Question) => return Some(Msg::Step(-10)),
            _ => {}
        }
    }
    if let (Char(letter), Focus::Question) = (key.code, focus) {
        let place = (letter as usize).wrapping_sub('a' as usize);
        if place < choices {
            return Some(Msg::Answer(place));
        }
    }
    if let (Char(letter), Focus::Lab) = (key.code, focus)
        && let Some(place) = scene.controls.iter().position(|control| control.key == letter)
    {
        return Some(Msg::Control(place));
    }
    if let (Char(digit @ '1'..='9'), Focus::Lab | Focus::Question) = (key.code, focus) {
        return Some(Msg::Scene(digit as usize - '1' as usize));
    }
    TABLE
        .iter()
        .find(|binding| binding.focus.contains(&focus) && binding.keys.contains(&key.code))
        .map(|binding| binding.msg)
}

/// The control that ends the program's input, as Ctrl-D does in a terminal.
fn ending(scene: &Scene) -> Option<Msg> {
    let place = scene.controls.iter().position(|control| matches!(control.action, Action::EndInput { .. }))?;
    Some(Msg::Control(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::CATALOGUE;

    #[test]
    fn no_key_means_two_things_in_one_focus() {
        for focus in ALL.iter().chain(STAGE) {
            let mut seen: Vec<KeyCode> = Vec::new();
            for key in TABLE.iter().filter(|binding| binding.focus.contains(focus)).flat_map(|binding| binding.keys) {
                assert!(!seen.contains(key), "{key:?} is bound twice in {focus:?}");
                seen.push(*key);
            }
        }
    }

    #[test]
    fn no_control_of_a_scene_takes_a_key_of_the_laboratory() {
        let lab: Vec<KeyCode> =
            TABLE.iter().filter(|b| b.focus.contains(&Focus::Lab)).flat_map(|b| b.keys).copied().collect();
        for scene in CATALOGUE.iter().flat_map(|lesson| lesson.scenes) {
            let mut own = Vec::new();
            for control in scene.controls {
                assert!(!lab.contains(&Char(control.key)), "{}: {} is the laboratory's", scene.id, control.key);
                assert!(!control.key.is_ascii_digit() && !own.contains(&control.key), "{}: {}", scene.id, control.key);
                own.push(control.key);
            }
        }
    }

    #[test]
    fn no_letter_of_a_choice_is_taken_while_a_question_is_open() {
        let most = CATALOGUE
            .iter()
            .flat_map(|l| l.scenes)
            .flat_map(|s| s.questions)
            .map(|q| q.choices.len())
            .max()
            .unwrap_or(0);
        let taken = TABLE.iter().filter(|b| b.focus.contains(&Focus::Question)).flat_map(|b| b.keys);
        let clash: Vec<_> =
            taken.filter(|key| matches!(key, Char(c) if (*c as usize).wrapping_sub('a' as usize) < most)).collect();
        assert!(clash.is_empty(), "{clash:?}");
    }
}
