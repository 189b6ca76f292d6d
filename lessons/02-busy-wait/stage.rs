//! The programs of lesson 2. A pipe carries what you give to them; every call below is a real system call.

use twistlab::lab::{Lab, Pipe, Result, Source};

// ANCHOR: one_event
/// One line, one answer.
pub(super) fn one_event(lab: &Lab) -> Result {
    let keyboard = lab.pipe("keyboard")?;

    lab.ask("cost");
    let line = keyboard.read(80)?;
    match line.first() {
        Some(b'h') => lab.say("Hello"),
        Some(_) => lab.say("World"),
        None => lab.say("nobody will say anything any more"),
    }
    Ok(())
}
// ANCHOR_END: one_event

// ANCHOR: window
/// A pipe with a byte for each click, and what its handler says.
struct Button {
    clicks: Pipe,
    says: &'static str,
    open: bool,
}

/// Two buttons. No read of their pipes waits.
fn open_window(lab: &Lab) -> Result<Vec<Button>> {
    let mut window = Vec::new();
    for (name, says) in [("hello", "Hello"), ("world", "World")] {
        let clicks = lab.pipe(name)?;
        clicks.set_nonblocking()?;
        window.push(Button { clicks, says, open: true });
    }
    Ok(window)
}
// ANCHOR_END: window

// ANCHOR: halves
/// Buttons that had something, each with what it had.
type Ready<'a> = Vec<(&'a mut Button, Vec<u8>)>;

/// Multiplexing: many inputs in, one list out.
fn multiplex(window: &mut [Button]) -> Result<Ready<'_>> {
    let mut ready = Vec::new();
    for button in window {
        match button.clicks.read(16) {
            Ok(clicks) => ready.push((button, clicks)),
            Err(not_now) if not_now.would_block() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ready)
}

/// Demultiplexing: one list in, each to its own handler.
fn demultiplex(lab: &Lab, ready: Ready<'_>) {
    for (button, clicks) in ready {
        button.clicked(lab, &clicks);
    }
}

impl Button {
    /// The handler. An empty read is the end: no more clicks.
    fn clicked(&mut self, lab: &Lab, clicks: &[u8]) {
        self.open = !clicks.is_empty();
        for _click in clicks {
            lab.say(self.says);
        }
    }
}
// ANCHOR_END: halves

// ANCHOR: two_buttons
/// Asks every button, over and over.
pub(super) fn two_buttons(lab: &Lab) -> Result {
    let mut window = open_window(lab)?;
    lab.ask("idle");
    while !window.is_empty() {
        lab.turn();
        let ready = multiplex(&mut window)?;
        demultiplex(lab, ready);
        window.retain(|button| button.open);
    }
    Ok(())
}
// ANCHOR_END: two_buttons

// ANCHOR: nap
/// The same, with a nap before each time it asks.
pub(super) fn nap(lab: &Lab) -> Result {
    let mut window = open_window(lab)?;
    lab.ask("longest");
    lab.ask("trade");
    while !window.is_empty() {
        lab.turn();
        lab.sleep(lab.knob_ms("nap"))?;
        let ready = multiplex(&mut window)?;
        demultiplex(lab, ready);
        window.retain(|button| button.open);
    }
    Ok(())
}
// ANCHOR_END: nap

// ANCHOR: ask_the_kernel
/// The same, asleep until the kernel knows of something.
pub(super) fn ask_the_kernel(lab: &Lab) -> Result {
    let mut window = open_window(lab)?;
    lab.ask("wakeups");
    while !window.is_empty() {
        lab.turn();
        lab.poll(&pipes(&window), &[], None)?;
        let ready = multiplex(&mut window)?;
        demultiplex(lab, ready);
        window.retain(|button| button.open);
    }
    Ok(())
}
// ANCHOR_END: ask_the_kernel

/// What the kernel is asked about.
fn pipes(window: &[Button]) -> Vec<&dyn Source> {
    window.iter().map(|button| -> &dyn Source { &button.clicks }).collect()
}
