//! What the panes say of made-up runs.

use super::made_up::{self, LESSON, Tale};
use crate::event::{Call, Callback, Event, Outcome, Reason, ThreadState};
use crate::view::export;
use crate::view::tui::{Manner, screen};

const SIZES: [(u16, u16); 4] = [(160, 45), (120, 36), (80, 24), (60, 20)];

const MANNER: Manner = Manner { pace: None, quiz: true, ascii: false, colour: true };

fn drawn(tale: Tale, manner: Manner, size: (u16, u16)) -> String {
    let seq = tale.session.trace.last();
    export::text(&screen::picture(tale.session, seq, manner, size))
}

fn shown(tale: Tale, size: (u16, u16)) -> String {
    drawn(tale, MANNER, size)
}

#[track_caller]
fn assert_shows(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not on this screen:\n{text}");
    }
}

fn every() -> Vec<(&'static str, Tale)> {
    let mut tales = vec![
        ("buttons", made_up::buttons()),
        ("spin", made_up::spin("spin")),
        ("waiting", made_up::waiting("explorer")),
        ("exhausted", made_up::exhausted()),
    ];
    tales.extend(LESSON.scenes.iter().map(|scene| (scene.title, Tale::of(scene.id))));
    tales
}

#[test]
fn readiness_tells_what_was_asked_what_the_kernel_said_and_what_was_called() {
    let text = shown(made_up::spin("spin"), (120, 36));
    assert_shows(
        &text,
        &[
            "main: select, for ever: no timer is set; 2 ready",
            "source       asks kernel called     told  unserved for",
            "listener     R    ·                    0  ",
            "client       R W  · W    do_write 61,207  ▲ W 500 ms",
            "server       R    R               61,207  ▲ R 500 ms",
            "idle x 5,000 R    ·",
        ],
    );
    let waiting = shown(made_up::waiting("explorer"), (80, 24));
    assert_shows(
        &waiting,
        &["○ main: poll, for ever: no timer is set; 3.2 s so far", "server   R    R      do_read     1"],
    );
}

#[test]
fn where_nobody_asks_readiness_says_so() {
    assert_shows(&shown(Tale::of("explorer"), (120, 36)), &["Nobody asks at this moment"]);
}

#[test]
fn the_wheel_marks_where_the_loop_is() {
    let text = shown(made_up::spin("spin"), (120, 36));
    assert_shows(
        &text,
        &["[writes]", " wait ", "122,384 turns/s", "CPU 97%", "0 useful, 61,206 empty", "61,207 wakeups"],
    );
    let text = shown(made_up::waiting("spin"), (80, 24));
    assert_shows(&text, &["[wait]", " writes "]);
}

#[test]
fn a_loop_without_a_wait_has_a_wheel_too() {
    for size in SIZES {
        assert_shows(&shown(made_up::buttons(), size), &["[ask each]", " serve ", "122,408 not now", "CPU 85%"]);
    }
}

#[test]
fn a_click_says_how_long_it_lay_in_the_pipe() {
    assert_shows(&shown(made_up::buttons(), (120, 36)), &["took 12 ms", "waits 48 ms"]);
    let text = shown(made_up::buttons(), (160, 45));
    assert_shows(&text, &["h  Hello", "w  World", "read after 12 ms", "1 in the pipe for 48 ms"]);
    assert!(text.contains('╔'), "a button that was used a moment ago is marked:\n{text}");
    let mut later = made_up::buttons();
    later.after(400_000).sampled(ThreadState::Running, 480_000);
    assert!(!shown(later, (120, 36)).contains('╔'), "and then no longer");
}

#[test]
fn buttons_and_wheel_share_the_row_where_rows_are_few() {
    let text = shown(made_up::buttons(), (80, 24));
    assert!(text.lines().any(|line| line.contains("╭ INPUT") && line.contains("╭ LOOP")), "{text}");
}

#[test]
fn orders_are_buttons_and_it_is_told_whether_one_is_waited_for() {
    let mut tale = Tale::of("explorer");
    tale.enters(Call::Order, None);
    assert_shows(&shown(tale, (120, 36)), &["[o connect] [s send] [e read] [a accept] [w close]"]);
}

#[test]
fn a_plot_tells_its_curves_apart_by_more_than_colour() {
    let text = shown(made_up::buttons(), (120, 36));
    assert_shows(&text, &["copied by size (log)  ● slicing 1,234,944 B", "◆ offset 65,536 B", "16 KiB", "64 KiB"]);
    assert!(text.lines().filter(|line| line.contains('●')).count() > 1, "{text}");
    let ascii = drawn(made_up::buttons(), Manner { ascii: true, ..MANNER }, (80, 24));
    assert!(ascii.is_ascii(), "{ascii}");
}

