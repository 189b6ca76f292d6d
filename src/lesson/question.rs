//! A prediction: what is asked at a turning point, and who judges it. The kernel does.

use crate::trace::Header;
use crate::world::World;

/// A question put before a turning point.
#[derive(Debug)]
pub struct Question {
    /// Short name; the mark in the trace carries it.
    pub id: &'static str,
    /// What is asked.
    pub prompt: &'static str,
    /// What can be answered: `a`, `b`, `c`, `d`. Ordinal or ranges, never an exact count that varies.
    pub choices: &'static [Choice],
    /// The place of the choice that came true, once that is known.
    pub judge: fn(&Judging<'_>) -> Option<usize>,
    /// What is answered where nobody types.
    pub scripted: usize,
}

/// An answer, and the explanation where it is what really happened.
#[derive(Debug)]
pub struct Choice {
    /// The answer.
    pub text: &'static str,
    /// Why, told when this is what happened.
    pub because: &'static str,
}

/// What a judge looks at.
#[derive(Debug)]
pub struct Judging<'a> {
    /// What was run.
    pub header: &'a Header,
    /// The world at the question's mark.
    pub mark: &'a World,
    /// The world now.
    pub now: &'a World,
}

impl Question {
    /// The place of the choice with this letter.
    pub fn choice(&self, letter: char) -> Option<usize> {
        let place = (letter.to_ascii_lowercase() as usize).checked_sub('a' as usize)?;
        (place < self.choices.len()).then_some(place)
    }

    /// The letter of the choice at a place.
    pub fn letter(place: usize) -> char {
        char::from(b'a' + u8::try_from(place.min(25)).unwrap_or(25))
    }
}
