//! Scene 3: when is a full socket writable again? Not at once, and not only when somebody reads.

use super::knobs::{bite, rcvbuf, sndbuf};
use super::stage;
use super::told::{received, refused, sent};
use crate::event::{Call, Micros, thousands};
use crate::lab::Action;
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Milestone, Question, Scene};
use crate::world::{Doing, World};

pub(super) const SCENE: Scene = Scene {
    id: "writable-again",
    title: "when is it writable again?",
    idea: "Writable does not mean that there is some room: it means that there is room worth waking you for.",
    stage: super::stage(super::FIRST, "writable_again", stage::writable_again),
    knobs: &[bite(1_024, true), sndbuf(4_096), rcvbuf(4_096)],
    story: STORY,
    questions: &[FINAL, MUCH],
    controls: &[BYTE, BITE, DRAIN, WAIT, TRY],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Bytes, Aspect::Readiness, Aspect::Input],
    plot: None,
    goal: None,
    pace: 8,
};

const BYTE: Control = order("byte", 'y', "the server reads one byte");
const BITE: Control = order("bite", 'b', "the server reads one bite");
const DRAIN: Control = order("drain", 'd', "the server reads on until the client is writable");
const WAIT: Control = order("wait", 'w', "nobody reads: wait, and ask again");
const TRY: Control = order("try", 't', "send anyhow, whatever select says");

const fn order(id: &'static str, key: char, label: &'static str) -> Control {
    Control { id, key, label, action: Action::Order, question: None }
}

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The client fills both queues until EAGAIN, in one burst. Then it asks select with a timeout of zero: may I write?".into()
        },
    },
    Beat {
        when: |w| refused(w, "client") > 0,
        text: |w| {
            format!(
                "{} bytes are in the kernel, and the last send gave EAGAIN. Nobody will read for a while.",
                thousands(sent(w, "client"))
            )
        },
    },
    Beat {
        when: went_on_alone,
        text: |_| {
            "Nobody has read, and there was room again. The receiver's kernel acknowledges late: what had long arrived was still counted in the client's send queue. EAGAIN means not now, and nothing else.".into()
        },
    },
    Beat {
        when: settled,
        text: |w| {
            format!(
                "Now it has settled: {} bytes, and waiting alone brings no more. The program waits for you. Let the server read one byte (y), a bite (b); wait (w); or send anyhow (t). After each, select is asked.",
                thousands(sent(w, "client"))
            )
        },
    },
    Beat {
        when: |w| settled(w) && received(w, "server") > 0 && !writable(w),
        text: |w| {
            let read = received(w, "server");
            let were = if read == 1 { "byte was" } else { "bytes were" };
            format!(
                "{} {were} read, and select still says no. Two thresholds stand in the way: the receiver announces room only when it is worth a segment, and the sender calls a socket writable only when a third of its queue is free.",
                thousands(read)
            )
        },
    },
    Beat {
        when: taken_anyhow,
        text: |w| {
            format!(
                "select says no, and the send took {} bytes all the same. Not writable does not mean that there is no room: it means that there is none worth waking you for. Go on: a bite (b), or all that is needed (d).",
                thousands(w.source("client").and_then(|c| c.last_send.as_ref()?.outcome.ok()).unwrap_or(0))
            )
        },
    },
    Beat {
        when: |w| settled(w) && writable(w),
        text: |w| match received(w, "server") {
            0 | 1 => "Writable again: the receiver had room all the time, and announced it when it was read.".into(),
            read => format!(
                "Writable again, after {} bytes were read. The way back is longer than the way there: it was full at the last byte, and it is writable only now. That is hysteresis, and it saves you from being woken for every byte.",
                thousands(read)
            ),
        },
    },
];

const FINAL: Question = Question {
    id: "final",
    prompt: "EAGAIN: the queues are full, and nobody reads. Will there be room a while later?",
    choices: &[
        Choice {
            text: "no: only a read makes room",
            because: "The queues stayed as they were. Here the receive queue was small beside the send queue, and nothing was left to acknowledge.",
        },
        Choice {
            text: "yes, some",
            because: "Bytes stay in the send queue until they are acknowledged, and the receiver's kernel acknowledges late. When it did, there was room, though nobody had read. EAGAIN is an answer about one moment.",
        },
        Choice {
            text: "yes, and for more than was taken at first",
            because: "This receive queue is large beside the send queue, so nearly all that was sent had long arrived. It was counted in the send queue until the receiver acknowledged it, late, and more than once.",
        },
    ],
    judge: |j| {
        let (before, now) = (sent(j.mark, "client"), sent(j.now, "client"));
        if !asked(j.now, "much") {
            return None;
        }
        Some(match now.saturating_sub(before) {
            0 => 0,
            more if more < before => 1,
            _ => 2,
        })
    },
    scripted: 1,
};

