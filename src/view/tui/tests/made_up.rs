//! A lesson of made-up scenes, and runs told event by event.

use crate::event::{Call, Event, Gauges, Interest, Micros, Outcome, Ready, Seq, Stamped, ThreadSample, ThreadState};
use crate::lab::{self, Action, Gait, Lab, Stage};
use crate::lesson::{Aspect, Axis, Control, Curve, Knob, Lesson, Plot, Scale, Scene, Settings, Unit};
use crate::view::session::{Session, header};
use crate::world::World;
use std::time::Duration;

/// A program that is there until it is abandoned.
fn nothing(lab: &Lab) -> lab::Result {
    loop {
        lab.sleep(Duration::from_secs(60))?;
    }
}

const STAGE: Stage = Stage {
    path: "made_up.rs",
    text: "fn made_up(lab: &Lab) -> Result {\n    Ok(())\n}\n",
    program: "made_up",
    gait: Gait::Free,
    run: nothing,
};

const SCENE: Scene = Scene {
    id: "",
    title: "made up",
    idea: "Nothing runs here.",
    stage: STAGE,
    knobs: &[],
    story: &[],
    questions: &[],
    controls: &[],
    milestones: &[],
    script: &[],
    shows: &[],
    plot: None,
    goal: None,
    pace: 10,
};

const fn control(id: &'static str, key: char, label: &'static str, action: Action) -> Control {
    Control { id, key, label, action, question: None }
}

pub(super) const NAP: Knob = Knob {
    name: "nap",
    label: "nap between two asks",
    unit: Unit::Millis,
    default: 50,
    range: (0, 500),
    stops: &[0, 5, 50, 500],
    live: true,
};

/// Another one that acts at once.
const SIZE: Knob = Knob {
    name: "size",
    label: "bytes of a write",
    unit: Unit::Bytes,
    stops: &[0, 100, 200, 400],
    default: 100,
    ..NAP
};

/// One that does not.
const BUILT_IN: Knob = Knob { name: "built", label: "what it is built with", live: false, ..NAP };

const PLOT: Plot = Plot {
    title: "what a nap costs",
    x: Axis { label: "size", unit: Unit::Bytes, scale: Scale::Log },
    y: Axis { label: "copied", unit: Unit::Bytes, scale: Scale::Linear },
    curves,
};

/// Both axes logarithmic.
const POWERS: Plot = Plot { y: Axis { label: "time a turn", unit: Unit::Nanos, scale: Scale::Log }, ..PLOT };

fn curves(world: &World) -> Vec<Curve> {
    let names = ["slicing", "offset"];
    names.iter().map(|name| Curve { name: (*name).into(), points: world.points(name) }).collect()
}

pub(super) static LESSON: Lesson = Lesson {
    number: 9,
    title: "Made up",
    idea: "",
    chapter: "",
    files: &[],
    scenes: &[
        Scene { id: "sliders", knobs: &[NAP, SIZE, BUILT_IN], shows: &[Aspect::Cockpit, Aspect::Flow], ..SCENE },
        Scene {
            id: "buttons",
            knobs: &[NAP],
            controls: &[
                control("hello", 'h', "Hello", Action::Feed { source: "hello", bytes: "h" }),
                control("world", 'w', "World", Action::Feed { source: "world", bytes: "w" }),
            ],
            shows: &[Aspect::Input, Aspect::Loop, Aspect::Plot],
            plot: Some(&PLOT),
            goal: None,
            ..SCENE
        },
        Scene {
            id: "line",
            controls: &[
                control("type", 't', "type a line", Action::Type { source: "keyboard" }),
                control("end", 'e', "end the input", Action::EndInput { sources: &["keyboard"] }),
            ],
            shows: &[Aspect::Input],
            ..SCENE
        },
        Scene {
            id: "explorer",
            controls: &[
                control("connect", 'o', "connect a client", Action::Order),
                control("send", 's', "send 10 bytes from the client", Action::Order),
                control("read", 'e', "read 4 bytes at the server", Action::Order),
                control("accept", 'a', "accept", Action::Order),
                control("close", 'w', "close the client", Action::Order),
            ],
            shows: &[Aspect::Readiness, Aspect::Input, Aspect::Bytes],
            ..SCENE
        },
        Scene { id: "spin", shows: &[Aspect::Loop, Aspect::Readiness, Aspect::Bytes], ..SCENE },
        Scene { id: "layers", shows: &[Aspect::Layers, Aspect::Bytes], ..SCENE },
        Scene { id: "powers", shows: &[Aspect::Plot], plot: Some(&POWERS), ..SCENE },
        Scene { id: "plot", shows: &[Aspect::Plot], plot: Some(&PLOT), ..SCENE },
    ],
};

