//! Scene 3: a nap between two asks: what it saves in processor it costs in delay, and no length of it wins both.

use super::controls::{CLOSE, HELLO, WORLD};
use super::looks::{AT_ONCE, BUSY, IDLE, finished, longest, main, percent, quiet_for, share, span, taken};
use super::stage;
use crate::event::{Call, Micros, thousands};
use crate::lab::Gait;
use crate::lesson::{
    Aspect, Axis, Beat, Choice, Cue, Curve, Deed, Judging, Knob, Milestone, Plot, Question, Scale, Scene, Unit,
};
use crate::world::{Doing, Input, World};

pub(super) const SCENE: Scene = Scene {
    id: "nap",
    title: "a nap between polls",
    idea: "A nap trades processor for delay. No length of it has little of both.",
    stage: super::stage("nap", Gait::Free, stage::nap),
    knobs: &[NAP],
    story: STORY,
    questions: &[LONGEST, TRADE],
    controls: &[HELLO, WORLD, CLOSE],
    milestones: MILESTONES,
    script: SCRIPT,
    shows: &[Aspect::Plot, Aspect::Input, Aspect::Loop],
    plot: Some(&PLOT),
    goal: None,
    pace: 20,
};

const NAP: Knob = Knob {
    name: "nap",
    label: "the nap before each time it asks",
    unit: Unit::Millis,
    default: 100,
    range: (0, 500),
    stops: &[0, 1, 2, 5, 10, 20, 50, 100, 200, 500],
    live: true,
};

const PLOT: Plot = Plot {
    title: "what a click waits, and what that costs",
    x: Axis { label: "processor time in each second", unit: Unit::Micros, scale: Scale::Log },
    y: Axis { label: "delay of a click", unit: Unit::Micros, scale: Scale::Log },
    curves,
};

/// A setting is quick where every click was noticed within this, and cheap where the loop used less than this share
/// of a core, in millionths.
const QUICK: Micros = Micros(2_000);
const CHEAP: u32 = 2_000;

/// Every setting that was tried, the longest nap first, with its clicks. What was given before the knob was turned is
/// first of all: no world knows how the knob stood at the start.
fn settings(world: &World) -> Vec<(Option<u64>, Vec<&Input>)> {
    let mut settings: Vec<(Option<u64>, Vec<&Input>)> = Vec::new();
    for input in taken(world) {
        let nap = nap_of(input);
        match settings.iter_mut().find(|(known, _)| *known == nap) {
            Some((_, inputs)) => inputs.push(input),
            None => settings.push((nap, vec![input])),
        }
    }
    settings.sort_by_key(|(nap, _)| std::cmp::Reverse(nap.unwrap_or(u64::MAX)));
    settings
}

/// What share of a core the loop used with a setting, in millionths: the longer it was watched, the truer.
fn share_of(inputs: &[&Input]) -> Option<u32> {
    inputs.iter().rev().find_map(|input| input.busy_ppm)
}

/// The nap that was set when a click was read, where it was turned before.
fn nap_of(input: &Input) -> Option<u64> {
    input.knobs.iter().find(|(name, _)| *name == NAP.name).map(|(_, value)| *value)
}

fn curves(world: &World) -> Vec<Curve> {
    let curve = |(nap, inputs): (Option<u64>, Vec<&Input>)| {
        let name = nap.map_or_else(|| "nap at first".into(), |nap| format!("nap {}", NAP.show(nap)));
        let share = u64::from(share_of(&inputs)?);
        Some(Curve { name, points: inputs.iter().filter_map(|input| Some((share, input.delay()?.0))).collect() })
    };
    settings(world).into_iter().filter_map(curve).collect()
}

const STORY: &[Beat] = &[
    Beat {
        when: |_| true,
        text: |_| {
            "The loop of the scene before, with one line more: it sleeps for a while before each time it asks.".into()
        },
    },
    Beat {
        when: |w| share(w).is_some(),
        text: |w| {
            format!(
                "It uses {} of a core now. Click a few times (h, w), whenever you like, and watch how long each click lies in its pipe.",
                percent(share(w).unwrap_or(0))
            )
        },
    },
    Beat {
        when: |w| taken(w).next().is_some(),
        text: |w| {
            let last = taken(w).next_back();
            format!(
                "Your last click waited {}: the rest of the nap during which it came. On average that is half a nap, at worst a whole one. Nothing is lost, it is late. Turn the nap ([ and ], in plain text nap=10) and click again.",
                last.and_then(Input::delay).map_or_else(String::new, span)
            )
        },
    },
    Beat {
        when: |w| settings(w).len() >= 2,
        text: |w| {
            let told = |(nap, inputs): &(Option<u64>, Vec<&Input>)| {
                let nap = nap.map_or_else(|| "the first nap".into(), |nap| format!("a nap of {}", NAP.show(nap)));
                let share = share_of(inputs).map_or_else(|| "not measured yet".into(), percent);
                format!("with {nap} up to {} and {share}", span(longest(inputs.iter().copied()).unwrap_or_default()))
            };
            let mut settings = settings(w);
            settings.sort_by_key(|(_, inputs)| longest(inputs.iter().copied()));
            let ends = settings.first().zip(settings.last());
            let (quick, late) = ends.map_or_else(Default::default, |(quick, late)| (told(quick), told(late)));
            format!("Delay of a click, and share of a core: {late}; {quick}. What the one wins, the other loses.")
        },
    },
    Beat {
        when: tried_both,
        text: |_| {
            "The points lie on a line that falls: quick and dear at one end, cheap and late at the other. You can choose where on the line you want to be. The corner with little of both stays empty, whatever you tune.".into()
        },
    },
    Beat {
        when: |w| w.ended(),
        text: |w| {
            format!(
                "{} clicks were given, and {} times the loop asked for nothing. It cannot know how long to sleep, because it does not know when you will click. The kernel does: it carries the click. The next scene asks it.",
                thousands(w.inputs.len() as u64),
                thousands(main(w).map_or(0, |main| main.wheel.refused))
            )
        },
    },
];

