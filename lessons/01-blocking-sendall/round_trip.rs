//! Scene 1: where are three bytes after `sendall` has returned?

use super::knobs::{NODELAY, RCVBUF, SNDBUF};
use super::stage;
use crate::lesson::{Aspect, Beat, Choice, Judging, Milestone, Question, Scene};
use crate::world::{Role, SourceState, World};

pub(super) const SCENE: Scene = Scene {
    id: "round-trip",
    title: "round trip",
    idea: "sendall returns when the kernel has the bytes, not when the peer has read them.",
    stage: super::stage("round_trip", stage::round_trip),
    knobs: &[SNDBUF, RCVBUF, NODELAY],
    story: STORY,
    questions: &[WHERE, TAKES],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 6,
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A listener, a client and a server: three sockets in one thread, and a TCP connection over the loopback. Each buffer is pinned before connect and listen, so that it stays as small as it is drawn.".into()
        },
    },
    Beat {
        when: |w| w.source("client").is_some_and(|c| c.role == Role::Connected),
        text: |_| {
            "The client is connected, and nobody has called accept yet: the kernel finished the handshake by itself, and keeps the connection in the listener's backlog.".into()
        },
    },
    Beat {
        when: |w| w.source("server").is_some(),
        text: |_| {
            "accept has handed over the other end. From now on the two ends are alike: TCP knows no client and no server, each has a send queue and a receive queue.".into()
        },
    },
    Beat {
        when: |w| sent(w, "client") > 0,
        text: |_| {
            "sendall(\"xyz\") has returned: the kernel has copied the bytes. Follow them: it has sent them on, and they lie in the server's receive queue, though its program has not asked for anything.".into()
        },
    },
    Beat {
        when: |w| received(w, "server") > 0,
        text: |_| {
            "recv(1024) took what was there: three bytes. 1024 is the most it would take, not how much it waits for."
                .into()
        },
    },
    Beat {
        when: |w| sent(w, "server") > 0,
        text: |_| {
            "Now the other way: the same call, the same two queues, the other direction. Both ends are alike.".into()
        },
    },
    Beat {
        when: |w| received(w, "client") > 0,
        text: |_| {
            "Three bytes there and back. Nothing waited, because each queue had room and each recv had bytes. Now press n: the next scene takes the room away.".into()
        },
    },
];

const WHERE: Question = Question {
    id: "where",
    prompt: "sendall(\"xyz\") has returned, and the server's program has not called recv. Where are the three bytes?",
    choices: &[
        Choice {
            text: "in the client's send queue, until the server asks",
            because: "They were still in the client's send queue: the kernel held them back, as it does while the peer's window is full or, with Nagle's algorithm on, while an earlier small segment is unacknowledged.",
        },
        Choice {
            text: "in the server's receive queue already",
            because: "The kernel sends by itself. The bytes lie in the peer's receive queue whether or not the peer's program ever reads; in our own send queue they stay only while unacknowledged, while the window is full, or held back by Nagle's algorithm.",
        },
        Choice { text: "in the server's program", because: "The server's program had read them already." },
    ],
    judge: |j: &Judging<'_>| {
        let unread = j.mark.source("server").and_then(|s| s.gauges.unread);
        let unsent = j.mark.source("client").and_then(|c| c.gauges.unsent);
        match (unread, unsent, received(j.mark, "server")) {
            (_, _, 3..) => Some(2),
            (Some(1..), _, _) => Some(1),
            (_, Some(1..), _) => Some(0),
            // No gauge at the mark: what the next recv finds tells.
            _ => (received(j.now, "server") > 0).then_some(1),
        }
    },
    scripted: 1,
};

const TAKES: Question = Question {
    id: "takes",
    prompt: "Three bytes wait, and the server calls recv(1024). What does recv do?",
    choices: &[
        Choice {
            text: "it waits until 1,024 bytes are there",
            because: "It did not return while fewer than 1,024 bytes were there.",
        },
        Choice {
            text: "it returns the three bytes at once",
            because: "recv takes what there is, up to the number given, and waits only where there is nothing at all.",
        },
        Choice { text: "it gives an error: too few bytes", because: "It gave an error." },
    ],
    judge: |j| {
        let last = j.now.source("server")?.last_recv.as_ref();
        match last.map(|answer| answer.outcome.ok()) {
            Some(Some(got)) if got < 1_024 => Some(1),
            Some(Some(_)) => Some(0),
            Some(None) => Some(2),
            None => (j.now.at.since(j.mark.at).0 > 2_000_000).then_some(0),
        }
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "after sendall the bytes are in the peer's receive queue, unread",
        seen: |w| {
            let server = w.source("server");
            server.is_some_and(|s| s.received.bytes == 0 && s.gauges.unread.is_none_or(|n| n == 3))
                && sent(w, "client") == 3
        },
    },
    Milestone { text: "recv(1024) takes the three bytes that are there", seen: |w| received(w, "server") == 3 },
    Milestone { text: "the same the other way", seen: |w| sent(w, "server") == 3 && received(w, "client") == 3 },
    Milestone {
        text: "both ends are closed",
        seen: |w| {
            ["client", "server"].iter().all(|name| w.source(name).is_some_and(|s| s.state == SourceState::Closed))
        },
    },
];

fn sent(world: &World, source: &str) -> u64 {
    world.source(source).map_or(0, |s| s.sent.bytes)
}

fn received(world: &World, source: &str) -> u64 {
    world.source(source).map_or(0, |s| s.received.bytes)
}
