//! Sizes: any, at any time.

use crate::screen::{ESC, RIGHT, Screen, row};

/// Waits until the last row of the screen is the footer of a screen of that size.
fn stands(screen: &Screen, size: (u16, u16)) {
    screen.resize(size);
    screen.wait_until(&format!("a screen of {size:?}"), |shown| {
        let (rows, columns) = shown.size();
        let timeline = row(shown, size.1 - 3);
        (columns.get(), rows.get()) == size
            && row(shown, size.1 - 1).trim_end().ends_with("q quit")
            && timeline.chars().count() == usize::from(size.0)
    });
}

#[test]
fn the_screen_follows_its_terminal() {
    let screen = Screen::frozen();
    for size in [(160, 45), (60, 20), (110, 28), (70, 60), (240, 80), (80, 24), (120, 36)] {
        stands(&screen, size);
        screen.titled("2/4");
    }
    screen.quit();
}

#[test]
fn no_key_is_lost_beside_a_new_size() {
    let screen = Screen::frozen();
    for turn in 0..60 {
        screen.resize((100 + turn % 20, 30 + turn % 5));
        screen.press("?");
        screen.wait_for("HELP");
        screen.press("?");
        screen.resize((100 + turn % 19, 30 + turn % 4));
        screen.gone("HELP");
    }
    screen.quit();
}

#[test]
fn under_the_least_size_it_says_so_and_only_quits() {
    let screen = Screen::asking("freeze");
    for size in [(59, 20), (60, 19), (2, 1), (40, 3), (20, 10), (59, 19)] {
        screen.resize(size);
        if size.0 < 20 {
            continue;
        }
        for text in [&format!("{}x{}", size.0, size.1), "needs 60x20", "q quits"] {
            screen.wait_for(text);
        }
        // Ctrl-Z, without job control, draws the screen anew: then the keys before it have been read too.
        screen.scribble("\x1b[Hscribbled");
        screen.press(&format!("n4bkx?{RIGHT}\x1a"));
        screen.gone("scribbled");
    }
    stands(&screen, (120, 36));
    screen.titled("2/4");
    screen.titled("YOUR PREDICTION");
    assert!(!screen.screen().contents().contains("HELP"));
    screen.resize((30, 5));
    screen.wait_for("q quits");
    screen.quit();
}

#[test]
fn a_question_and_what_lies_over_the_panes_stand_resizing() {
    let screen = Screen::asking("freeze");
    for key in ["?", "k"] {
        screen.press(key);
        let text = if key == "?" { "HELP" } else { "KNOBS" };
        screen.wait_for(text);
        for size in [(60, 20), (160, 45), (80, 24)] {
            screen.resize(size);
            screen.wait_until(&format!("{text} at {size:?}"), |shown| {
                shown.contents().contains(text) && row(shown, size.1 - 1).contains("q quit")
            });
        }
        screen.press(ESC);
        screen.gone(text);
    }
    screen.titled("YOUR PREDICTION");
    stands(&screen, (60, 20));
    screen.press("b");
    screen.wait_for("DEADLOCK");
    screen.quit();
}

#[test]
fn a_small_screen_has_tabs() {
    let screen = Screen::sized((80, 24), "freeze", &["--no-quiz"]);
    screen.wait_for("DEADLOCK");
    for tab in ["CODE", "STORY", "BUFFERS", "X-RAY", "THREADS", "READINESS", "TIMERS", "NOTICES", "LOG"] {
        screen.wait_until(tab, |shown| row(shown, 1).contains(tab));
    }
    screen.click("LOG");
    screen.wait_for("recv(1,024) = 1,024");
    screen.press("\t");
    screen.wait_for("client.send_all(&data)");
    screen.press("\x1b[Z");
    screen.wait_for("recv(1,024) = 1,024");
    screen.quit();
}

#[test]
fn a_stage_at_full_speed_stands_resizing() {
    let screen = Screen::scene("two-threads", &["--no-quiz", "--set", "pause=0", "--set", "bite=1"]);
    for size in [(80, 24), (59, 19), (160, 45), (60, 20)] {
        screen.resize(size);
        let last = if size.0 < 60 { "q quits" } else { "q quit" };
        screen.wait_until(&format!("a screen of {size:?}"), |shown| {
            shown.contents().contains(last) && (size.0 < 60 || row(shown, size.1 - 1).contains(last))
        });
    }
    screen.quit();
}
