//! The words of what the learner gave to the program, and of how long the program took to notice.

use super::{fine_share, span, time};
use crate::event::thousands;
use crate::lesson::Scene;
use crate::world::World;

/// The heads of the columns of [`inputs`].
pub const INPUTS: [&str; 6] = ["through", "given at", "bytes", "noticed after", "CPU of the loop", "knobs"];

/// A row for everything that was given, the oldest first.
///
/// ```text
/// hello   1.204113 s   1   212 ms   0.04 % of a core   nap = 250 ms
/// ```
pub fn inputs(scene: &Scene, world: &World) -> Vec<[String; 6]> {
    let knob = |name: &str, value: u64| {
        let known = scene.knobs.iter().find(|knob| knob.name == name);
        format!("{name} = {}", known.map_or_else(|| thousands(value), |knob| knob.show(value)))
    };
    let row = |input: &crate::world::Input| {
        let knobs: Vec<String> = input.knobs.iter().map(|(name, value)| knob(name.as_str(), *value)).collect();
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
