//! A plot: what a run measured of itself, as curves. Nothing of it is stored but the events of the run.

use super::Unit;
use crate::world::World;

/// A plot of a scene.
#[derive(Debug)]
pub struct Plot {
    /// What it shows, in a few words.
    pub title: &'static str,
    /// The scale that was chosen.
    pub x: Axis,
    /// What was measured.
    pub y: Axis,
    /// The curves that this world has so far, in a fixed order.
    pub curves: fn(&World) -> Vec<Curve>,
}

/// One of a plot's two axes.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    /// What it counts.
    pub label: &'static str,
    /// In which unit.
    pub unit: Unit,
    /// How it is divided.
    pub scale: Scale,
}

/// How an axis is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Evenly, from zero.
    Linear,
    /// By powers: as far from 1 to 10 as from 10 to 100.
    Log,
}

/// Points that belong together, in the order in which they were measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Each as (x, y).
    pub points: Vec<(u64, u64)>,
}
