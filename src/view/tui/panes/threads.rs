//! THREADS: what each thread of the stage is doing by its own word and by the kernel's, its CPU and its calls; and
//! the meters of the trace.

use super::fit;
use crate::event::thousands;
use crate::view::tui::model::Model;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{Doing, Thread};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let world = session.world();
    let width = usize::from(area.width);
    let calls = world.threads.iter().map(|thread| thousands(thread.syscalls).len()).max().unwrap_or(0);
    let columns = Columns::of(width, calls);
    let mut shown = Vec::new();
    shown.push(Line::styled(columns.row("thread", "doing", "kernel", "CPU", "calls"), theme.style(Role::Dim)));
    for thread in &world.threads {
        let long = thread.in_call_for(world.at).filter(|span| span.0 >= 100_000);
        let long = long.map_or_else(String::new, |span| format!(" {}", words::span(span)));
        let does = format!("{}{long}", words::doing(thread));
        let says = match (&thread.doing, words::kernels_word(thread)) {
            (Doing::Ended, _) => String::new(),
            // The name of the kernel's function is for those who have the room.
            (_, Some(word)) if word.len() > columns.kernel => words::without_function(&word).to_owned(),
            (_, Some(word)) => word,
            (_, None) => "no word yet".into(),
        };
        let role = if thread.doing == Doing::Ended { Role::Dim } else { Role::Text };
        let row = columns.row(thread.name.as_str(), &does, &says, &cpu(thread), &thousands(thread.syscalls));
        shown.push(Line::styled(row, theme.style(role)));
    }
    if world.threads.is_empty() {
        shown.push(Line::styled(" No thread yet.", theme.style(Role::Dim)));
    }
    // The threads come before the meters. While a question is open, how much has been traced would tell of what comes.
    let room = usize::from(area.height);
    if room > 2 {
        shown.truncate(room - 1);
    }
    if room > 2 && session.open_question().is_none() {
        let meters = format!(" {}", words::meters(&session.trace, world));
        shown.push(Line::styled(fit(&meters, width), theme.style(Role::Dim)));
    }
    super::lines(model, &shown, area, buffer);
}

/// Widths of the columns that give and take.
struct Columns {
    doing: usize,
    kernel: usize,
    calls: usize,
}

/// The least room for the kernel's word.
const WORD: usize = 12;

impl Columns {
    fn of(width: usize, calls: usize) -> Self {
        let calls = calls.max(5);
        let free = width.saturating_sub(15 + calls);
        let wide = free.min(28).max(free * 11 / 20);
        // A number that needs more than its room takes it from what is done, not from the kernel.
        let doing = if calls > 5 && free >= WORD + 23 { wide.min(free - WORD - 1) } else { wide };
        // Too narrow for both: the kernel's word stands in the X-ray too.
        let kernel = free.saturating_sub(doing + 1);
        if kernel < WORD { Columns { doing: free, kernel: 0, calls } } else { Columns { doing, kernel, calls } }
    }

    fn row(&self, name: &str, doing: &str, kernel: &str, cpu: &str, calls: &str) -> String {
        let (wide, word, many) = (self.doing, self.kernel, self.calls);
        let kernel = if word == 0 { String::new() } else { format!(" {:<word$}", fit(kernel, word)) };
        format!(" {:<7} {:<wide$}{kernel} {cpu:>4} {calls:>many$}", fit(name, 7), fit(doing, wide))
    }
}

fn cpu(thread: &Thread) -> String {
    match (thread.busy_permille, &thread.doing) {
        (_, Doing::Ended) | (None, _) => "-".into(),
        (Some(share), _) => format!("{}%", share / 10),
    }
}
