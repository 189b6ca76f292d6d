//! Scene 3: a handler that blocks stops every source.

use super::controls::{BITE, DRAIN, PLUG, feed};
use super::knobs::{RCVBUF, SNDBUF, bite};
use super::{asleep_in_wait, reactor};
use crate::event::{Micros, thousands};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Knob, Milestone, Question, Scene, Unit};
use crate::world::{SourceState, World, deadlock};

pub(super) const SCENE: Scene = Scene {
    id: "still-freezes",
    title: "it still freezes",
    idea: "A loop serves nobody while one of its handlers waits: select before a blocking send does not make it safe.",
    stage: super::by_reactor("still_freezes", reactor::still_freezes),
    knobs: &[MOST, bite(1_024, false), SNDBUF, RCVBUF],
    story: STORY,
    questions: &[ANY, BELL],
    controls: &[
        Control { question: Some("bell"), ..feed("ring", 'o', "ring the bell", "bell", "!") },
        BITE,
        DRAIN,
        PLUG,
    ],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Readiness, Aspect::Bytes, Aspect::Input, Aspect::Loop],
    plot: None,
    goal: None,
    pace: 60,
};

const MOST: Knob = Knob {
    name: "most",
    label: "the writer's largest write",
    unit: Unit::Bytes,
    default: 65_536,
    range: (2, 65_536),
    stops: &[64, 512, 1_024, 4_096, 16_384, 65_536],
    live: false,
};

/// How long the bell must ring on before "not until the send returns" is the answer; and how soon is at once.
const RINGS_ON: Micros = Micros(500_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "Lesson 1's writer as a handler: whenever select calls the client writable, it sends twice as much as before with a blocking send_all. Beside it the loop serves a ticker, which sends one byte a turn, and a bell that you can ring.".into()
        },
    },
    Beat {
        when: |w| w.turn > 2,
        text: |_| {
            "It goes well: select names those that are ready, each handler does a little, and the ticker and the writer seem to run at the same time, in one thread.".into()
        },
    },
    Beat {
        when: frozen,
        text: |w| {
            let asked = w.source("client").and_then(|c| c.sending.as_ref()).map_or(0, |open| open.asked);
            format!(
                "select called the client writable, and that was true: there was room for some bytes. send_all has {} to send. It waits for room that the server's read would make, and the server's read is a handler of this loop. The ticker was named in the same wait and is not served. Ring the bell (o).",
                thousands(asked)
            )
        },
    },
    Beat {
        when: |w| frozen(w) && rung(w).is_some(),
        text: |_| {
            "The byte is in the pipe, and the pipe is registered. Nobody asks the kernel about it: the loop is in a handler, and what a loop does not ask it does not learn. One handler that waits stops every source. Now drain (d).".into()
        },
    },
    Beat {
        when: |w| w.uses("drain") > 0 && answered(w).is_some(),
        text: |w| {
            format!(
                "send_all returned, the handler returned, and the next wait named the bell. It had rung for {} ms. Then the writer was called again, with twice as much.",
                thousands(answered(w).map_or(0, |delay| delay.0 / 1_000))
            )
        },
    },
    Beat {
        when: |w| w.uses("drain") == 0 && w.source("client").is_some_and(|c| c.state == SourceState::Closed),
        text: |_| {
            "No write was larger than the room, so every send_all returned, and the writer is done. The defect is there all the same, and waits for a larger write. Ring the bell (o): it is answered at once now, and ends the program.".into()
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            "A handler may do anything but wait. So send must take what fits and come back with the rest still ours: a socket that does not block. That is lesson 4. But first, what a loop can do wrong without waiting: the next scene (n).".into()
        },
    },
];

const ANY: Question = Question {
    id: "any",
    prompt: "The writer is called only when select says that the client can be written. Its writes double. Will every send_all return?",
    choices: &[
        Choice {
            text: "yes: writable means that a write does not wait",
            because: "Every write was small enough for the room that there was. That select came before it had no part in that.",
        },
        Choice {
            text: "no: writable means room for some bytes, not for all",
            because: "select promises that a send of one byte would not wait. How much fits, it does not say, and a blocking send of more waits as ever.",
        },
    ],
    judge: |j| {
        if frozen(j.now) {
            return Some(1);
        }
        j.now.source("client").is_some_and(|c| c.state == SourceState::Closed).then_some(0)
    },
    scripted: 1,
};

const BELL: Question = Question {
    id: "bell",
    prompt: "You are about to ring: a byte into a pipe that the reactor watches. When will its handler be called?",
    choices: &[
        Choice {
            text: "at once: select tells of it",
            because: "The loop was in select, where it listens to all of its sources, and woke.",
        },
        Choice {
            text: "not before send_all returns",
            because: "The handler of the bell is called by the loop, and the loop is in another handler. Half a second later it had not been called.",
        },
    ],
    judge: |j: &Judging<'_>| {
        let ring = j.now.inputs.iter().find(|input| input.source == "bell" && input.given >= j.mark.at)?;
        match ring.delay() {
            Some(delay) => Some(usize::from(delay >= RINGS_ON)),
            None => (j.now.at.since(ring.given) >= RINGS_ON).then_some(1),
        }
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "select calls the client writable, and the write to it does not return",
        seen: |w| frozen(w) && w.source("client").is_some_and(|c| c.readiness.said.is_some_and(|said| said.write)),
    },
    Milestone {
        text: "a source that was ready in the same turn is not served for a second",
        seen: |w| {
            let ticker = w.source("ticker").and_then(|ticker| ticker.readiness.writable_since);
            frozen(w) && ticker.is_some_and(|since| w.at.since(since) >= Micros(1_000_000))
        },
    },
    Milestone {
        text: "the bell rings on, and is not heard",
        seen: |w| frozen(w) && rung(w).is_some_and(|given| w.at.since(given) >= RINGS_ON),
    },
    Milestone { text: "it is answered when the send has returned", seen: |w| answered(w).is_some() },
];

const SCRIPT: &[Cue] = &[
    Cue {
        deed: Deed::Use("ring"),
        when: |w, patience| {
            let idles = asleep_in_wait(w).is_some_and(|span| span.0 >= 300_000);
            stuck(w, patience.max(Micros(1_100_000))) || idles
        },
    },
    Cue {
        deed: Deed::Use("drain"),
        when: |w, patience| {
            let rings = rung(w).is_some_and(|given| w.at.since(given) >= Micros(RINGS_ON.0 + 300_000));
            rings && stuck(w, patience.max(Micros(1_200_000)))
        },
    },
    Cue {
        deed: Deed::Use("plug"),
        when: |w, patience| answered(w).is_some() && w.uses("drain") > 0 && stuck(w, Micros(patience.0 / 2)),
    },
];

fn frozen(world: &World) -> bool {
    deadlock(world).is_some()
}

/// Whether it has stood for so long.
fn stuck(world: &World, patience: Micros) -> bool {
    deadlock(world).is_some_and(|x| x.stands_for() >= patience)
}

/// Since when the bell rings unanswered.
fn rung(world: &World) -> Option<Micros> {
    let ring = world.inputs.iter().find(|input| input.source == "bell" && input.taken.is_none());
    ring.map(|ring| ring.given)
}

/// How long the bell had rung when it was answered.
fn answered(world: &World) -> Option<Micros> {
    world.inputs.iter().find(|input| input.source == "bell").and_then(crate::world::Input::delay)
}
