//! Scene 1: causes go down, effects come up; and a piece is what came at once, not what was written at once.

use super::controls::{STOP, asked as ask};
use super::knobs::{BALLS, ENOUGH, RCVBUF, SIZE, SNDBUF};
use super::ping_pong_stage as stage;
use super::told::{all_over, asked, called, ends, idle, idle_after, is_in, next, told, written};
use crate::event::{Callback, Close, Reason};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Milestone, Question, Scene};
use crate::world::{Role, Source, World};

pub(super) const SCENE: Scene = Scene {
    id: "ping-pong",
    title: "ping-pong",
    idea: "A protocol is told what happens and says what to do. It gets one call for what came at once, however often the other side wrote.",
    stage: super::stage(super::PING_PONG, "ping_pong", stage::ping_pong),
    knobs: &[BALLS, SIZE, ENOUGH, SNDBUF, RCVBUF],
    story: STORY,
    questions: &[CALLS, END],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Layers, Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 12,
};

const CONTROLS: &[Control] = &[
    ask("serve", 'o', "a client comes and serves", "calls"),
    ask("once", 'i', "a client that has enough at the first reply", "end"),
    STOP,
];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "Three floors. The reactor waits for sockets. A transport reads and writes one of them. A protocol is your code: it knows neither sockets nor waiting. Each floor talks to its neighbour alone.".into()
        },
    },
    Beat {
        when: |w| idle(w) && w.acted.is_empty(),
        text: |_| {
            "A port listens, and the reactor waits. It is the loop of lesson 3 as a library: you do not see it in the program, you only run it. Bring a client that serves (o).".into()
        },
    },
    Beat {
        when: |w| client(w).is_some_and(|c| is_in(w, c, Callback::ConnectionMade)),
        text: |_| {
            "An effect came up: the connection stands, and the client's protocol is told so, once. What it writes now is a cause that goes down.".into()
        },
    },
    Beat {
        when: |w| client(w).is_some_and(|c| written(c) > 0 && c.sent.bytes == 0),
        text: |_| {
            "A write sends nothing. It puts its bytes into the transport's buffer and comes back at once: this is the buffered writer of lesson 4. The reactor will say when there is room.".into()
        },
    },
    Beat {
        when: |w| {
            client(w).is_some_and(|c| c.sent.bytes > 0)
                && server(w).is_none_or(|s| called(s, Callback::DataReceived) == 0)
        },
        text: |_| {
            "Now the transport has sent what was written, all of it in one call. The bytes are in the server's receive queue, one behind the other. Nothing there says where one write ended and the next began.".into()
        },
    },
    Beat {
        when: |w| server(w).is_some_and(|s| called(s, Callback::DataReceived) > 0),
        text: |w| {
            let (calls, got) = server(w).map_or((0, 0), |s| (called(s, Callback::DataReceived), s.received.bytes));
            format!(
                "Effects come up, causes go down: data_received, and in it a write. So far the server was given {} in {}, and has sent back one ball for each call. What came at once is one piece: nobody knows any more how often it was written.",
                many(got, "byte"),
                many(calls, "call")
            )
        },
    },
    Beat {
        when: |w| client(w).is_some_and(|c| asked(c) == Some(Close::InOrder)),
        text: |_| {
            "The client has had enough and calls lose_connection. That is a wish too: it comes back at once, and the protocol is told later, from the reactor, when the connection is really over.".into()
        },
    },
    Beat {
        when: |w| server(w).is_some() && all_over(w) && idle(w),
        text: |w| {
            let reason = |end: Option<&Source>| end.and_then(told).map_or("nothing", Reason::name);
            format!(
                "Each end was told connection_lost once: {} at the client, {} at the server. And the reactor still waits, with nobody connected: it runs until it is stopped. Bring a client that soon has enough (i), or stop it (e).",
                reason(client(w)),
                reason(server(w))
            )
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            "Look at the program once more: PingPong has no socket, no loop and no wait. So nothing in it needs them, and the next scene takes them away (n).".into()
        },
    },
];

