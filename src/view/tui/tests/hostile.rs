//! Numbers that no run gives, on every pane of every made-up scene, at every size: nothing panics, and ASCII stays ASCII.

use super::made_up::{LESSON, Tale};
use crate::event::{Event, Seq};
use crate::lesson::Settings;
use crate::trace::Trace;
use crate::view::export;
use crate::view::session::{Session, header};
use crate::view::tui::{Manner, screen};
use arbitrary::{in_order, number, stamped};
use proptest::collection::vec;
use proptest::prelude::*;

#[path = "../../../../tests/support/arbitrary.rs"]
#[allow(dead_code)] // a part of it is enough
mod arbitrary;

const SIZES: [(u16, u16); 8] = [(160, 45), (120, 36), (110, 28), (80, 24), (60, 20), (70, 60), (59, 19), (200, 90)];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_trace_can_be_looked_at(events in vec(stamped(), 1..60), ascii: bool) {
        for scene in LESSON.scenes {
            let mut trace = Trace::new(header(&LESSON, scene, &Settings::defaults(scene.knobs)));
            for stamped in in_order(events.clone()) {
                trace.push(stamped);
            }
            let session = || Session::replay(&LESSON, scene, &trace);
            let manner = Manner { pace: None, quiz: true, ascii, colour: true };
            for size in SIZES {
                screen::picture(session(), Seq(trace.last().0 / 2), manner, size);
                screen::picture(session(), trace.last(), manner, size);
            }
            for size in [(100, 40), (60, 20)] {
                screen::zoomed(session, trace.last(), manner, size);
            }
        }
    }

    #[test]
    fn any_points_can_be_plotted(points in vec((any::<bool>(), number(), number()), 0..40), ascii: bool) {
        for scene in ["plot", "powers"] {
            for size in SIZES {
                let mut tale = Tale::of(scene);
                for (slow, x, y) in &points {
                    let series = if *slow { "slicing" } else { "offset" };
                    tale.note("main", None, Event::Measured { series: series.into(), x: *x, y: *y });
                }
                let seq = tale.session.trace.last();
                let manner = Manner { pace: None, quiz: true, ascii, colour: true };
                let text = export::text(&screen::picture(tale.session, seq, manner, size));
                prop_assert!(!ascii || text.is_ascii(), "{text}");
            }
        }
    }
}

#[test]
fn as_many_points_as_a_world_keeps_are_plotted() {
    let mut tale = Tale::of("plot");
    for x in 0..2_000 {
        tale.note("main", None, Event::Measured { series: "slicing".into(), x, y: x * x });
    }
    let seq = tale.session.trace.last();
    let manner = Manner { pace: None, quiz: true, ascii: true, colour: true };
    let text = export::text(&screen::picture(tale.session, seq, manner, (120, 36)));
    assert!(text.contains("1,024 points") && text.contains("o slicing 3,996,001 B"), "{text}");
}
