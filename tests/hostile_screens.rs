//! Whatever a trace file holds, it can be looked at: every pane at every size, and the plain text, without a panic.
#![cfg(feature = "app")]

#[path = "support/arbitrary.rs"]
#[allow(dead_code)] // the other half of it is for worlds
mod arbitrary;

use arbitrary::{in_order, stamped};
use proptest::collection::vec;
use proptest::prelude::*;
use twistlab::event::Seq;
use twistlab::lesson::{CATALOGUE, Settings};
use twistlab::trace::Trace;
use twistlab::view::plain::{Typist, transcript};
use twistlab::view::session::{Session, header};
use twistlab::view::tui::Manner;
use twistlab::view::tui::screen::{picture, zoomed};

const SIZES: [(u16, u16); 7] = [(160, 45), (120, 36), (110, 28), (80, 24), (60, 20), (70, 60), (59, 19)];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_trace_can_be_looked_at(events in vec(stamped(), 1..60), scene in 0..4_usize, quiz: bool, ascii: bool) {
        let lesson = &CATALOGUE[0];
        let scene = &lesson.scenes[scene];
        let mut trace = Trace::new(header(lesson, scene, &Settings::defaults(scene.knobs)));
        for stamped in in_order(events) {
            trace.push(stamped);
        }
        let session = || match quiz {
            true => Session::replay(lesson, scene, &trace),
            false => Session::replay(lesson, scene, &trace).without_quiz(),
        };
        let manner = Manner { pace: None, quiz, ascii, colour: true };
        for place in [0, trace.last().0 / 2, trace.last().0] {
            for size in SIZES {
                picture(session(), Seq(place), manner, size);
            }
            zoomed(session, Seq(place), manner, (100, 40));
        }
        let told = transcript(&mut session(), &mut Typist::script(quiz));
        prop_assert!(!told.contains('\u{1b}'), "nothing in a file drives the terminal");
    }
}
