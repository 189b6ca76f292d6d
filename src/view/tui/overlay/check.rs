//! The commands with which to check what is shown, for this very run.

use crate::view::tui::model::Model;
use crate::view::tui::panes::wrap;
use crate::view::tui::theme::Role;
use crate::world::Role as Kind;
use ratatui::text::Line;

pub(super) fn lines(model: &Model, width: usize) -> Vec<Line<'static>> {
    let (session, theme) = (model.session(), &model.theme);
    let header = &session.trace.header;
    let world = session.trace.head();
    let mut told = Vec::new();
    let mut prose = |text: &str| told.extend(wrap(text, width).into_iter().map(Line::from));
    if session.is_live() {
        prose("Do not take our word for it. In another terminal, while this runs:");
    } else {
        prose(&format!(
            "This run is over; it was process {} on {}. In a live run these commands show the same:",
            header.pid, header.kernel
        ));
    }
    let command = |text: String| Line::styled(format!("  {text}"), theme.style(Role::Key));
    let port = world.sources.iter().find(|source| source.role == Kind::Listener).and_then(|listener| listener.port);
    let port = port.map_or_else(|| "PORT".into(), |port| port.to_string());
    let tid = world.threads.iter().find_map(|thread| thread.tid).map_or_else(|| "TID".into(), |tid| tid.to_string());
    told.push(Line::default());
    told.push(command(format!("ss -tmin '( sport = :{port} or dport = :{port} )'")));
    told.extend(wrap("Recv-Q is our \"unread\", Send-Q our \"unsent\" and \"in flight\" together; rb and tb in skmem are the granted sizes.", width).into_iter().map(Line::from));
    told.push(Line::default());
    told.push(command(format!("strace -f -e trace=network,close -p {}", header.pid)));
    told.extend(
        wrap("The calls in our log, with the same numbers. A send that never ends stands there unfinished.", width)
            .into_iter()
            .map(Line::from),
    );
    told.push(Line::default());
    told.push(command(format!("cat /proc/{}/task/{tid}/{{comm,syscall,wchan}}", header.pid)));
    told.extend(
        wrap("The kernel's word on the stage's first thread, as our THREADS pane shows it.", width)
            .into_iter()
            .map(Line::from),
    );
    told
}
