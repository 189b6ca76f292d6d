//! A case of a test or of a contract, as it came out.

use crate::event::{CaseName, Text};

/// One case that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub case: CaseName,
    /// What it covers, where it says so.
    pub covers: Option<Text>,
    /// Why it failed; none where it passed.
    pub failure: Option<Text>,
}
