//! What the committed traces show, held to exact text, screens and figures.
//!
//! A live run is never compared with these: the kernel is free to choose. To take new ones after a change of words
//! or panes: `TWISTLAB_BLESS=1 cargo test --test goldens`, and read the difference before committing it. To record
//! a scene anew: `twistlab lesson 1 --scene freeze --plain --auto --record FILE`.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used)] // a test that cannot go on says so by a panic

mod book;
mod compiler;
mod facts;
mod figures;
mod home;
mod screens;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};
use twistlab::lesson::{CATALOGUE, Lesson, Scene};
use twistlab::trace::{Trace, codec};
use twistlab::view::session::Session;

/// Every scene with the path of its committed trace.
fn recorded() -> Vec<(&'static Lesson, &'static Scene, PathBuf)> {
    let scenes = CATALOGUE.iter().flat_map(|lesson| lesson.scenes.iter().map(move |scene| (lesson, scene)));
    scenes.map(|(lesson, scene)| (lesson, scene, folder(scene).join(format!("{}.trace", scene.id)))).collect()
}

/// The folder of a scene's lesson.
fn folder(scene: &Scene) -> PathBuf {
    let stage = Path::new(env!("CARGO_MANIFEST_DIR")).join(scene.stage.path);
    stage.parent().unwrap().to_owned()
}

fn read(path: &Path) -> Trace {
    let file = fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}: record it", path.display()));
    let read = codec::read(std::io::BufReader::new(file)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(read.torn_at, None, "{} is torn", path.display());
    read.trace
}

/// A scene's committed trace as a session, by its short name.
fn session(id: &str) -> Session {
    let (lesson, scene, path) = recorded().into_iter().find(|(_, scene, _)| scene.id == id).unwrap();
    Session::replay(lesson, scene, &read(&path))
}

/// Holds a text to the committed file, or takes it as the new one.
fn hold(path: &Path, text: &str) {
    if std::env::var_os("TWISTLAB_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        return;
    }
    let known = fs::read_to_string(path).unwrap_or_default();
    if let Some((line, (was, is))) = (1..).zip(known.lines().zip(text.lines())).find(|(_, (was, is))| was != is) {
        panic!("{} line {line}\n  was: {was}\n  is:  {is}\nTWISTLAB_BLESS=1 takes the new one", path.display());
    }
    assert_eq!(known.lines().count(), text.lines().count(), "{} has another length", path.display());
}
