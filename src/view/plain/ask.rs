//! Who answers in plain mode: a person at a terminal, or the scene's script.

use crate::lesson::{Control, Question, Scene};
use std::io::{self, BufRead, Write};

/// Where answers come from.
pub struct Typist {
    hands: Hands,
    quiz: bool,
}

enum Hands {
    Script,
    Person { prompts_to_stderr: bool },
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
        Typist { hands: Hands::Script, quiz }
    }

    /// A person at standard input. Prompts go to standard error where standard output is read by something else.
    pub fn person(quiz: bool, prompts_to_stderr: bool) -> Self {
        Typist { hands: Hands::Person { prompts_to_stderr }, quiz }
    }

    /// Whether a person types.
    pub fn types(&self) -> bool {
        matches!(self.hands, Hands::Person { .. })
    }

    /// Whether predictions are asked.
    pub fn quiz(&self) -> bool {
        self.quiz
    }

    /// Answers a question; asks again where the answer is none of its letters.
    pub(super) fn choose(&mut self, question: &Question, out: &mut dyn Write) -> io::Result<Typed> {
        if !self.types() {
            return Ok(Typed::Choice(question.scripted));
        }
        let last = Question::letter(question.choices.len().saturating_sub(1));
        loop {
            let Some(line) = self.read(&format!("  your prediction (a to {last}, Enter to skip, q to quit): "), out)?
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
    pub(super) fn command(&mut self, scene: &'static Scene, out: &mut dyn Write) -> io::Result<Typed> {
        let names: Vec<&str> = scene.controls.iter().map(|control| control.id).collect();
        loop {
            let Some(line) = self.read(&format!("  what now? {}, wait, quit: ", names.join(", ")), out)? else {
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

    /// One typed line without its end; `None` at the end of input.
    fn read(&mut self, prompt: &str, out: &mut dyn Write) -> io::Result<Option<String>> {
        let mut err = io::stderr();
        out.flush()?;
        let place: &mut dyn Write = match self.hands {
            Hands::Person { prompts_to_stderr: true } => &mut err,
            _ => out,
        };
        place.write_all(prompt.as_bytes())?;
        place.flush()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            // The end of input leaves the prompt's line open.
            writeln!(place)?;
            return Ok(None);
        }
        Ok(Some(line.trim().to_lowercase()))
    }
}