/// A run told event by event; time goes on by hand.
pub(super) struct Tale {
    pub(super) session: Session,
    now: u64,
    turn: u32,
}

impl Tale {
    pub(super) fn of(scene: &str) -> Tale {
        let scene = LESSON.scene(scene).unwrap();
        let header = header(&LESSON, scene, &Settings::defaults(scene.knobs));
        let mut tale = Tale { session: Session::recorded(&LESSON, scene, header), now: 0, turn: 0 };
        tale.note("main", None, Event::ThreadStarted { tid: Some(7) });
        tale
    }

    pub(super) fn after(&mut self, us: u64) -> &mut Self {
        self.now += us;
        self
    }

    pub(super) fn turns(&mut self, turns: u32) -> &mut Self {
        self.turn += turns;
        self
    }

    pub(super) fn note(&mut self, thread: &str, source: Option<&str>, event: Event) -> &mut Self {
        let (seq, at) = (Seq(self.session.trace.last().0 + 1), Micros(self.now));
        let (thread, source) = (thread.into(), source.map(Into::into));
        self.session.take(Stamped { seq, at, turn: self.turn, thread, source, line: Some(2), event });
        self
    }

    pub(super) fn main(&mut self, source: &str, event: Event) -> &mut Self {
        self.note("main", Some(source), event)
    }

    pub(super) fn returned(&mut self, source: &str, call: Call, asked: u64, got: u64) -> &mut Self {
        self.main(source, Event::Returned { call, asked: Some(asked), outcome: Outcome::Result(got) })
    }

    pub(super) fn watched(&mut self, source: &str, read: bool, write: bool) -> &mut Self {
        self.main(source, Event::Watched(Interest { read, write }))
    }

    pub(super) fn enters(&mut self, call: Call, asked: Option<u64>) -> &mut Self {
        self.note("main", None, Event::entered(call, asked))
    }

    /// A wait came back; of each source whether it can be read and written.
    pub(super) fn wakes(&mut self, call: Call, asked: Option<u64>, ready: &[(&str, bool, bool)]) -> &mut Self {
        let event = woke(call, asked, ready);
        self.note("main", None, event)
    }

    pub(super) fn sampled(&mut self, state: ThreadState, cpu: u64) -> &mut Self {
        let sample = ThreadSample { state, syscall: None, wchan: None, cpu: Micros(cpu) };
        self.note("main", None, Event::Sampled(sample))
    }

    /// The learner clicks.
    pub(super) fn clicked(&mut self, control: &str, source: &str) -> &mut Self {
        self.note("lab", None, Event::Acted { control: control.into() });
        let outcome = Outcome::Result(1);
        self.note("lab", Some(source), Event::Returned { call: Call::Write, asked: Some(1), outcome })
    }

    /// The two ends of a connection, and the listener.
    pub(super) fn connected(&mut self) -> &mut Self {
        self.returned("listener", Call::Listen, 8, 0).returned("client", Call::Connect, 0, 0);
        let (peer, port, peer_port) = ("client".into(), 1, 2);
        self.main("server", Event::Accepted { fd: 5, peer, port, peer_port })
    }
}

