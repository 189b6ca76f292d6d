//! The protocol of every end, and the factory of every port.

use super::end::End;
use super::world::World;
use std::rc::{Rc, Weak};
use twistlab::reactor::{Address, Factory, HalfCloseable, Protocol, Reason, Result, Transport};

/// Acts as drawn, and checks what it is told.
pub(crate) struct Drawn {
    world: Weak<World>,
    end: Option<Rc<End>>,
    half_closeable: bool,
    mark: Option<usize>,
    _alive: Rc<()>,
}

impl Drawn {
    /// What `build_protocol` gives: a protocol, or a refusal, or an error or a panic.
    pub(crate) fn build(world: &World) -> Result<Option<Box<dyn Protocol>>> {
        world.inside("build_protocol", None, || {})?;
        if !world.quiet.get() && world.draw.chance(20) {
            return Ok(None);
        }
        Ok(Some(Box::new(Drawn {
            world: world.this.clone(),
            end: None,
            half_closeable: world.draw.chance(500),
            mark: world.draw.chance(300).then(|| world.draw.pick(&[0, 1_000, 50_000])),
            _alive: world.alive.clone(),
        })))
    }

    /// A callback of an end that stands.
    fn told(&self, what: &'static str, check: impl FnOnce(&World, &End)) -> Result {
        let Some(world) = self.world.upgrade() else { return Ok(()) };
        let Some(end) = &self.end else {
            world.story.blame(format!("{what} before connection_made"));
            return Ok(());
        };
        world.inside(what, Some(end), || check(&world, end))
    }
}

impl Protocol for Drawn {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let Some(world) = self.world.upgrade() else { return Ok(()) };
        let end = End::new(&world, transport, self.half_closeable, self.mark).map(Rc::new);
        world.story.expect(end.is_some() && self.end.is_none(), || "a connection was made wrongly".into());
        self.end = end;
        world.ends.borrow_mut().extend(self.end.clone());
        self.told("connection_made", |_, _| {})
    }

    fn data_received(&mut self, _transport: &Transport, data: &[u8]) -> Result {
        self.told("data_received", |world, end| end.received(world, data))
    }

    fn connection_lost(&mut self, _transport: &Transport, reason: &Reason) -> Result {
        if let (Some(world), Some(end)) = (self.world.upgrade(), &self.end) {
            world.ends.borrow_mut().retain(|other| !Rc::ptr_eq(other, end));
        }
        self.told("connection_lost", |world, end| end.lost(world, reason))
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        if self.half_closeable { Some(self) } else { None }
    }
}

impl HalfCloseable for Drawn {
    fn read_connection_lost(&mut self, _transport: &Transport) -> Result {
        self.told("read_connection_lost", |world, end| end.read_ended(world))
    }

    fn write_connection_lost(&mut self, _transport: &Transport) -> Result {
        self.told("write_connection_lost", |world, end| end.write_ended(world))
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        let Some(world) = self.world.upgrade() else { return };
        let told = self.end.as_ref().is_none_or(|end| end.lost.get());
        world.story.expect(told, || "a protocol was dropped that was not told its end".into());
    }
}

/// Makes protocols for a port.
pub(crate) struct Server(pub(crate) Weak<World>);

impl Factory for Server {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        self.0.upgrade().map_or(Ok(None), |world| Drawn::build(&world))
    }
}
