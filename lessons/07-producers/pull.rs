//! Scene 3: a pull producer writes a piece each time that it is asked, and is asked when all that it wrote is sent.

use super::knobs::{READS, rcvbuf, sndbuf};
use super::pull_stage;
use super::told::{bytes, held, highest, knob, moved, told, written};
use crate::event::thousands;
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Choice, Judging, Knob, Milestone, Question, Scene, Unit, shared};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "pull-producer",
    title: "pull producer",
    idea: "A pull producer writes one piece each time that it is asked. For data of known size that is all the flow control there is to write.",
    stage: super::stage(super::PULL, Gait::Steps, "pull", pull_stage::pull),
    knobs: &[READS, PIECE, SIZE, VERSION, sndbuf(8_192), rcvbuf(8_192)],
    story: STORY,
    questions: &[MOST, OFTEN],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Flow, Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 25,
};

const PIECE: Knob = shared::start(
    "piece",
    "bytes of one piece",
    16_384,
    (2_048, 131_072),
    &[2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072],
);

const SIZE: Knob = shared::start(
    "size",
    "bytes of the whole file",
    60_000,
    (10_000, 200_000),
    &[10_000, 30_000, 60_000, 100_000, 200_000],
);

const VERSION: Knob = Knob {
    name: "version",
    label: "how the file is given",
    unit: Unit::Choice(&["pulled", "at-once"]),
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A server that gives a file to whoever connects, and a client that reads slowly. The whole file could be read into memory and written in one go: the transport would keep it.".into()
        },
    },
    Beat {
        when: |w| told(w, "server").1 > 0,
        text: |_| {
            "It is a producer instead, of the other kind: it pulls. It was asked for its first piece inside register_producer, and writes that one piece. It is never told to pause: it only writes when it is asked.".into()
        },
    },
    Beat {
        when: |w| told(w, "server").1 == 1 && moved(w, "server").0 > 0 && held(w, "server") > 0,
        text: |w| {
            format!("The kernel took a part; {} of the piece wait. Nobody asks for more.", bytes(held(w, "server")))
        },
    },
    Beat {
        when: |w| told(w, "server").1 > 1,
        text: |w| {
            format!(
                "All that was written is with the kernel, so it is asked for the next piece: {} times so far. Drain, ask, write, drain: the reader sets the pace, and the producer has no state but how much is left.",
                thousands(told(w, "server").1)
            )
        },
    },
    Beat {
        when: |w| w.ended() && told(w, "server").1 > 0,
        text: |w| {
            format!(
                "Asked once more, it had nothing left, so it unregistered and closed. {} arrived, and no more than {} ever waited. Where you know what is to be sent, this is the simplest thing that is right.",
                bytes(moved(w, "client").1),
                bytes(highest(w, "server"))
            )
        },
    },
    Beat {
        when: |w| w.ended() && told(w, "server").1 == 0,
        text: |w| {
            format!(
                "All arrived, and all of it had waited in memory: {} at the most. A hundred clients would have been a hundred copies of the file.",
                bytes(highest(w, "server"))
            )
        },
    },
];

const MOST: Question = Question {
    id: "most",
    prompt: "The file is given to a slow reader. How much of it will wait in the transport's buffer at the most?",
    choices: &[
        Choice {
            text: "no more than one piece",
            because: "A piece is written when nothing waits. So what waits is never more than a piece, however large the file.",
        },
        Choice {
            text: "nearly all of it",
            because: "It was written in one go, and a write keeps all that it is given.",
        },
    ],
    judge: judge_most,
    scripted: 0,
};

fn judge_most(j: &Judging<'_>) -> Option<usize> {
    let most = highest(j.now, "server");
    if most > knob(j, "piece") {
        return Some(1);
    }
    j.now.ended().then_some(0)
}

const OFTEN: Question = Question {
    id: "often",
    prompt: "And how often will the producer be asked to go on?",
    choices: &[
        Choice {
            text: "once for each send that the kernel takes",
            because: "It was asked more often than there are pieces.",
        },
        Choice {
            text: "once for each piece, and once more",
            because: "It is asked when all that it wrote is sent, and not before. After the last piece it is asked too: that is how it finds out that it has nothing left, and closes.",
        },
        Choice { text: "never", because: "There was no producer: the file was written in one go." },
    ],
    judge: judge_often,
    scripted: 1,
};

fn judge_often(j: &Judging<'_>) -> Option<usize> {
    if !j.now.ended() {
        return None;
    }
    let pieces = knob(j, "size").div_ceil(knob(j, "piece").max(1));
    Some(match told(j.now, "server").1 {
        0 => 2,
        asked if asked <= pieces.saturating_add(1) => 1,
        _ => 0,
    })
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "it is asked for its first piece when it is registered",
        seen: |w| told(w, "server") == (0, 1) && moved(w, "server").0 == 0,
    },
    Milestone {
        text: "while a part of the piece waits nobody asks for more",
        seen: |w| told(w, "server").1 == 1 && moved(w, "server").0 > 0 && held(w, "server") > 0,
    },
    Milestone {
        text: "all of it is sent: it is asked again",
        seen: |w| told(w, "server").1 == 2 && moved(w, "server").0 == written(w, "server"),
    },
    Milestone { text: "all arrived, a piece at a time", seen: arrived },
];

/// Whether the whole file was read, and no more of it than a piece ever waited.
fn arrived(world: &World) -> bool {
    let all = written(world, "server") > 0 && moved(world, "client").1 == written(world, "server");
    world.ended() && all && told(world, "server").1 > 2 && highest(world, "server") < SIZE.default / 2
}
