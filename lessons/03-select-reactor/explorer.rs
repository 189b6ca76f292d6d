//! Scene 1: a sandbox. Do one thing, and see what select says now.

use super::controls::order;
use super::knobs::{RCVBUF, SNDBUF, bite};
use super::{stage, waits_for_order};
use crate::event::{Interest, Micros, Outcome};
use crate::lab::Gait;
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Milestone, Question, Scene};
use crate::world::{Source, SourceState, World};

pub(super) const SCENE: Scene = Scene {
    id: "explorer",
    title: "readiness explorer",
    idea: "Ready is not an event but a state: select says how things are, each time it is asked.",
    stage: super::by_hand("explorer", Gait::Steps, stage::explorer),
    knobs: &[bite(40, true), SNDBUF, RCVBUF],
    story: STORY,
    questions: &[PENDING, AGAIN, FULL, END],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Readiness, Aspect::Bytes, Aspect::Input],
    plot: None,
    goal: None,
    pace: 30,
};

const CONTROLS: &[Control] = &[
    Control { question: Some("pending"), ..order("connect", 'o', "connect: the client, to the listener") },
    order("accept", 'a', "accept: the server's end"),
    order("send", 's', "the client sends 100 bytes"),
    Control { question: Some("again"), ..order("again", 'i', "do nothing, only ask select again") },
    order("read", 'b', "the server reads one bite"),
    Control { question: Some("full"), ..order("fill", 'u', "the client sends until EAGAIN") },
    order("drain", 'd', "the server reads all there is"),
    Control { question: Some("end"), ..order("shut", 'w', "the client shuts its sending side") },
    order("reply", 't', "the server sends 5 bytes"),
    order("close", 'e', "the client closes"),
    order("done", 'g', "leave the sandbox"),
];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A sandbox. You say what is done, one thing at a time, and after each the program asks select with no time to wait: who is ready now? Begin with connect (o).".into()
        },
    },
    Beat {
        when: |w| said(w, "listener").read,
        text: |_| {
            "The listener can be read, and the client is connected, though nobody has called accept: the kernel shook hands by itself and keeps the connection. Readable means for a listener that accept would not wait. Now accept (a).".into()
        },
    },
    Beat {
        when: |w| alive(w, "server") && w.source("client").is_some_and(|c| c.sent.calls == 0),
        text: |_| {
            "Three sources. The listener is quiet again. Both ends can be written, because both send queues have room, and so they will be called writable at every look from now on. Nothing can be read. Now send (s).".into()
        },
    },
    Beat {
        when: |w| unread(w) && said(w, "server").read,
        text: |_| {
            "Bytes lie in the server's receive queue, so the server can be read. Ask again (i), or read a bite (b): as long as one byte is left, select says it again. This is called level-triggered.".into()
        },
    },
    Beat {
        when: |w| read_some(w) && !said(w, "server").read,
        text: |_| {
            "The queue is empty, and the server is not readable any more. Nothing happened to tell it so; it is how things are now. Now let the client send until the kernel takes no more: fill (u).".into()
        },
    },
    Beat {
        when: |w| said(w, "server").read && !said(w, "client").write && alive(w, "client"),
        text: |_| {
            "For the first time the client cannot be written: its send queue has not room enough. Read bites (b) and see how many it takes, or drain (d).".into()
        },
    },
    Beat {
        when: |w| w.uses("drain") > 0 && said(w, "client").write && !said(w, "server").read,
        text: |_| "All was read, the client can be written again. Now let the client end its side: shut (w).".into(),
    },
    Beat {
        when: |w| state(w, "client") == Some(&SourceState::WriteShut) && said(w, "server").read,
        text: |_| {
            "The client has shut its sending side, and the server can be read: the end is something to read. Read it (b). It is zero bytes, and it stays readable for ever after.".into()
        },
    },
    Beat {
        when: |w| zero_read(w) && alive(w, "client"),
        text: |_| {
            "recv gave zero bytes: the end of what the client sends, and no more than that. Look at the columns: the server can still be written. Let it talk back: reply (t).".into()
        },
    },
    Beat {
        when: |w| zero_read(w) && said(w, "client").read,
        text: |_| {
            "The client has shut its mouth and still listens: bytes from the server wait at its end. Zero bytes mean that the peer's sending side is closed. Whoever closes the connection at that may cut off an answer. Close it now (e), and be done (g).".into()
        },
    },
    Beat {
        when: |w| state(w, "client") == Some(&SourceState::Closed),
        text: |_| {
            "The client is closed and is asked about no more: a descriptor that is closed must leave the sets. At the server's end a close looks like the shut before it, until the server writes.".into()
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            "You have been the program. Next a program does this by itself: it waits instead of looking, and has a handler for each of the answers: the next scene (n).".into()
        },
    },
];

