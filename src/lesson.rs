//! What a lesson is, and the catalogue of those that exist.
//!
//! A lesson is data and small pure functions over worlds: it has no screen and holds no socket. A view shows it,
//! a run plays it. One lesson is one folder under `lessons/` and one line in [`CATALOGUE`].
//!
//! ```text
//! Lesson ── Scene ── Stage        the program
//!                 ├─ Knob         what the learner changes
//!                 ├─ Beat         the story, by what the world shows
//!                 ├─ Question     asked at a mark, judged by what then happened
//!                 ├─ Control      what the learner does to the running program
//!                 ├─ Aspect       which sides of the world it is about
//!                 ├─ Plot         a curve that the run itself measures
//!                 ├─ Milestone    what the scene sets out to show: it is a success when all were seen
//!                 └─ Cue          how it is played without hands
//! ```

pub mod chapter;
mod plot;
mod question;
mod setting;

pub use plot::{Axis, Curve, Plot, Scale};
pub use question::{Choice, Judging, Question};
pub use setting::{BadSetting, Knob, Settings, Unit};

use crate::event::Micros;
use crate::lab::{Action, Stage};
use crate::world::World;

#[path = "../lessons/shared.rs"]
mod shared;

#[path = "../lessons/01-blocking-sendall/lesson.rs"]
mod blocking_sendall;
#[path = "../lessons/04-buffered-writes/lesson.rs"]
mod buffered_writes;
#[path = "../lessons/02-busy-wait/lesson.rs"]
mod busy_wait;
#[path = "../lessons/07-producers/lesson.rs"]
mod producers;
#[path = "../lessons/03-select-reactor/lesson.rs"]
mod select_reactor;
#[path = "../lessons/08-stand-ins/lesson.rs"]
mod stand_ins;
#[path = "../lessons/06-timers/lesson.rs"]
mod timers;
#[path = "../lessons/05-transports-and-protocols/lesson.rs"]
mod transports_and_protocols;

/// Every lesson that exists, in order.
pub const CATALOGUE: &[Lesson] = &[
    blocking_sendall::LESSON,
    busy_wait::LESSON,
    select_reactor::LESSON,
    buffered_writes::LESSON,
    transports_and_protocols::LESSON,
    timers::LESSON,
    producers::LESSON,
    stand_ins::LESSON,
];

/// One lesson.
#[derive(Debug)]
pub struct Lesson {
    /// 1, 2, 3, ...
    pub number: u32,
    /// Its title.
    pub title: &'static str,
    /// What it teaches, in a sentence.
    pub idea: &'static str,
    /// Its chapter in the book, as Markdown; with its includes put in it is [`chapter::chapter`].
    pub chapter: &'static str,
    /// The files that the chapter quotes, by name and text.
    pub files: &'static [(&'static str, &'static str)],
    /// Its scenes, in order.
    pub scenes: &'static [Scene],
}

/// One small real program and what belongs to it.
#[derive(Debug)]
pub struct Scene {
    /// Short name, as in `--scene freeze`.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The one idea it teaches.
    pub idea: &'static str,
    /// The program.
    pub stage: Stage,
    /// What can be changed.
    pub knobs: &'static [Knob],
    /// What is told, by what the world shows: the last beat that holds is the one that is told.
    pub story: &'static [Beat],
    /// What is asked.
    pub questions: &'static [Question],
    /// What the learner can do to it.
    pub controls: &'static [Control],
    /// What it sets out to show.
    pub milestones: &'static [Milestone],
    /// What is done where nobody types, in this order.
    pub script: &'static [Cue],
    /// Which sides of the world it is about, the most important first: what a screen shows, and a text tells.
    pub shows: &'static [Aspect],
    /// What is plotted, where something is.
    pub plot: Option<&'static Plot>,
    /// What the learner may try to reach with its knobs, where it is a game.
    pub goal: Option<&'static Goal>,
    /// Steps a second at which the cursor walks unless told otherwise. A free-running stage has no pace: there the
    /// cursor rides the head, and walks a recording at the speed at which it ran.
    pub pace: u32,
}

