//! What a run was: the first line of a trace file.

use serde::{Deserialize, Serialize};

/// The name of the format, in the first line of every trace file.
pub const FORMAT: &str = "twistlab-trace";

/// The version of the format that this program writes and reads.
pub const VERSION: u32 = 1;

/// What was run, where, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Header {
    /// Always [`FORMAT`].
    pub format: String,
    /// [`VERSION`] of the program that wrote it.
    pub version: u32,
    /// The program that wrote it, as in `twistlab 0.1.0`.
    pub by: String,
    /// The number of the lesson.
    pub lesson: u32,
    /// The scene, by its short name.
    pub scene: String,
    /// The stage's source as it ran.
    pub stage: Listing,
    /// Every knob of the scene: asked, and what the kernel grants for it where it is a kernel's size.
    pub knobs: Vec<Granted>,
    /// The kernel, as in `Linux 6.18.0`.
    pub kernel: String,
    /// The process that ran it, for comparing with other tools.
    pub pid: u32,
    /// Gauges that this platform does not give, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
}

/// A source text and the name of its file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Listing {
    /// The path in the repository.
    pub path: String,
    /// The program of the scene: the name of its function in that file.
    pub program: String,
    /// The whole text.
    pub text: String,
}

/// A knob's value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Granted {
    /// Its name, as given to `--set`.
    pub name: String,
    /// The value that it was set to.
    pub asked: u64,
    /// The size that the kernel grants when asked for that, for a buffer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<u64>,
}
