//! What the home says, on the screen and as text: the lessons with what is done in them, and where to go on.
//!
//! It is a function of the lessons and of the [`Progress`] alone. A scene that the progress knows and no lesson has is
//! passed over: the file may be of an older twistlab, or a newer one.

use crate::lesson::{Lesson, Question, Scene};
use crate::progress::{Progress, Reached};

/// Where somebody begins who has seen nothing yet: nothing shows sooner what twistlab is.
const FIRST: (u32, &str) = (1, "freeze");

/// A scene and the lesson that it is in.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// The lesson.
    pub lesson: &'static Lesson,
    /// The scene.
    pub scene: &'static Scene,
}

/// The lessons, and what was done in them.
#[derive(Debug, Clone)]
pub struct Course {
    /// The lessons, in order.
    pub lessons: &'static [Lesson],
    /// What was done.
    pub progress: Progress,
}

/// Why the learner is sent where they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// They have seen nothing yet.
    First,
    /// They were there, and have not seen all of it.
    Back,
    /// The one before was shown whole.
    Next,
    /// All scenes were shown whole.
    Again,
}

/// How a question stands for the learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was not answered.
    Open,
    /// It was answered, and the run left before the kernel had judged it.
    Unjudged(usize),
    /// What was answered came true.
    Right(usize),
    /// Something else came true.
    Wrong(usize),
}

/// How many of something there are, and how many of them are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All scenes.
    pub scenes: usize,
    /// Those that were shown whole.
    pub shown: usize,
    /// All questions.
    pub questions: usize,
    /// Those whose last answer came true.
    pub right: usize,
    /// Those whose last answer did not.
    pub wrong: usize,
}

impl At {
    /// The scene's number in its lesson, from 1.
    pub fn number(&self) -> usize {
        self.lesson.place(self.scene) + 1
    }

    /// The command that opens it.
    pub fn command(&self) -> String {
        format!("twistlab lesson {} --scene {}", self.lesson.number, self.scene.id)
    }

    /// Whether it is the same scene.
    pub fn is(&self, other: &At) -> bool {
        self.lesson.number == other.lesson.number && self.scene.id == other.scene.id
    }
}

impl Way {
    /// What there is to do, in a few words.
    pub fn told(self, at: &At) -> String {
        let scene = at.scene.title;
        match self {
            Way::First => "see a program freeze".into(),
            Way::Back => format!("continue where you were: {scene}"),
            Way::Next => format!("continue with the next scene: {scene}"),
            Way::Again => format!("see it once more: {scene}"),
        }
    }
}

impl Course {
    /// Every scene, in order.
    pub fn scenes(&self) -> impl Iterator<Item = At> + Clone + use<> {
        self.lessons.iter().flat_map(|lesson| lesson.scenes.iter().map(move |scene| At { lesson, scene }))
    }

    /// Where to go on: at the scene where the learner was, until it was shown whole; then with the next that was not,
    /// of its lesson first. Nothing where there is no lesson.
    pub fn go_on(&self) -> Option<(Way, At)> {
        let named =
            |lesson: u32, scene: &str| self.scenes().find(|at| at.lesson.number == lesson && at.scene.id == scene);
        let last = self.progress.last().and_then(|last| named(last.lesson, &last.scene));
        let Some(last) = last else {
            return named(FIRST.0, FIRST.1).or_else(|| self.scenes().next()).map(|first| (Way::First, first));
        };
        if !self.is_shown(&last) {
            return Some((Way::Back, last));
        }
        let own = |at: &At| at.lesson.number == last.lesson.number;
        let after = || self.scenes().skip_while(move |at| !at.is(&last));
        let order = after().filter(own).chain(self.scenes().filter(own)).chain(after()).chain(self.scenes());
        let next = order.into_iter().find(|at| !self.is_shown(at));
        Some(next.map_or((Way::Again, last), |next| (Way::Next, next)))
    }

    /// Where to go on in one lesson: its first scene that was not shown whole, else its first.
    pub fn go_on_in(&self, lesson: &'static Lesson) -> Option<At> {
        let own = || lesson.scenes.iter().map(|scene| At { lesson, scene });
        own().find(|at| !self.is_shown(at)).or_else(|| own().next())
    }

    /// How far a scene was seen.
    pub fn reached(&self, at: &At) -> Option<Reached> {
        self.progress.reached(at.lesson.number, at.scene.id)
    }

    /// How a question of a scene stands.
    pub fn standing(&self, at: &At, question: &Question) -> Standing {
        let said = self.progress.said(at.lesson.number, at.scene.id, question.id);
        match said.filter(|said| said.choice < question.choices.len()) {
            None => Standing::Open,
            Some(said) => match said.right {
                None => Standing::Unjudged(said.choice),
                Some(true) => Standing::Right(said.choice),
                Some(false) => Standing::Wrong(said.choice),
            },
        }
    }

