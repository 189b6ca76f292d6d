//! What the compiler says of the program that does not fit: its own words, never typed by hand.

use crate::hold;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The library as it was built for these tests: the newest of its files beside the test's own.
fn library() -> Option<PathBuf> {
    let tests = env::current_exe().ok()?;
    let files = fs::read_dir(tests.parent()?).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let is_library = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("libtwistlab-") && name.ends_with(".rlib")
    };
    files.filter(is_library).max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
}

#[test]
fn a_heartbeat_on_a_reactor_without_time_is_refused_in_the_compilers_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/08-stand-ins");
    let library = library().expect("the tests stand beside the library");
    let compiled = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition", "2024", "--emit", "metadata", "--color", "never", "does_not_fit.rs", "-o"])
        .arg(env::temp_dir().join("does_not_fit.rmeta"))
        .arg("--extern")
        .arg(format!("twistlab={}", library.display()))
        .arg("-L")
        .arg(format!("dependency={}", library.parent().expect("it is in a folder").display()))
        .current_dir(&folder)
        .output()
        .expect("there is a compiler, since these tests were compiled");
    assert!(!compiled.status.success(), "it fits");
    let printed = String::from_utf8(compiled.stderr).expect("the compiler prints text");
    let path = folder.join("does_not_fit.txt");
    if env::var_os("TWISTLAB_BLESS").is_some() {
        return hold(&path, &printed);
    }
    // Line numbers of the library move, and another version of the compiler may say the rest in other words.
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    assert_eq!(first(&printed), first(&fs::read_to_string(path).expect("it was recorded")), "{printed}");
}
