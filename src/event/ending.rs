//! How a stage ends.

use super::Text;
use serde::{Deserialize, Serialize};

/// How a stage ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Ending {
    /// It came to the end of its program.
    Finished,
    /// A call gave an error that the program did not handle.
    Failed {
        /// The sentence.
        error: Text,
    },
    /// It panicked.
    Panicked {
        /// The sentence.
        error: Text,
    },
}