const PENDING: Question = Question {
    id: "pending",
    prompt: "The client is about to connect, and nobody calls accept. What will select call ready?",
    choices: &[
        Choice { text: "nobody, before accept", because: "Nobody was ready." },
        Choice {
            text: "the client, to be written",
            because: "Only the client was ready: the listener had no connection in its backlog.",
        },
        Choice {
            text: "the client, to be written, and the listener, to be read",
            because: "The kernel completes the handshake without the program. The client is connected and its send queue has room; the listener has a connection that accept would hand over at once.",
        },
    ],
    judge: |j| {
        if !looked_again(j) {
            return None;
        }
        match (said(j.now, "listener").read, said(j.now, "client").write) {
            (true, _) => Some(2),
            (false, true) => Some(1),
            (false, false) => Some(0),
        }
    },
    scripted: 2,
};

const AGAIN: Question = Question {
    id: "again",
    prompt: "select is about to be asked once more, and nothing has happened since it last answered. Will the server be called readable?",
    choices: &[
        Choice {
            text: "yes: bytes lie there, and it says how things are",
            because: "Unread bytes make a socket readable, at this look and at each one after it, until they are read. Whoever asks select does not need to remember what it said before.",
        },
        Choice {
            text: "no: it has said so once",
            because: "It was called readable before and was not now, with bytes still unread.",
        },
        Choice {
            text: "no: nothing lies there to be read",
            because: "There was nothing to read, and so it was not readable, at this look as at the last. Send something and ask again.",
        },
    ],
    judge: |j| {
        if !looked_again(j) {
            return None;
        }
        match (said(j.now, "server").read, unread(j.now)) {
            (true, _) => Some(0),
            (false, true) => Some(1),
            (false, false) => Some(2),
        }
    },
    scripted: 0,
};

const FULL: Question = Question {
    id: "full",
    prompt: "The client is about to send until the kernel takes no more. Will it be called writable after that?",
    choices: &[
        Choice {
            text: "yes: an open connection can always be written",
            because: "It was still writable: nothing had been sent, or room came back at once.",
        },
        Choice {
            text: "no: there is not room enough",
            because: "Writable means that the send queue has room enough for a send to be worth it. While it has, select says so at every look; now it has not.",
        },
    ],
    judge: |j| looked_again(j).then(|| usize::from(!said(j.now, "client").write)),
    scripted: 1,
};

