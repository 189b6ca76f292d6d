//! Scene 5: how a connection ends that has a producer: a close waits for one that pulls, and whoever produces is told
//! first that nobody consumes any more.

use super::end_stage;
use super::knobs::{rcvbuf, sndbuf};
use super::told::{bytes, called, moved, transport, written};
use crate::event::{Callback, Reason};
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Choice, Judging, Knob, Milestone, Question, Scene, Unit, shared};
use crate::world::{ProducerState, World};

pub(super) const SCENE: Scene = Scene {
    id: "the-end",
    title: "the end",
    idea: "lose_connection waits for a pull producer until it unregisters. A producer whose consumer is gone is told to stop, once, before the protocol hears of it.",
    stage: super::stage(super::END, Gait::Steps, "the_end", end_stage::the_end),
    knobs: &[PRODUCER, CLOSE, PIECE, sndbuf(16_384), rcvbuf(16_384)],
    story: STORY,
    questions: &[ALL, ORDER],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Flow, Aspect::Layers],
    plot: None,
    goal: None,
    pace: 20,
};

const PRODUCER: Knob = Knob {
    name: "producer",
    label: "which kind is registered",
    unit: Unit::Choice(&["pull", "push"]),
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

const CLOSE: Knob = Knob {
    name: "close",
    label: "how the connection is closed",
    unit: Unit::Choice(&["lose", "abort"]),
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

const PIECE: Knob = shared::start("piece", "bytes of one piece", 1_000, (1, 4_096), &[1, 100, 1_000, 4_096]);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A client with a producer that has five pieces to give, each a millisecond after it is asked. After the second piece somebody wants the connection closed.".into()
        },
    },
    Beat {
        when: |w| is_closing(w, "client"),
        text: |w| {
            match pulls(w) {
            true => "lose_connection was called. The buffer is soon empty, and still it does not close: a pull producer is registered, and only the producer knows whether it has given all. It is asked for the next piece, and the next.".into(),
            false => "lose_connection was called. What was written is sent first. A push producer that is not paused is not waited for: nobody knows whether it will ever write again.".into(),
        }
        },
    },
    Beat {
        when: |w| is_closing(w, "client") && unregistered(w),
        text: |_| {
            "Five pieces are given, and the producer has unregistered: \"that was all\". Now the close goes on.".into()
        },
    },
    Beat {
        when: |w| ended(w, "client").and(ended(w, "server")).is_some(),
        text: |w| {
            format!(
                "The first connection is over: {}. The server has {} of what was written, {}. Now a second one, to a peer that goes away by itself.",
                reason(w, "client"),
                bytes(moved(w, "server").1),
                bytes(written(w, "client"))
            )
        },
    },
    Beat {
        when: |w| ended(w, "second").is_some(),
        text: |_| {
            "The peer has reset the connection. The producer is told first: stop_producing. Whatever it has open, a file, a timer, another connection, it lets go of now.".into()
        },
    },
    Beat {
        when: |w| called(w, "second", Callback::ConnectionLost) > 0,
        text: |_| {
            "Then the protocol: connection_lost, with the reason. When it runs, nobody produces any more, so it can drop everything. Each was told once, and nothing is told after it.".into()
        },
    },
];

const ALL: Question = Question {
    id: "all",
    prompt: "Two of five pieces are written, and now somebody closes the connection. How much will the server get?",
    choices: &[
        Choice {
            text: "less than the two pieces: what waits is dropped",
            because: "It was aborted: an abort drops what waits, and resets the connection.",
        },
        Choice {
            text: "the two pieces: what was written is sent first",
            because: "What was written was sent, then it closed. A push producer that is not paused is not waited for; it was told to stop.",
        },
        Choice {
            text: "all five pieces",
            because: "A pull producer is registered, so the transport knows that there is more to come: it goes on asking, and closes when the producer has unregistered and all is sent.",
        },
    ],
    judge: judge_all,
    scripted: 2,
};

fn judge_all(j: &Judging<'_>) -> Option<usize> {
    ended(j.now, "server").or_else(|| j.now.ended().then_some(Reason::Done))?;
    Some(match moved(j.now, "server").1 / knob_piece(j).max(1) {
        0..2 => 0,
        2..5 => 1,
        _ => 2,
    })
}

fn knob_piece(j: &Judging<'_>) -> u64 {
    super::told::knob(j, "piece")
}

const ORDER: Question = Question {
    id: "order",
    prompt: "The second peer will reset the connection while the producer has pieces left. Who on this side is told what, and in which order?",
    choices: &[
        Choice {
            text: "the protocol first: connection_lost; then the producer: stop_producing",
            because: "The protocol was told first.",
        },
        Choice {
            text: "the producer first: stop_producing; then the protocol: connection_lost",
            because: "The transport tells its producer before its protocol, whatever the reason: when connection_lost runs, nobody writes any more.",
        },
        Choice { text: "the protocol alone", because: "The producer was not told at all." },
    ],
    judge: |j| {
        if called(j.now, "second", Callback::ConnectionLost) == 0 {
            return j.now.ended().then_some(2);
        }
        Some(if called(j.now, "second", Callback::StopProducing) == 1 { 1 } else { 0 })
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "lose_connection was called, and the producer is asked for more",
        seen: |w| is_closing(w, "client") && written(w, "client") >= 3 * PIECE.default,
    },
    Milestone {
        text: "it unregistered, and only then the connection closed",
        seen: |w| unregistered(w) && ended(w, "client") == Some(Reason::Done),
    },
    Milestone {
        text: "all five pieces arrived",
        seen: |w| ended(w, "client").is_some() && moved(w, "server").1 == 5 * PIECE.default,
    },
    Milestone {
        text: "the peer is gone: the producer is told to stop, and the protocol not yet",
        seen: |w| {
            called(w, "second", Callback::StopProducing) == 1 && called(w, "second", Callback::ConnectionLost) == 0
        },
    },
    Milestone {
        text: "then the protocol, and each was told once",
        seen: |w| {
            let told = [Callback::StopProducing, Callback::ConnectionLost].map(|call| called(w, "second", call));
            w.ended() && told == [1, 1]
        },
    },
];

/// Whether the program has asked for its end, and it is not over.
fn is_closing(world: &World, source: &str) -> bool {
    transport(world, source).is_some_and(|transport| transport.is_ending())
}

/// Why it is over, where it is.
fn ended(world: &World, source: &str) -> Option<Reason> {
    Some(transport(world, source)?.ended.as_ref()?.reason)
}

fn reason(world: &World, source: &str) -> &'static str {
    ended(world, source).map_or("not over", Reason::name)
}

/// Whether the first producer is one that pulls.
fn pulls(world: &World) -> bool {
    transport(world, "client").and_then(|transport| transport.producer).is_some_and(|producer| !producer.streaming)
}

/// Whether the first producer has unregistered.
fn unregistered(world: &World) -> bool {
    let producer = transport(world, "client").and_then(|transport| transport.producer);
    producer.is_some_and(|producer| producer.state == ProducerState::Unregistered)
}
