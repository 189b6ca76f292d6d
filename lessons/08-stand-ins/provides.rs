//! Scene 1: who provides what, as the compiler says; and some of them standing in for others.

use super::stage;
use crate::event::thousands;
use crate::lesson::{Aspect, Beat, Choice, Judging, Knob, Milestone, Question, Scene, Unit};
use crate::world::{Interfaces, World};

pub(super) const SCENE: Scene = Scene {
    id: "provides",
    title: "who provides what",
    idea: "Code that asks for an interface, and for no more than it uses, takes everybody who provides it.",
    stage: super::stage("who_provides_what", stage::who_provides_what),
    knobs: &[TIME, INTERVAL],
    story: STORY,
    questions: &[FITS, BEATS],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Interfaces],
    plot: None,
    goal: None,
    pace: 20,
};

const TIME: Knob = Knob {
    name: "time",
    label: "what tells the heartbeat the time",
    unit: Unit::Choice(&["manual", "reactor", "memory"]),
    default: 0,
    range: (0, 2),
    stops: &[0, 1, 2],
    live: false,
};

const INTERVAL: Knob = Knob {
    name: "interval",
    label: "from one beat to the next",
    unit: Unit::Millis,
    default: 300,
    range: (50, 5_000),
    stops: &[100, 300, 1_000, 3_000],
    live: false,
};

/// One beat at once, and three more.
const BEATS_IN_ALL: usize = 4;

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A program asks the compiler of each type which interfaces it provides. Nobody keeps this table: where the code changes, it changes.".into()
        },
    },
    Beat {
        when: |w| w.interfaces.first().is_some_and(|table| is_whole(table, 4)),
        text: |w| {
            format!(
                "Read a column: whoever asks for ReactorTime, and for nothing else, takes each of {}. Now read the row of MemoryReactor: it runs, listens and connects, in memory, and it has no time.",
                providers(w, "ReactorTime").join(", ")
            )
        },
    },
    Beat {
        when: |w| w.interfaces.get(1).is_some_and(|table| is_whole(table, 6)),
        text: |_| {
            "A reactor asks for parts, too: something that makes sockets, something that tells the time, something that waits. MemoryNetwork makes sockets and tells the time, so one value is two parts of a reactor without a system.".into()
        },
    },
    Beat {
        when: |w| w.interfaces.get(2).is_some_and(|table| is_whole(table, 3)),
        text: |_| {
            "Transport is what every protocol is given; behind it stands a RawTransport, a socket's or another. Hasty is one that this lesson has made. Look at its row: nothing is missing. Keep it in mind for the next scene.".into()
        },
    },
    Beat {
        when: |w| !w.points("beats").is_empty(),
        text: |_| "A heartbeat that asks for ReactorTime has begun to beat, by what the knob \"time\" says.".into(),
    },
    Beat {
        when: has_beaten,
        text: |w| {
            let points = w.points("beats");
            let (first, last) = (points.first().map_or(0, |point| point.1), points.last().map_or(0, |point| point.1));
            format!(
                "Four beats, and from the first to the last it took {} ms. The function is the same for a reactor, a clock in the hand and a reactor in memory. Press k and give it another.",
                thousands(last.saturating_sub(first) / 1_000)
            )
        },
    },
    Beat {
        when: |w| said(w, "over a string"),
        text: |_| {
            "A protocol was given a StringTransport: a transport that keeps what is written to it. No socket, no reactor, no waiting; a test reads the string, and is done.".into()
        },
    },
    Beat {
        when: |w| said(w, "over a socket"),
        text: |_| {
            "The same protocol over a socket of the kernel, run by a reactor. Not one line of it differs: it asks for a Transport, and what stands behind it, it cannot tell.".into()
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            format!(
                "And this does not fit: in a program of its own the heartbeat is given a MemoryReactor. \"{}\", says the compiler, and lists who would do: see the log. A stand-in that lacks something is found before the program runs. What the compiler cannot find is in the next scene.",
                include_str!("does_not_fit.txt").lines().next().unwrap_or_default()
            )
        },
    },
];

