//! A reactor by hand, and the programs of lesson 3 that it runs.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{CallError, Conn, Lab, Listener, Multiplexer, Pipe, Result, Source, Way};

// ANCHOR: reactor
/// What is called when a source is ready. It is given the reactor, so that it can add and remove.
type Handler = Rc<dyn Fn(&mut Reactor<'_>) -> Result>;

/// A source, and what to call when it is ready.
#[derive(Clone)]
struct Entry {
    source: Rc<dyn Source>,
    handler: Handler,
}

/// Waits for many sources in one place, and calls what belongs to those that are ready.
pub(super) struct Reactor<'a> {
    lab: &'a Lab,
    multiplexer: Multiplexer,
    readers: Vec<Entry>,
    writers: Vec<Entry>,
    /// Whether a reader must still be registered when its turn comes. The chapter asks that of writers alone.
    checks_readers: bool,
}

impl<'a> Reactor<'a> {
    fn new(lab: &'a Lab, way: Way) -> Result<Self> {
        let (readers, writers) = (Vec::new(), Vec::new());
        Ok(Reactor { lab, multiplexer: lab.multiplexer(way)?, readers, writers, checks_readers: true })
    }

    fn add_reader<S: Source + 'static>(
        &mut self,
        source: &Rc<S>,
        handler: impl Fn(&mut Reactor<'_>, &Rc<S>) -> Result + 'static,
    ) {
        self.remove_reader(source);
        self.readers.push(entry(source, handler));
    }

    fn add_writer<S: Source + 'static>(
        &mut self,
        source: &Rc<S>,
        handler: impl Fn(&mut Reactor<'_>, &Rc<S>) -> Result + 'static,
    ) {
        self.remove_writer(source);
        self.writers.push(entry(source, handler));
    }

    fn remove_reader<S: Source>(&mut self, source: &Rc<S>) {
        self.readers.retain(|entry| !same(&entry.source, source));
    }

    fn remove_writer<S: Source>(&mut self, source: &Rc<S>) {
        self.writers.retain(|entry| !same(&entry.source, source));
    }

    /// Turns until nothing is registered.
    fn run(&mut self) -> Result {
        while !(self.readers.is_empty() && self.writers.is_empty()) {
            self.turn()?;
        }
        Ok(())
    }

    /// One turn: wait, then serve those that can be read, then those that can be written. A handler may have removed a
    /// source that the wait named: whoever is not registered any more is left out.
    fn turn(&mut self) -> Result {
        self.lab.turn();
        let (readers, writers) = (self.readers.clone(), self.writers.clone());
        let ready = self.multiplexer.wait(&sources(&readers), &sources(&writers), None)?;
        for reader in readers.iter().filter(|reader| ready.can_read(&*reader.source)) {
            if is_in(&self.readers, reader) || !self.checks_readers {
                self.lab.do_read(&*reader.source);
                (reader.handler)(self)?;
            }
        }
        for writer in writers.iter().filter(|writer| ready.can_write(&*writer.source)) {
            if is_in(&self.writers, writer) {
                self.lab.do_write(&*writer.source);
                (writer.handler)(self)?;
            }
        }
        Ok(())
    }
}
// ANCHOR_END: reactor

fn entry<S: Source + 'static>(source: &Rc<S>, handler: impl Fn(&mut Reactor<'_>, &Rc<S>) -> Result + 'static) -> Entry {
    let own = source.clone();
    Entry { source: source.clone(), handler: Rc::new(move |reactor| handler(reactor, &own)) }
}

fn same<S: Source>(known: &Rc<dyn Source>, source: &Rc<S>) -> bool {
    std::ptr::addr_eq(Rc::as_ptr(known), Rc::as_ptr(source))
}

fn is_in(entries: &[Entry], entry: &Entry) -> bool {
    entries.iter().any(|known| Rc::ptr_eq(&known.handler, &entry.handler))
}

fn sources(entries: &[Entry]) -> Vec<&dyn Source> {
    entries.iter().map(|entry| &*entry.source).collect()
}

// ANCHOR: serve
/// A switchboard: what comes in on one line goes out on the other, and when one hangs up, both lines are closed.
pub(super) fn serve(lab: &Lab) -> Result {
    let listener = Rc::new(lab.listen("listener")?);
    let ann = Rc::new(lab.connect("ann", &listener)?);
    let bob = Rc::new(lab.connect("bob", &listener)?);
    let stop = Rc::new(lab.pipe("stop")?);

    let mut reactor = Reactor::new(lab, Way::Select)?;
    reactor.checks_readers = lab.knob("version") != READERS_UNCHECKED;
    let lines = Lines::default();
    reactor.add_reader(&listener, move |reactor, listener| accept(reactor, listener, &lines));
    reactor.add_writer(&ann, |reactor, ann| {
        ann.send(b"hello")?;
        leave(reactor, ann);
        Ok(())
    });
    reactor.add_writer(&bob, |reactor, bob| {
        bob.send(b"hi")?;
        reactor.remove_writer(bob);
        reactor.add_reader(bob, listen);
        Ok(())
    });
    reactor.add_reader(&stop, move |reactor, stop| {
        stop.read(1)?;
        reactor.remove_reader(stop);
        reactor.remove_reader(&listener);
        Ok(())
    });
    reactor.run()
}