pub(super) fn woke(call: Call, asked: Option<u64>, ready: &[(&str, bool, bool)]) -> Event {
    let ready: Vec<Ready> = ready
        .iter()
        .map(|(source, read, write)| Ready { source: (*source).into(), read: *read, write: *write })
        .collect();
    Event::Woke { call, asked, outcome: Outcome::Result(ready.len() as u64), ready }
}

/// A program that asks two buttons over and over, with a click that waits, and with a plot.
pub(super) fn buttons() -> Tale {
    let mut tale = Tale::of("buttons");
    for pipe in ["hello", "world"] {
        tale.returned(pipe, Call::Pipe, 0, 3).returned(pipe, Call::Nonblocking, 1, 0);
    }
    tale.sampled(ThreadState::Running, 0).clicked("hello", "hello").after(12_000).returned("hello", Call::Read, 1, 1);
    let refused = Event::Returned {
        call: Call::Read,
        asked: Some(1),
        outcome: Outcome::Errno(crate::event::Errno::named("EAGAIN")),
    };
    tale.after(38_000).turns(61_204).main("hello", Event::Repeated { times: 122_408, what: Box::new(refused) });
    tale.sampled(ThreadState::Running, 49_000);
    for (x, slow, fast) in [(4_096, 40_000, 4_096), (16_384, 300_000, 16_384), (65_536, 1_234_944, 65_536)] {
        for (series, y) in [("slicing", slow), ("offset", fast)] {
            tale.note("main", None, Event::Measured { series: series.into(), x, y });
        }
    }
    tale.clicked("world", "world").after(48_000).sampled(ThreadState::Running, 90_000);
    tale
}

/// Three sources in a select; write interest kept with nothing to write.
pub(super) fn spin(scene: &str) -> Tale {
    let mut tale = Tale::of(scene);
    tale.connected().watched("listener", true, false).watched("client", true, true).watched("server", true, false);
    tale.watched("idle x 5,000", true, false).sampled(ThreadState::Running, 0);
    for _ in 0..3 {
        tale.turns(1).enters(Call::Select, None).after(40).wakes(
            Call::Select,
            None,
            &[("client", false, true), ("server", true, false)],
        );
        tale.main("client", Event::Dispatched { direction: crate::event::Direction::Write });
    }
    let again = woke(Call::Select, None, &[("client", false, true), ("server", true, false)]);
    tale.after(500_000).turns(61_204).note("main", None, Event::Repeated { times: 61_204, what: Box::new(again) });
    tale.main("client", Event::Dispatched { direction: crate::event::Direction::Write });
    tale.sampled(ThreadState::Running, 490_000);
    tale
}

/// A buffered writer that has come to the end of its memory, and a pipe.
pub(super) fn exhausted() -> Tale {
    let mut tale = Tale::of("spin");
    tale.connected().main("client", Event::Buffered { held: 3_072, budget: Some(65_536) });
    tale.main("client", Event::Exhausted { held: 60_000, asked: 16_384, budget: 65_536 });
    tale.returned("hello", Call::Pipe, 0, 9).clicked("hello", "hello");
    tale.main("hello", Event::Gauged(Gauges { unread: Some(1), ..Gauges::default() }));
    tale
}

/// A program that waits in poll for ever.
pub(super) fn waiting(scene: &str) -> Tale {
    let mut tale = Tale::of(scene);
    tale.connected().watched("listener", true, false).watched("server", true, false);
    tale.enters(Call::Poll, Some(500_000)).after(340).wakes(Call::Poll, Some(500_000), &[("server", true, false)]);
    tale.main("server", Event::Dispatched { direction: crate::event::Direction::Read });
    tale.returned("server", Call::Recv, 10, 10).enters(Call::Poll, None).sampled(ThreadState::Asleep, 10);
    tale.after(3_200_000).sampled(ThreadState::Asleep, 10);
    tale
}
