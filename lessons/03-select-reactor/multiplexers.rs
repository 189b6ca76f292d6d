//! Scene 5: three ways to ask the kernel, and what each costs when many are silent.

use super::{main_thread, reactor};
use crate::event::{Call, thousands};
use crate::lesson::{Aspect, Axis, Beat, Choice, Curve, Judging, Knob, Milestone, Plot, Question, Scale, Scene, Unit};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "multiplexers",
    title: "three multiplexers",
    idea: "select and poll look at everybody at each turn; epoll keeps the list, and tells only what has changed.",
    stage: super::by_reactor("multiplexers", reactor::multiplexers),
    knobs: &[IDLE],
    story: STORY,
    questions: &[GROWS, PAST, EDGE],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Plot, Aspect::Readiness],
    plot: Some(&PLOT),
    goal: None,
    pace: 20,
};

const IDLE: Knob = Knob {
    name: "idle",
    label: "the most connections that say nothing",
    unit: Unit::Count,
    default: 5_000,
    range: (10, 10_000),
    stops: &[10, 100, 500, 1_000, 2_000, 5_000, 10_000],
    live: false,
};

const PLOT: Plot = Plot {
    title: "a turn, by idle connections",
    x: Axis { label: "idle connections", unit: Unit::Count, scale: Scale::Log },
    y: Axis { label: "a turn", unit: Unit::Micros, scale: Scale::Log },
    curves: |w| WAYS.map(|way| Curve { name: way.into(), points: w.points(way) }).into(),
};

const WAYS: [&str; 3] = ["select", "poll", "mio"];

/// The bits of an `fd_set` of libc.
const FD_SETSIZE: u64 = 1_024;

/// A turn that takes so many times as long with many as with few has grown.
const GROWN: u64 = 3;

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The reactor of this lesson by three ways of waiting. One connection talks; others are open and say nothing. Their number rises, and at each number the program measures what a turn takes by each way.".into()
        },
    },
    Beat {
        when: |w| !w.points("mio").is_empty(),
        text: |_| {
            "Few are idle, and the three ways cost about the same. Each point is the fastest of many turns, each with one byte sent and read.".into()
        },
    },
    Beat {
        when: |w| w.points("mio").len() > 2,
        text: |_| {
            "select and poll are given the whole list at each call, and look at every one on it, to find the one that has something to say. epoll, by way of mio, was given the list once: the kernel keeps it, and tells who came alive.".into()
        },
    },
    Beat {
        when: past_the_end,
        text: |w| {
            let highest = w.source("idle").and_then(|idle| idle.fd).unwrap_or(0);
            format!(
                "Descriptor {} has no bit in the fd_set of the C library, which ends at 1,024. The line that says so is our own check. In C nothing checks, and FD_SET writes past the end. The kernel's select has no such end: our set is as long as it must be.",
                thousands(highest)
            )
        },
    },
    Beat {
        when: |w| {
            past_the_end(w)
                && w.points("select").len() > 1
                && w.points("select").last().is_some_and(|(x, _)| *x >= FD_SETSIZE)
        },
        text: |_| "The kernel's select took the longer set, and charged for it: look at the curve.".into(),
    },
    Beat {
        when: |w| taking(w, Call::Select) || taking(w, Call::Poll),
        text: |_| {
            "Now another difference. 100 bytes arrive, the program reads 10 of them and waits again. select and poll say at once that there is more: they tell how things are.".into()
        },
    },
    Beat {
        when: |w| taking(w, Call::Mio),
        text: |_| {
            "The same with mio: 100 bytes arrive, 10 are read. It tells edges, when a source becomes ready, and with 90 bytes left it has not become ready: it was. Nothing will be told until more comes.".into()
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            "mio is the one that does not get slower with the silent, and the one that must be read to its end, or remembered. The library of lesson 5 keeps that memory: what was told and not yet used up is served again. Turn idle for another number (k).".into()
        },
    },
];

const GROWS: Question = Question {
    id: "grows",
    prompt: "More and more connections that say nothing. Whose turns will become slower?",
    choices: &[
        Choice {
            text: "nobody's: who says nothing costs nothing",
            because: "No turn became much slower: there were too few of them for the difference to show.",
        },
        Choice {
            text: "those of select and poll, not those of mio",
            because: "select and poll hand the whole list over at each turn and have the kernel look at each of them. epoll's list stays in the kernel, and only who comes alive is put on a second one, which is all that a wait reads.",
        },
        Choice { text: "those of select alone", because: "poll stayed as it was, and select did not." },
        Choice {
            text: "everybody's",
            because: "All three became slower, mio too: look for what else this machine does.",
        },
    ],
    judge: |j| {
        if !measured_all(j) {
            return None;
        }
        match WAYS.map(|way| grown(j.now, way)) {
            [_, _, true] => Some(3),
            [_, true, false] => Some(1),
            [true, false, false] => Some(2),
            [false, false, false] => Some(0),
        }
    },
    scripted: 1,
};

