//! Names and texts: cheap to clone, compared by their characters, bounded, and clean to print.
//!
//! They come from trace files too, where a control character could drive the reader's terminal: there is no
//! way to make one that holds any.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most characters a name may have; a longer one is cut.
const LONGEST_NAME: usize = 64;

/// The same of a case: its name is a sentence.
const LONGEST_CASE: usize = 120;

/// The same of a text.
const LONGEST_TEXT: usize = 1_000;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $longest:ident) => {
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
                $name(clean(text, $longest))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $name(clean(&text, $longest))
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
    SourceName, LONGEST_NAME
);
name!(
    /// A thread of the stage, or `lab`.
    ThreadName, LONGEST_NAME
);
name!(
    /// A question of a scene.
    QuestionId, LONGEST_NAME
);
name!(
    /// A control of a scene.
    ControlId, LONGEST_NAME
);
name!(
    /// A knob of a scene.
    KnobName, LONGEST_NAME
);
name!(
    /// A curve of a plot: `select`, `poll`, `copied`.
    SeriesName, LONGEST_NAME
);
name!(
    /// A delayed call, as the program names it: `A`, `heartbeat`.
    TimerName, LONGEST_NAME
);
name!(
    /// A case of a test or of a contract.
    CaseName, LONGEST_CASE
);
name!(
    /// A type of the program, or a trait that types provide: `ManualClock`, `ReactorTime`.
    TypeName, LONGEST_NAME
);
name!(
    /// A line of words from the program or the kernel.
    Text, LONGEST_TEXT
);

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl ThreadName {
    /// The name under which the lab notes what it does itself, from outside the stage.
    pub const LAB: &'static str = "lab";

    /// Whether this is the lab and no thread of the stage.
    pub fn is_lab(&self) -> bool {
        *self == Self::LAB
    }
}

/// One line without control characters: a break becomes a space, the others go.
fn clean(text: &str, longest: usize) -> Arc<str> {
    if text.len() <= longest && !text.chars().any(char::is_control) {
        return text.into();
    }
    let spaced = text.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c });
    let kept: String = spaced.filter(|c| !c.is_control()).take(longest).collect();
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_drops_what_would_drive_a_terminal() {
        assert_eq!(SourceName::from("cli\u{1b}[31ment"), "cli[31ment");
        assert_eq!(SourceName::from("x".repeat(1_000)).as_str().len(), LONGEST_NAME);
        assert_eq!(Text::from("left: 1\r\n\u{9b}right: 2").as_str(), "left: 1 right: 2");
    }
}
