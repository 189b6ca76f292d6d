//! Names as ids: cheap to clone, compared by text, and clean to print.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most characters a name may have; a longer one is cut.
const LONGEST: usize = 64;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(clean(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $name(clean(&text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }
    };
}

name!(
    /// A socket, as the stage names it: `client`, `server`, `listener`.
    SourceName
);
name!(
    /// A thread of the stage, or `lab`.
    ThreadName
);
name!(
    /// A question of a scene.
    QuestionId
);
name!(
    /// A control of a scene.
    ControlId
);
name!(
    /// A knob of a scene.
    KnobName
);

impl ThreadName {
    /// The name under which the lab notes what it does itself, from outside the stage.
    pub const LAB: &'static str = "lab";

    /// Whether this is the lab and no thread of the stage.
    pub fn is_lab(&self) -> bool {
        *self == Self::LAB
    }
}

/// Names come from trace files too: a control character in one could drive the reader's terminal.
fn clean(text: &str) -> Arc<str> {
    if text.len() <= LONGEST && !text.chars().any(char::is_control) {
        return text.into();
    }
    let kept: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_drops_what_would_drive_a_terminal() {
        assert_eq!(SourceName::from("cli\u{1b}[31ment"), "cli[31ment");
        assert_eq!(SourceName::from("x".repeat(1_000)).as_str().len(), LONGEST);
    }
}
