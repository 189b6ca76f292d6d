//! The words of what the learner gave to the program, and of how long the program took to notice.

use super::{fine_share, span, time};
use crate::event::thousands;
use crate::lesson::{Knob, Scene};
use crate::trace::Granted;
use crate::world::{Input, World};

/// The heads of the columns of [`inputs`].
pub const INPUTS: [&str; 6] = ["through", "given at", "bytes", "noticed after", "CPU of the loop", "knobs"];

/// A row for everything that was given, the oldest first; `first` says how the knobs stood at the start.
///
/// ```text
/// hello   1.204113 s   1   212 ms   0.04 % of a core   nap = 250 ms
/// ```
pub fn inputs(scene: &Scene, first: &[Granted], world: &World) -> Vec<[String; 6]> {
    let live = || scene.knobs.iter().filter(|knob| knob.live);
    let stood = |input: &Input, name: &str| {
        let turned = input.knobs.iter().find(|(turned, _)| *turned == *name).map(|(_, value)| *value);
        turned.or_else(|| first.iter().find(|knob| knob.name == name).map(|knob| knob.asked))
    };
    let row = |input: &Input| {
        let shown = |knob: &Knob| Some(format!("{} = {}", knob.name, knob.show(stood(input, knob.name)?)));
        let knobs: Vec<String> = live().filter_map(shown).collect();
        [
            input.source.to_string(),
            format!("{} s", time(input.given)),
            thousands(input.bytes),
            input.delay().map_or_else(|| "not yet".into(), span),
            input.busy_ppm.map_or_else(|| "-".into(), fine_share),
            if knobs.is_empty() { "-".into() } else { knobs.join(", ") },
        ]
    };
    world.inputs.iter().map(row).collect()
}
