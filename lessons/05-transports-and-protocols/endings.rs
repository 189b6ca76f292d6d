//! Scene 4: in order, at once, or in one direction; and what each side is told.

use super::controls::{STOP, asked as ask, order};
use super::endings_stage as stage;
use super::knobs::{RCVBUF, SNDBUF};
use super::told::{all_over, asked, called, ends, idle, idle_after, told, written};
use crate::event::{Callback, Close, Reason, thousands};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Knob, Milestone, Question, Scene, shared};
use crate::world::{Role, Source, World};

pub(super) const SCENE: Scene = Scene {
    id: "endings",
    title: "three ways to end",
    idea: "lose_connection sends what was written and then closes. abort_connection drops it and resets. lose_write_connection ends one direction.",
    stage: super::stage(super::ENDINGS, "endings", stage::endings),
    knobs: &[WORDS, HALF, SNDBUF, RCVBUF],
    story: STORY,
    questions: &[LOSE, ABORT, ONE_WAY],
    controls: CONTROLS,
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Layers, Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 20,
};

const WORDS: Knob =
    shared::start("words", "bytes that the server writes at once", 20_000, (1, 200_000), &[1, 1_000, 20_000, 200_000]);

const HALF: Knob = shared::switch("half", "the client can live with one direction closed", 1);

const CONTROLS: &[Control] = &[
    order("open", 'o', "a client comes"),
    ask("lose", 'd', "lose_connection", "lose"),
    ask("abort", 'a', "abort_connection", "abort"),
    ask("half", 'h', "lose_write_connection", "half"),
    STOP,
];

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "A server that writes all that it has to say at once, and a client that does not read yet. So most of it is still in the server's buffer when you choose how to end. Let a client come (o).".into()
        },
    },
    Beat {
        when: stands,
        text: |w| {
            let held = server(w).and_then(|s| s.held).map_or(0, |held| held.bytes);
            format!(
                "It stands still. {} bytes are in the transport's buffer, the kernel has what fits, and the client has read nothing. Now end it: lose_connection (d), abort_connection (a) or lose_write_connection (h). The client begins to read at the same moment.",
                thousands(held)
            )
        },
    },
    Beat {
        when: |w| server(w).is_some_and(|s| asked(s) == Some(Close::InOrder) && told(s).is_none()),
        text: |_| {
            "lose_connection came back at once. Nothing new is read at the server's end, but what was written is still sent, as far and as fast as the client reads it.".into()
        },
    },
    Beat {
        when: |w| server(w).is_some_and(|s| asked(s) == Some(Close::Abort) && told(s).is_none()),
        text: |_| {
            "abort_connection emptied the buffer by throwing it away. The socket is closed with a reset, in this turn or the next.".into()
        },
    },
    Beat {
        when: |w| server(w).is_some_and(|s| asked(s) == Some(Close::Write) && told(s).is_none()),
        text: |_| {
            "lose_write_connection: what was written is sent, then comes the end of this direction alone. The server still reads.".into()
        },
    },
    Beat {
        when: |w| idle(w) && over(w, Close::InOrder),
        text: |w| {
            format!(
                "Done at both ends, and {} of {} bytes arrived: all that was written before the call got there. (The client thanked, too late: nobody was there to hear it.) Let the next client come (o), and end it in another way.",
                thousands(client(w).map_or(0, |c| c.received.bytes)),
                thousands(server(w).map_or(0, written))
            )
        },
    },
    Beat {
        when: |w| idle(w) && over(w, Close::Abort),
        text: |w| {
            format!(
                "Aborted at the end that did it, Lost at the other, and {} of {} bytes arrived. The buffer was dropped; what the kernel had already delivered could still be read before the reset was. Let the next client come (o).",
                thousands(client(w).map_or(0, |c| c.received.bytes)),
                thousands(server(w).map_or(0, written))
            )
        },
    },
    Beat {
        when: |w| idle(w) && over(w, Close::Write),
        text: |w| {
            match server(w).map_or(0, |s| s.received.bytes) {
            0 => "The client cannot live with one direction closed: for a protocol that does not say so, the end of what comes is the end of all. Its transport closed, and nobody thanked. Set the knob \"half\" to on (k).".into(),
            _ => "The client was told read_connection_lost, and not connection_lost. It thanked, through the direction that was still open, and closed. Done at both ends. Stop the reactor (e), or let one more client come (o).".into(),
        }
        },
    },
    Beat {
        when: World::ended,
        text: |_| {
            "There is always a reason, and it always comes once, after everything else. Done says that an end was closed in order; it does not say that the other program has understood a word.".into()
        },
    },
];

const LOSE: Question = Question {
    id: "lose",
    prompt: "The server calls lose_connection, with bytes in its buffer that were never sent. How much of what it wrote will the client receive?",
    choices: &[
        Choice {
            text: "all of it",
            because: "lose_connection is the end of writing, not of sending. The transport went on until its buffer was empty, and closed then.",
        },
        Choice { text: "what the kernel had by then", because: "What was in the buffer did not arrive." },
        Choice { text: "nothing", because: "Nothing arrived." },
    ],
    judge: |j| arrived(j, Close::InOrder),
    scripted: 0,
};

