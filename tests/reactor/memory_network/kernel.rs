//! The same calls on sockets of the kernel (Linux) and on those in memory: they get the same answers.

use super::{assert_fails, local, recv, send};
use std::io::{self, ErrorKind};
use std::net::Shutdown;
use std::rc::Rc;
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::reactor::Address;
use twistlab::reactor::network::{Network, Socket};
use twistlab::reactor::system::SystemNetwork;
use twistlab::reactor::testing::MemoryNetwork;

/// How long the kernel may take to bring what was sent, and to say what it knows.
const PATIENCE: Duration = Duration::from_secs(20);

/// What some calls answered, one line a call.
#[derive(Default)]
struct Answers(Vec<String>);

impl Answers {
    fn add<T: std::fmt::Debug>(&mut self, call: &str, answer: io::Result<T>) {
        self.0.push(format!("{call}: {:?}", answer.map_err(|error| error.kind())));
    }

    /// Receives until `recv` says nothing new: an error, the end, or (after `bytes` bytes) that it would block.
    fn recv(&mut self, end: &dyn Socket, bytes: usize) {
        let (began, mut got) = (monotonic(), Vec::new());
        loop {
            match recv_from(end) {
                Err(error)
                    if error.kind() == ErrorKind::WouldBlock && got.len() < bytes && began.elapsed() < PATIENCE => {}
                Ok(data) if !data.is_empty() => got.extend(data),
                last => {
                    self.add("received", Ok(String::from_utf8_lossy(&got)));
                    return self.add("and then", last.map(|_| "the end"));
                }
            }
        }
    }

    /// Sends a byte again and again until it fails: how often it does not is a matter of time.
    fn send_until_it_fails(&mut self, end: &dyn Socket) {
        let began = monotonic();
        loop {
            match end.send(&[io::IoSlice::new(b"x")]) {
                Ok(_) if began.elapsed() < PATIENCE => {}
                last => return self.add("sends end with", last),
            }
        }
    }
}

fn recv_from(end: &dyn Socket) -> io::Result<Vec<u8>> {
    let mut into = [0; 64];
    end.recv(&mut into).map(|count| into[..count].to_vec())
}

/// A client and a server by whatever address, when both know of each other.
fn joined(network: &dyn Network, at: &Address) -> (Rc<dyn Socket>, Rc<dyn Socket>) {
    let port = network.listen(at, 5).expect("it is free");
    let client = network.connect(&port.host().expect("it listens"), None).expect("somebody listens");
    let began = monotonic();
    loop {
        match port.accept() {
            Ok((server, _)) => return (client, server),
            Err(error) => assert!(error.kind() == ErrorKind::WouldBlock && began.elapsed() < PATIENCE, "{error}"),
        }
    }
}

/// One way for a connection to go, by calls of its client and its server.
type Story = (&'static str, fn(Rc<dyn Socket>, Rc<dyn Socket>, &mut Answers));

const STORIES: &[Story] = &[
    ("an orderly close", |client, server, said| {
        send(&client, b"bye").unwrap();
        drop(client);
        said.recv(&*server, 4);
        said.recv(&*server, 1);
        said.add("error", server.take_error().map(|error| error.map(|error| error.kind())));
        said.send_until_it_fails(&*server);
        said.recv(&*server, 1);
        said.add("peer", server.peer().map(|_| ()));
        said.add("shutdown", server.shutdown(Shutdown::Both));
    }),
    ("a reset behind some bytes", |client, server, said| {
        send(&client, b"abc").unwrap();
        client.reset_on_close().unwrap();
        drop(client);
        said.recv(&*server, 4);
        said.recv(&*server, 1);
        said.send_until_it_fails(&*server);
    }),
    ("a close over unread bytes", |client, server, said| {
        send(&client, b"never read").unwrap();
        send(&server, b"zz").unwrap();
        drop(server);
        said.recv(&*client, 3);
        said.recv(&*client, 1);
        said.send_until_it_fails(&*client);
    }),
    ("a shutdown, then a close over unread bytes", |client, server, said| {
        send(&client, b"never read").unwrap();
        server.shutdown(Shutdown::Both).unwrap();
        drop(server);
        said.recv(&*client, 1);
        said.send_until_it_fails(&*client);
    }),
    ("a half-close with an answer", |client, server, said| {
        send(&client, b"ask").unwrap();
        said.add("shutdown", client.shutdown(Shutdown::Write));
        said.add("send", send(&client, b"more"));
        said.recv(&*server, 4);
        send(&server, b"answer").unwrap();
        drop(server);
        said.recv(&*client, 7);
        said.send_until_it_fails(&*client);
    }),
    ("both ways shut", |client, server, said| {
        said.add("shutdown", client.shutdown(Shutdown::Write));
        said.recv(&*server, 1);
        said.add("shutdown", server.shutdown(Shutdown::Write));
        said.recv(&*client, 1);
        said.add("send", send(&client, b"x"));
        said.add("error", client.take_error().map(|error| error.is_none()));
    }),
    ("nothing was sent", |client, server, said| {
        said.recv(&*client, 0);
        said.add("send of nothing", send(&server, b""));
        said.add("recv into nothing", recv(&server, 0));
        said.add("error", server.take_error().map(|error| error.is_none()));
    }),
];

/// The stories by TCP or by path, as a network tells them.
fn told(network: &dyn Network, at: &Address, story: &Story) -> Vec<String> {
    let (client, server) = joined(network, at);
    let mut said = Answers::default();
    (story.1)(client, server, &mut said);
    said.0
}

///
#[test]
fn a_connection_goes_as_in_the_kernel() {
    let folder = tempfile::tempdir().unwrap();
    for (at, story) in STORIES.iter().enumerate() {
        let path = Address::Unix(Some(folder.path().join(at.to_string())));
        for at in [local(0), path] {
            let (kernel, memory) = (told(&SystemNetwork, &at, story), told(&MemoryNetwork::new(), &at, story));
            assert_eq!(memory, kernel, "{} by {at}: in memory, and in the kernel", story.0);
        }
    }
}

/// What listening and connecting answer where something is wrong.
fn refusals(network: &dyn Network, nowhere: &Address) -> Vec<String> {
    let mut said = Answers::default();
    let taken = network.listen(&local(0), 1).unwrap();
    let at = taken.host().unwrap();
    said.add("listen twice", network.listen(&at, 1).map(|_| ()));
    said.add("accept", taken.accept().map(|_| ()));
    let waiting = network.connect(&at, None).unwrap();
    let began = monotonic();
    while waiting.peer().is_err() && began.elapsed() < PATIENCE {}
    drop(taken);
    said.recv(&*waiting, 1);
    let refused = network.connect(&at, None).unwrap();
    let error = loop {
        match refused.take_error() {
            Ok(None) if began.elapsed() < PATIENCE => {}
            answer => break answer,
        }
    };
    said.add("error", error.map(|error| error.map(|error| error.kind())));
    said.add("peer", refused.peer().map(|_| ()));
    said.add("connect to a path where nobody is", network.connect(nowhere, None).map(|_| ()));
    said.0
}

///
#[test]
fn a_refusal_is_as_in_the_kernel() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = Address::Unix(Some(folder.path().join("nobody")));
    assert_eq!(refusals(&MemoryNetwork::new(), &nowhere), refusals(&SystemNetwork, &nowhere));
    assert_fails(SystemNetwork.listen(&Address::Unix(None), 1).map(|_| ()), ErrorKind::InvalidInput);
    assert_fails(MemoryNetwork::new().listen(&Address::Unix(None), 1).map(|_| ()), ErrorKind::InvalidInput);
}