#[test]
fn a_plot_says_what_is_to_come_and_shows_one_point() {
    assert_shows(&shown(Tale::of("plot"), (80, 24)), &["Nothing is measured yet. To come: copied, by size."]);
    let mut tale = Tale::of("plot");
    tale.note("main", None, Event::Measured { series: "slicing".into(), x: 0, y: 0 });
    assert_shows(&shown(tale, (80, 24)), &["what a nap costs, 1 point", "● slicing 0 B"]);
}

#[test]
fn the_programs_own_buffer_and_pipes_are_among_the_buffers() {
    let text = shown(made_up::exhausted(), (160, 45));
    assert_shows(
        &text,
        &[
            "60,000 of 65,536 B, highest 60,000",
            "OUT OF MEMORY: 16,384 more did not fit",
            "you ▶ hello   a pipe: given 1, read 0",
            "1 unread",
        ],
    );
}

/// Two ends of a connection of the library's; the server is given three bytes, and what it replies stands in its buffer.
fn replying() -> Tale {
    let mut tale = Tale::of("layers");
    for end in ["client", "server"] {
        tale.main(end, Event::ProtocolBuilt { protocol: "PingPong".into() });
        tale.main(end, Event::Called { callback: Callback::ConnectionMade });
        tale.main(end, Event::CameBack { callback: Callback::ConnectionMade });
    }
    tale.main("server", Event::Joined { peer: "client".into() });
    tale.main("client", Event::Wrote { bytes: 3, held: 3 });
    let (asked, outcome) = (Some(65_536), Outcome::Result(3));
    tale.after(5).main("server", Event::Returned { call: Call::MemoryRead, asked, outcome });
    tale.after(5).main("server", Event::Called { callback: Callback::DataReceived });
    tale.after(5).main("server", Event::Wrote { bytes: 1, held: 1 });
    tale
}

#[test]
fn the_floors_tell_what_was_called_up_and_what_was_asked_down() {
    let text = shown(replying(), (120, 36));
    assert_shows(
        &text,
        &[
            "client                    server",
            "protocol   PingPong                  PingPong",
            " ▲ effect  connection_made           data_received(3 B)",
            "above: your code, below: the library",
            " ▼ cause   write(3 B)                write(1 B)",
            "   buffer  3 B                       1 B",
            "reactor    turn 0: calls data_received of server",
            "below      memory: no kernel, no system call",
            "factories  PingPong: 2 built, 2 stand, 0 over",
        ],
    );
}

#[test]
fn where_there_is_no_room_for_floors_there_is_a_table() {
    let mut tale = replying();
    tale.main("third", Event::ProtocolBuilt { protocol: "Silent".into() });
    let text = shown(tale, (60, 20));
    assert_shows(
        &text,
        &[
            "reactor  turn 0: calls data_received of server",
            "end     protocol  made data lost   buffer  state",
            "client  PingPong     1    0    0        3  connected",
            "server  PingPong     1    1    0        1  connected",
            "third   Silent       0    0    0        -  connecting",
        ],
    );
}

#[test]
fn an_end_is_told_with_its_reason_and_what_stands_comes_first() {
    let mut tale = replying();
    tale.main("server", Event::CallbackFailed { callback: Callback::DataReceived, error: "no number".into() });
    tale.main("server", Event::CameBack { callback: Callback::DataReceived });
    tale.main("server", Event::ConnectionEnded { reason: Reason::Failed, error: Some("no number".into()) });
    tale.main("third", Event::ProtocolBuilt { protocol: "PingPong".into() });
    let text = shown(tale, (160, 45));
    assert_shows(&text, &["1 over", "-  Error: no number"]);
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part:?} is not on this screen:\n{text}"));
    assert!(place(" third ") < place(" server  PingPong "), "{text}");
}

#[test]
fn tabs_are_those_of_the_scene() {
    let tabs = |scene: &str| shown(Tale::of(scene), (80, 24)).lines().nth(1).map(str::to_owned).unwrap();
    assert_eq!(tabs("buttons").trim(), "CODE STORY INPUT LOOP PLOT THREADS NOTICES LOG");
    assert_eq!(tabs("explorer").trim(), "CODE STORY READINESS INPUT BUFFERS THREADS NOTICES LOG");
}

#[test]
fn every_made_up_screen_is_whole_in_ascii_and_without_colour() {
    for size in SIZES {
        for (name, tale) in every() {
            let text = drawn(tale, Manner { ascii: true, colour: false, ..MANNER }, size);
            assert!(text.is_ascii(), "{name} at {size:?}:\n{text}");
        }
        for ((name, plain), (_, coloured)) in every().into_iter().zip(every()) {
            let plain = drawn(plain, Manner { colour: false, ..MANNER }, size);
            assert_eq!(plain, shown(coloured, size), "{name} at {size:?}: colour is never the only sign");
        }
    }
}
