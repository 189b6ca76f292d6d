//! The introduction's table: every item of the chapter that the lessons follow has its scene. That the scenes exist, the
//! commands' own test says.

use crate::pages::pages;

/// What the chapter has, in its order.
const ITEMS: &[&str] = &[
    "a greeting that waits for standard input",
    "a window with two buttons",
    "a main loop that polls",
    "the same loop, sleeping between two polls",
    "multiplexing and demultiplexing",
    "select, tried by hand at a prompt",
    "a reactor with handlers",
    "accept, read and write by it",
    "the stream of writes that double",
    "EAGAIN",
    "counting what the sends took",
    "BuffersWrites",
    "memory that runs out",
    "a reactor with transports",
    "transport, protocol, listener",
    "ping-pong",
    "the transport in memory, and its tests",
    "the price of copying",
    "computing for long in a loop",
    "cause and effect",
    "protocol, factory, client factory",
    "listen_tcp and connect_tcp",
    "reasons",
    "the string transport with disconnection",
    "the memory reactor, and its tests",
    "call_later",
    "cancel",
    "the heap, and the wait's timeout",
    "LoopingCall, the heartbeat and its tests",
    "the clock",
    "interfaces, and who provides what",
    "verification",
    "the push producer",
    "its tests, and the fake consumer",
    "the streaming client",
    "the consumer and the receiving server",
    "the pull producer",
];

#[test]
fn every_item_of_the_chapter_has_its_scene() {
    let introduction = pages().into_iter().find(|page| page.name() == "introduction.md").unwrap();
    let rows: Vec<(&str, &str)> = introduction
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .collect();
    for item in ITEMS {
        let row = rows.iter().find(|(named, _)| named == item);
        let (_, scene) = row.unwrap_or_else(|| panic!("the introduction's table lacks {item:?}"));
        assert!(scene.starts_with("`twistlab lesson ") && scene.contains(" --scene "), "{item}: {scene} is no scene");
    }
}
