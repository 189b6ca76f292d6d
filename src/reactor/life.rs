//! The life of a reactor.

/// Where a reactor is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Life {
    /// It never ran, or was crashed: it can be run.
    #[default]
    Fresh,
    /// The startup hooks before the start are called.
    Starting,
    /// One of them called `stop`: it starts, and then stops.
    StopAskedEarly,
    Running,
    /// `stop` was called; the shutdown hooks come at the end of the pass of calls.
    StopAsked,
    /// It runs no more; connections are being lost.
    Stopping,
    Stopped,
    /// `crash` was called: the loop ends after this turn.
    Crashed,
}

/// When a hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookEvent {
    Startup,
    Shutdown,
}
