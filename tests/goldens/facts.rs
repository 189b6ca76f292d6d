//! The screen and the plain text tell the same: every number, error and kernel word on any pane is in the text too.

use crate::{recorded, screens, session};
use twistlab::lab::Gait;
use twistlab::view::export;
use twistlab::view::plain::{Typist, transcript};
use twistlab::view::tui::{Manner, screen::zoomed};

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: true, colour: false };

/// What a pane shows that is its own and no fact of the run: times go on while something stands.
const OWN: &[&str] = &["CPU", "XRAY"];

#[test]
fn every_fact_on_the_screen_is_in_the_text() {
    colored::control::set_override(false);
    let mut checked = 0;
    for (_, scene, _) in recorded() {
        let told = transcript(&mut session(scene.id), &mut Typist::script(true));
        let told: Vec<String> = facts(&told).collect();
        for (moment, seq) in screens::moments(&session(scene.id)) {
            for (pane, buffer) in zoomed(|| screens::at(scene.id, seq), seq, MANNER, (200, 60)) {
                // What runs freely is counted, and told about once a second: between two lines, and where the log has each
                // count, the screen shows sums that no line has.
                if scene.stage.gait == Gait::Free && (moment != "end" || pane == "LOG") {
                    continue;
                }
                let text = export::text(&buffer);
                // The marks of an axis are a scale and no facts; what was measured stands above it.
                let rows = if pane == "PLOT" { 1..2 } else { 0..usize::MAX };
                let text: Vec<&str> = text.lines().skip(rows.start).take(rows.len()).collect();
                for fact in facts(&text.join("\n")) {
                    // What threads do and have done is of this moment; where one is stuck, and at the end, it is told.
                    if pane == "THREADS" && !matches!(moment.as_str(), "frozen" | "end") {
                        continue;
                    }
                    checked += 1;
                    assert!(told.contains(&fact), "{} {moment}: {pane} shows {fact:?}, the text does not", scene.id);
                }
            }
        }
    }
    assert!(checked > 300, "facts were found on the panes: {checked}");
}

/// Numbers of three digits and more, names of errors, and what the kernel says of a thread. Times that go on and rates
/// are those of one moment, and the text tells of other moments.
fn facts(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ',' | '.')));
    let words: Vec<&str> = words.map(|word| word.trim_matches([',', '.'])).collect();
    let of_a_moment = |words: &[&str]| match words {
        [_, unit, ..] if matches!(*unit, "ms" | "us") => true,
        [_, _, a_second, ..] => *a_second == "s",
        _ => false,
    };
    let is_number = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_digit() || c == ',');
    let is_error = |word: &str| word.len() > 3 && word.starts_with('E') && word.chars().all(|c| c.is_ascii_uppercase());
    let is_kernel = |word: &str| word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    // What was sent and read until now is a sum of what was told, call by call.
    let is_sum = |place: usize| place > 0 && matches!(words[place - 1], "sent" | "read");
    let numbers = |place: usize| is_number(words[place]) && !of_a_moment(&words[place..]) && !is_sum(place);
    let places =
        (0..words.len()).filter(|place| numbers(*place) || is_error(words[*place]) || is_kernel(words[*place]));
    let facts = places.map(|place| words[place]).filter(|word| !OWN.contains(word));
    facts.map(|word| word.replace(',', "")).collect::<Vec<_>>().into_iter()
}
