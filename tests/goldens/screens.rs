//! Whole screens at the four sizes, drawn from the committed traces at the moments that matter.

use crate::{hold, recorded, session};
use std::path::Path;
use twistlab::event::Seq;
use twistlab::view::export;
use twistlab::view::session::Session;
use twistlab::view::tui::{Manner, screen::picture};
use twistlab::world::{World, deadlock};

const SIZES: [(u16, u16); 4] = [(160, 45), (120, 36), (80, 24), (60, 20)];

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: false, colour: true };

/// Moments of a session by name: each question as it is asked, the X-ray as it stands, and the end.
pub(crate) fn moments(session: &Session) -> Vec<(String, Seq)> {
    let mut moments: Vec<(String, Seq)> =
        session.marks.iter().map(|mark| (format!("asks-{}", mark.question.id), mark.seq)).collect();
    if let Some(frozen) = frozen(session) {
        moments.push(("frozen".into(), frozen));
    }
    moments.push(("end".into(), session.trace.last()));
    moments
}

/// Where a cycle of waits has stood for a second.
pub(crate) fn frozen(session: &Session) -> Option<Seq> {
    first(session, |world| deadlock(world).is_some_and(|x| x.stands_for().0 > 1_000_000))
}

/// The first moment at which something is seen.
pub(crate) fn first(session: &Session, seen: impl Fn(&World) -> bool) -> Option<Seq> {
    let trace = &session.trace;
    (trace.first().0..=trace.last().0).map(Seq).find(|seq| seen(&trace.world_at(*seq)))
}

/// The session with every question before `seq` answered by the script, and the one there open.
pub(crate) fn at(id: &str, seq: Seq) -> Session {
    let mut session = session(id);
    for mark in session.marks.iter_mut().filter(|mark| mark.seq < seq) {
        mark.answer = twistlab::view::session::Answer::Given(mark.question.scripted);
    }
    session
}

#[test]
fn each_scene_has_its_screens() {
    for (_, scene, _) in recorded() {
        for (moment, seq) in moments(&session(scene.id)) {
            for size in SIZES {
                let buffer = picture(at(scene.id, seq), seq, MANNER, size);
                let name = format!("{}-{moment}-{}x{}.txt", scene.id, size.0, size.1);
                hold(
                    &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/screens").join(name),
                    &export::text(&buffer),
                );
            }
        }
    }
}

#[test]
fn an_ascii_screen_has_no_other_glyph() {
    let manner = Manner { ascii: true, ..MANNER };
    for (_, scene, _) in recorded() {
        for (moment, seq) in moments(&session(scene.id)) {
            let text = export::text(&picture(at(scene.id, seq), seq, manner, (120, 36)));
            let odd = text.chars().find(|c| !c.is_ascii());
            assert_eq!(odd, None, "{} {moment}", scene.id);
        }
    }
}

#[test]
fn without_colour_nothing_is_coloured() {
    use twistlab::view::export::svg;
    let manner = Manner { colour: false, ..MANNER };
    let seq = frozen(&session("freeze")).unwrap();
    let plain = picture(at("freeze", seq), seq, manner, (120, 36));
    let coloured = picture(at("freeze", seq), seq, MANNER, (120, 36));
    assert_eq!(export::text(&plain), export::text(&coloured), "colour is never the only sign");
    assert_ne!(svg(&plain, "", ""), svg(&coloured, "", ""));
}