const MUCH: Question = Question {
    id: "much",
    prompt: "It is full now, and select says: not writable. How much must the server read until select says writable?",
    choices: &[
        Choice {
            text: "one byte: then there is room for one",
            because: "The first read was enough: it made the receiver announce all the room that it had.",
        },
        Choice {
            text: "more than a byte, but not all that lies in its receive queue",
            because: "A good part of the receive queue had to be read before the receiver announced room, and what then moved up freed enough of the send queue.",
        },
        Choice {
            text: "all that lies in its receive queue, and then more",
            because: "The receiver announced room only when its queue was nearly empty. Then bytes moved up and filled it again, and still the send queue was not free enough: some of those had to be read too.",
        },
    ],
    judge: judge_much,
    scripted: 2,
};

fn judge_much(j: &Judging<'_>) -> Option<usize> {
    if !writable(j.now) {
        return None;
    }
    let unread = j.mark.source("server")?.gauges.unread.unwrap_or(0);
    match received(j.now, "server").saturating_sub(received(j.mark, "server")) {
        0 => None,
        1 => Some(0),
        read if read <= unread => Some(1),
        _ => Some(2),
    }
}

const MILESTONES: &[Milestone] = &[
    Milestone { text: "a send is answered with EAGAIN", seen: |w| refused(w, "client") > 0 },
    Milestone { text: "EAGAIN was not final: room came by itself", seen: went_on_alone },
    Milestone {
        text: "one byte is read: still not writable",
        seen: |w| settled(w) && received(w, "server") == 1 && said(w) == Some(false) && w.uses("byte") > 0 && ready(w),
    },
    Milestone { text: "not writable, and a send takes some", seen: taken_anyhow },
    Milestone {
        text: "writable again, after much more was read",
        seen: |w| writable(w) && received(w, "server") > 1_024,
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("byte"), when: |w, _| ready(w) },
    Cue { deed: Deed::Use("wait"), when: |w, _| ready(w) && w.uses("byte") == 1 },
    Cue { deed: Deed::Use("try"), when: |w, _| ready(w) && w.uses("wait") == 1 },
    Cue { deed: Deed::Use("bite"), when: |w, _| ready(w) && w.uses("try") == 1 },
    Cue { deed: Deed::Use("bite"), when: |w, _| ready(w) && w.uses("bite") == 1 },
    Cue { deed: Deed::Use("drain"), when: |w, _| ready(w) && w.uses("bite") == 2 },
];

/// Whether the program waits for the learner's next order, and has none yet.
fn ready(world: &World) -> bool {
    let last = world.acted.last().map_or(Micros(0), |act| act.at);
    world.threads.iter().any(|thread| match thread.doing {
        Doing::In { call: Call::Order, since, .. } => since > last,
        _ => false,
    })
}

/// Whether the program has come to the part in which the learner decides.
fn settled(world: &World) -> bool {
    asked(world, "much")
}

fn asked(world: &World, question: &str) -> bool {
    world.asked.iter().any(|(_, id)| *id == question)
}

/// What select last said of writing.
fn said(world: &World) -> Option<bool> {
    world.source("client").and_then(|c| c.readiness.said).map(|said| said.write)
}

/// Whether the last order was to send anyhow, and that took something, and select says no before and after.
fn taken_anyhow(world: &World) -> bool {
    let last = world.source("client").and_then(|c| c.last_send.as_ref());
    let took = last.is_some_and(|last| last.outcome.ok().is_some());
    let tried = world.acted.last().is_some_and(|act| act.control == "try");
    settled(world) && tried && took && ready(world) && said(world) == Some(false)
}

/// Whether select said so in the learner's part.
fn writable(world: &World) -> bool {
    settled(world) && said(world) == Some(true)
}

/// Whether it was writable again before anybody read.
fn went_on_alone(world: &World) -> bool {
    !settled(world) && refused(world, "client") > 0 && received(world, "server") == 0 && said(world) == Some(true)
}
