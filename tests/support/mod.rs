//! Plays a scene without hands and without a screen: what the tests of the flow, and `examples/play.rs`, share.
//!
//! A [`Player`] starts a scene, folds its events into a [`Trace`] as they come, and waits for a state of the
//! world, never for time to pass. A wait that comes to nothing fails with what was waited for and the last events.

#![allow(dead_code)] // each test crate uses its part

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TrySendError, sync_channel};
use std::thread::ScopedJoinHandle;
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::event::{Event, Micros, QuestionId, Seq, Stamped};
use twistlab::lab::{self, Holding, run::Run};
use twistlab::lesson::{CATALOGUE, Deed, Judging, Lesson, Scene, Settings};
use twistlab::trace::{FORMAT, Header, Listing, Trace, VERSION};
use twistlab::world::{Doing, World};

/// How long a wait lasts before it counts as failed: far longer than any of them takes.
const BOUND: Duration = Duration::from_secs(30);

/// A patience that makes the scripts act as soon as a wait counts as settled.
pub(crate) const AT_ONCE: Micros = Micros(0);

/// A scene that runs, and its trace so far.
pub(crate) struct Player {
    pub(crate) scene: &'static Scene,
    pub(crate) trace: Trace,
    pub(crate) run: Run,
    woken: Receiver<()>,
    waiting: VecDeque<Stamped>,
}

impl Player {
    /// Starts a scene with some knobs set, as in `["bytes=1000"]`.
    pub(crate) fn start(scene: &'static Scene, set: &[String], holding: Holding) -> Player {
        let mut settings = Settings::defaults(scene.knobs);
        for given in set {
            settings.set(scene.knobs, given).unwrap_or_else(|bad| panic!("{}: {bad}", scene.id));
        }
        let (wake, woken) = sync_channel(1);
        let wake = move || match wake.try_send(()) {
            Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
        };
        let trace = Trace::new(header(scene, &settings)); // first: it opens sockets, to ask what the kernel grants
        let run = Run::start(scene.stage, settings.knobs(), holding, wake).expect("the system gives a thread");
        Player { scene, trace, run, woken, waiting: VecDeque::new() }
    }

    /// Takes events, one by one, until the world after one of them shows what is waited for.
    pub(crate) fn until(&mut self, what: &str, seen: impl Fn(&World) -> bool) -> &World {
        if !self.within(BOUND, &seen) {
            panic!("{}: waited {BOUND:?} for this: {what}\n{}", self.scene.id, tail(&self.trace));
        }
        self.trace.head()
    }

    /// The same with a bound of the caller's; `false` where it was not seen until then.
    pub(crate) fn within(&mut self, bound: Duration, seen: impl Fn(&World) -> bool) -> bool {
        let until = monotonic() + bound;
        while !seen(self.trace.head()) {
            if self.waiting.is_empty() {
                self.waiting.extend(self.run.drain());
            }
            if let Some(stamped) = self.waiting.pop_front() {
                assert!(self.trace.push(stamped), "the run gave an event out of order");
                continue;
            }
            match self.woken.recv_timeout(until.saturating_duration_since(monotonic())) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => panic!("the run dropped its wake while it was alive"),
            }
        }
        true
    }

    /// Uses a control as the learner would, its question, which is put the first time, taken as answered.
    pub(crate) fn control(&self, id: &str) {
        let control = self.scene.control(id).unwrap_or_else(|| panic!("{} has no control {id}", self.scene.id));
        let asked = |id: &&str| self.trace.head().asked.iter().any(|(_, asked)| *asked == **id);
        let question = control.question.filter(|id| !asked(id));
        self.run.act(id.into(), control.action, question.map(QuestionId::from));
    }

    /// Plays the scene's script until the stage and all its threads have ended.
    pub(crate) fn by_script(mut self, patience: Micros) -> Trace {
        let mut cues = self.scene.script.iter().peekable();
        while !over(self.trace.head()) {
            let when = cues.peek().map(|cue| cue.when);
            self.until("the next cue of the script, or the end", |world| {
                over(world) || when.is_some_and(|when| when(world, patience))
            });
            if let Some(cue) = cues.next_if(|cue| (cue.when)(self.trace.head(), patience)) {
                match cue.deed {
                    Deed::Use(control) => self.control(control),
                    Deed::Turn(knob, value) => self.run.turn(knob.into(), value),
                    // A test waits for states, never for time.
                    Deed::Pause(_) => {}
                }
            }
        }
        self.trace
    }
}

