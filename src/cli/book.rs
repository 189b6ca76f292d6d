//! `twistlab book`: builds the book with an installed mdBook.
//!
//! The book is an mdBook in twistlab's repository; the program does not link mdBook. Without it, or outside the
//! repository, the chapters are still in the program: `twistlab read N`.

use anyhow::{Context, Result, bail};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where a chapter can be read in any case.
const READ: &str = "`twistlab read 1` shows the first chapter here and now";

/// Builds the book of the repository that the current folder is in, and says where it is.
///
/// # Errors
/// When this is not in the repository, when mdBook is not installed, or when it fails.
pub(super) fn run(out: &mut dyn Write) -> Result<()> {
    let here = std::env::current_dir().context("the current folder cannot be told")?;
    let Some(root) = root(&here) else {
        bail!("the book is built from twistlab's repository, and this folder is not in it; {READ}");
    };
    build(&root, "mdbook")?;
    writeln!(out, "the book is in {}", root.join("book").join("index.html").display())?;
    Ok(())
}

/// The nearest folder, from `here` upwards, with the book's configuration and its summary.
fn root(here: &Path) -> Option<PathBuf> {
    let ours = |folder: &&Path| folder.join("book.toml").is_file() && folder.join("lessons/SUMMARY.md").is_file();
    here.ancestors().find(ours).map(Path::to_owned)
}

fn build(root: &Path, mdbook: &str) -> Result<()> {
    match Command::new(mdbook).arg("build").current_dir(root).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("mdbook could not build the book: {status}"),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("mdbook is not installed: `cargo install mdbook` gets it, and {READ}")
        }
        Err(error) => Err(error).context("mdbook could not be started"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_found_from_any_folder_inside_it() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(root(&here.join("src/cli")).as_deref(), Some(here));
        assert_eq!(root(tempfile::tempdir().unwrap().path()), None);
    }

    #[test]
    fn without_mdbook_the_way_to_it_and_around_it_is_told() {
        let told = build(Path::new(env!("CARGO_MANIFEST_DIR")), "no-such-mdbook").unwrap_err().to_string();
        assert!(told.contains("`cargo install mdbook`") && told.contains("`twistlab read 1`"), "{told}");
    }
}
