//! The plain text of each committed trace. The book quotes from these files by the anchors that are put in here.

use crate::{folder, hold, read, recorded, session};
use twistlab::view::plain::{Typist, transcript};
use twistlab::view::session::Session;

/// What the book quotes: scene, anchor, how the first and the last quoted line are known. Without a last one the quote
/// goes to the next empty line.
const QUOTED: &[(&str, &str, &str, &str)] = &[
    ("round-trip", "handshake", "client    connect() ...", "the other end of client"),
    ("round-trip", "three_bytes", "client    send(3) ...", "3 unread server"),
    ("round-trip", "takes", "server    recv(1,024) ...", "server    recv(1,024) = 3"),
    ("freeze", "pile_up", "send(1,024) ...", "turn 13"),
    ("freeze", "slow_write", "send(8,192) ...", "send(8,192) = 8,192"),
    ("freeze", "frozen", "  deadlock", "thread main: asleep"),
    ("freeze", "drain", "you: drain", "recv(1,024) ="),
    ("freeze", "drained", "send(16,384) = 16,384", "send(32,768) ..."),
    ("freeze", "plug", "you: plug", "= ECONNRESET"),
    ("two-threads", "waits", "send(32,768) ...", "sleep(20 ms) ..."),
    ("two-threads", "waited", "send(32,768) = 32,768", "send(32,768) = 32,768"),
    ("two-threads", "end", "main              the program ended", "of lab time"),
    ("both-talk-first", "frozen", "  deadlock", "thread peer: asleep"),
    ("explorer", "pending", "client    connect() ...", "kernel client: asked RW, ready W"),
    ("explorer", "unread", "client    send(100) = 100", "kernel server: asked RW, ready RW"),
    ("explorer", "full", "send(1,024) = EAGAIN", "kernel client: asked RW, not ready"),
    ("explorer", "end", "shutdown(WR)", "select(0) = "),
    ("explorer", "zero", "recv(40) = 0 (the end)", "recv(40) = 0 (the end)"),
    ("explorer", "talks_back", "server    send(5) = 5", "kernel client: asked RW, ready RW"),
    ("reactor", "named", "line-a R, line-b RW", "recv(1,024) = 0 (the end)"),
    ("reactor", "closed", "line-a    close() = 0", "line-b    close() = 0"),
    ("reactor", "reset", "= ECONNRESET", "= ECONNRESET"),
    ("reactor", "stop", "you: stop", "the program ended"),
    ("still-freezes", "frozen", "  deadlock", "thread main: asleep"),
    ("still-freezes", "bell", "you: ring", "into the pipe"),
    ("still-freezes", "answered", "bell      do_read is called", "noticed after"),
    ("spin", "spinning", "notice: spinning", "notice: spinning"),
    ("spin", "counted", "1 ready: client W, ", "loop main:"),
    ("spin", "mended", "you turn keep to 0", "select(for ever) ..."),
    ("multiplexers", "table", "a turn, by idle connections: a turn", " 5,000  "),
    ("multiplexers", "check", "prints \"our own check", "prints \"our own check"),
    ("multiplexers", "level", "main              poll(500 ms) = 1 ready", "prints \"ready again"),
    ("multiplexers", "edge", "mio poll(500 ms) = 1 ready", "no word"),
    ("one-event", "waits", "read(80) ...", "seen: for a second"),
    ("one-event", "woken", "you: hello", "prints"),
    ("two-buttons", "not_now", "hello     read(16) = EAGAIN", "world     read(16) = EAGAIN"),
    ("two-buttons", "counted", "times more", "loop main:"),
    ("two-buttons", "click", "you: hello", "prints"),
    ("nap", "inputs", "what you gave to the program", ""),
    ("ask-the-kernel", "asleep", "asks to be told: readable", "seen: for a second"),
    ("ask-the-kernel", "click", "you: hello", "prints"),
    ("ask-the-kernel", "sum", "loop of main:", "its last wait"),
    ("stop", "eagain", "turn 8", "= EAGAIN"),
    ("stop", "goes_on", "turn 11", "send(14) = 14"),
    ("short-write", "burst", "send(1,024) = 1,024", " SHORT"),
    ("short-write", "told", "turn 7", "= EAGAIN"),
    ("short-write", "whole", "send(8,192) =", "unread server"),
    ("writable-again", "alone", "sleep(300 ms) ...", "asked W, ready W"),
    ("writable-again", "byte", "you: byte", "recv(1) = 1"),
    ("writable-again", "still", "turn 4", "select(0) = 0 ready"),
    ("writable-again", "anyhow", "you: try", "select(0) = 0 ready"),
    ("writable-again", "moves", "recv(1,024) = 1,023", "unread server"),
    ("writable-again", "again", "turn 17", "asked W, ready W"),
    ("buffers-writes", "small", "turn 4", "asks for nothing more"),
    ("buffers-writes", "rest", "send(32,768) =", "asked W, not ready"),
    ("buffers-writes", "exhausted", "out of memory: 65,536 B", "out of memory: 65,536 B"),
    ("buffers-writes", "arrived", "client > server: sent", "client > server: sent"),
    ("slicing", "table", "what two buffers copy:", "1,048,576 B"),
    (
        "ping-pong",
        "made",
        "client    transport.write(1), the buffer holds 1 B",
        "client    transport.write(1), the buffer holds 3 B",
    ),
    ("ping-pong", "sent", "client    send(3) = 3", "unread server"),
    ("ping-pong", "one", "server    recv(65,536) = 3", "server    data_received is called"),
    ("ping-pong", "enough", "client    lose_connection()", "client    lose_connection()"),
    ("ping-pong", "told", "server    recv(65,536) = 0 (the end)", "server    connection_lost is called"),
    ("without-a-network", "passed", "passed: a byte at connect", "passed: a game of two"),
    ("without-a-network", "failed", "FAILED: one reply", "FAILED: one reply"),
    ("without-a-network", "never", "FAILED: a game of two", "FAILED: a game of two"),
    ("without-a-network", "memory", "client    memory write(3) = 3", "server    memory read(65,536) = 3"),
    ("without-a-network", "hour", "memory wait(3600.0 s) = 0", "closing time is called"),
    ("factories", "built", "listener  build_protocol is called", "server    connection_made is called"),
    ("factories", "refused", "server 3  nonblocking", "server 3  close() = 0"),
    ("factories", "shut", "you: shut", "stop_factory is called"),
    ("endings", "lose", "lose_connection(), after", "lose_connection(), after"),
    ("endings", "arrived", "server    is over: Done", "server    connection_lost is called"),
    ("endings", "abort", "server 2  abort_connection", "server 2  abort_connection"),
    ("endings", "reset", "client 2  recv(65,536) = ECONNRESET", "client 2  connection_lost is called"),
    ("endings", "half", "client 3  read_connection_lost is called", "client 3  read_connection_lost is called"),
    ("endings", "answer", "server 3  recv(65,536) = 6", "server 3  data_received is called"),
    ("same-turn", "both", "2 ready: server RW, server 2 RW", "kernel server 2: asked R, ready RW"),
    ("same-turn", "dealt", "server    data_received is called", "server 2  lose_connection()"),
    ("same-turn", "unwatched", "server 2  asks for nothing more of it", "server 2  asks for nothing more of it"),
    ("a-callback-fails", "fails", "data_received failed: ", "data_received failed: "),
    ("a-callback-fails", "ends", "is over: Error", "connection_lost is called"),
    ("call-later", "new", "call_later: B is due", ""),
    ("call-later", "sleep", "turn 1", "loop sleep at most"),
    ("call-later", "answer", "peer    client    send(1) ...", "recv(65,536) = 1"),
    ("call-later", "rest", "data_received is called", "B is called"),
    ("call-later", "ever", "mio poll(for ever) ...", "loop sleep for ever"),
    ("handles", "dead", "B is cancelled", "(dead)"),
    ("handles", "sooner", "A is moved", "(misplaced)"),
    ("handles", "later", "D is moved", "D (misplaced)"),
    ("handles", "swept", "51 cancelled entries", "51 cancelled entries"),
    ("late", "table", "asked against called:", ""),
    ("heartbeat", "late", "beat is called, 1.4 s", "call_later: beat is due"),
    ("heartbeat", "stopped", "beat is cancelled", "heap lab clock"),
    ("by-hand", "sixty", "moved by 60.0 s, to 60.0 s", "call_later: beat is due"),
    ("by-hand", "next", "moved by 30.0 s", "beat is called, 0 us"),
    ("by-hand", "advance", "outer is called", "inner is called"),
    ("by-hand", "turn", "turn 1", "prints \"the turn is over"),
    ("provides", "table", "provides            ReactorCore", "ManualClock         no"),
    ("provides", "said", "prints \"over a string", "prints \"over a string"),
    ("provides", "said_too", "prints \"over a socket", "prints \"over a socket"),
    ("contract", "held", "passed: closing: nobody is told inside the call", "passed: closing: reading"),
    ("contract", "inside", "FAILED: closing: nobody is told", "FAILED: closing: nobody is told"),
    (
        "contract",
        "order",
        "FAILED: stopped producers: it is stopped once",
        "FAILED: stopped producers: it is stopped once",
    ),
    ("no-brakes", "short", " SHORT", "unread server"),
    ("no-brakes", "notice", "notice: buffer growing", "notice: buffer growing"),
    ("no-brakes", "spent", "out of memory: 8,192 B", "abort_connection()"),
    ("push-producer", "pause", "its producer must pause", "its producer must pause"),
    ("push-producer", "inside", "pause_producing is called", "pause_producing is called"),
    ("push-producer", "resume", "its producer may go on", "its producer may go on"),
    ("push-producer", "end", "client: the program's own buffer holds", "its producer: "),
    ("pull-producer", "first", "has a pull producer", "its producer may go on"),
    ("pull-producer", "end", "server: the program's own buffer holds", "its producer: "),
    ("pass-it-on", "stops", "out       its producer must pause", "in        reading is paused"),
    ("pass-it-on", "end", "source: the program's own buffer holds", "out: the program's own buffer holds"),
    ("the-end", "waits", "lose_connection(), after", "closing: client waits"),
    ("the-end", "unregistered", "its producer is unregistered", "its producer is unregistered"),
    ("the-end", "order", "second    its producer must stop", "second    connection_lost is called"),
    ("cockpit", "score", "best score: ", "through: "),
];

