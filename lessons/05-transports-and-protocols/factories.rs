//! Scene 3: many connections, a protocol for each, and one factory that holds what they share.

use super::controls::{STOP, asked as ask, order};
use super::factories_stage as stage;
use super::told::{called, ends, idle, idle_after, told};
use crate::event::{Callback, Reason};
use crate::lesson::shared::count;
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Milestone, Question, Scene};
use crate::world::{Role, Source, SourceState, World};

pub(super) const SCENE: Scene = Scene {
    id: "factories",
    title: "factories",
    idea: "A protocol lives as long as its connection, and there is one for each. What they share lives in the factory that builds them.",
    stage: super::stage(super::FACTORIES, "factories", stage::factories),
    knobs: &[
        count("visitors", "how many visitors come at once", 3, (1, 6), &[1, 2, 3, 6]),
        count("room", "how many the club has room for", 2, (1, 6), &[1, 2, 3, 6]),
    ],
    story: STORY,
    questions: &[BUILT, SHUT],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Layers],
    plot: None,
    goal: None,
    pace: 20,
};

const CONTROLS: &[Control] = &[
    order("come", 'o', "one more visitor comes"),
    order("go", 'g', "the visitor who came first leaves"),
    ask("shut", 'w', "the port stops listening", "shut"),
    STOP,
];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A port is given a factory, not a protocol. The port may have any number of connections, and each needs state of its own. So the factory builds a protocol for each, and holds what all of them share.".into()
        },
    },
    Beat {
        when: |w| servers(w).count() > 0,
        text: |_| {
            "For each connection that is accepted, build_protocol is called, once. A protocol that comes out of it gets connection_made before any data; the factory may also say no.".into()
        },
    },
    Beat {
        when: |w| answered(w) > 0,
        text: |_| {
            "\"1 inside\", \"2 inside\": each Visit counts with a number that is in none of them. It is in the Club that built them, and each Visit keeps the Club.".into()
        },
    },
    Beat {
        when: |w| refused(w) > 0 && idle(w),
        text: |w| {
            format!(
                "{} built, {} refused. Who was refused was connected all the same, since the kernel shakes hands by itself: he saw a connection that was closed at once, without a word. Let one leave (g), or one more come (o), or close the port (w).",
                built(w),
                refused(w)
            )
        },
    },
    Beat {
        when: |w| refused(w) == 0 && answered(w) > 0 && idle(w),
        text: |_| "There was room for all of them. Let one leave (g), one more come (o), or close the port (w).".into(),
    },
    Beat {
        when: |w| lost(w) > 0 && idle(w),
        text: |_| {
            "One has left. Its protocol was told connection_lost, once, took itself off the count, and was dropped. Now there is room again: let one come (o). Or close the port (w).".into()
        },
    },
    Beat {
        when: |w| shut(w) && idle(w) && inside(w) > 0,
        text: |_| {
            "The port is closed, and the factory was told stop_factory: nobody will ask it for a protocol again. The connections have nothing to do with the port any more, and live on. Stop the reactor (e).".into()
        },
    },
    Beat {
        when: World::ended,
        text: |w| {
            format!(
                "Stopping the reactor ended what still stood: those protocols were told Lost, since nobody had closed them. {} built, {} made, {} lost: each in that order, each once.",
                built(w),
                sum(w, Callback::ConnectionMade),
                sum(w, Callback::ConnectionLost)
            )
        },
    },
];

const BUILT: Question = Question {
    id: "built",
    prompt: "Visitors are about to come, all at once; unless you turned the knobs, three of them, and the club has room for two. How many protocols will the factory build?",
    choices: &[
        Choice { text: "one, for all of them", because: "One protocol was built." },
        Choice {
            text: "one for each visitor",
            because: "There was room for all, and each has a protocol of its own: what a protocol knows of its connection is its own, and what all know is in the factory.",
        },
        Choice {
            text: "one for each that there is room for",
            because: "build_protocol was called for each, and returned none where there was no room. So whether a connection gets a protocol is decided in one place, by the one who can count.",
        },
    ],
    judge: |j| {
        let due = j.header.knobs.iter().find(|knob| knob.name == "visitors").map_or(0, |knob| knob.asked);
        let settled = servers(j.now).filter(|server| is_built(server) || is_refused(server)).count() as u64;
        (settled >= due).then(|| if refused(j.now) > 0 { 2 } else { 1 })
    },
    scripted: 2,
};

