//! Notices: a sentence when something is wrong, as a linter would say it. Computed from a world, never stored.

mod flow;
mod late;
mod loops;
mod memory;

pub use late::LATE;

use super::{SourceState, StageState, World, xray};
use crate::event::{Call, Ending, thousands};

/// How much a notice weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Hint,
    /// Something is slower or smaller than it looks.
    Warning,
    /// Nothing goes on without help.
    Stuck,
}

/// A sentence about what is wrong now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How much it weighs.
    pub weight: Weight,
    /// What it is about: the same as long as it is one trouble, while the numbers of the sentence go on.
    pub about: String,
    /// The sentence.
    pub text: String,
}

impl Notice {
    fn new(weight: Weight, text: String) -> Self {
        Notice { weight, about: text.clone(), text }
    }

    /// One whose sentence has numbers that go on.
    fn about(weight: Weight, trouble: &str, whose: impl std::fmt::Display, text: String) -> Self {
        Notice { weight, about: format!("{trouble}: {whose}"), text }
    }
}

/// What a linter would say of this moment, heaviest first.
pub fn notices(world: &World) -> Vec<Notice> {
    let mut found = Vec::new();
    waiting(world, &mut found);
    if !world.ended() {
        loops::spinning(world, &mut found);
        loops::busy_waiting(world, &mut found);
        loops::unserved(world, &mut found);
        loops::passed_over(world, &mut found);
        late::held_up(world, &mut found);
        late::was_late(world, &mut found);
        flow::held_back(world, &mut found);
        flow::not_read(world, &mut found);
        flow::closing(world, &mut found);
    }
    memory::growing(world, &mut found);
    memory::exhausted(world, &mut found);
    short_writes(world, &mut found);
    broken(world, &mut found);
    counted(world, &mut found);
    ending(world, &mut found);
    found.sort_by_key(|notice: &Notice| std::cmp::Reverse(notice.weight));
    found
}

fn waiting(world: &World, found: &mut Vec<Notice>) {
    let Some(chain) = xray(world) else { return };
    let names: Vec<&str> = chain.waits.iter().map(|wait| wait.thread.as_str()).collect();
    let Some(first) = chain.waits.first() else { return };
    if chain.cycle && names.len() == 1 {
        let text = format!(
            "deadlock: {} waits in {} for {} to be read, which only {} does",
            names[0],
            first.call.name(),
            first.peer,
            names[0]
        );
        found.push(Notice::new(Weight::Stuck, text));
    } else if chain.cycle {
        let text = format!("deadlock: {} wait for each other in {}", names.join(" and "), first.call.name());
        found.push(Notice::new(Weight::Stuck, text));
    } else if first.call == Call::Send {
        let text =
            format!("stalled by its peer: {} waits in send until {} reads {}", first.thread, first.by, first.peer);
        found.push(Notice::new(Weight::Warning, text));
    }
}

fn short_writes(world: &World, found: &mut Vec<Notice>) {
    // Of a connection of the library the transport keeps the rest: its buffer says how much.
    for source in world.sources.iter().filter(|source| source.transport.is_none()) {
        let Some(short) = source.last_short.as_ref().filter(|_| source.state != SourceState::Closed) else { continue };
        let got = short.outcome.ok().unwrap_or(0);
        let [asked, got, left] = [short.asked, got, short.asked.saturating_sub(got)].map(thousands);
        let name = &source.name;
        let text =
            format!("short write: {name} gave {asked} bytes, the kernel took {got}; {left} are still the program's");
        found.push(Notice::new(Weight::Warning, text));
    }
}

fn broken(world: &World, found: &mut Vec<Notice>) {
    for source in &world.sources {
        if let SourceState::Broken(errno) = &source.state {
            let text = format!("{} is broken: {errno}, {}", source.name, errno.meaning());
            found.push(Notice::new(Weight::Warning, text.trim_end_matches([',', ' ']).to_owned()));
        }
    }
}

fn counted(world: &World, found: &mut Vec<Notice>) {
    if !world.tally.counted.is_empty() {
        // How many, the sums tell: the number goes on.
        found.push(Notice::new(Weight::Hint, "some calls were counted and not kept one by one".into()));
    }
}

fn ending(world: &World, found: &mut Vec<Notice>) {
    match &world.stage {
        StageState::Ended(Ending::Failed { error }) => {
            found.push(Notice::new(Weight::Hint, format!("the program ended with an error: {error}")));
        }
        StageState::Ended(Ending::Panicked { error }) => {
            found.push(Notice::new(Weight::Warning, format!("the program panicked: {error}")));
        }
        _ => {}
    }
}