const ABORT: Question = Question {
    id: "abort",
    prompt: "The server calls abort_connection, with bytes in its buffer that were never sent. How much of what it wrote will the client receive?",
    choices: &[
        Choice {
            text: "all of it",
            because: "So little was written that all of it was in the client's kernel before the reset came.",
        },
        Choice {
            text: "a part of it",
            because: "The buffer was dropped, and so was what the server's kernel had not sent. What had reached the client's kernel was read before the reset was noticed.",
        },
        Choice { text: "nothing", because: "The reset overtook what was there." },
    ],
    judge: |j| arrived(j, Close::Abort),
    scripted: 1,
};

const ONE_WAY: Question = Question {
    id: "half",
    prompt: "The server calls lose_write_connection. The client has an answer, which it gives when it has heard the end. Will the server receive it?",
    choices: &[
        Choice {
            text: "yes",
            because: "The end of one direction says nothing of the other. The client was told read_connection_lost, and could still write.",
        },
        Choice {
            text: "no: the connection is closed",
            because: "This client does not say that it can live with one direction closed. Then its transport takes the end of what comes for the end of the connection, as most protocols want it, and closes.",
        },
    ],
    judge: |j| {
        let server = at_mark(j)?;
        told(server)?;
        Some(if server.received.bytes > 0 { 0 } else { 1 })
    },
    scripted: 0,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "the buffer holds what the kernel did not take",
        seen: |w| idle(w) && server(w).and_then(|s| s.held).is_some_and(|held| held.bytes > 0),
    },
    Milestone {
        text: "in order: all arrives, Done and Done",
        seen: |w| {
            over(w, Close::InOrder)
                && reasons(w) == [Some(Reason::Done), Some(Reason::Done)]
                && client(w).map(|c| c.received.bytes) == server(w).map(written)
        },
    },
    Milestone {
        text: "at once: the buffer is dropped, Aborted and Lost",
        seen: |w| over(w, Close::Abort) && reasons(w) == [Some(Reason::Aborted), Some(Reason::Lost)],
    },
    Milestone {
        text: "one direction: the other still brings an answer",
        seen: |w| server(w).is_some_and(|s| asked(s) == Some(Close::Write) && s.received.bytes > 0),
    },
    Milestone {
        text: "and then Done and Done",
        seen: |w| over(w, Close::Write) && reasons(w) == [Some(Reason::Done), Some(Reason::Done)],
    },
    Milestone {
        text: "each end was told connection_lost once",
        seen: |w| {
            let both = [Role::Accepted, Role::Connected].into_iter().flat_map(|role| ends(w, role));
            w.ended() && both.into_iter().all(|end| called(end, Callback::ConnectionLost) == 1)
        },
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("open"), when: |w, _| idle_after(w, 0) },
    Cue { deed: Deed::Use("lose"), when: |w, _| idle_after(w, 1) },
    Cue { deed: Deed::Use("open"), when: |w, _| idle_after(w, 2) },
    Cue { deed: Deed::Use("abort"), when: |w, _| idle_after(w, 3) },
    Cue { deed: Deed::Use("open"), when: |w, _| idle_after(w, 4) },
    Cue { deed: Deed::Use("half"), when: |w, _| idle_after(w, 5) },
    Cue { deed: Deed::Use("stop"), when: |w, _| idle_after(w, 6) },
];

/// The server's end that was accepted last.
fn server(world: &World) -> Option<&Source> {
    ends(world, Role::Accepted).last()
}

fn client(world: &World) -> Option<&Source> {
    ends(world, Role::Connected).last()
}

/// Whether a connection stands, and nothing moves.
fn stands(world: &World) -> bool {
    idle(world) && !all_over(world)
}

/// Whether the last connection was ended in this way, and both ends were told.
fn over(world: &World, how: Close) -> bool {
    server(world).is_some_and(|s| asked(s) == Some(how)) && reasons(world).iter().all(Option::is_some)
}

/// What the server and the client were told last.
fn reasons(world: &World) -> [Option<Reason>; 2] {
    [server(world), client(world)].map(|end| end.and_then(told))
}

/// The server's end, as it is now, that stood at the question's mark.
fn at_mark<'a>(j: &Judging<'a>) -> Option<&'a Source> {
    j.now.source(server(j.mark)?.name.as_str())
}

/// How much of what was written has arrived, when both ends were told.
fn arrived(j: &Judging<'_>, how: Close) -> Option<usize> {
    let server = at_mark(j).filter(|server| asked(server) == Some(how))?;
    let client = j.now.peer_of(server)?;
    told(server).and(told(client))?;
    Some(match client.received.bytes {
        0 => 2,
        got if got == written(server) => 0,
        _ => 1,
    })
}
