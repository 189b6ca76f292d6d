//! Scene 2: one thread is both ends, and waits in send for a read that only it would do.

use super::controls::{self, DRAIN, PLUG, SHUT};
use super::knobs::{NODELAY, RCVBUF, SNDBUF, bite};
use super::stage;
use crate::event::thousands;
use crate::event::{Micros, Outcome};
use crate::lesson::{Aspect, Beat, Choice, Control, Cue, Deed, Judging, Milestone, Question, Scene};
use crate::world::{Source, World, deadlock};

pub(super) const SCENE: Scene = Scene {
    id: "freeze",
    title: "the freeze",
    idea: "A send that waits for room waits for ever where the only reader is the thread that waits.",
    stage: super::stage("freeze", stage::freeze),
    knobs: &[SNDBUF, RCVBUF, bite(1_024, false), NODELAY],
    story: STORY,
    questions: &[WHICH, BITE],
    controls: &[Control { question: Some("bite"), ..controls::BITE }, DRAIN, PLUG, SHUT],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 30,
};

/// How long nothing must move after a bite before "nothing moved" is the answer.
const BITE_BOUND: Micros = Micros(500_000);

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "One thread holds both ends. Each turn it sends twice as many bytes as before with a blocking sendall, then reads one bite at the other end.".into()
        },
    },
    Beat {
        when: |w| w.turn > 0,
        text: |_| {
            "While a write and the reads keep pace, nothing is left over. Once a write is larger than the bite, bytes begin to pile up in the queues.".into()
        },
    },
    Beat {
        when: left_over,
        text: |w| {
            format!(
                "{} bytes are in the kernel and not read. The room that the next write needs is what the two queues have left.",
                thousands(w.source("client").and_then(|c| w.on_the_way(&c.name)).unwrap_or(0))
            )
        },
    },
    Beat {
        when: standing,
        text: |w| {
            let asked = w.source("client").and_then(|c| c.sending.as_ref()).map_or(0, |open| open.asked);
            format!(
                "sendall({}) does not return. Room would come if the server read; the server's recv is the next line of this very thread, and this thread is in send. Nothing in the program can end this. You can, from outside.",
                thousands(asked)
            )
        },
    },
    Beat {
        when: |w| standing(w) && bitten(w),
        text: |_| {
            "You read from outside, as a second thread would. Mostly nothing moves: the kernel opens the window again only when a good part of the queue is empty, so that it need not send in tiny pieces.".into()
        },
    },
    Beat {
        when: |w| freed(w) && !standing(w),
        text: |_| {
            "Room came, and sendall returned. The program goes on with a write of twice the size, and will freeze again: draining cured this send, not the program.".into()
        },
    },
    Beat {
        when: cut_short,
        text: |w| {
            let short = w.source("client").and_then(|c| c.last_short.as_ref());
            let (asked, got) = short.map_or((0, 0), |short| (short.asked, short.outcome.ok().unwrap_or(0)));
            format!(
                "The blocked send({}) came back short, with {}: that much the kernel had taken until then. The error comes only with the next send. A program that looks at neither believes that all is well.",
                thousands(asked),
                thousands(got)
            )
        },
    },
];

const WHICH: Question = Question {
    id: "which",
    prompt: "2, 4, 8, 16 ... bytes, and one bite read each turn. Which write will be the first that does not return?",
    choices: &[
        Choice {
            text: "one that both queues, if they were empty, would hold",
            because: "It would have fitted into empty queues. They were not empty: what earlier writes left unread took the room.",
        },
        Choice {
            text: "one larger than all that both queues hold",
            because: "Together the two queues held less than this one write. The kernel takes what fits, and then send waits for room, which comes when the server reads.",
        },
        Choice { text: "none: the kernel finds room for all of them", because: "Every write returned." },
    ],
    judge: judge_which,
    scripted: 1,
};

fn judge_which(j: &Judging<'_>) -> Option<usize> {
    let client = j.now.source("client")?;
    if let (Some(open), true) = (&client.sending, frozen(j.now)) {
        let held = held(j.now, client)?;
        return Some(usize::from(open.asked > held));
    }
    (j.now.ended() && j.now.acted.is_empty()).then_some(2)
}

