//! The cases, a theme a file.

use super::folder::Folder;
use super::*;

/// Makes the functions of a file a list of cases. The docs of a function are the case's: their line `Covers TR-01, TR-02.` names
/// the cases of the conformance list.
macro_rules! cases {
    (@needs ANYWHERE) => { crate::reactor::testing::contract::Needs::Nothing };
    (@needs WITH_DESCRIPTORS) => { crate::reactor::testing::contract::Needs::Descriptors };
    ($list:ident $($(#[doc = $doc:literal])* fn $name:ident($bench:ident: &Bench) $body:block)*) => {
        $($(#[doc = $doc])* fn $name($bench: &Bench) $body)*

        pub(super) static $list: &[crate::reactor::testing::contract::Case] = &[$(crate::reactor::testing::contract::Case {
            module: module_path!(),
            name: stringify!($name),
            docs: &[$($doc),*],
            needs: cases!(@needs $list),
            check: $name,
        }),*];
    };
}

mod aborting;
mod attempts;
mod breaking;
mod chapter;
mod closing;
mod connectors;
mod descriptor_ends;
mod descriptors;
mod edges;
mod factories;
mod failing_callbacks;
mod failing_producers;
mod fairness;
mod flow;
mod half_close;
mod idle;
mod lifecycle;
mod panics;
mod pausing_reads;
mod ports;
mod protocols;
mod pull_producers;
mod push_producers;
mod reentrancy;
mod resets;
mod reuse;
mod shutdown;
mod stopped_producers;
mod threads;
mod timers;
mod unix;
mod writing;

static THEMES: &[&[Case]] = &[
    aborting::ANYWHERE,
    attempts::ANYWHERE,
    breaking::ANYWHERE,
    chapter::ANYWHERE,
    closing::ANYWHERE,
    connectors::ANYWHERE,
    descriptor_ends::WITH_DESCRIPTORS,
    descriptors::WITH_DESCRIPTORS,
    edges::ANYWHERE,
    edges::WITH_DESCRIPTORS,
    factories::ANYWHERE,
    failing_callbacks::ANYWHERE,
    failing_producers::ANYWHERE,
    fairness::ANYWHERE,
    flow::ANYWHERE,
    half_close::ANYWHERE,
    idle::ANYWHERE,
    lifecycle::ANYWHERE,
    panics::ANYWHERE,
    panics::WITH_DESCRIPTORS,
    pausing_reads::ANYWHERE,
    ports::ANYWHERE,
    protocols::ANYWHERE,
    pull_producers::ANYWHERE,
    push_producers::ANYWHERE,
    reentrancy::ANYWHERE,
    reentrancy::WITH_DESCRIPTORS,
    resets::ANYWHERE,
    resets::WITH_DESCRIPTORS,
    reuse::ANYWHERE,
    reuse::WITH_DESCRIPTORS,
    shutdown::ANYWHERE,
    stopped_producers::ANYWHERE,
    threads::ANYWHERE,
    timers::ANYWHERE,
    unix::ANYWHERE,
    unix::WITH_DESCRIPTORS,
    writing::ANYWHERE,
];

/// All cases of the contract, a theme after the other.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    THEMES.iter().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_case_has_a_name_of_its_own_and_covers_what_can_be_found() {
        let mut names = BTreeSet::new();
        for case in cases() {
            assert!(names.insert(case.to_string()), "{case} is there twice");
            let wrong = case.covers().into_iter().find(|id| id.len() != 5 || id.as_bytes()[2] != b'-');
            assert_eq!(wrong, None, "what {case} covers is no number of the conformance list");
        }
        assert!(cases().any(|case| case.covers() == ["TR-10", "PR-06"]), "the docs of a case are read");
    }

    #[test]
    fn what_breaks_a_case_is_told_by_its_sentence_and_no_case_is_tried_where_it_cannot_be() {
        let broken =
            Case { module: "", name: "", docs: &[], needs: Needs::Nothing, check: |_| panic!("it was too late") };
        assert_eq!(broken.run(&Implementer::memory()), Outcome::Broken("it was too late".into()));
        let compared = Case { check: |_| assert_eq!(1, 2, "so many"), ..broken };
        let why = "so many: it was 1, and should have been 2";
        assert_eq!(compared.run(&Implementer::memory()), Outcome::Broken(why.into()));
        let elsewhere = Case { needs: Needs::Descriptors, check: |_| panic!("it was tried"), ..compared };
        assert!(matches!(elsewhere.run(&Implementer::memory()), Outcome::NotHere(_)));
    }
}
