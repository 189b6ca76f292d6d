//! Who answers in plain mode: a person at a terminal, or the scene's script.

use super::keyboard::News;
use crate::lesson::{Control, Question, Scene};
use crate::view::learner::Learner;
use crate::view::session::Session;
use std::collections::VecDeque;
use std::io::{self, Write};

/// Where answers come from.
pub struct Typist {
    hands: Hands,
    quiz: bool,
    /// What was typed and not used yet; none is an end of input. It is kept from one scene to the next.
    lines: VecDeque<Option<String>>,
}

enum Hands {
    Script,
    Person { prompts_to_stderr: bool, learner: Option<Learner> },
}

/// What was typed.
#[derive(Debug, Clone, Copy)]
pub enum Typed {
    /// Nothing, or nothing that means something here.
    Nothing,
    /// The choice at this place.
    Choice(usize),
    /// A control of the scene.
    Control(&'static Control),
    /// No more.
    Quit,
}

impl PartialEq for Typed {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Typed::Nothing, Typed::Nothing) | (Typed::Quit, Typed::Quit) => true,
            (Typed::Choice(a), Typed::Choice(b)) => a == b,
            (Typed::Control(a), Typed::Control(b)) => a.id == b.id,
            _ => false,
        }
    }
}

impl Typist {
    /// The scene's script.
    pub fn script(quiz: bool) -> Self {
        Typist { hands: Hands::Script, quiz, lines: VecDeque::new() }
    }

    /// A person whose lines come as [`News`]. Prompts go to standard error where standard output is read by something else.
    pub fn person(quiz: bool, prompts_to_stderr: bool) -> Self {
        Typist { hands: Hands::Person { prompts_to_stderr, learner: None }, quiz, lines: VecDeque::new() }
    }

    /// The same person, whose progress follows the runs. Without one it is kept nowhere, as with recordings.
    pub fn keeping(mut self, kept: Learner) -> Self {
        if let Hands::Person { learner, .. } = &mut self.hands {
            *learner = Some(kept);
        }
        self
    }

    /// A run begins, whose learner this is.
    pub(super) fn begins(&mut self, session: &Session) {
        if let Hands::Person { learner: Some(learner), .. } = &mut self.hands {
            learner.begins(session);
        }
    }

    /// Looks at what was done in it.
    pub(super) fn looks(&mut self, session: &Session) {
        if let Hands::Person { learner: Some(learner), .. } = &mut self.hands {
            learner.look(session);
        }
    }

    /// Whether a person types.
    pub fn types(&self) -> bool {
        matches!(self.hands, Hands::Person { .. })
    }

    /// Whether predictions are asked.
    pub fn quiz(&self) -> bool {
        self.quiz
    }

    /// Keeps what was typed until somebody asks for it.
    pub(super) fn keep(&mut self, news: News) {
        match news {
            News::Noted => {}
            News::Typed(line) => self.lines.push_back(Some(line)),
            News::EndOfInput => self.lines.push_back(None),
        }
    }

    /// The next line that was typed, where one was; in it none where the input has ended.
    pub(super) fn next_line(&mut self) -> Option<Option<String>> {
        self.lines.pop_front()
    }

    /// Tells the person something.
    pub(super) fn say(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        match self.hands {
            Hands::Person { prompts_to_stderr: true, .. } => writeln!(io::stderr(), "{text}"),
            _ => {
                writeln!(out, "{text}")?;
                out.flush()
            }
        }
    }

    /// Answers a question; asks again where the answer is none of its letters. `news` waits for the next that there is.
    pub(super) fn choose(
        &mut self,
        question: &Question,
        news: &mut dyn FnMut() -> News,
        out: &mut dyn Write,
    ) -> io::Result<Typed> {
        if !self.types() {
            return Ok(Typed::Choice(question.scripted));
        }
        let last = Question::letter(question.choices.len().saturating_sub(1));
        loop {
            let Some(line) =
                self.read(&format!("  your prediction (a to {last}, Enter to skip, q to quit): "), news, out)?
            else {
                return Ok(Typed::Quit);
            };
            let mut letters = line.chars();
            match (letters.next(), letters.next()) {
                (None, _) => return Ok(Typed::Nothing),
                (Some('q'), None) => return Ok(Typed::Quit),
                (Some(letter), None) => match question.choice(letter) {
                    Some(choice) => return Ok(Typed::Choice(choice)),
                    None => continue,
                },
                _ if line == "quit" => return Ok(Typed::Quit),
                _ => continue,
            }
        }
    }

    /// Asks what to do with a stage that does not go on.
    pub(super) fn command(
        &mut self,
        scene: &'static Scene,
        news: &mut dyn FnMut() -> News,
        out: &mut dyn Write,
    ) -> io::Result<Typed> {
        let names: Vec<&str> = scene.controls.iter().map(|control| control.id).collect();
        loop {
            let Some(line) = self.read(&format!("  what now? {}, wait, quit: ", names.join(", ")), news, out)? else {
                return Ok(Typed::Quit);
            };
            match line.as_str() {
                "quit" | "q" => return Ok(Typed::Quit),
                "" | "wait" => return Ok(Typed::Nothing),
                word => match scene.control(word) {
                    Some(control) => return Ok(Typed::Control(control)),
                    None => continue,
                },
            }
        }
    }

    /// One typed line in small letters; `None` at the end of input.
    fn read(
        &mut self,
        prompt: &str,
        news: &mut dyn FnMut() -> News,
        out: &mut dyn Write,
    ) -> io::Result<Option<String>> {
        let mut err = io::stderr();
        out.flush()?;
        let place: &mut dyn Write = match self.hands {
            Hands::Person { prompts_to_stderr: true, .. } => &mut err,
            _ => out,
        };
        place.write_all(prompt.as_bytes())?;
        place.flush()?;
        let line = loop {
            if let Some(line) = self.lines.pop_front() {
                break line;
            }
            self.keep(news());
        };
        if line.is_none() {
            // The end of input leaves the prompt's line open.
            writeln!(place)?;
        }
        Ok(line.map(|line| line.trim().to_lowercase()))
    }
}
