//! What the scenes of this lesson ask of a world: how the loop does, and what became of each click.

use crate::event::{Call, Ending, Micros, ThreadName, ThreadState};
use crate::lab::run::MAIN;
use crate::world::{Doing, Input, StageState, Thread, World};

/// How long a wait must last before it is told as one.
pub(super) const A_WHILE: Micros = Micros(1_000_000);

/// A processor share, in millionths, from which a loop counts as busy. A loop that spins has a core, or on a machine
/// with much else to do a small part of one; a loop that waits is below.
pub(super) const BUSY: u32 = 40_000;

/// One below which it counts as asleep.
pub(super) const IDLE: u32 = 10_000;

/// A delay that nobody notices, and that a busy machine can cause by itself.
pub(super) const AT_ONCE: Micros = Micros(50_000);

/// The only thread of these programs.
pub(super) fn main(world: &World) -> Option<&Thread> {
    world.thread(&ThreadName::from(MAIN))
}

/// What share of one core it has used since the beginning, or since a live knob was turned; in millionths.
pub(super) fn share(world: &World) -> Option<u32> {
    main(world)?.busy_since_mark()
}

/// Whether it runs, or would if the machine let it, by the kernel's word: it uses all that it can get.
pub(super) fn always_runs(world: &World) -> bool {
    let word = main(world).and_then(|main| main.sample.as_ref());
    word.is_some_and(|(_, sample)| sample.state == ThreadState::Running) && share(world) >= Some(BUSY)
}

/// For how long it has been asleep in this call by the kernel's word.
pub(super) fn asleep_in(world: &World, call: Call) -> Option<Micros> {
    let main = main(world)?;
    let here = matches!(&main.doing, Doing::In { call: open, .. } if *open == call);
    main.asleep_for().filter(|_| here)
}

/// What was given and has been read.
pub(super) fn taken(world: &World) -> impl DoubleEndedIterator<Item = &Input> {
    world.inputs.iter().filter(|input| input.taken.is_some())
}

/// The longest that anything of these was in its pipe.
pub(super) fn longest<'a>(inputs: impl Iterator<Item = &'a Input>) -> Option<Micros> {
    inputs.filter_map(Input::delay).max()
}

/// Whether there is nothing in the pipes, and has been nothing for so long.
pub(super) fn quiet_for(world: &World, span: Micros) -> bool {
    let quiet = |input: &Input| input.taken.is_some_and(|taken| world.at.since(taken) >= span);
    world.inputs.iter().all(quiet)
}

/// Whether both buttons were clicked, and each click has come to its handler.
pub(super) fn both_handled(world: &World) -> bool {
    ["hello", "world"].iter().all(|button| taken(world).any(|input| input.source == **button))
}

/// Whether the program has come to its end by itself.
pub(super) fn finished(world: &World) -> bool {
    world.stage == StageState::Ended(Ending::Finished)
}

/// A share of one core in words: `98 %`, `0.04 %`.
pub(super) fn percent(ppm: u32) -> String {
    match ppm {
        0..100_000 => format!("{}.{:02} %", ppm / 10_000, ppm / 100 % 100),
        _ => format!("{} %", ppm / 10_000),
    }
}

/// A span in words: `212 ms`, `40 us`.
pub(super) fn span(span: Micros) -> String {
    match span.0 {
        us @ 0..=999 => format!("{us} us"),
        us => format!("{} ms", us / 1_000),
    }
}