const BITE: Question = Question {
    id: "bite",
    prompt: "You are about to read one bite at the server's end, from outside. What will move at the client's end?",
    choices: &[
        Choice {
            text: "as many bytes as you read move up from the send queue",
            because: "This time the window opened and bytes moved up: your bite was the one that emptied the receive queue far enough.",
        },
        Choice {
            text: "nothing",
            because: "Nothing moved. A receiver does not announce a tiny window: it waits until there is room worth sending for. Go on biting, and watch for the bite that changes it.",
        },
        Choice {
            text: "sendall returns",
            because: "There was room enough for the rest of the write, and sendall returned.",
        },
    ],
    judge: |j| {
        let (before, now) = (j.mark.source("client")?, j.now.source("client")?);
        if now.sent.calls > before.sent.calls {
            return Some(2);
        }
        if j.now.uses("bite") == j.mark.uses("bite") {
            return None;
        }
        if now.gauges.queued != before.gauges.queued || now.gauges.unsent != before.gauges.unsent {
            return Some(0);
        }
        (j.now.at.since(j.mark.at) > BITE_BOUND).then_some(1)
    },
    scripted: 1,
};

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "a write larger than the room left does not return",
        seen: |w| w.source("client").is_some_and(|c| c.sending.is_some()) && frozen(w),
    },
    Milestone { text: "the thread waits in send for a read that only it would do", seen: |w| deadlock(w).is_some() },
    Milestone { text: "the blocked send comes back short", seen: cut_short },
    Milestone {
        text: "the error comes with the next send",
        seen: |w| {
            w.source("client")
                .is_some_and(|c| matches!(&c.last_send, Some(last) if matches!(last.outcome, Outcome::Errno(_))))
        },
    },
];

const SCRIPT: &[Cue] = &[
    Cue { deed: Deed::Use("bite"), when: stuck },
    Cue {
        deed: Deed::Use("drain"),
        when: |w, patience| w.uses("bite") > 0 && stuck(w, Micros(patience.0.saturating_add(BITE_BOUND.0 + 300_000))),
    },
    Cue {
        deed: Deed::Use("plug"),
        when: |w, patience| w.uses("drain") > 0 && stuck(w, Micros(patience.0 / 2)) && stuck_since_last_act(w),
    },
];

/// Whether a send has been open for so long that it is no longer on its way, whatever the sampler has said by now.
fn standing(world: &World) -> bool {
    let open = world.source("client").and_then(|c| c.sending.as_ref());
    frozen(world) || open.is_some_and(|open| world.at.since(open.since) > Micros(150_000))
}

/// Whether the last thing done from outside was a bite, taken while this send was open.
fn bitten(world: &World) -> bool {
    let open = world.source("client").and_then(|c| c.sending.as_ref());
    open.zip(world.acted.last()).is_some_and(|(open, act)| act.control == "bite" && act.at > open.since)
}

/// Whether a send came back whole after something was done from outside.
fn freed(world: &World) -> bool {
    let Some(act) = world.acted.last() else { return false };
    let client = world.source("client");
    client.is_some_and(|c| c.sending.as_ref().is_none_or(|open| open.since > act.at))
}

/// Whether the cycle of waits stands.
fn frozen(world: &World) -> bool {
    deadlock(world).is_some()
}

/// Whether it has stood for so long.
fn stuck(world: &World, patience: Micros) -> bool {
    deadlock(world).is_some_and(|x| x.stands_for() >= patience)
}

/// Whether the send that is stuck now was entered after the last thing that was done from outside.
fn stuck_since_last_act(world: &World) -> bool {
    frozen(world) && freed(world)
}

/// Whether reads no longer empty the queue: the last bite was a full one, and something stayed behind it.
fn left_over(world: &World) -> bool {
    let full = world
        .source("server")
        .and_then(|s| s.last_recv.as_ref())
        .is_some_and(|last| last.outcome.ok() == Some(last.asked));
    full && world.source("client").and_then(|c| world.on_the_way(&c.name)).is_some_and(|n| n > 0)
}

/// Bytes in both queues by the kernel's gauges.
fn held(world: &World, client: &Source) -> Option<u64> {
    Some(client.gauges.unsent?.saturating_add(world.peer_of(client)?.gauges.unread?))
}

fn cut_short(world: &World) -> bool {
    world.source("client").is_some_and(|c| c.sent.short > 0)
}
