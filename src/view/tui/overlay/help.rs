//! The help, drawn from the key table and the scene's own controls.

use crate::view::tui::keys::{Focus, TABLE};
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use ratatui::text::{Line, Span};

const KEY: usize = 8;

pub(super) fn lines(model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let row = |key: &str, help: &str| {
        Line::from(vec![Span::styled(format!("{key:<KEY$}"), theme.style(Role::Key)), Span::raw(help.to_owned())])
    };
    let mut told = Vec::new();
    if !model.scene().controls.is_empty() {
        told.push(Line::styled("Act on the running program", theme.style(Role::Heading)));
        told.extend(model.scene().controls.iter().map(|control| row(&control.key.to_string(), control.label)));
        told.push(Line::default());
    }
    told.push(Line::styled("The laboratory", theme.style(Role::Heading)));
    for binding in TABLE.iter().filter(|b| b.focus.contains(&Focus::Lab) || b.focus == [Focus::Question]) {
        told.push(row(binding.name, binding.help));
    }
    told.push(row("1 to 9", "a scene by its number"));
    told.push(row("a b c d", "answer a question"));
    told.push(Line::default());
    told.push(Line::styled(
        "Mouse: click a pane, a key, a choice, the timeline (drag it); the wheel scrolls.",
        theme.style(Role::Dim),
    ));
    told
}
