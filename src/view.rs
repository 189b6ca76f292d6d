//! Views of a world: the terminal screen, plain text, exports. A view gets worlds, traces and lessons, never a socket.

pub mod export;
pub mod tui;