/// A side of the world that a scene is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// The way of the bytes: the program's own buffer, send queue, receive queue.
    Bytes,
    /// What was asked, what the kernel said, what was dispatched.
    Readiness,
    /// The loop: its phases, turns a second, useful and empty wakeups.
    Loop,
    /// Buttons and lines that the learner gives to the program.
    Input,
    /// The scene's plot.
    Plot,
    /// Reactor, transport, protocol: causes and effects, and each connection's life.
    Layers,
    /// Delayed calls by their deadlines.
    Timers,
    /// From a producer to its consumer: the buffers between, the mark, pauses.
    Flow,
    /// Cases of a test or of a contract.
    Checks,
    /// Knobs that act while it runs, and what is to be reached by them.
    Cockpit,
    /// Which types provide which interfaces.
    Interfaces,
}

/// Something to reach by turning live knobs: a score, and from how much on it is reached.
#[derive(Debug)]
pub struct Goal {
    /// What is to be reached, in a sentence.
    pub text: &'static str,
    /// What the score counts.
    pub unit: Unit,
    /// From this score on it is reached.
    pub reached: u64,
    /// The score of this moment; none while what it asks for does not hold. The best of a run is the highest of all.
    pub score: fn(&World) -> Option<u64>,
    /// Why it is as it is: what the score is made of, as (what, how much, whether it is as it must be).
    pub parts: fn(&World) -> Vec<(&'static str, String, bool)>,
}

/// A piece of the story.
#[derive(Debug)]
pub struct Beat {
    /// Whether it has come to this.
    pub when: fn(&World) -> bool,
    /// A few sentences.
    pub text: fn(&World) -> String,
}

/// A key that makes something happen in the running program.
#[derive(Debug)]
pub struct Control {
    /// Short name, as typed in plain mode.
    pub id: &'static str,
    /// The key.
    pub key: char,
    /// What it does, in a few words.
    pub label: &'static str,
    /// What is done.
    pub action: Action,
    /// Asked before it is done, the first time.
    pub question: Option<&'static str>,
}

/// Something that a scene sets out to show.
#[derive(Debug)]
pub struct Milestone {
    /// What, in a clause.
    pub text: &'static str,
    /// Whether this world shows it.
    pub seen: fn(&World) -> bool,
}

/// Something done where nobody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// This control is used.
    Use(&'static str),
    /// This live knob is turned.
    Turn(&'static str, u64),
    /// Nothing, for so long in real time. A world changes when the program does something: what comes after a pause does
    /// not fall in step with that.
    Pause(Micros),
}

/// What is done where nobody types, and when.
#[derive(Debug)]
pub struct Cue {
    /// What is done.
    pub deed: Deed,
    /// When, given the patience that was asked for.
    pub when: fn(&World, Micros) -> bool,
}

/// The lesson of that number.
pub fn lesson(number: u32) -> Option<&'static Lesson> {
    CATALOGUE.iter().find(|lesson| lesson.number == number)
}

impl Lesson {
    /// A scene by its short name or its number from 1.
    pub fn scene(&self, name: &str) -> Option<&'static Scene> {
        let number = name.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        number.and_then(|place| self.scenes.get(place)).or_else(|| self.scenes.iter().find(|scene| scene.id == name))
    }

    /// The place of a scene, from 0.
    pub fn place(&self, scene: &Scene) -> usize {
        self.scenes.iter().position(|other| other.id == scene.id).unwrap_or(0)
    }
}

impl Scene {
    /// A question by its name.
    pub fn question(&self, id: &str) -> Option<&'static Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// A control by its name.
    pub fn control(&self, id: &str) -> Option<&'static Control> {
        self.controls.iter().find(|control| control.id == id)
    }

    /// The place of the beat that is told at this moment: the last one that holds.
    pub fn beat(&self, world: &World) -> Option<usize> {
        self.story.iter().rposition(|beat| (beat.when)(world))
    }

    /// What is told at this moment.
    pub fn told(&self, world: &World) -> Option<String> {
        self.beat(world).map(|beat| (self.story[beat].text)(world))
    }
}
