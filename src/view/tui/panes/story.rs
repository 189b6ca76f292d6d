//! STORY: what is happening, the question, how the last prediction went, and what this scene sets out to show.

use super::{fit, lines, wrap};
use crate::lesson::Question;
use crate::view::player::Play;
use crate::view::session::Verdict;
use crate::view::tui::hits::{Hit, Hits};
use crate::view::tui::model::Model;
use crate::view::tui::msg::Msg;
use crate::view::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    match model.question() {
        Some(question) => ask(model, question, inner, buffer, hits),
        None => tell(model, inner, buffer),
    }
}

fn ask(model: &Model, question: &Question, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let theme = &model.theme;
    let width = usize::from(area.width);
    let mut told: Vec<Line<'_>> =
        wrap(question.prompt, width).into_iter().map(|line| Line::styled(line, theme.style(Role::Heading))).collect();
    told.push(Line::default());
    let roomy = usize::from(area.height) >= told.len() + question.choices.len() * 2;
    for (place, choice) in question.choices.iter().enumerate() {
        let start = told.len();
        for (nth, line) in wrap(choice.text, width.saturating_sub(4)).into_iter().enumerate() {
            let lead = if nth == 0 { format!(" {}  ", Question::letter(place)) } else { "    ".into() };
            told.push(Line::from(vec![
                Span::styled(lead, theme.style(Role::Question)),
                Span::styled(line, theme.style(Role::Text)),
            ]));
        }
        let row = area.y.saturating_add(start as u16);
        let clicked = Rect { y: row, height: (told.len() - start) as u16, ..area };
        hits.add(clicked.intersection(area), Hit::Do(Msg::Answer(place)));
        if roomy {
            told.push(Line::default());
        }
    }
    told.push(Line::styled("Press a letter; s skips. The run will judge.", theme.style(Role::Dim)));
    lines(model, &told, area, buffer);
}

fn tell(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (session, theme) = (model.session(), &model.theme);
    let width = usize::from(area.width);
    let styled = |text: &str, role: Role| {
        let lines = wrap(text, width).into_iter();
        lines.map(|line| Line::styled(line, theme.style(role))).collect::<Vec<_>>()
    };
    let story = session.scene.told(session.world()).unwrap_or_else(|| session.scene.idea.into());
    let mut told = styled(&story, Role::Text);
    let verdict = session.last_verdict();
    let fresh = verdict.is_some_and(|(mark, _)| is_fresh(model, mark));
    if let Some((mark, verdict)) = verdict.filter(|_| fresh) {
        let (lead, choice, role) = match verdict {
            Verdict::Pending => (String::new(), None, Role::Text),
            Verdict::Right(choice) => {
                (format!("{} Your prediction came true: ", theme.glyphs.seen), Some(choice), Role::Good)
            }
            Verdict::Wrong(choice) => ("Something else came true: ".to_owned(), Some(choice), Role::Warning),
            Verdict::Told(choice) => ("This came true: ".to_owned(), Some(choice), Role::Text),
        };
        if let Some(choice) = choice.and_then(|choice| mark.question.choices.get(choice)) {
            told.push(Line::default());
            told.extend(styled(&format!("{lead}{}.", choice.text), role));
            told.extend(styled(choice.because, Role::Text));
        }
    }
    if is_reading(model) {
        told.push(Line::default());
        told.extend(styled("space goes on.", Role::Key));
    }
    if session.at_head() && session.world().ended() {
        let next = if session.is_live() {
            "The program has ended: r runs it again, k turns a knob, n goes on."
        } else {
            "The recording ends here."
        };
        told.push(Line::default());
        told.extend(styled(next, Role::Dim));
    }
    let seen = milestones(model, width);
    let left = usize::from(area.height).saturating_sub(told.len());
    if left > seen.len() {
        told.push(Line::default());
    }
    // Where there is little room, the story comes before the ticks.
    told.extend(seen.into_iter().take(left));
    let scroll =
        if model.pane == crate::view::tui::pane::Pane::Story { usize::try_from(model.scroll).unwrap_or(0) } else { 0 };
    let from = scroll.min(told.len().saturating_sub(usize::from(area.height)));
    lines(model, &told[from..], area, buffer);
}

/// Whether the cursor stands so that the learner can read how a prediction went.
pub(in crate::view::tui) fn is_reading(model: &Model) -> bool {
    let session = model.session();
    let fresh = session.last_verdict().is_some_and(|(mark, _)| is_fresh(model, mark));
    let stands = model.player.play == Play::Paused && !session.world().ended();
    fresh && stands && model.question().is_none() && !model.deadlocked()
}

/// A verdict stands until the story has gone well past it: while the run is in the turn in which it fell.
fn is_fresh(model: &Model, mark: &crate::view::session::Mark) -> bool {
    let session = model.session();
    let Some((known, _)) = mark.outcome else { return false };
    let steps = session.trace.steps_to(session.cursor.seq()).saturating_sub(session.trace.steps_to(known));
    steps <= 12
}

/// What has been seen of what the scene sets out to show. What is to come is not told: it would answer the question.
fn milestones(model: &Model, width: usize) -> Vec<Line<'static>> {
    let (session, theme) = (model.session(), &model.theme);
    let here = session.cursor.seq();
    let each = session.scene.milestones.iter().zip(&session.milestones);
    let seen: Vec<&str> =
        each.filter(|(_, seen)| seen.is_some_and(|seq| seq <= here)).map(|(milestone, _)| milestone.text).collect();
    let left = session.scene.milestones.len() - seen.len();
    let tick = |text: &str| {
        let text = fit(text, width.saturating_sub(2));
        Line::from(vec![
            Span::styled(format!("{} ", theme.glyphs.seen), theme.style(Role::Good)),
            Span::styled(text, theme.style(Role::Dim)),
        ])
    };
    let mut told: Vec<Line<'static>> = seen.into_iter().map(tick).collect();
    if left > 0 {
        told.push(Line::styled(
            format!("{} {left} more to be seen in this scene", theme.glyphs.unseen),
            theme.style(Role::Dim),
        ));
    }
    told
}
