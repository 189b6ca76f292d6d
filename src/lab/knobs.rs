//! The values of a scene's knobs, readable from every thread of the stage while the learner turns them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Knobs by name. Cloning shares the values.
#[derive(Debug, Clone, Default)]
pub struct Knobs(Arc<BTreeMap<&'static str, AtomicU64>>);

impl Knobs {
    /// Knobs with their values at the start.
    pub fn new(values: impl IntoIterator<Item = (&'static str, u64)>) -> Self {
        Knobs(Arc::new(values.into_iter().map(|(name, value)| (name, AtomicU64::new(value))).collect()))
    }

    /// The value now.
    ///
    /// # Panics
    /// Where there is no such knob.
    pub fn get(&self, name: &str) -> u64 {
        self.find(name).unwrap_or_else(|| panic!("this scene has no knob called {name}"))
    }

    /// The value now, where there is such a knob.
    pub fn find(&self, name: &str) -> Option<u64> {
        self.0.get(name).map(|value| value.load(Ordering::Relaxed))
    }

    /// Gives a knob another value. Does nothing where there is no such knob.
    pub fn set(&self, name: &str, value: u64) {
        if let Some(knob) = self.0.get(name) {
            knob.store(value, Ordering::Relaxed);
        }
    }
}
