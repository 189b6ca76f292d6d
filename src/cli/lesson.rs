//! `twistlab lesson`

use super::kept::Kept;
use super::options::{self, Colour, Manner};
use super::{Mistake, Status};
use crate::lab::Holding;
use crate::lesson::{CATALOGUE, Lesson, Scene, Settings, lesson};
use crate::view::plain::{self, End, News, Typist};
use crate::view::player::Pace;
use crate::view::recorder::Recording;
use crate::view::session::Session;
use crate::view::tui;
use anyhow::Context;
use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, Sender};

/// What cannot be helped where standard output is gone or full.
pub(super) const UNWRITTEN: &str = "the text could not be written";

/// Runs a lesson on the screen, or as text where there is none.
pub(super) fn run(options: &options::Lesson, colour: Colour) -> anyhow::Result<Status> {
    let lesson = find(options.number)?;
    let scene = options.scene.as_deref().map(|name| find_scene(lesson, name)).transpose()?;
    let first = scene.unwrap_or(&lesson.scenes[0]);
    let settings = settings(lesson, scene, &options.set)?;
    if options.manner.plain || options.auto || !io::stdout().is_terminal() {
        let scenes: Vec<&'static Scene> = scene.map_or_else(|| lesson.scenes.iter().collect(), |scene| vec![scene]);
        return tell_all(lesson, &scenes, options, &settings);
    }
    let kept = Kept::open();
    let learner = Some(kept.learner());
    let start = tui::Start { lesson, scene: first, settings: &settings, record: options.record.as_deref(), learner };
    tui::live(start, screen(&options.manner, colour))?;
    Ok(Status::Good)
}

/// What the screen is told.
pub(super) fn screen(manner: &Manner, colour: Colour) -> tui::Manner {
    tui::Manner {
        pace: manner.speed,
        quiz: !manner.no_quiz,
        ascii: manner.ascii || !utf8(),
        colour: colour.on_screen(),
    }
}

/// Whether the locale says that the terminal knows Unicode: the first of these that is set decides (locale(7)).
fn utf8() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    set.is_some_and(|value| {
        let value = value.to_string_lossy().to_uppercase();
        value.contains("UTF-8") || value.contains("UTF8")
    })
}

pub(super) fn find(number: u32) -> anyhow::Result<&'static Lesson> {
    lesson(number).ok_or_else(|| {
        let known: Vec<String> = CATALOGUE.iter().map(|lesson| lesson.number.to_string()).collect();
        let known = known.join(", ");
        anyhow::Error::new(Mistake(format!("there is no lesson {number}: there is {known} (see twistlab list)")))
    })
}

fn find_scene(lesson: &'static Lesson, name: &str) -> anyhow::Result<&'static Scene> {
    lesson.scene(name).ok_or_else(|| {
        let known: Vec<String> =
            lesson.scenes.iter().enumerate().map(|(place, scene)| format!("{} {}", place + 1, scene.id)).collect();
        anyhow::Error::new(Mistake(format!(
            "lesson {} has no scene {name:?}: there are {}",
            lesson.number,
            known.join(", ")
        )))
    })
}

/// The settings of each scene that will be played. A setting must be known to one scene at least, so that
/// `lesson 1 --set sndbuf=8192` sets it wherever it exists.
fn settings(
    lesson: &'static Lesson,
    only: Option<&'static Scene>,
    given: &[String],
) -> anyhow::Result<Vec<(&'static str, Settings)>> {
    let scenes: Vec<&'static Scene> = only.map_or_else(|| lesson.scenes.iter().collect(), |scene| vec![scene]);
    let mut all: Vec<(&'static str, Settings)> =
        scenes.iter().map(|scene| (scene.id, Settings::defaults(scene.knobs))).collect();
    for setting in given {
        let tried = scenes.iter().zip(&mut all).map(|(scene, (_, settings))| settings.set(scene.knobs, setting));
        let taken = tried.reduce(|one, next| one.or_else(|bad| next.map_err(|also| bad.or(also))));
        if let Some(Err(bad)) = taken {
            return Err(Mistake(bad.to_string()).into());
        }
    }
    Ok(all)
}

fn tell_all(
    lesson: &'static Lesson,
    scenes: &[&'static Scene],
    options: &options::Lesson,
    settings: &[(&'static str, Settings)],
) -> anyhow::Result<Status> {
    let mut status = Status::Good;
    let mut recording = Recording::open(options.record.as_deref())?;
    let mut out = io::stdout().lock();
    let (sender, news) = mpsc::channel();
    let typist = typist(options.auto, &options.manner, &sender)?;
    let kept = typist.types().then(Kept::open);
    // It goes before what keeps its progress.
    let mut typist = match &kept {
        Some(kept) => {
            kept.tell();
            typist.keeping(kept.learner())
        }
        None => typist,
    };
    for (scene, (_, settings)) in scenes.iter().zip(settings) {
        let noted = sender.clone();
        let wake = move || _ = noted.send(News::Noted);
        let mut session =
            Session::start(lesson, scene, settings, Holding::Never, wake).context("no thread could be started")?;
        if options.manner.no_quiz {
            session = session.without_quiz();
        }
        if let Some(recorder) = recording.next_run() {
            session.record(recorder);
        }
        let manner = plain::Manner { pace: options.manner.speed.unwrap_or(Pace::Max), patience: options.patience };
        let told = plain::tell(&mut session, manner, &mut typist, &news, &mut out).context(UNWRITTEN)?;
        if let Some(error) = told.unrecorded {
            recording.stop(error);
        }
        match told.end {
            End::Shown => {}
            End::NotShown => status = Status::NotShown,
            End::Quit => {
                status = Status::Good;
                break;
            }
        }
    }
    out.flush().context(UNWRITTEN)?;
    recording.end()?;
    Ok(status)
}

/// Who answers: a person where somebody can type, else the script. What a person types comes as news.
pub(super) fn typist(auto: bool, manner: &Manner, news: &Sender<News>) -> anyhow::Result<Typist> {
    if auto || !io::stdin().is_terminal() {
        return Ok(Typist::script(!manner.no_quiz));
    }
    plain::listen(news.clone()).context("no thread could be started")?;
    Ok(Typist::person(!manner.no_quiz, !io::stdout().is_terminal()))
}