/// Plays scenes to their ends, each with some knobs set, a few at once. A trace a case, in their order.
pub(crate) fn play_side_by_side(cases: &[(&'static Scene, Vec<String>)]) -> Vec<Trace> {
    let play = |scene, set: &[String]| Player::start(scene, set, Holding::Never).by_script(AT_ONCE);
    let batch = |cases: &[(&'static Scene, Vec<String>)]| {
        std::thread::scope(|threads| {
            let runs: Vec<_> = cases.iter().map(|(scene, set)| threads.spawn(|| play(scene, set))).collect();
            let ended = |((scene, set), run): (&(&Scene, Vec<String>), ScopedJoinHandle<'_, Trace>)| {
                run.join().unwrap_or_else(|_| panic!("{} with {set:?} does not end", scene.id))
            };
            cases.iter().zip(runs).map(ended).collect::<Vec<_>>()
        })
    };
    cases.chunks(8).flat_map(batch).collect()
}

/// Whether the program and every thread of it have ended.
pub(crate) fn over(world: &World) -> bool {
    world.ended() && world.threads.iter().all(|thread| thread.doing == Doing::Ended)
}

/// Every scene of every lesson.
pub(crate) fn scenes() -> impl Iterator<Item = &'static Scene> {
    CATALOGUE.iter().flat_map(|lesson| lesson.scenes)
}

/// The scene of that name.
pub(crate) fn scene(id: &str) -> &'static Scene {
    scenes().find(|scene| scene.id == id).unwrap_or_else(|| panic!("no lesson has a scene called {id}"))
}

fn lesson_of(scene: &Scene) -> &'static Lesson {
    let mut lessons = CATALOGUE.iter();
    lessons.find(|lesson| lesson.scenes.iter().any(|other| other.id == scene.id)).expect("a scene is in a lesson")
}

/// The header of a run.
pub(crate) fn header(scene: &Scene, settings: &Settings) -> Header {
    let stage = scene.stage;
    Header {
        format: FORMAT.into(),
        version: VERSION,
        by: concat!("twistlab ", env!("CARGO_PKG_VERSION")).into(),
        lesson: lesson_of(scene).number,
        scene: scene.id.into(),
        stage: Listing { path: stage.path.into(), program: stage.program.into(), text: stage.text.into() },
        knobs: settings.granted(scene.knobs),
        kernel: std::env::consts::OS.into(),
        pid: std::process::id(),
        absent: lab::absent(),
    }
}

/// Every event of a trace.
pub(crate) fn events(trace: &Trace) -> impl Iterator<Item = &Stamped> {
    trace.between(Seq(0), trace.last())
}

/// Every world of a trace, each after one event.
pub(crate) fn worlds(trace: &Trace) -> impl Iterator<Item = World> {
    events(trace).scan(World::default(), |world, stamped| {
        world.apply(stamped);
        Some(world.clone())
    })
}

/// Where each milestone of the scene was first seen.
pub(crate) fn milestones(scene: &Scene, trace: &Trace) -> Vec<Option<Seq>> {
    let mut seen = vec![None; scene.milestones.len()];
    for world in worlds(trace) {
        for (place, milestone) in seen.iter_mut().zip(scene.milestones) {
            if place.is_none() && (milestone.seen)(&world) {
                *place = Some(world.seq);
            }
        }
    }
    seen
}

/// Every question that was asked, with the choice that came true, once the judge knew.
pub(crate) fn judged(scene: &Scene, trace: &Trace) -> Vec<(QuestionId, Option<usize>)> {
    let marks = events(trace).filter_map(|stamped| match &stamped.event {
        Event::Asked { question } => Some((stamped.seq, question.clone())),
        _ => None,
    });
    let judge = |(mark, id): (Seq, QuestionId)| {
        let question = scene.question(id.as_str()).unwrap_or_else(|| panic!("{} asks {id}, unknown", scene.id));
        let at_mark = trace.world_at(mark);
        let answer = worlds(trace)
            .filter(|world| world.seq >= mark)
            .find_map(|now| (question.judge)(&Judging { header: &trace.header, mark: &at_mark, now: &now }));
        (id, answer)
    };
    marks.map(judge).collect()
}

/// The last events, for the sentence of a failure.
pub(crate) fn tail(trace: &Trace) -> String {
    let first = Seq(trace.last().0.saturating_sub(25));
    let lines = trace.between(first, trace.last()).map(|s| {
        let source = s.source.as_ref().map_or("", |source| source.as_str());
        format!("  {:>5} {:>9} us  {:<7} {source:<9} {:?}", s.seq.0, s.at.0, s.thread, s.event)
    });
    lines.collect::<Vec<_>>().join("\n")
}