/// How many clicks the first question waits for.
const ENOUGH: usize = 4;

/// How much longer than a nap a click may wait on a machine that is busy with other things.
const SLACK: Micros = Micros(60_000);

/// A nap that is shorter hardly delays anything, in milliseconds.
const SHORT: u64 = 5;

/// The longest that a click may wait with this nap.
fn napped(nap: u64) -> Micros {
    Micros(nap.saturating_mul(1_000).saturating_add(SLACK.0))
}

const LONGEST: Question = Question {
    id: "longest",
    prompt: "You will click a few times, at moments of your own. What is the longest that a click will wait until the loop finds it?",
    choices: &[
        Choice {
            text: "hardly at all: it is found at once",
            because: "The nap was so short that there was no time to wait in it.",
        },
        Choice {
            text: "up to the length of one nap",
            because: "A click that comes just after the loop asked waits for the whole nap, one that comes just before it asks waits for nothing. Yours lay in between.",
        },
        Choice {
            text: "several naps: both buttons must have their turn",
            because: "One waited longer than a nap. The loop asks both buttons after each nap, so the machine must have been busy with something else.",
        },
    ],
    judge: judge_longest,
    scripted: 1,
};

fn judge_longest(j: &Judging<'_>) -> Option<usize> {
    let clicks = || taken(j.now).filter(|input| nap_of(input).is_none());
    if clicks().count() < ENOUGH && !j.now.ended() && j.now.turned(NAP.name).is_none() {
        return None;
    }
    let (nap, longest) = (at_first(j), longest(clicks())?);
    // With a nap this short, what a click waits is the machine's doing.
    let (shortly, whole) = if nap < SHORT { (SLACK, SLACK) } else { (Micros(SHORT * 1_000), napped(nap)) };
    Some(match longest {
        span if span <= shortly => 0,
        span if span <= whole => 1,
        _ => 2,
    })
}

/// How the knob stood at the start, in milliseconds.
fn at_first(j: &Judging<'_>) -> u64 {
    j.header.knobs.iter().find(|knob| knob.name == NAP.name).map_or(NAP.default, |knob| knob.asked)
}

/// The least length of a nap that can be made very much shorter, in milliseconds: what a busy machine adds by itself is
/// small beside it.
const FAR: u64 = 50;

const TRADE: Question = Question {
    id: "trade",
    prompt: "Later you will make the nap very much shorter. What will that change?",
    choices: &[
        Choice {
            text: "the delays fall, and the use of the processor stays what it was",
            because: "The delays fell, and the processor was used no more than before.",
        },
        Choice {
            text: "the delays fall, and the use of the processor rises",
            because: "Ten times shorter naps are ten times as many asks for nothing, and each costs the same. What a click gains, the processor pays.",
        },
        Choice {
            text: "neither: there are few clicks, however often it asks",
            because: "No click waited less than before.",
        },
    ],
    judge: judge_trade,
    scripted: 1,
};

/// By the longest nap and the shortest that have clicks, once they are far apart.
fn judge_trade(j: &Judging<'_>) -> Option<usize> {
    let mut known = settings(j.now);
    known.sort_by_key(|(nap, _)| std::cmp::Reverse(nap.unwrap_or(at_first(j))));
    let ((long, before), (short, after)) = (known.first()?, known.last()?);
    let [long, short] = [long, short].map(|nap| nap.unwrap_or(at_first(j)));
    if after.len() < 2 || before.len() < 2 || long < FAR.max(short.saturating_mul(10)) {
        return None;
    }
    let average = |inputs: &[&Input]| {
        let sum: u64 = inputs.iter().filter_map(|input| input.delay()).map(|delay| delay.0).sum();
        sum / inputs.len().max(1) as u64
    };
    Some(match (average(after) < average(before), share_of(after)? > share_of(before)?) {
        (true, false) => 0,
        (true, true) => 1,
        (false, _) => 2,
    })
}

