//! What is wrong with a program's own buffer: it grows and grows, or it is full.

use super::{Notice, Weight};
use crate::event::thousands;
use crate::world::{Source, Transport, World};

/// How often a buffer must have held more than ever, without having been empty in between, to count as growing: a burst
/// that is drained afterwards rises a few times too.
const RISES: u32 = 8;

/// The hundredths of its budget from which a growing buffer is near it: one write that doubles would fill it.
const NEAR: u64 = 50;

pub(super) fn growing(world: &World, found: &mut Vec<Notice>) {
    for source in &world.sources {
        let Some(held) = source.held.filter(|held| held.refused.is_none()) else { continue };
        if source.transport.as_ref().is_some_and(Transport::has_brakes) {
            continue;
        }
        let (name, bytes) = (&source.name, thousands(held.bytes));
        let text = match held.budget {
            None if held.rises >= RISES => {
                format!(
                    "buffer growing without bound: the program holds {bytes} bytes for {name}, and nothing limits them"
                )
            }
            Some(budget) if held.bytes > 0 && u128::from(held.bytes) * 100 >= u128::from(budget) * u128::from(NEAR) => {
                let budget = thousands(budget);
                format!("buffer near its budget: the program holds {bytes} of at most {budget} bytes for {name}")
            }
            _ => continue,
        };
        found.push(Notice::about(Weight::Warning, "growing", name, text));
    }
}

pub(super) fn exhausted(world: &World, found: &mut Vec<Notice>) {
    let stands = |source: &&Source| source.transport.as_ref().is_none_or(|transport| transport.ended.is_none());
    for source in world.sources.iter().filter(stands) {
        let Some((held, refused)) = source.held.and_then(|held| Some((held, held.refused?))) else { continue };
        let [bytes, refused] = [held.bytes, refused].map(thousands);
        let budget = held.budget.map_or_else(String::new, |budget| format!(" of {}", thousands(budget)));
        let text = format!(
            "out of memory: the program holds {bytes}{budget} bytes for {}, and {refused} more do not fit",
            source.name
        );
        found.push(Notice::about(Weight::Warning, "out of memory", &source.name, text));
    }
}
