//! What is said of the chosen entry: the idea, what was seen, what was answered.

use super::Home;
use super::list::{self, Entry};
use crate::lesson::{Lesson, Question};
use crate::progress::Reached;
use crate::view::home::{At, Course, Standing, Way};
use crate::view::tui::panes::wrap;
use crate::view::tui::theme::{Role, Theme};
use ratatui::text::{Line, Span};

/// What somebody reads first who has never been here.
const WELCOME: &str = "A page of Rust sends bytes to itself through a real socket, until one send does not return. The \
                       screen shows where every byte is, in which call the program sleeps, and who waits for whom.";

/// How to get there.
const TWO_KEYS: &str = "Enter starts it. It asks one question first: press a, b or c. Then look.";

/// The heading and the lines, wrapped to a width.
pub(super) fn told(home: &Home, width: usize) -> (String, Vec<Line<'static>>) {
    match home.entry() {
        None => ("NO LESSONS".into(), Vec::new()),
        Some(Entry::GoOn) => go_on(home, width),
        Some(Entry::Lesson(lesson)) => (format!("LESSON {}", lesson.number), of_lesson(home, lesson, width)),
        Some(Entry::Scene(at)) => (place(&at), of_scene(home, &at, width)),
    }
}

fn place(at: &At) -> String {
    format!("LESSON {}, SCENE {}", at.lesson.number, at.number())
}

fn go_on(home: &Home, width: usize) -> (String, Vec<Line<'static>>) {
    let Some((way, at)) = home.course.go_on() else { return ("NO LESSONS".into(), Vec::new()) };
    let mut lines = Vec::new();
    if way == Way::First {
        lines.extend(styled(TWO_KEYS, width, &home.theme, Role::Heading));
        lines.push(Line::default());
        lines.extend(plain(WELCOME, width));
        lines.push(Line::default());
        lines.extend(styled(
            "Or choose anything in the list: nothing has to be done in order.",
            width,
            &home.theme,
            Role::Dim,
        ));
        return (place(&at), lines);
    }
    lines.extend(of_scene(home, &at, width));
    (place(&at), lines)
}

fn of_lesson(home: &Home, lesson: &'static Lesson, width: usize) -> Vec<Line<'static>> {
    let (theme, tally) = (&home.theme, home.course.tally(lesson));
    let mut lines = styled(lesson.title, width, theme, Role::Heading);
    lines.push(Line::default());
    lines.extend(plain(lesson.idea, width));
    lines.push(Line::default());
    lines.extend(plain(&format!("{}. Predictions: {}.", tally.told_scenes(), tally.told_answers()), width));
    if let Some(at) = home.course.go_on_in(lesson) {
        lines.push(Line::default());
        let next = format!("Enter starts scene {}: {}. r reads the chapter.", at.number(), at.scene.title);
        lines.extend(styled(&next, width, theme, Role::Dim));
    }
    lines
}

fn of_scene(home: &Home, at: &At, width: usize) -> Vec<Line<'static>> {
    let theme = &home.theme;
    let reached = home.course.reached(at);
    let (mark, role) = list::seen(theme, reached);
    let word = match reached {
        None => "not opened yet",
        Some(Reached::Opened) => "opened, not seen to its end",
        Some(Reached::Shown) => "shown whole",
    };
    let mut lines = styled(at.scene.title, width, theme, Role::Heading);
    lines.push(Line::from(vec![Span::styled(mark, theme.style(role)), Span::raw(format!(" {word}"))]));
    lines.push(Line::default());
    lines.extend(plain(at.scene.idea, width));
    if let Some(goal) = at.scene.goal {
        let best = home.course.progress.best(at.lesson.number, at.scene.id);
        let best = best.map_or_else(|| "no score yet".into(), |best| format!("best score: {}", goal.unit.show(best)));
        lines.push(Line::default());
        lines.extend(plain(goal.text, width));
        lines.extend(styled(&best, width, theme, Role::Good));
    }
    for question in at.scene.questions {
        lines.push(Line::default());
        lines.extend(of_question(theme, &home.course, at, question, width));
    }
    lines.push(Line::default());
    lines.extend(styled(&at.command(), width, theme, Role::Dim));
    lines
}

fn of_question(theme: &Theme, course: &Course, at: &At, question: &Question, width: usize) -> Vec<Line<'static>> {
    let standing = course.standing(at, question);
    let (mark, role) = list::answer(theme, standing);
    let said = |choice: usize| format!("You said: {}", question.choices[choice].text);
    let (said, word) = match standing {
        Standing::Open => (None, "open: you have not answered it"),
        Standing::Unjudged(choice) => (Some(said(choice)), "open: you left before it was judged"),
        Standing::Right(choice) => (Some(said(choice)), "right: it came true"),
        Standing::Wrong(choice) => (Some(said(choice)), "wrong: something else came true"),
    };
    let mut lines = plain(question.prompt, width);
    lines.extend(said.iter().flat_map(|said| plain(said, width)));
    lines.push(Line::from(Span::styled(format!("{mark} {word}"), theme.style(role))));
    lines
}

fn plain(text: &str, width: usize) -> Vec<Line<'static>> {
    wrap(text, width).into_iter().map(Line::from).collect()
}

fn styled(text: &str, width: usize, theme: &Theme, role: Role) -> Vec<Line<'static>> {
    wrap(text, width).into_iter().map(|line| Line::styled(line, theme.style(role))).collect()
}