const MILESTONES: &[Milestone] = &[
    Milestone {
        text: "a click waits for the rest of a nap",
        seen: |w| taken(w).any(|input| input.delay().is_some_and(|delay| delay >= Micros(2_000))),
    },
    Milestone {
        text: "no nap: no delay, and all the core it can get",
        seen: |w| {
            taken(w).any(|input| {
                nap_of(input) == Some(0)
                    && input.delay().is_some_and(|delay| delay < AT_ONCE)
                    && input.busy_ppm.is_some_and(|share| share >= BUSY)
            })
        },
    },
    Milestone { text: "a long nap: long delays, next to no processor", seen: tried_long },
    Milestone {
        text: "no length of the nap was quick and cheap",
        seen: |w| tried_both(w) && !settings(w).iter().any(|(_, inputs)| wins(inputs)),
    },
    Milestone { text: "the window is closed, and the loop ends", seen: finished },
];

/// Whether a click waited for long, in a loop that hardly ran.
fn tried_long(world: &World) -> bool {
    taken(world).any(|input| {
        input.delay().is_some_and(|delay| delay >= Micros(150_000)) && input.busy_ppm.is_some_and(|share| share < IDLE)
    })
}

/// Whether clicks were given with no nap at all, with a long one, and with some between.
fn tried_both(world: &World) -> bool {
    let zero = taken(world).any(|input| nap_of(input) == Some(0));
    zero && tried_long(world) && settings(world).len() >= 4
}

/// Whether a setting has little of both.
fn wins(inputs: &[&Input]) -> bool {
    let quick = longest(inputs.iter().copied()).is_some_and(|longest| longest <= QUICK);
    quick && share_of(inputs).is_some_and(|share| share < CHEAP)
}

/// At each setting some clicks, the first after the loop was measured. From short naps to long ones: what is left of a long
/// nap would count for the setting after it.
const SCRIPT: &[Cue] = &[
    measured::<0>(),
    pause(30),
    HELLO_NOW,
    after::<1>(),
    pause(85),
    WORLD_NOW,
    after::<2>(),
    pause(55),
    HELLO_NOW,
    after::<3>(),
    pause(10),
    WORLD_NOW,
    turn::<4>(0),
    measured::<4>(),
    HELLO_NOW,
    after::<5>(),
    WORLD_NOW,
    after::<6>(),
    HELLO_NOW,
    turn::<7>(1),
    measured::<7>(),
    WORLD_NOW,
    after::<8>(),
    HELLO_NOW,
    after::<9>(),
    WORLD_NOW,
    turn::<10>(10),
    measured::<10>(),
    HELLO_NOW,
    after::<11>(),
    pause(4),
    WORLD_NOW,
    after::<12>(),
    pause(7),
    HELLO_NOW,
    turn::<13>(500),
    measured::<13>(),
    EARLY_IN_A_NAP,
    after::<14>(),
    pause(340),
    WORLD_NOW,
    after::<15>(),
    pause(150),
    HELLO_NOW,
    Cue { deed: Deed::Use("close"), when: |w, _| given::<16>(w) && quiet_for(w, Micros(200_000)) },
];

const HELLO_NOW: Cue = Cue { deed: Deed::Use("hello"), when: |_, _| true };
const WORLD_NOW: Cue = Cue { deed: Deed::Use("world"), when: |_, _| true };

/// A click that comes early in the longest nap.
const EARLY_IN_A_NAP: Cue = Cue {
    deed: Deed::Use("hello"),
    when: |w, _| {
        let open = main(w).map(|main| &main.doing);
        matches!(open, Some(Doing::In { call: Call::Sleep, asked: Some(500_000), since, .. })
            if w.at.since(*since) < Micros(250_000))
    },
};

/// Goes on once so many clicks were given and read, and the loop has been measured for a while since.
const fn measured<const CLICKS: usize>() -> Cue {
    Cue {
        deed: Deed::Pause(Micros(1_000)),
        when: |w, _| {
            let long = Micros(700_000);
            given::<CLICKS>(w) && quiet_for(w, long) && w.at >= long && share(w).is_some()
        },
    }
}

/// Goes on once so many clicks were given and read.
const fn after<const CLICKS: usize>() -> Cue {
    Cue { deed: Deed::Pause(Micros(80_000)), when: |w, _| given::<CLICKS>(w) && quiet_for(w, Micros(0)) }
}

/// A part of a nap, so that a click does not come just after the loop has looked.
const fn pause(ms: u64) -> Cue {
    Cue { deed: Deed::Pause(Micros(ms * 1_000)), when: |_, _| true }
}

const fn turn<const CLICKS: usize>(nap: u64) -> Cue {
    Cue { deed: Deed::Turn(NAP.name, nap), when: |w, _| given::<CLICKS>(w) && quiet_for(w, Micros(0)) }
}

fn given<const CLICKS: usize>(world: &World) -> bool {
    world.inputs.len() == CLICKS
}
