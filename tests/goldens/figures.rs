//! The figures of the book and the README: screens as SVG, drawn from the committed traces.

use crate::{folder, hold, screens, session};
use twistlab::event::Seq;
use twistlab::view::export::svg;
use twistlab::view::tui::{Manner, screen::picture};

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: false, colour: true };

#[test]
fn each_figure_is_what_its_trace_shows() {
    let frozen = |id: &str| screens::frozen(&session(id)).unwrap();
    let asked = |id: &str| session(id).marks[0].seq;
    // Where a milestone of the scene is first seen.
    let shown = |id: &str, nth: usize| {
        let session = session(id);
        let seen = |seq: &Seq| (session.scene.milestones[nth].seen)(&session.trace.world_at(*seq));
        (session.trace.first().0..=session.trace.last().0).map(Seq).find(seen).unwrap()
    };
    let figures: &[(&str, &str, Seq, &str)] = &[
        ("freeze", "freeze", frozen("freeze"), "The deadlock X-ray of the freeze"),
        ("question", "freeze", asked("freeze"), "A prediction before the freeze"),
        ("both-talk-first", "both-talk-first", frozen("both-talk-first"), "Two threads that wait for each other"),
        ("reactor", "reactor", shown("reactor", 1), "A source that a handler closed is not called"),
        ("still-freezes", "still-freezes", frozen("still-freezes"), "A handler that waits stops every source"),
        ("spin", "spin", shown("spin", 0), "A loop that is woken over and over, and moves nothing"),
        ("multiplexers", "multiplexers", shown("multiplexers", 3), "A turn's time by three ways of waiting"),
    ];
    for (name, scene, seq, title) in figures {
        let buffer = picture(screens::at(scene, *seq), *seq, MANNER, (120, 36));
        let description = format!("The screen of twistlab, drawn from the recorded run of the scene {scene}.");
        let path = folder(session(scene).scene).join("figures").join(format!("{name}.svg"));
        hold(&path, &svg(&buffer, title, &description));
    }
}
