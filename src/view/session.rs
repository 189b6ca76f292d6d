//! One run as a view has it: its trace, the cursor in it, the questions it passed, and the way to act on it.
//!
//! ```text
//! Run ── drain ──> Session::pump ──> Trace ──> Cursor ──> &World ──> view
//!  ^                                   └──> marks judged, milestones seen (at the head, shown at the cursor)
//!  └──── controls, live knobs, release of rest points
//! ```
//!
//! A session without a run is a replay: everything works but acting on the stage. While a question is open,
//! nothing after its mark can be reached ([`Session::limit`]).

use super::levels::{Level, Levels};
use super::recorder::{RecordError, Recorder};
use crate::event::{ControlId, Event, KnobName, QuestionId, Seq, SourceName, Stamped};
use crate::lab::run::Run;
use crate::lab::{self, Gait, Holding};
use crate::lesson::{Control, Judging, Lesson, Question, Scene, Settings};
use crate::trace::{Cursor, FORMAT, Header, Listing, Trace, VERSION};
use crate::world::{StageState, World};
use std::io;

/// A run or a recording, and where the learner is in it.
pub struct Session {
    /// The lesson it belongs to.
    pub lesson: &'static Lesson,
    /// The scene it plays.
    pub scene: &'static Scene,
    /// What has happened.
    pub trace: Trace,
    /// Where the learner is.
    pub cursor: Cursor,
    /// The question marks that the run has passed, in order.
    pub marks: Vec<Mark>,
    /// For each milestone of the scene, where it was first seen.
    pub milestones: Vec<Option<Seq>>,
    /// How high bytes stood in their queues, or how fast the loops went.
    pub levels: Levels,
    /// The best score so far, where the scene has a goal.
    pub best: Option<u64>,
    /// Whether questions stop the cursor.
    quiz: bool,
    run: Option<Run>,
    recorder: Option<Recorder>,
    answered_ahead: Option<(QuestionId, Answer)>,
}

/// A question that was passed.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its place.
    pub seq: Seq,
    /// The question.
    pub question: &'static Question,
    /// What the learner said.
    pub answer: Answer,
    /// What came true, and where that became known.
    pub outcome: Option<(Seq, usize)>,
    world: World,
}

/// What a learner said to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet: the cursor waits here.
    Open,
    /// The choice at this place.
    Given(usize),
    /// Let it be.
    Skipped,
}

/// How a prediction stands at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// What will happen is not known yet.
    Pending,
    /// What was said came true.
    Right(usize),
    /// Something else came true.
    Wrong(usize),
    /// Nothing was said; this came true.
    Told(usize),
}