#[test]
fn each_committed_trace_tells_its_text() {
    colored::control::set_override(false);
    for (lesson, scene, path) in recorded() {
        let mut session = Session::replay(lesson, scene, &read(&path));
        let text = transcript(&mut session, &mut Typist::script(true));
        hold(&folder(scene).join(format!("{}.txt", scene.id)), &anchored(scene.id, &text));
        assert!(session.showed_all(), "{}: the committed trace shows all that the scene declares", scene.id);
    }
}

#[test]
fn a_recording_shows_the_program_as_it_is_today() {
    for (_, scene, path) in recorded() {
        let told = read(&path).header.stage.text == scene.stage.text;
        assert!(told, "{}: the stage has changed since its trace was recorded: record it anew", scene.id);
    }
}

#[test]
fn no_scene_is_told_with_a_line_that_only_a_terminal_can_draw() {
    colored::control::set_override(false);
    for (_, scene, _) in recorded() {
        let text = transcript(&mut session(scene.id), &mut Typist::script(true));
        let odd = text.chars().find(|c| !(c.is_ascii_graphic() || matches!(c, ' ' | '\n')));
        assert_eq!(odd, None, "{}", scene.id);
    }
}

/// The text with the marks by which the book takes its quotes.
fn anchored(scene: &str, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (_, anchor, first, last) in QUOTED.iter().filter(|(id, ..)| *id == scene) {
        let start = lines.iter().position(|line| line.contains(first));
        let start = start.unwrap_or_else(|| panic!("{scene}: {anchor}: no line has {first:?}"));
        let ends = |line: &String| if last.is_empty() { line.is_empty() } else { line.contains(last) };
        let end = lines[start..].iter().position(ends);
        let end = start + end.unwrap_or_else(|| panic!("{scene}: {anchor}: no line after the first has {last:?}"));
        lines.insert(end + 1, format!("ANCHOR_END: {anchor}"));
        lines.insert(start, format!("ANCHOR: {anchor}"));
    }
    lines.join("\n") + "\n"
}
