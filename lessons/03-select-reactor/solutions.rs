//! The programs that solve the exercises of lesson 3. The tests compile and run them.

use std::time::Duration;
use twistlab::lab::{Lab, Result, Source, Way};

// ANCHOR: hears_the_end
/// Hears the end once, and still has the last word.
pub(crate) fn hears_the_end(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    client.send_all(b"what time is it?")?;
    client.shutdown()?;

    let (mut reads, mut left) = (true, Vec::new());
    while reads || !left.is_empty() {
        lab.turn();
        let readers: &[&dyn Source] = if reads { &[&server] } else { &[] };
        let writers: &[&dyn Source] = if left.is_empty() { &[] } else { &[&server] };
        let ready = lab.select(readers, writers, None)?;
        if ready.can_read(&server) {
            match server.recv(1_024)?.is_empty() {
                true => reads = false,
                false => left.extend(b"late"),
            }
        }
        if ready.can_write(&server) {
            let taken = server.send(&left)?;
            left.drain(..taken);
        }
    }
    server.close();
    let answer = client.recv(1_024)?;
    lab.say(String::from_utf8_lossy(&answer).into_owned());
    Ok(())
}
// ANCHOR_END: hears_the_end

// ANCHOR: until_eagain
/// Reads by bites of 10 under mio, and misses nothing: it reads on until EAGAIN before it waits again.
pub(crate) fn until_eagain(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    server.set_nonblocking()?;
    let mut multiplexer = lab.multiplexer(Way::Mio)?;
    client.send_all(&[b'*'; 100])?;

    let mut got = 0;
    while got < 100 {
        lab.turn();
        multiplexer.wait(&[&server], &[], None)?;
        loop {
            match server.recv(10) {
                Ok(bite) if bite.is_empty() => return Ok(()),
                Ok(bite) => got += bite.len(),
                Err(error) if error.would_block() => break,
                Err(error) => return Err(error),
            }
        }
    }
    lab.say(format!("{got} bytes"));
    Ok(())
}
// ANCHOR_END: until_eagain

// ANCHOR: remembers
/// One bite a turn from each, under mio: what was told and is not used up is remembered.
pub(crate) fn remembers(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let (much, little) = (lab.connect("much", &listener)?, lab.connect("little", &listener)?);
    let lines = [listener.accept("from-much")?, listener.accept("from-little")?];
    lines.iter().try_for_each(|line| line.set_nonblocking())?;
    much.send_all(&[b'*'; 100])?;
    little.send_all(&[b'.'; 20])?;
    much.shutdown()?;
    little.shutdown()?;

    let mut multiplexer = lab.multiplexer(Way::Mio)?;
    let (mut open, mut ready) = ([true; 2], [false; 2]);
    while open.contains(&true) {
        lab.turn();
        let still = lines.iter().zip(open).filter(|(_, open)| *open);
        let readers: Vec<&dyn Source> = still.map(|(line, _)| line as &dyn Source).collect();
        // Where something is remembered, there is no reason to sleep.
        let timeout = ready.contains(&true).then_some(Duration::ZERO);
        let told = multiplexer.wait(&readers, &[], timeout)?;
        for (place, line) in lines.iter().enumerate() {
            ready[place] |= told.can_read(line);
            if !ready[place] {
                continue;
            }
            match line.recv(10) {
                Ok(bite) if bite.is_empty() => {
                    (open[place], ready[place]) = (false, false);
                    lab.say(["much is read", "little is read"][place]);
                }
                Ok(_) => {}
                Err(error) if error.would_block() => ready[place] = false,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
// ANCHOR_END: remembers
