//! What it costs to be watched: a loop that spins on a socket which is always writable, bare and on the bench, in turns
//! a second. Both poll the same two sockets; the bare one counts nothing. It has a thread of its own,
//! too: the kernel takes longer to find a descriptor where threads share them.
//!
//! ```text
//! cargo bench --bench spin
//! ```

#![allow(clippy::print_stdout)] // it prints figures

use rustix::event::{FdSetElement, FdSetIter, PollFd, PollFlags, fd_set_insert, fd_set_num_elements};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::lab::run::Run;
use twistlab::lab::{Gait, Holding, Knobs, Lab, Result, Stage, Way};
use twistlab::world::World;

/// How long one loop spins in a round.
const SPIN: Duration = Duration::from_millis(400);

/// Rounds; the median of each is told.
const ROUNDS: usize = 9;

/// Turns between two looks at the clock.
const LOOK: u64 = 1_024;

static STOP: AtomicBool = AtomicBool::new(false);

fn main() -> std::io::Result<()> {
    println!("turns a second of a loop that spins, median of {ROUNDS} rounds");
    let [mut bare, mut watched] = [const { [const { Vec::new() }; 2] }; 2];
    for _ in 0..ROUNDS {
        bare[0].push(alone(bare_poll)?);
        watched[0].push(on_the_bench(Way::Poll)?);
        bare[1].push(alone(bare_select)?);
        watched[1].push(on_the_bench(Way::Select)?);
    }
    for (name, (bare, watched)) in ["poll", "select"].into_iter().zip(bare.into_iter().zip(watched)) {
        let [bare, watched] = [median(bare), median(watched)];
        println!(
            "{name:>8}: bare {bare:>9}, watched {watched:>9}: {:.2} of the bare one",
            watched as f64 / bare as f64
        );
    }
    Ok(())
}

/// Runs a loop in a thread of its own.
fn alone(spins: fn() -> std::io::Result<u64>) -> std::io::Result<u64> {
    std::thread::spawn(spins).join().map_err(|_| std::io::Error::other("the loop panicked"))?
}

fn median(mut rates: Vec<u64>) -> u64 {
    rates.sort_unstable();
    rates[rates.len() / 2]
}

fn spin(mut turn: impl FnMut() -> std::io::Result<()>) -> std::io::Result<u64> {
    let (start, mut turns) = (monotonic(), 0);
    loop {
        for _ in 0..LOOK {
            turn()?;
        }
        turns += LOOK;
        let took = monotonic().duration_since(start);
        if took >= SPIN {
            return Ok((turns as f64 / took.as_secs_f64()) as u64);
        }
    }
}

fn bare_poll() -> std::io::Result<u64> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    spin(|| {
        let mut fds = [PollFd::new(&listener, PollFlags::IN), PollFd::new(&client, PollFlags::IN | PollFlags::OUT)];
        rustix::event::poll(&mut fds, None)?;
        std::hint::black_box(fds[1].revents().contains(PollFlags::OUT));
        Ok(())
    })
}

/// The same by select, as a C program does it: the sets are made once and copied for each call.
#[allow(unsafe_code)] // select takes sets of descriptors that must be open: these two live as long as the loop
fn bare_select() -> std::io::Result<u64> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (first, second) = (listener.as_raw_fd(), client.as_raw_fd());
    let past = first.max(second) + 1;
    let mut reads = vec![FdSetElement::default(); fd_set_num_elements(2, past)];
    let mut writes = reads.clone();
    fd_set_insert(&mut reads, first);
    fd_set_insert(&mut reads, second);
    fd_set_insert(&mut writes, second);
    let (mut readable, mut writable) = (reads.clone(), writes.clone());
    spin(|| {
        readable.copy_from_slice(&reads);
        writable.copy_from_slice(&writes);
        unsafe { rustix::event::select(past, Some(&mut readable), Some(&mut writable), None, None) }?;
        std::hint::black_box(FdSetIter::new(&writable).any(|fd| fd == second));
        Ok(())
    })
}

fn spins(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let mut multiplexer = lab.multiplexer(Way::number(lab.knob("way")))?;
    while !STOP.load(Ordering::Relaxed) {
        lab.turn();
        if multiplexer.wait(&[&listener, &client], &[&client], None)?.can_write(&client) {
            lab.do_write(&client);
        }
    }
    Ok(())
}

fn on_the_bench(way: Way) -> std::io::Result<u64> {
    STOP.store(false, Ordering::Relaxed);
    let stage = Stage { path: "", text: "", program: "spins", gait: Gait::Free, run: spins };
    let run = Run::start(stage, Knobs::new([("way", way as u64)]), Holding::Never, || {})?;
    let (mut world, start) = (World::default(), monotonic());
    let mut first = None;
    let apply = |world: &mut World| run.drain().iter().for_each(|stamped| world.apply(stamped));
    while monotonic().duration_since(start) < SPIN {
        std::thread::sleep(Duration::from_millis(16));
        apply(&mut world);
        if world.turn > 0 {
            first.get_or_insert((world.at, world.turn));
        }
    }
    STOP.store(true, Ordering::Relaxed);
    while !world.ended() {
        std::thread::sleep(Duration::from_millis(1));
        apply(&mut world);
    }
    let (at, turn) = first.unwrap_or_default();
    let span = world.at.since(at).duration();
    Ok((f64::from(world.turn - turn) / span.as_secs_f64()) as u64)
}
