//! Scene 6: a callback fails. Its connection ends with that error, and nobody else notices.

use super::controls::{STOP, asked as ask, order};
use super::failing_stage as stage;
use super::knobs::choice;
use super::told::{called, ends, idle, idle_after, told};
use crate::event::{Callback, Reason};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Knob, Milestone, Question, Scene};
use crate::world::{Role, Source, SourceState, World};

pub(super) const SCENE: Scene = Scene {
    id: "a-callback-fails",
    title: "a callback fails",
    idea: "An error in a callback ends the connection that it belongs to, and nothing else.",
    stage: super::stage(super::FAILING, "failing", stage::failing),
    knobs: &[OTHERWISE],
    story: STORY,
    questions: &[ENDS],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Layers],
    plot: None,
    goal: None,
    pace: 20,
};

const OTHERWISE: Knob = choice(
    "otherwise",
    "what the protocol does with something that is no number",
    &["fails", "panics", "asks"],
    (0, 2),
    &[0, 1, 2],
);

const CONTROLS: &[Control] =
    &[order("numbers", 'o', "every client sends 21"), ask("word", 'w', "one client sends a word", "ends"), STOP];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A service that doubles numbers, and three clients. The protocol reads a number with a question mark behind it: in Rust that means, if this is no number, return the error.".into()
        },
    },
    Beat { when: |w| idle(w) && made(w) == 3, text: |_| "All three are connected. Let them send a number (o).".into() },
    Beat {
        when: |w| idle(w) && answered(w) >= 3 && w.uses("word") == 0,
        text: |_| "Each was answered. Now let the second client send a word (w).".into(),
    },
    Beat {
        when: |w| !w.failures.is_empty(),
        text: |_| {
            "data_received came back with an error. The reactor had called it, so the reactor has to do something with it: it tells its log, once, and ends what the callback belongs to.".into()
        },
    },
    Beat {
        when: |w| failed(w).is_some_and(|server| told(server).is_some()) && idle(w),
        text: |w| {
            let ended = failed(w).and_then(|server| server.transport.as_ref()?.ended.as_ref());
            let error = ended.and_then(|ended| ended.error.as_ref()).map_or("", |error| error.as_str());
            format!(
                "That connection is over, and its reason is the error: \"{error}\". Its client saw an orderly end, {}. Let the others send again (o).",
                failed(w).and_then(|s| w.peer_of(s)).and_then(told).map_or("nothing", Reason::name)
            )
        },
    },
    Beat {
        when: |w| idle(w) && w.uses("word") > 0 && w.failures.is_empty(),
        text: |_| {
            "The protocol had an answer to it, and returned no error: so nothing failed. Whatever a client may send is no error of your program; it becomes one when you have no answer. Set the knob \"otherwise\" to fails (k).".into()
        },
    },
    Beat {
        when: |w| idle(w) && failed(w).is_some() && doubled(w) > 3,
        text: |_| {
            "The other two were answered as before. They do not know that anything happened, and the reactor runs. Stop it (e).".into()
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            "One thread serves everybody, so a mistake for one must not be the end for all. The line is drawn where the reactor calls: inside it the error is yours, outside it is a reason.".into()
        },
    },
];

const ENDS: Question = Question {
    id: "ends",
    prompt: "A client sends a word where a number is due. What will end?",
    choices: &[
        Choice {
            text: "nothing",
            because: "The protocol answered it and returned no error. Then there is nothing to end.",
        },
        Choice {
            text: "the connection by which it came",
            because: "The callback failed, and it belongs to that connection. Its protocol was told connection_lost with the error as the reason; the others were not concerned.",
        },
        Choice {
            text: "the program: nobody has caught the error",
            because: "The reactor returned, with all of its connections.",
        },
    ],
    judge: |j| {
        if j.now.ended() {
            return Some(2);
        }
        if !(idle(j.now) && j.now.uses("word") > j.mark.uses("word")) {
            return None;
        }
        let closed = |world: &World| servers(world).filter(|server| server.state == SourceState::Closed).count();
        Some(if closed(j.now) > closed(j.mark) { 1 } else { 0 })
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone { text: "three clients are answered", seen: |w| answered(w) == 3 },
    Milestone { text: "data_received fails", seen: |w| !w.failures.is_empty() },
    Milestone {
        text: "its connection ends, with that error",
        seen: |w| failed(w).is_some_and(|server| told(server) == Some(Reason::Failed)),
    },
    Milestone {
        text: "its client sees an orderly end",
        seen: |w| failed(w).and_then(|s| w.peer_of(s)).is_some_and(|peer| told(peer) == Some(Reason::Done)),
    },
    Milestone { text: "the others are answered again", seen: |w| failed(w).is_some() && doubled(w) >= 5 },
    Milestone { text: "the reactor returns when it is stopped", seen: World::ended },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("numbers"), when: |w, _| idle_after(w, 0) },
    Cue { deed: Deed::Use("word"), when: |w, _| idle_after(w, 1) },
    Cue { deed: Deed::Use("numbers"), when: |w, _| idle_after(w, 2) },
    Cue { deed: Deed::Use("stop"), when: |w, _| idle_after(w, 3) },
];

fn servers(world: &World) -> impl Iterator<Item = &Source> {
    ends(world, Role::Accepted)
}

/// How many connections both ends of which were told that they stand.
fn made(world: &World) -> usize {
    let made = |role| ends(world, role).filter(|end| called(end, Callback::ConnectionMade) > 0).count();
    made(Role::Accepted).min(made(Role::Connected))
}

/// How many clients were answered at all, and heard it.
fn answered(world: &World) -> usize {
    ends(world, Role::Connected).filter(|client| called(client, Callback::DataReceived) > 0).count()
}

/// How many answers were given to clients in all.
fn doubled(world: &World) -> u64 {
    ends(world, Role::Connected).map(|client| called(client, Callback::DataReceived)).sum()
}

/// The server's end whose protocol failed.
fn failed(world: &World) -> Option<&Source> {
    world.failures.iter().find_map(|failure| world.source(failure.source.as_ref()?.as_str()))
}