const FITS: Question = Question {
    id: "fits",
    prompt: "fn heartbeat(time: &impl ReactorTime). There are a Reactor, a MemoryReactorClock, a MemoryReactor and a ManualClock. Which of them can it be given?",
    choices: &[
        Choice {
            text: "the Reactor alone: the others only play at it",
            because: "The Reactor alone provides it. So nothing could stand in for it.",
        },
        Choice {
            text: "the Reactor, the MemoryReactorClock and the ManualClock",
            because: "These three provide ReactorTime. The MemoryReactor does not, though it is a reactor by its name; the ManualClock does, though it is none. The name says nothing, and the interface everything.",
        },
        Choice {
            text: "all that are reactors, so all but the ManualClock",
            because: "All three reactors provide it, and the clock does not.",
        },
        Choice { text: "all four", because: "All four provide it." },
    ],
    judge: |j| {
        let table = j.now.interfaces.first().filter(|table| is_whole(table, 4))?;
        let who = |who: &str| table.providers.iter().any(|provider| provider.who == *who);
        let has = |who: &str| providers(j.now, "ReactorTime").contains(&who);
        match (who("ManualClock"), has("MemoryReactor"), has("ManualClock"), has("MemoryReactorClock")) {
            (true, true, true, true) => Some(3),
            (true, true, false, true) => Some(2),
            (true, false, true, true) => Some(1),
            (true, false, false, false) => Some(0),
            _ => None,
        }
    },
    scripted: 1,
};

const BEATS: Question = Question {
    id: "beats",
    prompt: "The heartbeat beats now, and three times more, one interval apart. How long does the program take for that?",
    choices: &[
        Choice {
            text: "three intervals: beats that are apart take their time",
            because: "The time it was given is the real one. It waited in the kernel until each beat was due.",
        },
        Choice {
            text: "hardly any time at all",
            because: "The time that it was given does not pass by itself. A manual clock moves when the program says so; in memory it moves by each wait, as far as that would have taken. The heartbeat asks only how late it is by its clock, so a test of an hour takes no hour.",
        },
    ],
    judge: judge_beats,
    scripted: 1,
};

fn judge_beats(j: &Judging<'_>) -> Option<usize> {
    let points = j.now.points("beats");
    let (first, last) = (points.first()?.1, points.get(BEATS_IN_ALL - 1)?.1);
    let knob = j.header.knobs.iter().find(|knob| knob.name == INTERVAL.name);
    let three = knob.map_or(INTERVAL.default, |knob| knob.asked).saturating_mul(3_000);
    Some(if last.saturating_sub(first) >= three { 0 } else { 1 })
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "a reactor without time does not provide it",
        seen: |w| answered(w, "MemoryReactor", "ReactorTime") == Some(false),
    },
    Milestone {
        text: "a clock that is no reactor provides a reactor's time",
        seen: |w| {
            let of = |interface| answered(w, "ManualClock", interface);
            (of("ReactorCore"), of("ReactorTime")) == (Some(false), Some(true))
        },
    },
    Milestone { text: "one heartbeat beat by what it was given", seen: has_beaten },
    Milestone { text: "one protocol spoke over a string and over a socket", seen: |w| said(w, "over a socket") },
    Milestone { text: "the compiler refused what does not fit", seen: World::ended },
];

fn has_beaten(world: &World) -> bool {
    world.points("beats").len() >= BEATS_IN_ALL
}

fn said(world: &World, begins: &str) -> bool {
    world.said.as_ref().is_some_and(|said| said.starts_with(begins))
}

/// Whether so many types of a table were asked about each of its interfaces.
fn is_whole(table: &Interfaces, types: usize) -> bool {
    let is_answered = |answers: &Vec<Option<bool>>| answers.len() == table.interfaces.len() && !answers.contains(&None);
    table.providers.len() == types && table.providers.iter().all(|provider| is_answered(&provider.provides))
}

/// What the compiler said of a type and an interface, once it was asked.
fn answered(world: &World, who: &str, interface: &str) -> Option<bool> {
    world.interfaces.iter().find_map(|table| {
        let place = table.interfaces.iter().position(|known| *known == *interface)?;
        let row = table.providers.iter().find(|provider| provider.who == *who)?;
        row.provides.get(place).copied().flatten()
    })
}

/// Who provides an interface, in the order of its table.
fn providers<'a>(world: &'a World, interface: &str) -> Vec<&'a str> {
    let of = |table: &'a Interfaces| {
        let place = table.interfaces.iter().position(|known| *known == *interface)?;
        let provides = table.providers.iter().filter(move |provider| provider.provides.get(place) == Some(&Some(true)));
        Some(provides.map(|provider| provider.who.as_str()).collect())
    };
    world.interfaces.iter().find_map(of).unwrap_or_default()
}