const PAST: Question = Question {
    id: "past",
    prompt: "A descriptor is past 1,023, the last that an fd_set of the C library has a bit for. What will the kernel's select do, given a longer set?",
    choices: &[
        Choice { text: "refuse it: select ends at 1,024", because: "It gave an error." },
        Choice {
            text: "take it, and take longer",
            because: "The end at 1,024 is the C library's fd_set, not the kernel's select: that takes the number of bits with the call, and reads as many.",
        },
        Choice {
            text: "take it, and be as fast as before",
            because: "It took it, and the turn was no slower than the one before.",
        },
    ],
    judge: |j| {
        let (before, now) = (j.mark.points("select"), j.now.points("select"));
        if now.len() == before.len() {
            return j.now.ended().then_some(0);
        }
        let slower = now.last().map(|point| point.1) > before.last().map(|point| point.1);
        Some(if slower { 1 } else { 2 })
    },
    scripted: 1,
};

const EDGE: Question = Question {
    id: "edge",
    prompt: "By mio: 100 bytes arrive, the program reads 10 and waits again, for half a second at most. What will mio say?",
    choices: &[
        Choice { text: "ready: 90 bytes are there", because: "It said so again." },
        Choice {
            text: "nothing, until the time is over",
            because: "mio's registration is edge-triggered: it tells that a source becomes ready, and this one has been ready all the time. Who waits by edges must read until EAGAIN, or remember by himself that something is left.",
        },
    ],
    judge: |j| {
        let (before, now) = (main_thread(j.mark)?, main_thread(j.now)?);
        if now.wheel.wakeups < before.wheel.wakeups.saturating_add(2) {
            return None;
        }
        let ready = now.wheel.wait.as_ref()?.ready?;
        Some(usize::from(ready == 0))
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the kernel's select takes a descriptor that has no bit in libc's fd_set",
        seen: |w| past_the_end(w) && w.points("select").last().is_some_and(|(x, _)| *x >= FD_SETSIZE),
    },
    Milestone { text: "select and poll are slower with many than with few, and mio is the fastest", seen: mio_wins },
    Milestone {
        text: "with bytes unread, select is ready again at once",
        seen: |w| taking(w, Call::Select) && again(w) == Some(true),
    },
    Milestone {
        text: "with bytes unread, mio says nothing",
        seen: |w| taking(w, Call::Mio) && again(w) == Some(false),
    },
];

/// Whether, with more than an `fd_set` holds, select and poll have become slower and mio is faster than both.
fn mio_wins(world: &World) -> bool {
    let last = WAYS.map(|way| world.points(way).last().copied());
    let [Some(select), Some(poll), Some(mio)] = last else { return false };
    let alike = select.0 == mio.0 && poll.0 == mio.0 && mio.0 >= FD_SETSIZE;
    alike && grown(world, "select") && grown(world, "poll") && mio.1 < select.1.min(poll.1)
}

/// Whether the curves are done.
fn measured_all(j: &Judging<'_>) -> bool {
    j.now.ended() || taking(j.now, Call::Select)
}

/// Whether a way's turns take longer at the end of its curve than at its beginning.
fn grown(world: &World, way: &str) -> bool {
    let points = world.points(way);
    points.first().zip(points.last()).is_some_and(|(first, last)| last.1 >= first.1.saturating_mul(GROWN))
}

/// Whether some idle connection has a descriptor that libc's `fd_set` has no bit for.
fn past_the_end(world: &World) -> bool {
    world.source("idle").and_then(|idle| idle.fd).is_some_and(|highest| highest >= FD_SETSIZE)
}

/// Whether it has come to the 100 bytes, by this way.
fn taking(world: &World, call: Call) -> bool {
    let asks = world.source("server").and_then(|server| server.last_recv.as_ref()).map(|last| last.asked);
    let wait = main_thread(world).and_then(|main| main.wheel.wait.as_ref());
    wait.is_some_and(|wait| wait.call == call && wait.timeout.is_some()) && asks == Some(10)
}

/// Whether the wait after the first 10 bytes found the rest.
fn again(world: &World) -> Option<bool> {
    let main = main_thread(world)?;
    let wait = main.wheel.wait.as_ref().filter(|_| taking(world, Call::Select) || taking(world, Call::Mio))?;
    let after = wait.since? >= world.source("server")?.gauged_at;
    wait.ready.filter(|_| after).map(|ready| ready > 0)
}