// ANCHOR_END: serve

// ANCHOR: handlers
/// The lines that are open.
type Lines = Rc<RefCell<Vec<Rc<Conn>>>>;

/// Takes one connection, and asks to be told what comes from it.
fn accept(reactor: &mut Reactor<'_>, listener: &Listener, lines: &Lines) -> Result {
    let name = if lines.borrow().is_empty() { "line-a" } else { "line-b" };
    let line = Rc::new(listener.accept(name)?);
    lines.borrow_mut().push(line.clone());
    let lines = lines.clone();
    reactor.add_reader(&line, move |reactor, line| pass_on(reactor, line, &lines));
    Ok(())
}

/// Reads one line, and asks to be told when the other can be written. Nothing to read is the end: both are closed.
fn pass_on(reactor: &mut Reactor<'_>, line: &Rc<Conn>, lines: &Lines) -> Result {
    let words = line.recv(1_024)?;
    if words.is_empty() {
        reactor.lab.ask("second");
        for line in lines.take() {
            if reactor.lab.knob("version") != WRITER_LEFT {
                reactor.remove_writer(&line);
            }
            reactor.remove_reader(&line);
            line.close();
        }
    }
    for other in lines.borrow().iter().filter(|other| !Rc::ptr_eq(other, line)) {
        let words = words.clone();
        reactor.add_writer(other, move |reactor, other| {
            other.send(&words)?;
            reactor.remove_writer(other);
            Ok(())
        });
    }
    Ok(())
}

/// Bob listens until the line is dead. That it was reset is an end like another: his, and nobody else's.
fn listen(reactor: &mut Reactor<'_>, bob: &Rc<Conn>) -> Result {
    match bob.recv(1_024) {
        Ok(words) if !words.is_empty() => return Ok(()),
        Err(error) if reactor.lab.knob("version") == ERRORS_END_IT => return Err(error),
        Ok(_) | Err(CallError::Kernel { .. }) => leave(reactor, bob),
        Err(error) => return Err(error),
    }
    reactor.lab.ask("returns");
    if reactor.lab.knob("last") == 1 {
        reactor.readers.clear();
    }
    Ok(())
}

/// What is closed must be gone from both lists.
fn leave(reactor: &mut Reactor<'_>, end: &Rc<Conn>) {
    reactor.remove_reader(end);
    reactor.remove_writer(end);
    end.close();
}

// ANCHOR_END: handlers

/// The version in which readers are called unchecked.
const READERS_UNCHECKED: usize = 1;
/// The version in which a line that is closed stays among the writers.
const WRITER_LEFT: usize = 2;
/// The version in which an error of one ends it for all.
const ERRORS_END_IT: usize = 3;

// ANCHOR: still_freezes
/// The doubling writer as a handler among others. It still calls a blocking `send_all`.
pub(super) fn still_freezes(lab: &Lab) -> Result {
    let listener = Rc::new(lab.listen("listener")?);
    let client = Rc::new(lab.connect("client", &listener)?);
    let ticker = Rc::new(lab.connect("ticker", &listener)?);
    let bell = Rc::new(lab.pipe("bell")?);

    let mut reactor = Reactor::new(lab, Way::Select)?;
    let names = RefCell::new(vec!["watcher", "server"]);
    reactor.add_reader(&listener, move |reactor, listener| welcome(reactor, listener, &names));
    reactor.add_reader(&bell, answer);
    let data = RefCell::new(b"**".to_vec());
    reactor.add_writer(&client, move |reactor, client| write(reactor, client, &mut data.borrow_mut()));
    reactor.add_writer(&ticker, tick);
    lab.ask("any");
    reactor.run()
}

// ANCHOR_END: still_freezes

/// Accepts one, by the next of the names. With the last one the listener is done.
fn welcome(reactor: &mut Reactor<'_>, listener: &Rc<Listener>, names: &RefCell<Vec<&str>>) -> Result {
    if let Some(name) = names.borrow_mut().pop() {
        let end = Rc::new(listener.accept(name)?);
        reactor.add_reader(&end, read);
    }
    if names.borrow().is_empty() {
        reactor.remove_reader(listener);
    }
    Ok(())
}