impl Session {
    /// Starts a scene live. `wake` is called, on any thread, when [`Session::pump`] has something to take.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        lesson: &'static Lesson,
        scene: &'static Scene,
        settings: &Settings,
        holding: Holding,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let header = header(lesson, scene, settings);
        let run = Run::start(scene.stage, settings.knobs(), holding, wake)?;
        Ok(Self::with(lesson, scene, header, Some(run)))
    }

    /// Opens a recording.
    pub fn replay(lesson: &'static Lesson, scene: &'static Scene, recorded: &Trace) -> Self {
        let mut session = Self::recorded(lesson, scene, recorded.header.clone());
        for stamped in recorded.between(Seq(0), recorded.last()) {
            session.take(stamped.clone());
        }
        session
    }

    /// A recording, still empty: [`Session::take`] its events, from the first on.
    pub fn recorded(lesson: &'static Lesson, scene: &'static Scene, header: Header) -> Self {
        Self::with(lesson, scene, header, None)
    }

    fn with(lesson: &'static Lesson, scene: &'static Scene, header: Header, run: Option<Run>) -> Self {
        Session {
            lesson,
            scene,
            trace: Trace::new(header),
            cursor: Cursor::default(),
            marks: Vec::new(),
            milestones: vec![None; scene.milestones.len()],
            levels: Levels::new(Level::of(scene)),
            best: None,
            quiz: true,
            run,
            recorder: None,
            answered_ahead: None,
        }
    }

    /// Writes everything to a file from now on.
    pub fn record(&mut self, recorder: Recorder) {
        self.recorder = Some(recorder);
    }

    /// Lets the cursor pass questions without an answer.
    pub fn without_quiz(mut self) -> Self {
        self.quiz = false;
        for mark in &mut self.marks {
            if mark.answer == Answer::Open {
                mark.answer = Answer::Skipped;
            }
        }
        self
    }

    /// Takes what the run has noted; says whether there was anything.
    ///
    /// # Errors
    /// Where the recording stopped. What was noted is taken all the same.
    pub fn pump(&mut self) -> Result<bool, RecordError> {
        let Some(run) = &self.run else { return Ok(false) };
        let events = run.drain();
        let recorded = self.recorder.as_mut().map_or(Ok(()), |recorder| recorder.add(&self.trace.header, &events));
        let any = !events.is_empty();
        for stamped in events {
            self.take(stamped);
        }
        recorded.map(|()| any)
    }

    /// Takes the next event: keeps it, judges the questions by it, and looks for milestones.
    pub fn take(&mut self, stamped: Stamped) {
        let asked = match &stamped.event {
            Event::Asked { question } => Some(question.clone()),
            _ => None,
        };
        if !self.trace.push(stamped) {
            return;
        }
        let head = self.trace.head();
        self.levels.add(head);
        if let Some(question) = asked.and_then(|id| self.scene.question(id.as_str())) {
            let ahead = self.answered_ahead.take_if(|(id, _)| id == question.id).map(|(_, answer)| answer);
            let answer = ahead.unwrap_or(if self.quiz { Answer::Open } else { Answer::Skipped });
            self.marks.push(Mark { seq: head.seq, question, answer, outcome: None, world: head.clone() });
        }
        for mark in self.marks.iter_mut().filter(|mark| mark.outcome.is_none()) {
            let judging = Judging { header: &self.trace.header, mark: &mark.world, now: head };
            mark.outcome = (mark.question.judge)(&judging).map(|choice| (head.seq, choice));
        }
        self.best = self.best.max(self.scene.goal.and_then(|goal| (goal.score)(head)));
        for (milestone, seen) in self.scene.milestones.iter().zip(&mut self.milestones) {
            if seen.is_none() && (milestone.seen)(head) {
                *seen = Some(head.seq);
            }
        }
    }

    /// The first line in which the program that ran differs from the one of today, from 1. A recording shows its own.
    pub fn changed_since(&self) -> Option<usize> {
        let (ran, today) = (&self.trace.header.stage.text, self.scene.stage.text);
        let line = ran.lines().zip(today.lines()).position(|(ran, today)| ran != today);
        let shorter = ran.lines().count().min(today.lines().count());
        (ran != today).then(|| line.unwrap_or(shorter) + 1)
    }

    /// The world at the cursor.
    pub fn world(&self) -> &World {
        self.cursor.world()
    }

    /// Whether there is a stage to act on.
    pub fn is_live(&self) -> bool {
        self.run.is_some()
    }

    /// Lets the stage go: from now on this is a recording.
    pub fn keep(&mut self) {
        self.run = None;
        self.recorder = None;
    }

    /// The farthest place that the cursor may be at: the first open question, else the head.
    pub fn limit(&self) -> Seq {
        let open = self.marks.iter().find(|mark| mark.answer == Answer::Open);
        open.map_or(self.trace.last(), |mark| mark.seq)
    }

    /// Whether the cursor has nothing before it but samples.
    pub fn at_head(&self) -> bool {
        self.cursor.next_stop(&self.trace).is_none_or(|next| next > self.limit())
    }

    /// Whether the cursor shows the stage as it is now.
    pub fn is_now(&self) -> bool {
        self.is_live() && self.at_head() && self.open_question().is_none()
    }

    /// The question that the cursor stands at, where it is open.
    pub fn open_question(&self) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.answer == Answer::Open && mark.seq <= self.cursor.seq())
    }

    /// Answers the question that is open.
    pub fn answer(&mut self, answer: Answer) {
        let here = self.cursor.seq();
        if let Some(mark) = self.marks.iter_mut().find(|mark| mark.answer == Answer::Open && mark.seq <= here) {
            mark.answer = answer;
        }
    }

    /// Of the questions that the cursor has passed the one that was decided last, and how it stands there; where none is
    /// decided, the last one.
    pub fn last_verdict(&self) -> Option<(&Mark, Verdict)> {
        let here = self.cursor.seq();
        let passed = self.marks.iter().filter(|mark| mark.seq <= here && mark.answer != Answer::Open);
        let known = |mark: &&Mark| mark.outcome.map(|(known, _)| known).filter(|known| *known <= here);
        let mark = passed.max_by_key(known)?;
        Some((mark, mark.verdict(here)))
    }

    /// Whether every milestone has been seen by the end of the run.
    pub fn showed_all(&self) -> bool {
        self.milestones.iter().all(Option::is_some)
    }

    /// Whether nothing more can come: a recording, or a run that has ended and every thread with it.
    pub fn is_over(&self) -> bool {
        let head = self.trace.head();
        if !self.is_live() {
            return true;
        }
        head.ended() && head.threads.iter().all(|thread| thread.doing == crate::world::Doing::Ended)
    }

    /// Whether a question was put already, be it that its mark is still under way.
    pub fn has_asked(&self, id: &str) -> bool {
        let ahead = self.answered_ahead.iter().any(|(ahead, _)| *ahead == *id);
        ahead || self.marks.iter().any(|mark| mark.question.id == id)
    }

    /// Uses a control. `answer` is what was said to its question, where it has one that was asked.
    pub fn act(&mut self, control: &Control, answer: Option<Answer>) {
        let Some(run) = &self.run else { return };
        let question = control.question.filter(|_| answer.is_some()).map(QuestionId::from);
        self.answered_ahead = question.clone().zip(answer).or(self.answered_ahead.take());
        run.act(ControlId::from(control.id), control.action, question);
    }

    /// Turns a live knob.
    pub fn turn(&mut self, knob: &str, value: u64) {
        if let Some(run) = &self.run {
            run.turn(KnobName::from(knob), value);
        }
    }

    /// Gives the program what the learner typed, through one of its pipes.
    pub fn feed(&mut self, source: &str, text: &str) {
        if let Some(run) = &self.run {
            run.feed(SourceName::from(source), text.to_owned());
        }
    }

    /// Whether the stage runs freely: live the cursor rides its head, in a recording it walks by lab time.
    pub fn is_free(&self) -> bool {
        self.scene.stage.gait == Gait::Free
    }

    /// Lets a stage go on that is held at a rest point, where the cursor has come that far.
    pub fn release(&self) {
        if let Some(run) = &self.run
            && self.resting()
        {
            run.release();
        }
    }

    /// Whether the stage is held and waits for the cursor, which is there.
    pub fn resting(&self) -> bool {
        self.is_now() && self.trace.head().stage == StageState::Resting
    }
}

