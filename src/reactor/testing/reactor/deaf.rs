//! A multiplexer that never hears of anything.

use crate::reactor::multiplexer::{Multiplexer, Wake};
use crate::reactor::source::{Key, Readiness, Source};
use crate::reactor::sources::Sources;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Takes every source and reports none; its waits do not wait.
pub(super) struct Deaf;

impl Multiplexer for Deaf {
    fn name(&self) -> &'static str {
        "deaf"
    }

    fn register(&mut self, _source: &Source, _key: Key) -> io::Result<()> {
        Ok(())
    }

    fn deregister(&mut self, _source: &Source, _key: Key) -> io::Result<()> {
        Ok(())
    }

    fn wait(
        &mut self,
        _sources: &Sources,
        _timeout: Option<Duration>,
        _ready: &mut Vec<(Key, Readiness)>,
    ) -> io::Result<()> {
        Ok(())
    }

    fn waker(&self) -> Arc<dyn Wake> {
        Arc::new(Deaf)
    }
}

impl Wake for Deaf {
    fn wake(&self) {}
}
