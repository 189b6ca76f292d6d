//! Scene 2: the kernel takes what fits and says how much; the rest is the program's, and lost only if it forgets it.

use super::knobs::{rcvbuf, sndbuf};
use super::stage;
use super::told::{last_short, parts, received, refused, sent};
use crate::event::{SocketOption, thousands};
use crate::lesson::{Aspect, Beat, Choice, Judging, Knob, Milestone, Question, Scene, Unit};
use crate::world::World;

pub(super) const SCENE: Scene = Scene {
    id: "short-write",
    title: "short write",
    idea: "A send takes what fits and says how much. The rest is still yours, and lost only if you forget it.",
    stage: super::stage(super::FIRST, "short_write", stage::short_write),
    knobs: &[VERSION, PIECE, MESSAGE, sndbuf(2_048), rcvbuf(4_096), MAXSEG],
    story: STORY,
    questions: &[LAST, WHOLE, COUNT],
    controls: &[],
    milestones: MILESTONES,
    script: &[],
    shows: &[Aspect::Bytes],
    plot: None,
    goal: None,
    pace: 8,
};

const VERSION: Knob = Knob {
    name: "version",
    label: "what the program does with the rest",
    unit: Unit::Choice(&["keeps", "forgets"]),
    default: 0,
    range: (0, 1),
    stops: &[0, 1],
    live: false,
};

const PIECE: Knob = Knob {
    name: "piece",
    label: "the most that one send is given, at first",
    unit: Unit::Bytes,
    default: 1_024,
    range: (256, 16_384),
    stops: &[256, 512, 1_000, 1_024, 2_048, 4_096, 16_384],
    live: false,
};

const MESSAGE: Knob = Knob {
    name: "message",
    label: "size of the message, which is sent twice",
    unit: Unit::Bytes,
    default: 8_192,
    range: (512, 65_536),
    stops: &[512, 2_048, 4_096, 8_192, 16_384, 65_536],
    live: false,
};

const MAXSEG: Knob = Knob {
    name: "maxseg",
    label: "TCP_MAXSEG: the most that one segment carries",
    unit: Unit::Queue(SocketOption::MaxSegment),
    default: 1_000,
    range: (536, 16_384),
    stops: &[536, 1_000, 1_028, 1_460, 4_096, 16_384],
    live: false,
};

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "Both queues are pinned small, and so is the largest segment, so that the numbers come out alike at each run. The client's socket does not block.".into()
        },
    },
    Beat {
        when: |w| w.turn > 0,
        text: |_| {
            "The message goes out piece by piece. Look at the number that each send returns: it is how much the kernel took, and not how much it was given.".into()
        },
    },
    Beat {
        when: |w| last_short(w, "client").is_some(),
        text: |w| {
            let [asked, taken, left] = parts(last_short(w, "client").unwrap_or_default());
            format!(
                "A short write: {asked} bytes given, {taken} taken. Nobody has dropped the other {left}: the kernel never had them. They are still in the program's memory, where they were."
            )
        },
    },
    Beat {
        when: |w| refused(w, "client") > 0 && last_short(w, "client").is_some(),
        text: |w| {
            let [_, _, left] = parts(last_short(w, "client").unwrap_or_default());
            format!(
                "And now EAGAIN: the room is gone. The program has to remember where it stopped, or {left} bytes will be missing in the middle of the message."
            )
        },
    },
    Beat {
        when: |w| in_one_send(w) && short_again(w) && !w.ended(),
        text: |_| {
            "The whole message in one send, larger than the room. It does not wait and it does not fail: it takes a part and says how much.".into()
        },
    },
    Beat {
        when: |w| w.ended() && all_there(w),
        text: |w| {
            format!(
                "{} bytes were counted at the other end: all of them, though {} sends were short. The one line that makes it so is `done += taken`. Now run it with the knob version on forgets.",
                thousands(received(w, "server")),
                w.source("client").map_or(0, |c| c.sent.short)
            )
        },
    },
    Beat {
        when: |w| w.ended() && !all_there(w),
        text: |w| {
            format!(
                "The server counted {} bytes of {}. No call failed, no error was returned, and the kernel dropped nothing: the program moved on by what it gave and not by what was taken. The message has holes.",
                thousands(received(w, "server")),
                thousands(given(w))
            )
        },
    },
];

