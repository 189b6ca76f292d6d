//! The home at four sizes, for somebody new and for somebody on the way.

use crate::hold;
use std::path::Path;
use twistlab::lesson::CATALOGUE;
use twistlab::progress::{Note, Progress, What};
use twistlab::view::export;
use twistlab::view::home::Course;
use twistlab::view::tui::{Manner, screen};

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: false, colour: true };

const SIZES: [(u16, u16); 4] = [(160, 45), (120, 36), (80, 24), (60, 20)];

/// The first lessons: a new one is no reason for another picture.
fn course(notes: &[(&'static str, What)]) -> Course {
    let mut progress = Progress::default();
    for (scene, what) in notes {
        progress.take(&Note { lesson: 1, scene, what: what.clone() });
    }
    Course { lessons: &CATALOGUE[..4], progress }
}

fn on_the_way() -> Course {
    let answered = |question, right| What::Answered { question, choice: 1, right };
    course(&[
        ("round-trip", What::Opened),
        ("round-trip", What::Shown),
        ("freeze", What::Opened),
        ("freeze", answered("which", Some(true))),
        ("freeze", answered("bite", Some(false))),
        ("freeze", What::Shown),
        ("two-threads", What::Opened),
        ("two-threads", answered("runs", None)),
    ])
}

#[test]
fn the_home_is_what_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/screens");
    let on_the_way = on_the_way();
    let views =
        [("new", &course(&[]), 0), ("going-on", &on_the_way, 0), ("scene", &on_the_way, 3), ("lesson", &on_the_way, 6)];
    for (width, height) in SIZES {
        for (name, course, down) in views {
            let buffer = screen::home(course.clone(), down, MANNER, (width, height));
            hold(&folder.join(format!("home-{name}-{width}x{height}.txt")), &export::text(&buffer));
        }
    }
}
