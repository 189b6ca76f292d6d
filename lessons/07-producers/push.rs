//! Scene 2: a producer that is registered is told to pause inside the write that is too much, and to go on when the
//! buffer is empty.

use super::knobs::{READS, bytes as live, mark, rcvbuf, sndbuf};
use super::stage;
use super::told::{bytes, held, highest, is_full, is_inside, is_paused, moved, told, transport, written};
use crate::event::Callback;
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Choice, Judging, Knob, Milestone, Question, Scene, Unit, shared};
use crate::world::{ProducerState, World};

pub(super) const SCENE: Scene = Scene {
    id: "push-producer",
    title: "push producer",
    idea: "A push producer writes when it likes, until its transport tells it to pause: inside the write that leaves more than the mark. It goes on when the buffer is empty.",
    stage: super::stage(super::FIRST, Gait::Steps, "push", stage::push),
    knobs: &[READS, SIZE, mark(65_536), WRITES, REGISTERED, TOTAL, sndbuf(16_384), rcvbuf(16_384)],
    story: STORY,
    questions: &[WHO, AGAIN],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Flow, Aspect::Bytes, Aspect::Timers],
    plot: None,
    goal: None,
    pace: 25,
};

const SIZE: Knob = live(
    "size",
    "bytes of one write",
    16_384,
    (2_048, 131_072),
    &[2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072],
);

const WRITES: Knob = Knob {
    name: "writes",
    label: "how large the writes are",
    unit: Unit::Choice(&["of-one-size", "doubling"]),
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

const REGISTERED: Knob = shared::switch("registered", "the producer is registered with the transport", 1);

const TOTAL: Knob = shared::start(
    "total",
    "after so many bytes it has said all",
    196_608,
    (65_536, 524_288),
    &[65_536, 131_072, 196_608, 262_144, 524_288],
);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The same client, and the same slow server. One line is new: the client registers its producer with the transport. A producer has three methods, and the transport calls them: pause, resume, stop.".into()
        },
    },
    Beat {
        when: |w| written(w, "client") > 0,
        text: |w| {
            let mark = transport(w, "client").and_then(|t| t.mark).unwrap_or(0);
            format!(
                "It writes, and nothing stops it yet: fewer than {} wait. This number is the transport's mark.",
                bytes(mark)
            )
        },
    },
    Beat {
        when: |w| is_full(w, "client"),
        text: |_| {
            "The kernel took only a part. Nobody tells the producer: what the kernel answers is the transport's affair. It keeps the rest, and waits for room.".into()
        },
    },
    Beat {
        when: |w| is_paused(w, "client") && is_called(w),
        text: |w| {
            format!(
                "{} wait, and that is more than the mark. Look at the call stack: we are inside the producer's own write, and the transport has called pause_producing before that write comes back. It can be no earlier, and it is not a moment later.",
                bytes(held(w, "client"))
            )
        },
    },
    Beat {
        when: |w| is_paused(w, "client") && !is_called(w),
        text: |w| {
            format!(
                "Paused. {} wait, the server reads, the kernel takes, and the buffer goes down; below the mark too, and still nobody says go on. Turn the reader's speed with [ and ], if you like.",
                bytes(held(w, "client"))
            )
        },
    },
    Beat {
        when: |w| told(w, "client").1 > 0 && !is_paused(w, "client"),
        text: |_| {
            "The buffer is empty, and now it may go on. One pause, one resume: between the two lay a whole buffer, so that the two are not called all the time. You know this shape: hysteresis.".into()
        },
    },
    Beat {
        when: |w| w.ended() && told(w, "client").0 > 0,
        text: |w| {
            format!(
                "All {} have arrived, and the buffer never held more than {}: the mark and one write. The producer is as fast as the reader now, and neither has heard of the other.",
                bytes(moved(w, "server").1),
                bytes(highest(w, "client"))
            )
        },
    },
    Beat {
        when: |w| w.ended() && told(w, "client").0 == 0,
        text: |w| {
            format!(
                "Nobody was told to pause, and the buffer held {} at the most. Either the producer is not registered, or there was never too much.",
                bytes(highest(w, "client"))
            )
        },
    },
];

const WHO: Question = Question {
    id: "who",
    prompt: "The producer writes every millisecond, faster than the server reads. Who will stop it, and when?",
    choices: &[
        Choice {
            text: "the kernel: EAGAIN comes out of its write",
            because: "An error of the kernel came out of a write. A transport keeps what the kernel does not take, so none does.",
        },
        Choice {
            text: "its transport: inside the write that leaves too much",
            because: "The transport counts what waits in its buffer. The write that left more than the mark did not come back before the producer was told to pause. The kernel had said \"no room\" long before; that never reached the producer.",
        },
        Choice {
            text: "nobody does",
            because: "It was not told to pause in all this run: it was not registered, or more than the mark never waited.",
        },
    ],
    judge: |j| {
        if told(j.now, "client").0 > 0 {
            return Some(1);
        }
        j.now.ended().then_some(2)
    },
    scripted: 1,
};

const AGAIN: Question = Question {
    id: "again",
    prompt: "And when will it be told to go on?",
    choices: &[
        Choice { text: "as soon as no more than the mark waits", because: "It was told while bytes still waited." },
        Choice {
            text: "when nothing waits any more",
            because: "The buffer was empty: the kernel had taken all of it. If it were told at the mark, the next write would pause it again, and it would be told something at every single write.",
        },
        Choice {
            text: "it will not be told: it was not told to pause",
            because: "Only who was told to pause is told to go on.",
        },
    ],
    judge: judge_again,
    scripted: 1,
};

fn judge_again(j: &Judging<'_>) -> Option<usize> {
    let levels = &transport(j.now, "client")?.levels;
    match levels.iter().find(|level| level.told == Some(ProducerState::Producing)) {
        Some(level) if level.held == 0 => Some(1),
        Some(_) => Some(0),
        None => j.now.ended().then_some(2),
    }
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the kernel takes only a part, and the producer is not told",
        seen: |w| is_full(w, "client") && told(w, "client").0 == 0,
    },
    Milestone {
        text: "inside the write that leaves more than the mark it is told to pause",
        seen: |w| is_inside(w, Callback::PauseProducing) && over_the_mark(w),
    },
    Milestone {
        text: "less than the mark waits, and it is not told to go on",
        seen: |w| is_paused(w, "client") && held(w, "client") > 0 && !over_the_mark(w),
    },
    Milestone {
        text: "the buffer is empty, and it is told to go on",
        seen: |w| held(w, "client") == 0 && is_inside(w, Callback::ResumeProducing) || resumed_empty(w),
    },
    Milestone {
        text: "all arrived, and no more than the mark and one write ever waited",
        seen: |w| {
            let most = transport(w, "client").and_then(|t| t.mark).unwrap_or(0).saturating_add(SIZE.default);
            w.ended() && moved(w, "server").1 == written(w, "client") && highest(w, "client") <= most
        },
    },
];

/// Whether the reactor is calling a method of the program.
fn is_called(world: &World) -> bool {
    world.threads.iter().any(|thread| !thread.calls.is_empty())
}

/// Whether more waits than the mark.
fn over_the_mark(world: &World) -> bool {
    transport(world, "client").and_then(|transport| transport.mark).is_some_and(|mark| held(world, "client") > mark)
}

/// Whether it was told to go on with nothing left in the buffer.
fn resumed_empty(world: &World) -> bool {
    let last = transport(world, "client").and_then(|transport| transport.levels.back().copied());
    last.is_some_and(|level| level.told == Some(ProducerState::Producing) && level.held == 0)
}
