//! What it costs to be watched: a loop that spins on a socket which is always writable, bare and on the bench, in turns
//! a second. Both poll the same two sockets; the bare one counts nothing. It has a thread of its own,
//! too: the kernel takes longer to find a descriptor where threads share them.
//!
//! ```text
//! cargo bench --bench spin
//! ```

#![allow(clippy::print_stdout)] // it prints figures

use rustix::event::{PollFd, PollFlags};
use std::net::{TcpListener, TcpStream};
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
    let [mut bare, mut polls, mut selects] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        bare.push(
            std::thread::scope(|scope| scope.spawn(bare_poll).join())
                .map_err(|_| std::io::Error::other("it panicked"))??,
        );
        polls.push(on_the_bench(Way::Poll)?);
        selects.push(on_the_bench(Way::Select)?);
    }
    let bare = median(bare);
    println!("{:>15}: {bare:>9}", "bare poll");
    for (name, rates) in [("watched poll", polls), ("watched select", selects)] {
        let rate = median(rates);
        println!("{name:>15}: {rate:>9}, {:.2} of the bare poll", rate as f64 / bare as f64);
    }
    Ok(())
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
