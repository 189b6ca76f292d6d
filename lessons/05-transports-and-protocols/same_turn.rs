//! Scene 5: two can be read in one turn, and the handler of the first ends the second.

use super::controls::{STOP, asked as ask};
use super::knobs::choice;
use super::same_turn_stage as stage;
use super::told::{asked, called, ends, idle, idle_after, is_in, told};
use crate::event::{Callback, Reason};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Knob, Milestone, Question, Scene};
use crate::world::{Role, Source, World};

pub(super) const SCENE: Scene = Scene {
    id: "same-turn",
    title: "a handler closes another",
    idea: "What the wait said is old news as soon as one handler has run. Each is asked again before it is called.",
    stage: super::stage(super::SAME_TURN, "same_turn", stage::same_turn),
    knobs: &[HOW],
    story: STORY,
    questions: &[SECOND],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Readiness, Aspect::Layers],
    plot: None,
    goal: None,
    pace: 5,
};

const HOW: Knob = choice(
    "how",
    "what the first handler does to the other connection",
    &["lose", "abort", "pause", "nothing"],
    (0, 3),
    &[0, 1, 2, 3],
);

const CONTROLS: &[Control] = &[ask("speak", 'w', "both clients speak in one turn", "second"), STOP];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "Two clients come to one server. Their two server ends know of each other, and whichever is called first will deal with the other, as the knob \"how\" says: unless you change it, by lose_connection.".into()
        },
    },
    Beat {
        when: |w| idle(w) && ends(w, Role::Accepted).count() == 2,
        text: |_| {
            "Both connections stand, and READINESS shows what the reactor asks of each. Now let both clients speak in one turn (w): then one wait will call both servers readable.".into()
        },
    },
    Beat {
        when: |w| both_ready(w) && called_of_both(w) == 0,
        text: |_| {
            "One wait, two answers: both can be read. The list is true at this moment. Now the reactor goes through it, and calls the first.".into()
        },
    },
    Beat {
        when: |w| dealt(w) && called_of_both(w) == 1,
        text: |_| {
            "The first handler has run and has ended the other connection. That one is still on the list of the wait. But before each call the reactor looks at what it knows now: the read interest is gone, so nobody is called.".into()
        },
    },
    Beat {
        when: |w| paused(w).is_some(),
        text: |_| {
            "The first handler paused the other one. Its read interest is gone, and with it its place in this turn. What it was sent lies in its receive queue, and is not lost.".into()
        },
    },
    Beat {
        when: |w| called_of_both(w) >= 2 && idle(w),
        text: |w| {
            if w.timers.fired > 0 {
                "It was resumed later, and then it was called, in another turn: the bytes had waited in the kernel, and the reactor remembered that there was something to read.".into()
            } else {
                "Nobody had dealt with the other one, so both were called, one after the other, in one turn. That is the ordinary case.".into()
            }
        },
    },
    Beat {
        when: |w| dealt(w) && idle(w) && w.uses("speak") > 0 && second(w).is_some_and(|s| told(s).is_some()),
        text: |w| {
            let [mine, theirs] = [second(w), second(w).and_then(|s| w.peer_of(s))]
                .map(|end| end.and_then(told).map_or("nothing", Reason::name));
            format!(
                "{mine} at the server's end, {theirs} at its client's. What the client had sent was never read, and is gone. After the close no method of that protocol was called but connection_lost, and the first connection goes on as if nothing had been. Stop the reactor (e)."
            )
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            "A loop that trusts its list calls a handler on a connection that the program has just ended: at best it reads bytes for nobody, at worst from a new connection that got the same descriptor. So interest is looked up again for each, and a source's key is never used twice.".into()
        },
    },
];

const SECOND: Question = Question {
    id: "second",
    prompt: "Both servers will be readable in one wait. The handler of the first one does to the other what the knob \"how\" says. Will data_received of the other still be called?",
    choices: &[
        Choice {
            text: "yes, in the same turn: the wait has said that it can be read",
            because: "Nothing had been done to it, so it was still to be read when its place on the list came.",
        },
        Choice {
            text: "yes, but in a later turn",
            because: "It was paused, so the reactor did not read it in this turn. What was ready stays known, and when it was resumed it was called.",
        },
        Choice {
            text: "no, never",
            because: "Between the wait and the second handler the first one ran, and ended the other connection: its read interest was gone at once. What the wait says is a hint, and what the program wants now decides.",
        },
    ],
    judge: |j| {
        if !(idle(j.now) && j.now.uses("speak") > j.mark.uses("speak")) {
            return None;
        }
        let later = j.now.timers.fired > j.mark.timers.fired;
        match called_of_both(j.now) {
            1 if paused(j.now).is_some() => None,
            1 => Some(2),
            2 if later => Some(1),
            2 => Some(0),
            _ => None,
        }
    },
    scripted: 2,
};

const MILESTONES: &[Milestone] = &[
    Milestone { text: "one wait calls both readable", seen: both_ready },
    Milestone {
        text: "the first handler ends the other connection",
        seen: |w| dealt(w) && ends(w, Role::Accepted).any(|server| in_data_received(w, server)),
    },
    Milestone {
        text: "the other can be read, and is not called",
        seen: |w| dealt(w) && called_of_both(w) == 1 && second(w).is_some_and(|s| told(s).is_some()),
    },
    Milestone {
        text: "its client is told too, and the first goes on",
        seen: |w| {
            let lost = second(w).and_then(|s| w.peer_of(s)).and_then(told);
            let first = ends(w, Role::Accepted).find(|server| called(server, Callback::DataReceived) > 0);
            lost.is_some() && first.is_some_and(|first| told(first).is_none()) && idle(w)
        },
    },
    Milestone { text: "the reactor returns when it is stopped", seen: World::ended },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("speak"), when: |w, _| idle_after(w, 0) },
    Cue { deed: Deed::Use("stop"), when: |w, _| idle_after(w, 1) },
];

/// Whether the last wait called both servers readable.
fn both_ready(world: &World) -> bool {
    ends(world, Role::Accepted).filter(|server| server.readiness.said.is_some_and(|said| said.read)).count() == 2
}

/// How often data_received was called, of both together.
fn called_of_both(world: &World) -> u64 {
    ends(world, Role::Accepted).map(|server| called(server, Callback::DataReceived)).sum()
}

fn in_data_received(world: &World, server: &Source) -> bool {
    is_in(world, server, Callback::DataReceived)
}

/// Whether one server has ended the other.
fn dealt(world: &World) -> bool {
    ends(world, Role::Accepted).any(|server| asked(server).is_some())
}

/// The server that was ended by the other.
fn second(world: &World) -> Option<&Source> {
    ends(world, Role::Accepted).find(|server| asked(server).is_some())
}

fn paused(world: &World) -> Option<&Source> {
    ends(world, Role::Accepted).find(|server| server.transport.as_ref().is_some_and(|t| t.reading_paused))
}
