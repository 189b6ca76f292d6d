//! The help, drawn from the key table and the scene's own controls.

use crate::view::tui::keys::listed;
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
    told.extend(listed().into_iter().map(|(key, help)| row(theme.key(key), help)));
    told.push(Line::default());
    told.push(Line::styled(
        "Mouse: click a pane, a key, a choice, the timeline (drag it); the wheel scrolls.",
        theme.style(Role::Dim),
    ));
    told
}
