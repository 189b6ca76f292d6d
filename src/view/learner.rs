//! What a person does in live runs, noted for their progress. Scripts and recordings have no learner.
//!
//! It looks at a session from time to time and notes what is new. An answer counts when it is given, and again when it is
//! judged; a scene was shown when the cursor has passed all that it sets out to show, not when the program has.

use super::session::{Answer, Session};
use crate::progress::{Keeper, Note, What};

/// Notes what one person does, a run after the other.
pub struct Learner {
    keeper: Keeper,
    /// Of each question that the run has passed, by the place of its mark: the choice, and whether it came true.
    answers: Vec<Option<(usize, Option<bool>)>>,
    shown: bool,
    /// The score of the run, which is noted when it is over: it may rise many times a second.
    score: Option<(u32, &'static str, u64)>,
}

impl Learner {
    /// A learner whose progress is kept there.
    pub fn new(keeper: Keeper) -> Learner {
        Learner { keeper, answers: Vec::new(), shown: false, score: None }
    }

    /// The best score so far of the scene that is played, of the runs before.
    pub fn best(&self, session: &Session) -> Option<u64> {
        self.keeper.progress().best(session.lesson.number, session.scene.id)
    }

    /// What stands in the way of keeping it, where that has not been told.
    pub fn news(&self) -> Option<String> {
        self.keeper.news()
    }

    /// A run begins.
    pub fn begins(&mut self, session: &Session) {
        self.scored();
        (self.answers, self.shown) = (Vec::new(), false);
        self.note(session, What::Opened);
    }

    /// Notes what is new in the run that began last.
    pub fn look(&mut self, session: &Session) {
        self.answers.resize(session.marks.len(), None);
        for (place, mark) in session.marks.iter().enumerate() {
            let Answer::Given(choice) = mark.answer else { continue };
            let right = mark.outcome.map(|(_, came_true)| came_true == choice);
            if self.answers[place].replace((choice, right)) != Some((choice, right)) {
                self.note(session, What::Answered { question: mark.question.id, choice, right });
            }
        }
        if let Some(score) = session.best {
            self.score = Some((session.lesson.number, session.scene.id, score));
        }
        let here = session.cursor.seq();
        if !self.shown && session.milestones.iter().all(|seen| seen.is_some_and(|seen| seen <= here)) {
            self.shown = true;
            self.note(session, What::Shown);
        }
    }

    /// Notes the score of the run that is over.
    fn scored(&mut self) {
        if let Some((lesson, scene, score)) = self.score.take() {
            self.keeper.note(Note { lesson, scene, what: What::Scored(score) });
        }
    }

    fn note(&self, session: &Session, what: What) {
        self.keeper.note(Note { lesson: session.lesson.number, scene: session.scene.id, what });
    }
}

impl Drop for Learner {
    fn drop(&mut self) {
        self.scored();
    }
}
