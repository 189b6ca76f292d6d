//! Every end of a connection of the library, as a table.
//!
//! ```text
//!  end       protocol   made data lost   buffer  state
//!  client    PingPong      1    4    1        -  Done
//! ```

use super::floors::{open_call, state_role};
use crate::event::{Callback, thousands};
use crate::view::tui::model::Model;
use crate::view::tui::panes::fit;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::Source;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// The ends, with a heading; by itself it also says what the reactor does, and what is below it.
pub(super) fn table(model: &Model, area: Rect, alone: bool) -> Vec<Line<'static>> {
    let (world, theme) = (model.session().world(), &model.theme);
    let width = usize::from(area.width);
    // Those that stand come first, and of those that are over the newest.
    let (over, mut ends): (Vec<&Source>, Vec<_>) = super::of_the_library(world).partition(|end| is_over(end));
    ends.extend(over.into_iter().rev());
    let mut shown = Vec::new();
    if alone {
        for (label, text) in [("reactor", super::reactor_does(world)), ("below", super::below(world))] {
            let text = fit(&text, width.saturating_sub(10));
            shown.push(Line::from(vec![
                Span::styled(format!(" {label:<8} "), theme.style(Role::Heading)),
                Span::raw(text),
            ]));
        }
    } else {
        shown.push(Line::default());
    }
    if ends.is_empty() {
        shown.push(Line::styled(" no connection yet", theme.style(Role::Dim)));
        return shown;
    }
    let widest = |text: &dyn Fn(&Source) -> usize, least: usize, most: usize| {
        ends.iter().map(|end| text(end)).max().unwrap_or(0).clamp(least, most)
    };
    let name = widest(&|end| end.name.as_str().width(), 6, 12);
    let protocol = widest(&|end| protocol_of(end).width(), 8, 12);
    let rest = width.saturating_sub(name + protocol + 32);
    let heads =
        format!(" {:<name$}  {:<protocol$}  made data lost   buffer  {}", "end", "protocol", fit("state", rest));
    shown.push(Line::styled(heads, theme.style(Role::Dim)));
    shown.extend(ends.iter().filter_map(|end| {
        let transport = end.transport.as_ref()?;
        let times = [Callback::ConnectionMade, Callback::DataReceived, Callback::ConnectionLost];
        let [made, data, lost] = times.map(|callback| thousands(transport.called(callback)));
        let held = end.held.filter(|_| transport.ended.is_none()).map_or_else(|| "-".into(), |h| thousands(h.bytes));
        let lit = open_call(world, end).is_some();
        let row = format!(
            " {:<name$}  {:<protocol$}  {made:>4} {data:>4} {lost:>4} {held:>8}  ",
            fit(end.name.as_str(), name),
            fit(protocol_of(end), protocol)
        );
        Some(Line::from(vec![
            Span::styled(row, theme.style(if lit { Role::Running } else { Role::Text })),
            Span::styled(fit(&words::transport_state(transport), rest), theme.style(state_role(transport))),
        ]))
    }));
    shown
}

fn is_over(end: &Source) -> bool {
    end.transport.as_ref().is_some_and(|transport| transport.ended.is_some())
}

fn protocol_of(end: &Source) -> &str {
    end.transport.as_ref().and_then(|transport| transport.protocol.as_ref()).map_or("-", |name| name.as_str())
}
