//! Where the platform wants a program to keep its state.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Below the home folder, where XDG_STATE_HOME says nothing else.
const STATE: &str = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };

/// The folder of twistlab's state: it need not exist yet. Nothing where no home folder is known.
pub fn folder() -> Option<PathBuf> {
    under(std::env::var_os("XDG_STATE_HOME"), std::env::home_dir().as_deref())
}

/// A relative path in the variable counts for nothing, as the XDG base directory specification has it.
fn under(state: Option<OsString>, home: Option<&Path>) -> Option<PathBuf> {
    let state = state.map(PathBuf::from).filter(|state| state.is_absolute());
    let home = home.filter(|home| home.is_absolute()).map(|home| home.join(STATE));
    state.or(home).map(|state| state.join("twistlab"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_counts_before_the_home_folder_where_it_is_a_whole_path() {
        let home = Some(Path::new("/home/ann"));
        let at_home = PathBuf::from("/home/ann").join(STATE).join("twistlab");
        assert_eq!(under(Some("/state".into()), home), Some("/state/twistlab".into()));
        for nothing in [None, Some("".into()), Some("state".into())] {
            assert_eq!(under(nothing, home), Some(at_home.clone()));
        }
        assert_eq!(under(None, None), None);
        assert_eq!(under(None, Some(Path::new(""))), None);
    }
}
