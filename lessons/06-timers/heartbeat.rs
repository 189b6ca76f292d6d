//! Scene 4: a call that repeats. It stays on its grid, and ends with its connection.

use super::heart_stage;
use super::knobs::{millis, version};
use super::told::{asked, fired, is_called, sleeps_for_ever, span, waiting};
use crate::event::{Callback, Micros, thousands};
use crate::lab::Action;
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Knob, Milestone, Question, Scene, shared};
use crate::world::{HowOver, World};

pub(super) const SCENE: Scene = Scene {
    id: "heartbeat",
    title: "LoopingCall",
    idea: "A call that repeats runs on a grid that was fixed when it began. Late, it runs once, skips what it missed, and is punctual again.",
    stage: super::stage(super::HEART, "beating", heart_stage::beating),
    knobs: &[INTERVAL, VERSION],
    story: STORY,
    questions: &[LATE, AFTER],
    controls: &[HANG_UP, shared::control("stop", 'o', "stop the reactor", Action::Order)],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Timers, Aspect::Layers, Aspect::Loop],
    plot: None,
    goal: None,
    pace: 12,
};

const INTERVAL: Knob =
    millis("interval", "how long from beat to beat", 800, (100, 1_500), &[100, 200, 400, 800, 1_500]);

const VERSION: Knob = version(
    "LoopingCall, or a chain of call_later, one that makes up for what it missed, one that is not stopped",
    &["looping", "chained", "makes-up", "forgets"],
    &[0, 1, 2, 3],
);

const HANG_UP: Control = Control {
    id: "hang",
    key: 'h',
    label: "hang up at the peer's end",
    action: Action::Order,
    question: Some("after"),
};

/// How long a wait without a timeout must last before it counts as for ever.
const STANDS: Micros = Micros(300_000);

/// A beat that was called: when it was due, how late it was called, and when that was.
#[derive(Clone, Copy)]
struct Called {
    due: Micros,
    late: Micros,
    at: Micros,
}

/// Every beat that a timer called. The first of all is none of them: it is part of the start.
fn beats(world: &World) -> impl DoubleEndedIterator<Item = Called> {
    let beats = world.timers.over.iter().filter(|over| is_called(&over.timer, "beat"));
    beats.filter_map(|over| match over.how {
        HowOver::Fired { late } => Some(Called { due: over.timer.due, late, at: over.at }),
        HowOver::Cancelled => None,
    })
}

/// The beat that fell into the computing, and when the one after it is due or was due.
fn late_beat(world: &World) -> Option<(Called, Micros)> {
    let busy = world.timers.over.iter().find(|over| is_called(&over.timer, "busy"))?;
    let late = beats(world).find(|beat| beat.due > busy.timer.due)?;
    let next = beats(world).find(|beat| beat.due > late.due).map(|beat| beat.due);
    Some((late, next.or_else(|| waiting(world, "beat").map(|timer| timer.due))?))
}

/// Bytes that the heart wrote.
fn written(world: &World) -> u64 {
    world.source("server").and_then(|server| server.transport.as_ref()).map_or(0, |transport| transport.written)
}

/// When the connection was over.
fn lost_at(world: &World) -> Option<Micros> {
    Some(world.source("server")?.transport.as_ref()?.ended.as_ref()?.at)
}

/// Whether the protocol was told of it.
fn was_told(world: &World) -> bool {
    let server = world.source("server").and_then(|server| server.transport.as_ref());
    server.is_some_and(|transport| transport.called(Callback::ConnectionLost) > 0)
}

/// Whether a beat was called though there was no connection any more.
fn beats_on(world: &World) -> bool {
    lost_at(world).is_some_and(|lost| beats(world).any(|beat| beat.at > lost))
}

/// Whether the connection is over, and its heart was stopped.
fn stopped(world: &World) -> bool {
    was_told(world) && waiting(world, "beat").is_none() && !beats_on(world)
}

/// The clock goes on while a call is scheduled: it is due so much after the point of the grid that it was meant for.
const MEANWHILE: u64 = 5_000;