    /// What is done in a lesson.
    pub fn tally(&self, lesson: &'static Lesson) -> Tally {
        lesson.scenes.iter().map(|scene| self.tally_of(&At { lesson, scene })).fold(Tally::default(), Tally::and)
    }

    /// What is done in all of them.
    pub fn tally_of_all(&self) -> Tally {
        self.lessons.iter().map(|lesson| self.tally(lesson)).fold(Tally::default(), Tally::and)
    }

    fn tally_of(&self, at: &At) -> Tally {
        let standings = || at.scene.questions.iter().map(|question| self.standing(at, question));
        Tally {
            scenes: 1,
            shown: usize::from(self.is_shown(at)),
            questions: at.scene.questions.len(),
            right: standings().filter(|standing| matches!(standing, Standing::Right(_))).count(),
            wrong: standings().filter(|standing| matches!(standing, Standing::Wrong(_))).count(),
        }
    }

    fn is_shown(&self, at: &At) -> bool {
        self.reached(at) == Some(Reached::Shown)
    }
}

impl Tally {
    fn and(self, other: Tally) -> Tally {
        Tally {
            scenes: self.scenes + other.scenes,
            shown: self.shown + other.shown,
            questions: self.questions + other.questions,
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
        }
    }

    /// As in `3 of 18 scenes shown`.
    pub fn told_scenes(&self) -> String {
        format!("{} of {} scenes shown", self.shown, self.scenes)
    }

    /// As in `2 right, 1 wrong, 9 open`.
    pub fn told_answers(&self) -> String {
        let open = self.questions - self.right - self.wrong;
        format!("{} right, {} wrong, {open} open", self.right, self.wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::CATALOGUE;
    use crate::progress::{Note, What};

    fn course(notes: &[(u32, &'static str, What)]) -> Course {
        let mut progress = Progress::default();
        for (lesson, scene, what) in notes {
            progress.take(&Note { lesson: *lesson, scene, what: what.clone() });
        }
        Course { lessons: &CATALOGUE[..2], progress }
    }

    fn goes_on(notes: &[(u32, &'static str, What)]) -> (Way, u32, &'static str) {
        let (way, at) = course(notes).go_on().unwrap();
        (way, at.lesson.number, at.scene.id)
    }

    fn shown(scenes: &[(u32, &'static str)]) -> Vec<(u32, &'static str, What)> {
        scenes.iter().flat_map(|(l, s)| [(*l, *s, What::Opened), (*l, *s, What::Shown)]).collect()
    }

    #[test]
    fn who_has_seen_nothing_begins_with_the_freeze() {
        assert_eq!(goes_on(&[]), (Way::First, 1, "freeze"));
        assert!(!course(&[]).go_on().unwrap().1.scene.questions.is_empty(), "the second key answers");
    }

    #[test]
    fn one_goes_on_where_one_was_and_then_with_the_next_of_the_lesson() {
        assert_eq!(goes_on(&[(2, "nap", What::Opened)]), (Way::Back, 2, "nap"));
        assert_eq!(goes_on(&shown(&[(1, "freeze")])), (Way::Next, 1, "two-threads"));
        let lesson = [(1, "freeze"), (1, "two-threads"), (1, "both-talk-first")];
        assert_eq!(goes_on(&shown(&lesson)), (Way::Next, 1, "round-trip"));
        assert_eq!(goes_on(&shown(&[&lesson[..], &[(1, "round-trip")]].concat())), (Way::Next, 2, "one-event"));
    }

    #[test]
    fn who_has_seen_all_may_see_it_again() {
        let course = course(&[]);
        let all: Vec<_> = course.scenes().map(|at| (at.lesson.number, at.scene.id)).collect();
        assert_eq!(goes_on(&shown(&all)), (Way::Again, 2, "ask-the-kernel"));
    }

    #[test]
    fn what_no_lesson_has_is_passed_over() {
        assert_eq!(goes_on(&shown(&[(1, "thaw"), (77, "freeze")])), (Way::First, 1, "freeze"));
        let answered = What::Answered { question: "which", choice: 17, right: Some(true) };
        let course = course(&[(1, "freeze", answered)]);
        let freeze = course.go_on().unwrap().1;
        assert_eq!(course.standing(&freeze, &freeze.scene.questions[0]), Standing::Open);
    }

    #[test]
    fn what_is_done_is_counted() {
        let answered = |question, right| What::Answered { question, choice: 1, right };
        let course = course(&[
            (1, "freeze", answered("which", Some(true))),
            (1, "freeze", answered("bite", Some(false))),
            (1, "freeze", What::Shown),
            (1, "round-trip", What::Opened),
        ]);
        let tally = course.tally(&course.lessons[0]);
        assert_eq!((tally.shown, tally.scenes, tally.right, tally.wrong), (1, 4, 1, 1));
        assert_eq!(tally.told_scenes(), "1 of 4 scenes shown");
        assert_eq!(course.tally_of_all().scenes, 8);
    }
}