impl Mark {
    /// How the prediction stands for a cursor at `here`.
    pub fn verdict(&self, here: Seq) -> Verdict {
        let Some((_, choice)) = self.outcome.filter(|(known, _)| *known <= here) else { return Verdict::Pending };
        match self.answer {
            Answer::Given(said) if said == choice => Verdict::Right(choice),
            Answer::Given(_) => Verdict::Wrong(choice),
            Answer::Open | Answer::Skipped => Verdict::Told(choice),
        }
    }
}

/// What a run of this scene will be, as the first line of its trace says it.
pub fn header(lesson: &Lesson, scene: &Scene, settings: &Settings) -> Header {
    let kernel = rustix::system::uname();
    Header {
        format: FORMAT.into(),
        version: VERSION,
        by: concat!("twistlab ", env!("CARGO_PKG_VERSION")).into(),
        lesson: lesson.number,
        scene: scene.id.into(),
        stage: Listing {
            path: scene.stage.path.into(),
            program: scene.stage.program.into(),
            text: scene.stage.text.into(),
        },
        knobs: settings.granted(scene.knobs),
        kernel: format!("{} {}", kernel.sysname().to_string_lossy(), kernel.release().to_string_lossy()),
        pid: std::process::id(),
        absent: lab::absent(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::lesson;

    fn session(text: &str) -> Session {
        let lesson = lesson(1).unwrap();
        let scene = &lesson.scenes[0];
        let mut header = header(lesson, scene, &Settings::defaults(scene.knobs));
        header.stage.text = text.into();
        Session::replay(lesson, scene, &Trace::new(header))
    }

    #[test]
    fn a_recording_says_where_the_program_has_changed_since() {
        let today = lesson(1).unwrap().scenes[0].stage.text;
        assert_eq!(session(today).changed_since(), None);
        assert_eq!(session(&format!("// new\n{today}")).changed_since(), Some(1));
        assert_eq!(session(&format!("{today}// more\n")).changed_since(), Some(today.lines().count() + 1));
    }
}
