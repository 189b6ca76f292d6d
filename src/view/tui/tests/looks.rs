//! What the panes say of made-up runs.

use super::made_up::{self, Tale};
use crate::event::{Call, Event};
use crate::view::export;
use crate::view::tui::{Manner, screen};

const SIZES: [(u16, u16); 4] = [(160, 45), (120, 36), (80, 24), (60, 20)];

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: false, colour: true };

fn shown(tale: Tale, size: (u16, u16)) -> String {
    let seq = tale.session.trace.last();
    export::text(&screen::picture(tale.session, seq, MANNER, size))
}

#[test]
fn look() {
    for size in SIZES {
        println!("{}", shown(made_up::buttons(), size));
        println!("{}", shown(made_up::spin("spin"), size));
        println!("{}", shown(made_up::waiting("explorer"), size));
        println!("{}", shown(Tale::of("line"), size));
    }
}