/// Reads one bite.
fn read(reactor: &mut Reactor<'_>, end: &Rc<Conn>) -> Result {
    if end.recv(reactor.lab.knob("bite"))?.is_empty() {
        reactor.remove_reader(end);
        end.close();
    }
    Ok(())
}

// ANCHOR: write
/// Writes twice as much as before. select has said that there is room; it has not said how much.
fn write(reactor: &mut Reactor<'_>, client: &Rc<Conn>, data: &mut Vec<u8>) -> Result {
    client.send_all(data)?;
    data.extend_from_within(..);
    if data.len() > reactor.lab.knob("most") {
        reactor.remove_writer(client);
        client.close();
    }
    Ok(())
}

// ANCHOR_END: write

/// One byte a turn, as long as somebody else writes too.
fn tick(reactor: &mut Reactor<'_>, ticker: &Rc<Conn>) -> Result {
    ticker.send(b".")?;
    if reactor.writers.len() == 1 {
        reactor.remove_writer(ticker);
        ticker.close();
    }
    Ok(())
}

/// Somebody rings. When nobody writes any more, that ends the program.
fn answer(reactor: &mut Reactor<'_>, bell: &Rc<Pipe>) -> Result {
    bell.read(1)?;
    reactor.lab.say("ding");
    if reactor.writers.is_empty() {
        reactor.remove_reader(bell);
    }
    Ok(())
}

// ANCHOR: multiplexers
/// The same reactor by three ways: one connection that talks, among more and more that do not.
pub(super) fn multiplexers(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = Rc::new(listener.accept("server")?);

    lab.ask("grows");
    let mut past_the_end = false;
    let most = lab.knob("idle");
    for idle in [10, 100, 500, 2_000].into_iter().filter(|few| *few < most).chain([most]) {
        let crowd = Rc::new(lab.crowd("idle", idle)?);
        if crowd.len() < idle {
            lab.say(format!("{idle} idle connections were asked for: the system has descriptors for {}", crowd.len()));
        }
        if crowd.highest() >= FD_SETSIZE && !past_the_end {
            past_the_end = true;
            lab.say(format!("our own check: descriptor {} has no bit in an fd_set of libc", crowd.highest()));
            lab.ask("past");
        }
        for (name, way) in ["select", "poll", "mio"].into_iter().zip(Way::ALL) {
            let mut reactor = Reactor::new(lab, way)?;
            reactor.add_reader(&server, |_, server| server.recv(64).map(drop));
            reactor.add_reader(&crowd, |_, _| Ok(()));
            client.send(b"!")?;
            reactor.turn()?;
            let turn = lab.quietly(|| fastest(lab, &mut reactor, &client))?;
            lab.measured(name, crowd.len() as u64, turn);
        }
    }
    Way::ALL.into_iter().try_for_each(|way| take_some(lab, way, &client, &server))
}

// ANCHOR_END: multiplexers

/// The C library's `fd_set` ends here. The kernel's select knows no such end: it takes a set of any length.
const FD_SETSIZE: usize = 1_024;

/// Turns are measured so many at once, at least so often, and again and again for so long.
const BATCH: u32 = 10;
const OFTEN_ENOUGH: u32 = 5;
const LONG_ENOUGH: Duration = Duration::from_millis(40);

/// What one turn takes with a byte to read, its sending included, in microseconds: that of the fastest batch.
fn fastest(lab: &Lab, reactor: &mut Reactor<'_>, client: &Conn) -> Result<u64> {
    let (begin, mut fastest, mut batches) = (lab.now(), Duration::MAX, 0);
    while batches < OFTEN_ENOUGH || lab.now() - begin < LONG_ENOUGH {
        batches += 1;
        let start = lab.now();
        for _ in 0..BATCH {
            client.send(b"!")?;
            reactor.turn()?;
        }
        fastest = fastest.min(lab.now() - start);
    }
    Ok(u64::try_from((fastest / BATCH).as_micros()).unwrap_or(u64::MAX))
}

// ANCHOR: take_some
/// 100 bytes arrive. The program takes 10 of them and waits again.
fn take_some(lab: &Lab, way: Way, client: &Conn, server: &Conn) -> Result {
    let mut multiplexer = lab.multiplexer(way)?;
    client.send(&[b'*'; 100])?;
    if way == Way::Mio {
        lab.ask("edge");
    }
    multiplexer.wait(&[server], &[], Some(Duration::from_millis(500)))?;
    server.recv(10)?;
    let again = multiplexer.wait(&[server], &[], Some(Duration::from_millis(500)))?;
    lab.say(if again.can_read(server) { "ready again" } else { "no word, though 90 bytes are there" });
    server.recv(100).map(drop)
}
// ANCHOR_END: take_some
