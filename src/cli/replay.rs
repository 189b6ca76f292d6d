//! `twistlab replay`

use super::kept::note;
use super::lesson::{UNWRITTEN, screen, typist};
use super::{Status, options};
use crate::lesson::{Lesson, Scene, lesson};
use crate::trace::{Header, codec};
use crate::view::player::Pace;
use crate::view::session::Session;
use crate::view::{plain, tui};
use anyhow::{Context, anyhow};
use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// Opens a recorded run on the screen, or tells it as text.
pub(super) fn run(options: &options::Replay, colour: options::Colour) -> anyhow::Result<Status> {
    let mut session = open(&options.file)?;
    if options.manner.no_quiz {
        session = session.without_quiz();
    }
    if !options.manner.plain && io::stdout().is_terminal() {
        tui::replay(session, screen(&options.manner, colour))?;
        return Ok(Status::Good);
    }
    let (sender, news) = mpsc::channel();
    let manner = plain::Manner { pace: options.manner.speed.unwrap_or(Pace::Max), patience: Duration::from_secs(2) };
    let mut out = io::stdout().lock();
    let mut typist = typist(false, &options.manner, &sender)?;
    let told = plain::tell(&mut session, manner, &mut typist, &news, &mut out).context(UNWRITTEN)?;
    out.flush().context(UNWRITTEN)?;
    Ok(if told.end == plain::End::NotShown { Status::NotShown } else { Status::Good })
}

fn open(path: &Path) -> anyhow::Result<Session> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("{shown} could not be opened"))?;
    let unreadable = || format!("{shown} could not be replayed");
    let mut reader = codec::Reader::open(BufReader::new(file)).with_context(unreadable)?;
    let (lesson, scene) = find(&reader.header, path)?;
    let mut session = Session::recorded(lesson, scene, reader.header.clone());
    for stamped in &mut reader {
        session.take(stamped.with_context(unreadable)?);
    }
    if let Some(line) = reader.torn_at {
        note(&format!("{shown} is torn in line {line}: what stands before it is shown"));
    }
    Ok(session)
}

fn find(header: &Header, path: &Path) -> anyhow::Result<(&'static Lesson, &'static Scene)> {
    let lesson = lesson(header.lesson);
    let scene = lesson.and_then(|lesson| lesson.scenes.iter().find(|scene| scene.id == header.scene));
    lesson.zip(scene).ok_or_else(|| {
        anyhow!(
            "{} is of lesson {}, scene {:?}, which this twistlab does not have (see twistlab list)",
            path.display(),
            header.lesson,
            header.scene
        )
    })
}
