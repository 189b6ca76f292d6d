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
    let before = |id: &str, control: &str| {
        let session = session(id);
        let used = session.trace.head().acted.iter().find(|act| act.control == *control).unwrap().seq;
        Seq(used.0 - 1)
    };
    let figures: &[(&str, &str, Seq, &str)] = &[
        ("freeze", "freeze", frozen("freeze"), "The deadlock X-ray of the freeze"),
        ("question", "freeze", asked("freeze"), "A prediction before the freeze"),
        ("both-talk-first", "both-talk-first", frozen("both-talk-first"), "Two threads that wait for each other"),
        ("two-buttons", "two-buttons", before("two-buttons", "close"), "A loop that asks over and over"),
        ("nap", "nap", before("nap", "close"), "The delay of clicks against the processor time of naps"),
        ("ask-the-kernel", "ask-the-kernel", before("ask-the-kernel", "close"), "A loop asleep in poll"),
    ];
    for (name, scene, seq, title) in figures {
        let buffer = picture(screens::at(scene, *seq), *seq, MANNER, (120, 36));
        let description = format!("The screen of twistlab, drawn from the recorded run of the scene {scene}.");
        let path = folder(session(scene).scene).join("figures").join(format!("{name}.svg"));
        hold(&path, &svg(&buffer, title, &description));
    }
}