const END: Question = Question {
    id: "end",
    prompt: "The client is about to shut its sending side. It sends no byte with that. What will select say of the server?",
    choices: &[
        Choice { text: "nothing new: no byte has come", because: "The server was not called readable." },
        Choice {
            text: "it can be read: the end is something to read",
            because: "A recv would not wait, it would give zero bytes: that is what readable means. The same answer means bytes and end; which of the two, only recv tells.",
        },
        Choice { text: "it can be neither read nor written any more", because: "Neither was said of it." },
    ],
    judge: |j| {
        let server = said(j.now, "server");
        looked_again(j).then_some(match (server.read, server.write) {
            (true, _) => 1,
            (false, true) => 0,
            (false, false) => 2,
        })
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "a listener can be read while a connection waits that nobody has accepted",
        seen: |w| said(w, "listener").read && alive(w, "client") && w.source("server").is_none(),
    },
    Milestone {
        text: "unread bytes make a socket readable, look after look",
        seen: |w| {
            let since = w.source("server").and_then(|server| server.readiness.readable_since);
            let asked = w.acted.last().filter(|act| act.control == "again");
            since.zip(asked).is_some_and(|(since, again)| since < again.at && told_since(w, again.at))
        },
    },
    Milestone {
        text: "a socket whose receive queue is empty is not readable",
        seen: |w| read_some(w) && !unread(w) && !said(w, "server").read && waits_for_order(w),
    },
    Milestone {
        text: "a socket is writable while there is room enough, and not after that",
        seen: |w| alive(w, "client") && w.source("client").is_some_and(|c| c.refused > 0) && !said(w, "client").write,
    },
    Milestone { text: "a shut sending side reads as zero bytes", seen: zero_read },
    Milestone {
        text: "the other direction stays open, and still brings bytes",
        seen: |w| state(w, "client") == Some(&SourceState::WriteShut) && said(w, "client").read,
    },
];

const SCRIPT: &[Cue] = &[
    cue("connect", answered::<0>),
    cue("accept", answered::<1>),
    cue("send", answered::<2>),
    cue("again", answered::<3>),
    cue("read", answered::<4>),
    cue("read", answered::<5>),
    cue("read", answered::<6>),
    cue("fill", answered::<7>),
    cue("drain", answered::<8>),
    cue("shut", answered::<9>),
    cue("read", answered::<10>),
    cue("reply", answered::<11>),
    cue("close", answered::<12>),
    cue("done", answered::<13>),
];

const fn cue(control: &'static str, when: fn(&World, Micros) -> bool) -> Cue {
    Cue { deed: Deed::Use(control), when }
}

/// Whether so many orders were done, and the program waits for the next.
fn answered<const ORDERS: usize>(world: &World, _: Micros) -> bool {
    waits_for_order(world) && world.acted.len() == ORDERS && looks(world) > ORDERS as u64
}

/// How often select was asked.
fn looks(world: &World) -> u64 {
    super::main_thread(world).map_or(0, |main| main.wheel.wakeups)
}

/// Whether select was asked again since the question.
fn looked_again(j: &Judging<'_>) -> bool {
    looks(j.now) > looks(j.mark)
}

/// Whether the last look came after that moment.
fn told_since(world: &World, at: Micros) -> bool {
    let wait = super::main_thread(world).and_then(|main| main.wheel.wait.as_ref());
    wait.is_some_and(|wait| wait.ready.is_some() && wait.since.is_some_and(|since| since >= at))
}

/// What the last look said of a source.
fn said(world: &World, source: &str) -> Interest {
    world.source(source).and_then(|source| source.readiness.said).unwrap_or_default()
}

fn state<'a>(world: &'a World, source: &str) -> Option<&'a SourceState> {
    world.source(source).map(|source| &source.state)
}

fn alive(world: &World, source: &str) -> bool {
    matches!(state(world, source), Some(SourceState::Established | SourceState::WriteShut))
}

/// Whether bytes from the client were not read yet.
fn unread(world: &World) -> bool {
    let [sent, read] = [world.source("client").map(|c| c.sent.bytes), server(world).map(|s| s.received.bytes)];
    sent > read
}

fn read_some(world: &World) -> bool {
    server(world).is_some_and(|server| server.received.bytes > 0)
}

/// Whether the server has read the end.
fn zero_read(world: &World) -> bool {
    server(world).and_then(|s| s.last_recv.as_ref()).is_some_and(|last| last.outcome == Outcome::Result(0))
}

fn server(world: &World) -> Option<&Source> {
    world.source("server")
}