const LAST: Question = Question {
    id: "last",
    prompt: "Piece after piece, and nobody reads, until a send gives EAGAIN. What will the last send before it return?",
    choices: &[
        Choice {
            text: "the whole piece: the kernel takes a piece or does not",
            because: "The room was a multiple of the piece this time, so the last one just fitted. With other sizes it does not.",
        },
        Choice {
            text: "less than a piece: as much as there is room for",
            because: "TCP carries bytes and knows no pieces. There was room for a part of the last one, the kernel took that part, and said so by the number it returned.",
        },
        Choice {
            text: "there is no EAGAIN: everything has room",
            because: "The message was small enough, or the server quick enough.",
        },
    ],
    judge: |j| {
        if refused(j.now, "client") > 0 {
            let short = j.now.source("client").is_some_and(|c| c.sent.short > 0);
            return Some(usize::from(short));
        }
        asked(j.now, "whole").then_some(2)
    },
    scripted: 1,
};

const WHOLE: Question = Question {
    id: "whole",
    prompt: "Now the same message in one single send. What does that send do?",
    choices: &[
        Choice { text: "it waits until all of it is taken", because: "It waited." },
        Choice { text: "it takes all of it", because: "This message had room as a whole." },
        Choice {
            text: "it takes a part, and says how much",
            because: "How large the message is does not matter: the kernel takes what fits. On a socket that blocks, send would have waited and returned the whole number; that is why programs that were written for one lose bytes on the other.",
        },
        Choice { text: "it takes nothing: EAGAIN", because: "The queue was still full from before." },
    ],
    judge: judge_whole,
    scripted: 2,
};

fn judge_whole(j: &Judging<'_>) -> Option<usize> {
    let (before, now) = (j.mark.source("client")?, j.now.source("client")?);
    if now.refused > before.refused {
        return Some(3);
    }
    if now.sent.calls == before.sent.calls {
        return None;
    }
    Some(if now.sent.short > before.sent.short { 2 } else { 1 })
}

const COUNT: Question = Question {
    id: "count",
    prompt: "Both messages are given, and some sends were short. How many bytes will the server count?",
    choices: &[
        Choice {
            text: "all of them",
            because: "After each send the program went on from where the kernel had stopped. The rest of a short write was sent with the next one.",
        },
        Choice {
            text: "fewer: what the kernel did not take is gone",
            because: "What the kernel did not take stayed in the program, and this version of it forgot it. Look at the arm of the match that ran: it adds what was given.",
        },
        Choice { text: "more: a rest is sent twice", because: "Some bytes came twice." },
    ],
    judge: |j| {
        if !j.now.ended() {
            return None;
        }
        let (got, given) = (received(j.now, "server"), given(j.now));
        Some(match got.cmp(&given) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Greater => 2,
        })
    },
    scripted: 0,
};

/// Whether a question has been asked.
fn asked(world: &World, question: &str) -> bool {
    world.asked.iter().any(|(_, id)| *id == question)
}

/// Whether the message is being sent as a whole.
fn in_one_send(world: &World) -> bool {
    asked(world, "whole")
}

/// Whether the last short write was of more than a piece.
fn short_again(world: &World) -> bool {
    last_short(world, "client").is_some_and(|(asked, _)| asked > PIECE.default)
}

/// What the program says it gave.
fn given(world: &World) -> u64 {
    let said = world.said.as_ref().map_or("", |text| text.as_str());
    let digits: String = said.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// Whether the server read all that the program gave.
fn all_there(world: &World) -> bool {
    received(world, "server") == given(world)
}

const MILESTONES: &[Milestone] = &[
    Milestone { text: "a send takes less than it was given", seen: |w| last_short(w, "client").is_some() },
    Milestone {
        text: "after it there is EAGAIN: the room is gone",
        seen: |w| last_short(w, "client").is_some() && refused(w, "client") > 0,
    },
    Milestone { text: "one send larger than the room takes a part", seen: |w| in_one_send(w) && short_again(w) },
    Milestone {
        text: "nothing was dropped: every byte is counted",
        seen: |w| w.ended() && all_there(w) && sent(w, "client") == received(w, "server"),
    },
];