/// Whether two times lie so many whole intervals apart.
fn is_on_grid(gap: Micros, interval: Micros) -> bool {
    let rest = gap.0 % interval.0.max(1);
    rest <= MEANWHILE || interval.0 - rest <= MEANWHILE
}

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A server with a heart: for each connection, a byte now and one at each interval, so that the peer knows that it lives. The protocol has a LoopingCall, and starts it in connection_made.".into()
        },
    },
    Beat {
        when: |w| written(w) > 0,
        text: |_| {
            "The peer called in, and the first byte was written inside start: now, and then at each interval. The next beat waits in the heap like any other call.".into()
        },
    },
    Beat {
        when: |w| beats(w).count() > 0,
        text: |w| {
            let late = beats(w).next_back().map_or_else(Micros::default, |beat| beat.late);
            format!(
                "A beat, {} after it was due. That does not add up: when it has run, the next is scheduled for the next point of a grid that was fixed at the start, and not for one interval from now.",
                span(late)
            )
        },
    },
    Beat {
        when: |w| fired(w, "busy"),
        text: |_| {
            "Another call computes now, for two intervals and a half. Two beats fall into that time. The loop stands in the computing, and the heart stands still.".into()
        },
    },
    Beat {
        when: |w| late_beat(w).is_some(),
        text: |w| {
            let Some((late, next)) = late_beat(w) else { return String::new() };
            format!(
                "One beat was called, {} late, and the next is due {} after that one was. What was missed is missed: a heart that beats twice at once says nothing new, and one that shifts its grid drifts.",
                span(late.late),
                span(next.since(late.due))
            )
        },
    },
    Beat {
        when: |w| late_beat(w).is_some_and(|(late, _)| beats(w).any(|beat| beat.due > late.due)),
        text: |w| format!("The heart goes on, {} bytes so far. Let the peer hang up (h).", thousands(written(w))),
    },
    Beat { when: was_told, text: |_| "The connection is over, and its protocol is told: connection_lost.".into() },
    Beat {
        when: beats_on,
        text: |_| {
            "The connection is over, and a beat was called all the same. The loop of calls knows nothing of connections: somebody must stop it. Stop the reactor (o), and look for the line that is missing.".into()
        },
    },
    Beat {
        when: stopped,
        text: |_| {
            "The protocol stopped its heart in connection_lost: the call that waited was cancelled, and no beat is due any more. Only a dead entry of it lies in the heap. Stop the reactor (o).".into()
        },
    },
    Beat {
        when: |w| w.ended() && stopped(w),
        text: |w| {
            format!(
                "{} bytes were written, by {} beats. In Twisted: task.LoopingCall(f).start(interval), and stop() in connectionLost.",
                thousands(written(w)),
                thousands(beats(w).count() as u64 + 1)
            )
        },
    },
];

const LATE: Question = Question {
    id: "late",
    prompt: "A call computes now for two intervals and a half. The beats 3 and 4 fall into that time. What happens when it is over?",
    choices: &[
        Choice {
            text: "both beats are made up for at once; then 5, on the grid",
            because: "This version asks how many points of the grid have passed, and writes a byte for each: with_count. That is right where each must be counted, as for a clock that is shown; a heart need not.",
        },
        Choice {
            text: "one beat; the next is one interval from then",
            because: "In this version each beat schedules the next from when it ran. The delay stays for ever, and every further one is added: it drifts.",
        },
        Choice {
            text: "one beat; the next is 5, where it would have been anyway",
            because: "One run for all that was missed, and then the first point of the grid that is still to come. The grid was fixed at the start; lateness does not move it.",
        },
    ],
    judge: judge_late,
    scripted: 2,
};

fn judge_late(j: &Judging<'_>) -> Option<usize> {
    let (late, next) = late_beat(j.now)?;
    let beats = beats(j.now).count() as u64 + 1;
    let interval = Micros(asked(j, &INTERVAL).saturating_mul(1_000));
    Some(if written(j.now) > beats {
        0
    } else if is_on_grid(next.since(late.due), interval) {
        2
    } else {
        1
    })
}

const AFTER: Question = Question {
    id: "after",
    prompt: "The peer will hang up. What becomes of the heart?",
    choices: &[
        Choice {
            text: "it stops by itself: it has nobody to write to",
            because: "It stopped, and nobody had stopped it.",
        },
        Choice {
            text: "it stops because its protocol stops it",
            because: "The protocol was told of its end, and stopped the loop there: the call that waited was cancelled. The loop itself knows of no connection.",
        },
        Choice {
            text: "it beats on",
            because: "Nobody stopped it. A LoopingCall knows of time alone: it goes on writing to a connection that is gone, as long as the program runs.",
        },
    ],
    judge: |j| {
        if beats_on(j.now) {
            return Some(2);
        }
        stopped(j.now).then_some(1)
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone { text: "a byte at once, and one after an interval", seen: |w| beats(w).count() >= 1 && written(w) >= 2 },
    Milestone {
        text: "late by more than an interval, it runs once and is due on its grid again",
        seen: |w| {
            let due = beats(w).map(|beat| beat.due).collect::<Vec<_>>();
            let interval = due.windows(2).map(|two| two[1].since(two[0])).min();
            late_beat(w).zip(interval).is_some_and(|((late, next), interval)| {
                late.late > interval && is_on_grid(next.since(late.due), interval) && next.since(late.due) > interval
            })
        },
    },
    Milestone {
        text: "the beat after it is punctual",
        seen: |w| {
            late_beat(w).is_some_and(|(late, _)| beats(w).any(|beat| beat.due > late.due && beat.late < late.late))
        },
    },
    Milestone { text: "the peer hangs up, and the protocol stops its heart", seen: stopped },
    Milestone { text: "nothing is due any more", seen: |w| stopped(w) && sleeps_for_ever(w).is_some() },
];

const SCRIPT: &[Cue] = &[
    Cue {
        deed: Deed::Use("hang"),
        when: |w, _| late_beat(w).is_some_and(|(late, _)| beats(w).any(|beat| beat.due > late.due)),
    },
    Cue {
        deed: Deed::Use("stop"),
        when: |w, _| beats_on(w) || stopped(w) && sleeps_for_ever(w).is_some_and(|span| span >= STANDS),
    },
];
