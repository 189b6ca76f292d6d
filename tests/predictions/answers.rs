//! What the tests of all lessons ask: which choice came true in a run, and how each answer to it is judged.

use crate::support::{AT_ONCE, Player, judged, play_side_by_side, scene, tail};
use twistlab::lab::Holding;
use twistlab::lesson::lesson;
use twistlab::trace::Trace;
use twistlab::view::session::{Answer, Session, Verdict};

/// A scene, knobs that are set, a question, and the choice that comes true then.
pub(crate) type Case = (&'static str, &'static [&'static str], &'static str, usize);

/// Plays a scene by its script.
pub(crate) fn play(id: &str, set: &[&str]) -> Trace {
    Player::start(scene(id), &given(set), Holding::Never).by_script(AT_ONCE)
}

pub(crate) fn given(set: &[&str]) -> Vec<String> {
    set.iter().map(|given| (*given).to_owned()).collect()
}

/// The choice that came true.
pub(crate) fn answer(id: &str, trace: &Trace, question: &str) -> Option<usize> {
    judged(scene(id), trace).into_iter().find(|(asked, _)| *asked == question)?.1
}

/// Plays each of them, several at once.
pub(crate) fn come_true(cases: &[Case]) {
    let runs: Vec<_> = cases.iter().map(|(id, set, ..)| (scene(id), given(set))).collect();
    for ((id, set, question, due), first) in cases.iter().zip(play_side_by_side(&runs)) {
        // What the kernel does, and when, can depend on how busy the machine is: then the scene is played again alone.
        let alone = || (0..2).map(|_| play(id, set));
        let came =
            std::iter::once(first.clone()).chain(alone()).any(|trace| answer(id, &trace, question) == Some(*due));
        let got = answer(id, &first, question);
        assert!(came, "{id} with {set:?}: {question} is {got:?}, not {due}\n{}", tail(&first));
    }
}

/// In a run of each scene by its script, its scripted answer comes true, and every other one is judged wrong.
pub(crate) fn wrong_ones_are_judged_wrong(number: u32) {
    let lesson = lesson(number).unwrap_or_else(|| panic!("lesson {number} exists"));
    for scene in lesson.scenes {
        let trace = play(scene.id, &[]);
        let mut session = Session::replay(lesson, scene, &trace);
        for mark in &mut session.marks {
            let true_one = mark.question.scripted;
            for said in 0..mark.question.choices.len() {
                mark.answer = Answer::Given(said);
                let due = if said == true_one { Verdict::Right(said) } else { Verdict::Wrong(true_one) };
                assert_eq!(mark.verdict(trace.last()), due, "{}: {}", scene.id, mark.question.id);
            }
        }
    }
}
