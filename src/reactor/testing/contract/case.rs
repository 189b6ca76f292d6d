//! One promise of the contract.

use super::{Bench, Implementer};
use crate::reactor::error::panic_text;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One promise, and how it is checked.
pub struct Case {
    pub(super) module: &'static str,
    pub(super) name: &'static str,
    pub(super) docs: &'static [&'static str],
    pub(super) needs: Needs,
    pub(super) check: fn(&Bench),
}

/// What a case cannot be checked without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Any reactor will do.
    Nothing,
    /// A multiplexer that can wait for descriptors of the system.
    Descriptors,
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The promise was kept.
    Held,
    /// It was not, and why.
    Broken(String),
    /// It could not be checked here, and why.
    NotHere(String),
}

impl Case {
    /// What it is about: its file's name, `closing`.
    pub fn theme(&self) -> &'static str {
        self.module.rsplit("::").next().unwrap_or(self.module)
    }

    /// What it promises, as a name: `nobody_is_told_inside_the_call`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The cases of the conformance list that it covers, `TR-10`; a few cover none.
    pub fn covers(&self) -> Vec<&'static str> {
        let line = self.docs.iter().find_map(|line| line.trim().strip_prefix("Covers "));
        line.map_or_else(Vec::new, |line| line.trim_end_matches('.').split(", ").collect())
    }

    /// What it cannot be checked without.
    pub fn needs(&self) -> Needs {
        self.needs
    }

    /// Whether an implementer has what it needs.
    pub fn applies_to(&self, implementer: &Implementer) -> bool {
        self.needs == Needs::Nothing || implementer.has_descriptors()
    }

    /// Checks it on a new reactor of this implementer.
    pub fn run(&self, implementer: &Implementer) -> Outcome {
        if !self.applies_to(implementer) {
            return Outcome::NotHere(format!("{implementer:?} has no descriptors of the system"));
        }
        // The bench is made and dropped outside: a reactor is stopped after a panic too, and lets go of its descriptors.
        let made = catch_unwind(AssertUnwindSafe(|| Bench::on(implementer)));
        let checked = made.and_then(|bench| {
            let checked = catch_unwind(AssertUnwindSafe(|| (self.check)(&bench)));
            let not_here = bench.reason_not_here();
            catch_unwind(AssertUnwindSafe(|| drop(bench)))?;
            checked.map(|()| not_here)
        });
        match checked {
            Ok(None) => Outcome::Held,
            Ok(Some(why)) => Outcome::NotHere(why),
            Err(panic) => Outcome::Broken(sentence(&panic_text(&*panic))),
        }
    }
}

/// A comparison that failed, said in one line: `it is lost: it was 1, and should have been 2`. Other texts are sentences already.
fn sentence(text: &str) -> String {
    let compared = || {
        let (head, values) = text.strip_prefix("assertion `left == right` failed")?.split_once("\n  left: ")?;
        let (was, due) = values.split_once("\n right: ")?;
        let head = head.strip_prefix(": ").map_or_else(String::new, |head| format!("{head}: "));
        Some(format!("{head}it was {was}, and should have been {due}"))
    };
    compared().unwrap_or_else(|| text.to_owned())
}

/// `closing::nobody_is_told_inside_the_call`.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.theme(), self.name)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
