//! The home's key table: what a key does there, what its footer offers and what its help lists.

use crate::view::tui::keys::{Binding, bind};
use crossterm::event::KeyCode::{BackTab, Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};
use crossterm::event::{KeyEvent, KeyModifiers};

/// Who gets the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Focus {
    /// The list of lessons and scenes.
    List,
    /// A text that lies over it.
    Text,
}

/// What can be wanted at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Msg {
    /// Start what is chosen.
    Start,
    /// Choose another entry, by its distance.
    Choose(isize),
    /// Choose this entry; where it is chosen, start it.
    Pick(usize),
    /// Choose the first entry: where to go on.
    First,
    /// Choose the last.
    Last,
    /// Choose the next lesson, or the one before.
    NextLesson(bool),
    /// Choose the lesson of this number.
    Lesson(u32),
    /// Scroll the text.
    Scroll(i16),
    /// Read the chapter of the chosen lesson.
    Read,
    /// Open the help.
    Help,
    /// Close what lies over the list.
    Close,
    /// Stop the program for the shell.
    Suspend,
    /// Quit.
    Quit,
}

const LIST: &[Focus] = &[Focus::List];
const TEXT: &[Focus] = &[Focus::Text];

/// Every key but the numbers of lessons.
pub(crate) const TABLE: &[Binding<Focus, Msg>] = &[
    bind(&[Enter], "Enter", "start", "start what is chosen; at the top, where to go on", LIST, Msg::Start),
    bind(&[Down, Char('j')], "↓", "choose", "choose the next below; j does the same", LIST, Msg::Choose(1)),
    bind(&[Up, Char('k')], "↑", "", "choose the next above; k does the same", LIST, Msg::Choose(-1)),
    bind(&[Right, Tab], "→", "lesson", "choose the next lesson", LIST, Msg::NextLesson(true)),
    bind(&[Left, BackTab], "←", "", "choose the lesson before", LIST, Msg::NextLesson(false)),
    bind(&[Home, Char('g')], "Home", "", "to the top: where to go on", LIST, Msg::First),
    bind(&[End, Char('G')], "End", "", "to the last scene", LIST, Msg::Last),
    bind(&[PageDown], "PgDn", "", "scroll what is said of the chosen one", LIST, Msg::Scroll(5)),
    bind(&[PageUp], "PgUp", "", "scroll it back", LIST, Msg::Scroll(-5)),
    bind(&[Char('r')], "r", "read chapter", "read the chapter of the lesson, here", LIST, Msg::Read),
    bind(&[Down, Char('j')], "↓", "scroll", "scroll down", TEXT, Msg::Scroll(1)),
    bind(&[Up, Char('k')], "↑", "", "scroll up", TEXT, Msg::Scroll(-1)),
    bind(&[PageDown, Char(' ')], "PgDn", "page", "scroll down by more", TEXT, Msg::Scroll(15)),
    bind(&[PageUp], "PgUp", "", "scroll up by more", TEXT, Msg::Scroll(-15)),
    bind(&[Home, Char('g')], "Home", "", "to the beginning", TEXT, Msg::Scroll(i16::MIN)),
    bind(&[End, Char('G')], "End", "", "to the end", TEXT, Msg::Scroll(i16::MAX)),
    bind(&[Esc, Enter, Char('r'), Char('q'), Char('?')], "q", "close", "close it", TEXT, Msg::Close),
    bind(&[Char('?')], "?", "help", "this help", LIST, Msg::Help),
    bind(&[Char('q')], "q", "quit", "quit; so does Ctrl-C, always", LIST, Msg::Quit),
];

/// The keys of the list, each with what it does: for the help and the book.
pub(crate) fn listed() -> Vec<(&'static str, &'static str)> {
    let own = TABLE.iter().filter(|binding| binding.focus == LIST).map(|binding| (binding.name, binding.help));
    own.chain([("1 to 9", "choose a lesson by its number")]).collect()
}

/// What a key means here.
pub(crate) fn meaning(key: KeyEvent, focus: Focus) -> Option<Msg> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            Char('c') => Some(Msg::Quit),
            Char('z') => Some(Msg::Suspend),
            _ => None,
        };
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    if let (Char(digit @ '1'..='9'), Focus::List) = (key.code, focus) {
        return digit.to_digit(10).map(Msg::Lesson);
    }
    let bound = |binding: &&Binding<Focus, Msg>| binding.focus.contains(&focus) && binding.keys.contains(&key.code);
    TABLE.iter().find(bound).map(|binding| binding.msg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyCode;

    #[test]
    fn no_key_means_two_things_in_one_focus() {
        for focus in [Focus::List, Focus::Text] {
            let mut seen: Vec<KeyCode> = Vec::new();
            for key in TABLE.iter().filter(|binding| binding.focus.contains(&focus)).flat_map(|binding| binding.keys) {
                assert!(!seen.contains(key), "{key:?} is bound twice in {focus:?}");
                seen.push(*key);
            }
        }
    }
}
