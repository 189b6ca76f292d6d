//! The commands with which to check what is shown, for this very run.

use crate::view::tui::model::Model;
use crate::view::tui::pane::is_of_bytes;
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
    let listener = world.sources.iter().find(|source| source.role == Kind::Listener);
    let port = listener.and_then(|listener| listener.port).map_or_else(|| "PORT".into(), |port| port.to_string());
    let tid = world.threads.iter().find_map(|thread| thread.tid).map_or_else(|| "TID".into(), |tid| tid.to_string());
    let mut show = |text: String, what: &str| {
        told.push(Line::default());
        told.push(command(text));
        told.extend(wrap(what, width).into_iter().map(Line::from));
    };
    if listener.is_some() || is_of_bytes(session.scene.shows) {
        show(
            format!("ss -tmin '( sport = :{port} or dport = :{port} )'"),
            "Recv-Q is our \"unread\", Send-Q our \"unsent\" and \"in flight\" together; rb and tb in skmem are the granted sizes.",
        );
    }
    match (session.is_free(), is_of_bytes(session.scene.shows)) {
        (true, _) => {
            show(
                format!("timeout 2 strace -c -f -p {}", header.pid),
                "How many calls of each kind in two seconds. A loop that is traced turns many times slower meanwhile, and our numbers show that too.",
            );
            show(
                format!("top -H -p {}", header.pid),
                "The processor time of each thread by itself: the stage's is our CPU, the others are the laboratory.",
            );
        }
        (false, only_bytes) => {
            let calls =
                if only_bytes { "network,close" } else { "network,close,read,write,select,pselect6,poll,epoll_wait" };
            show(
                format!("strace -f -e trace={calls} -p {}", header.pid),
                "The calls in our log, with the same numbers. A send that never ends stands there unfinished.",
            );
        }
    }
    show(
        format!("cat /proc/{}/task/{tid}/{{comm,syscall,wchan}}", header.pid),
        "The kernel's word on the stage's first thread, as our THREADS pane shows it.",
    );
    told
}