const CALLS: Question = Question {
    id: "calls",
    prompt: "In connection_made the client writes its balls, one write each, one right after the other. How often will the server's data_received be called for them?",
    choices: &[
        Choice {
            text: "as often as the client writes",
            because: "As many calls as writes came, this time. Nothing promises it: with several small writes in a row it would be fewer, with a large one more.",
        },
        Choice {
            text: "less often than the client writes",
            because: "The writes were put into one buffer, left in one send, and came as one piece: one call of data_received, one reply. TCP is a stream of bytes and knows no messages.",
        },
        Choice {
            text: "more often than the client writes",
            because: "A ball was larger than what fits into the queues at once. It left in several sends, and each piece that came was a call, and had a reply.",
        },
    ],
    judge: |j| {
        let server = next(j, Role::Accepted)?;
        let [balls, size] = ["balls", "size"].map(|knob| asked_knob(j, knob));
        let complete = server.received.bytes >= balls * size && is_in(j.now, server, Callback::DataReceived);
        complete.then(|| match called(server, Callback::DataReceived).cmp(&balls) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Greater => 2,
        })
    },
    scripted: 1,
};

const END: Question = Question {
    id: "end",
    prompt: "This client closes in order at the first reply. What will the server's protocol be told?",
    choices: &[
        Choice {
            text: "connection_lost, with Done",
            because: "The client had read all that came, so its close was an orderly end. A clean close by the other side and one by our own are the same reason, Done.",
        },
        Choice {
            text: "connection_lost, with Lost",
            because: "More replies had come than the client had read when it closed. A kernel answers a close over unread bytes with a reset, and so the server's connection broke, though the client meant well.",
        },
        Choice {
            text: "data_received, with no bytes, as recv gives",
            because: "The zero bytes stay on the floor of the transport: data_received is never called with none.",
        },
    ],
    judge: |j| {
        let server = next(j, Role::Accepted)?;
        match told(server)? {
            Reason::Done => Some(0),
            _ => Some(1),
        }
    },
    scripted: 0,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "an effect: connection_made is called",
        seen: |w| client(w).is_some_and(|c| called(c, Callback::ConnectionMade) == 1),
    },
    Milestone {
        text: "a cause: write fills a buffer, no more",
        seen: |w| client(w).is_some_and(|c| written(c) > 0 && c.sent.bytes == 0),
    },
    Milestone {
        text: "three writes, one data_received, one reply",
        seen: |w| {
            server(w).is_some_and(|s| s.received.bytes > 1 && called(s, Callback::DataReceived) == 1 && written(s) == 1)
        },
    },
    Milestone {
        text: "the client has had enough: lose_connection",
        seen: |w| client(w).is_some_and(|c| asked(c) == Some(Close::InOrder)),
    },
    Milestone {
        text: "each end is told connection_lost once",
        seen: |w| {
            [client(w), server(w)].into_iter().all(|end| {
                end.is_some_and(|end| told(end) == Some(Reason::Done) && called(end, Callback::ConnectionLost) == 1)
            })
        },
    },
    Milestone {
        text: "nobody is left, and the reactor waits",
        seen: |w| client(w).is_some() && all_over(w) && idle(w),
    },
    Milestone { text: "it returns when it is stopped", seen: World::ended },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("serve"), when: |w, _| idle_after(w, 0) },
    Cue { deed: Deed::Use("once"), when: |w, _| idle_after(w, 1) && all_over(w) },
    Cue { deed: Deed::Use("stop"), when: |w, _| idle_after(w, 2) && all_over(w) },
];

/// The client that came last.
fn client(world: &World) -> Option<&Source> {
    ends(world, Role::Connected).last()
}

/// The server's end that was accepted last.
fn server(world: &World) -> Option<&Source> {
    ends(world, Role::Accepted).last()
}

/// The value of a knob at the start of the run.
fn asked_knob(j: &crate::lesson::Judging<'_>, name: &str) -> u64 {
    j.header.knobs.iter().find(|knob| knob.name == name).map_or(0, |knob| knob.asked)
}

/// `1 byte`, `3 bytes`.
fn many(count: u64, what: &str) -> String {
    format!("{} {what}{}", crate::event::thousands(count), if count == 1 { "" } else { "s" })
}
