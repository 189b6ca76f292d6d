//! The solutions of the exercises of lesson 2. Each is a program that runs in place of a scene's.

use std::time::Duration;
use twistlab::lab::{Lab, Result, Source, Thread};

// ANCHOR: only_the_ready
/// Reads those that the kernel has named, and no others.
pub(super) fn only_the_ready(lab: &Lab) -> Result {
    let (hello, world) = (lab.pipe("hello")?, lab.pipe("world")?);
    let mut window = vec![(hello, "Hello"), (world, "World")];
    while !window.is_empty() {
        lab.turn();
        let pipes: Vec<&dyn Source> = window.iter().map(|(clicks, _)| -> &dyn Source { clicks }).collect();
        let ready = lab.poll(&pipes, &[], None)?;

        let mut open = Vec::new();
        for (clicks, says) in window {
            if ready.can_read(&clicks) {
                let got = clicks.read(16)?;
                got.iter().for_each(|_click| lab.say(says));
                if got.is_empty() {
                    continue;
                }
            }
            open.push((clicks, says));
        }
        window = open;
    }
    Ok(())
}
// ANCHOR_END: only_the_ready

// ANCHOR: heartbeat
/// Answers clicks at once, and prints a line ten times a second, asleep in between.
pub(super) fn heartbeat(lab: &Lab) -> Result {
    const BEAT: Duration = Duration::from_millis(100);
    let hello = lab.pipe("hello")?;
    let mut due = lab.now() + BEAT;
    loop {
        lab.turn();
        let left = due.saturating_sub(lab.now());
        let ready = lab.poll(&[&hello], &[], Some(left))?;
        if lab.now() >= due {
            lab.say("beat");
            due += BEAT;
        }
        if ready.can_read(&hello) {
            let got = hello.read(16)?;
            got.iter().for_each(|_click| lab.say("Hello"));
            if got.is_empty() {
                return Ok(());
            }
        }
    }
}
// ANCHOR_END: heartbeat

// ANCHOR: a_thread_each
/// A thread for each button, asleep in a read of its own.
pub(super) fn a_thread_each(lab: &Lab) -> Result {
    let mut threads = Vec::new();
    for (name, says) in [("hello", "Hello"), ("world", "World")] {
        let clicks = lab.pipe(name)?;
        threads.push(lab.spawn(name, move |lab| {
            loop {
                let got = clicks.read(16)?;
                if got.is_empty() {
                    return Ok(());
                }
                got.iter().for_each(|_click| lab.say(says));
            }
        })?);
    }
    threads.into_iter().try_for_each(Thread::join)
}
// ANCHOR_END: a_thread_each
