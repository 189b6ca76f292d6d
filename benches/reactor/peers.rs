//! Those that the reactor is measured against. None of them does more than its workload needs.

mod bare;
mod epoll;
mod heap;
mod mio;
mod tokio;

pub(crate) use self::mio::Mio;
pub(crate) use self::tokio::Tokio;
pub(crate) use epoll::Epoll;
pub(crate) use heap::Heap;