const SHUT: Question = Question {
    id: "shut",
    prompt: "The port stops listening, while visitors are inside. What becomes of them?",
    choices: &[
        Choice { text: "they are closed with it", because: "Their connections ended with the port." },
        Choice {
            text: "they stay, until they leave",
            because: "A port makes connections and does not own them. To end them too is up to the program: it would keep their transports, in the factory for instance, and close each.",
        },
        Choice {
            text: "they stay, and are not read any more",
            because: "They were connected and nobody asked for their data.",
        },
    ],
    judge: |j| {
        if !(shut(j.now) && idle(j.now)) {
            return None;
        }
        let standing = |world: &World| servers(world).filter(|server| server.state != SourceState::Closed).count();
        let reads = servers(j.now).filter(|server| server.readiness.interest.read).count();
        Some(match standing(j.now) {
            0 if standing(j.mark) > 0 => 0,
            stay if reads < stay => 2,
            _ => 1,
        })
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the factory is started before any protocol",
        seen: |w| built(w) == 0 && w.turn <= 1 && factory_called(w),
    },
    Milestone { text: "a protocol is built for each that has room", seen: |w| built(w) >= 2 },
    Milestone { text: "one is refused, and closed without a word", seen: |w| refused(w) > 0 },
    Milestone { text: "one leaves, and is told connection_lost once", seen: |w| lost(w) == 1 },
    Milestone { text: "there is room again, and one more is built", seen: |w| lost(w) > 0 && built(w) >= 3 },
    Milestone { text: "the port is closed, and the others stay", seen: |w| shut(w) && idle(w) && inside(w) > 0 },
    Milestone {
        text: "built, made, data, lost: each once",
        seen: |w| {
            let once = |server: &Source| {
                let times = [Callback::ConnectionMade, Callback::DataReceived, Callback::ConnectionLost];
                times.map(|callback| called(server, callback)) == [1, 1, 1]
            };
            w.ended() && servers(w).filter(|server| is_built(server)).all(once)
        },
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("go"), when: |w, _| idle_after(w, 0) },
    Cue { deed: Deed::Use("come"), when: |w, _| idle_after(w, 1) },
    Cue { deed: Deed::Use("shut"), when: |w, _| idle_after(w, 2) },
    Cue { deed: Deed::Use("stop"), when: |w, _| idle_after(w, 3) },
];

fn servers(world: &World) -> impl Iterator<Item = &Source> {
    ends(world, Role::Accepted)
}

fn is_built(server: &Source) -> bool {
    server.transport.as_ref().is_some_and(|transport| transport.protocol.is_some())
}

fn is_refused(server: &Source) -> bool {
    !is_built(server) && server.state == SourceState::Closed
}

fn built(world: &World) -> usize {
    servers(world).filter(|server| is_built(server)).count()
}

fn refused(world: &World) -> usize {
    servers(world).filter(|server| is_refused(server)).count()
}

/// How many were given an answer.
fn answered(world: &World) -> usize {
    servers(world).filter(|server| called(server, Callback::DataReceived) > 0).count()
}

/// How many were closed in order and told so.
fn lost(world: &World) -> usize {
    servers(world).filter(|server| told(server) == Some(Reason::Done)).count()
}

fn inside(world: &World) -> usize {
    servers(world).filter(|server| is_built(server) && server.state != SourceState::Closed).count()
}

fn shut(world: &World) -> bool {
    world.source("listener").is_some_and(|listener| listener.state == SourceState::Closed)
}

fn sum(world: &World, callback: Callback) -> u64 {
    servers(world).map(|server| called(server, callback)).sum()
}

/// Whether the factory is being told that somebody begins to use it.
fn factory_called(world: &World) -> bool {
    world.threads.iter().flat_map(|thread| &thread.calls).any(|call| call.callback == Callback::StartFactory)
}
