//! tokio's runtime of one thread: a task for each end of each connection. Its timers are tokio-util's `DelayQueue`, which
//! can cancel, as ours can.

use crate::meter::{Contestant, Cost, Meter};
use crate::workload::{CANCELLED, CHUNK, Draw, Kind, later, soon};
use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_util::time::DelayQueue;
use twistlab::clock::monotonic;

pub(crate) struct Tokio {
    pub(crate) name: &'static str,
    /// Takes part with timers alone, whose functions may differ, as ours may, and so are boxed.
    pub(crate) boxed: bool,
}

impl Contestant for Tokio {
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&self, workload: Kind, often: u64) -> Option<Cost> {
        if self.boxed && !matches!(workload, Kind::Timers) {
            return None;
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        match workload {
            Kind::PingPong { pairs, idle } => Some(runtime.block_on(ping_pong(pairs, idle, often))),
            Kind::Stream => Some(runtime.block_on(transfer(vec![7; CHUNK], often << 4, often << 20))),
            Kind::Write { owned: true } => {
                let data = vec![7; usize::try_from(often << 20).unwrap()];
                Some(runtime.block_on(transfer(data, 1, often << 20)))
            }
            Kind::Write { owned: false } => None, // it writes from where the data is
            Kind::Timers => {
                let call = |left: Rc<Cell<u64>>| move || left.set(left.get() - 1);
                Some(if self.boxed {
                    runtime.block_on(timers(often, |left| Box::new(call(left)) as Box<dyn FnOnce()>))
                } else {
                    runtime.block_on(timers(often, call))
                })
            }
            Kind::Lateness => Some(runtime.block_on(lateness(often))),
        }
    }
}

async fn connected(count: usize) -> Vec<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, mut pairs) = (listener.local_addr().unwrap(), Vec::new());
    for _ in 0..count {
        let ours = TcpStream::connect(address).await.unwrap();
        pairs.push((ours, listener.accept().await.unwrap().0));
    }
    pairs
}

async fn ping_pong(pairs: usize, idle: usize, often: u64) -> Cost {
    let (left, done) = (Arc::new(AtomicU64::new(often)), Arc::new(Notify::new()));
    let idle = connected(idle).await;
    let active = connected(pairs).await;
    let meter = Meter::start();
    for (here, there) in active {
        tokio::spawn(echo(there));
        tokio::spawn(ping(here, left.clone(), done.clone()));
    }
    done.notified().await;
    let cost = meter.stop();
    drop(idle);
    cost
}

async fn echo(mut stream: TcpStream) {
    let mut room = [0; 1_024];
    while let Ok(got @ 1..) = stream.read(&mut room).await {
        stream.write_all(&room[..got]).await.unwrap();
    }
}

async fn ping(mut stream: TcpStream, left: Arc<AtomicU64>, done: Arc<Notify>) {
    let mut room = [0; 1_024];
    // One thread: what is loaded is still so when it is stored.
    while left.load(Ordering::Relaxed) > 0 {
        stream.write_all(b"x").await.unwrap();
        let _one = stream.read(&mut room).await.unwrap();
        left.store(left.load(Ordering::Relaxed).saturating_sub(1), Ordering::Relaxed);
    }
    done.notify_one();
}

/// So much data, so many times.
async fn transfer(data: Vec<u8>, times: u64, total: u64) -> Cost {
    let (mut here, mut there) = connected(1).await.pop().unwrap();
    let meter = Meter::start();
    tokio::spawn(async move {
        for _ in 0..times {
            here.write_all(&data).await.unwrap();
        }
    });
    let (mut room, mut left) = (vec![0; CHUNK], total);
    while left > 0 {
        left -= there.read(&mut room).await.unwrap() as u64;
    }
    meter.stop()
}

async fn timers<C: FnOnce()>(often: u64, call: impl Fn(Rc<Cell<u64>>) -> C) -> Cost {
    let left = Rc::new(Cell::new(often - often / 10 * CANCELLED as u64));
    let (meter, mut draw, mut queue) = (Meter::start(), Draw::new(), DelayQueue::new());
    let keys: Vec<_> = (0..often).map(|_| queue.insert(call(left.clone()), soon(&mut draw))).collect();
    for (number, key) in keys.iter().enumerate() {
        if number % 10 < CANCELLED {
            queue.remove(key);
        }
    }
    while left.get() > 0 {
        let due = poll_fn(|context| queue.poll_expired(context)).await;
        due.unwrap().into_inner()();
    }
    meter.stop()
}

async fn lateness(often: u64) -> Cost {
    let (meter, mut draw, mut late) = (Meter::start(), Draw::new(), Vec::new());
    for _ in 0..often {
        let span = later(&mut draw);
        let due = monotonic() + span;
        tokio::time::sleep(span).await;
        late.push(monotonic().duration_since(due));
    }
    Cost { late, ..meter.stop() }
}
