//! INPUT: what the learner gives to the program: buttons to click, a line to type in, orders to give.
//!
//! ```text
//!  ╭──────────────────╮ ╭──────────────────╮
//!  │     h  Hello     │ │     w  World     │
//!  ╰──────────────────╯ ╰──────────────────╯
//!   read after 212 ms    1 waits, 48 ms so far
//! ```

use super::fit;
use crate::event::{Call, Micros, thousands};
use crate::lab::Action;
use crate::lesson::{Control, Scene};
use crate::view::tui::hits::{Hit, Hits};
use crate::view::tui::keys::Focus;
use crate::view::tui::model::Model;
use crate::view::tui::msg::Msg;
use crate::view::tui::theme::Role;
use crate::view::words;
use crate::world::{Doing, Input, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Widget};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// For how long a button that was used shows it, in lab time.
const FLASH: Micros = Micros(250_000);

/// The lab writes into the pipe as soon as it has noted that a button was used.
const AT_ONCE: Micros = Micros(10_000);

/// The widest button.
const WIDEST: u16 = 26;

/// Rows of a button, or of a line, with what stands below it.
const ROWS: u16 = 4;

/// A line has one row more, for what the program printed.
const LINE: u16 = ROWS + 1;

type Placed = (usize, &'static Control);

/// The controls of a scene that give something to the program, by what they are.
struct Given {
    buttons: Vec<Placed>,
    lines: Vec<Placed>,
    /// Orders, and the end of the input.
    small: Vec<Placed>,
    orders: bool,
}

impl Given {
    fn of(scene: &'static Scene) -> Given {
        let all: Vec<Placed> = scene.controls.iter().enumerate().collect();
        let some = |is: fn(&Action) -> bool| all.iter().copied().filter(|(_, c)| is(&c.action)).collect::<Vec<_>>();
        Given {
            buttons: some(|action| matches!(action, Action::Feed { .. })),
            lines: some(|action| matches!(action, Action::Type { .. })),
            small: some(|action| matches!(action, Action::Order | Action::EndInput { .. })),
            orders: all.iter().any(|(_, control)| control.action == Action::Order),
        }
    }
}

/// How many rows it wants inside a frame of so many columns.
pub(in crate::view::tui) fn height(scene: &'static Scene, width: u16) -> u16 {
    let given = Given::of(scene);
    let (buttons, lines) = (u16::from(!given.buttons.is_empty()), given.lines.len() as u16);
    let small = rows_of(&given.small, width).last().map_or(0, |(_, row, _)| row + 1);
    (buttons * ROWS + lines * LINE + small + u16::from(given.orders)).max(2)
}

pub(in crate::view::tui) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let given = Given::of(model.scene());
    let mut left = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if given.buttons.is_empty() && given.lines.is_empty() && given.small.is_empty() {
        let style = model.theme.style(Role::Dim);
        return super::lines(model, &[Line::styled("This program takes nothing from you.", style)], left, buffer);
    }
    // Small ones keep their rows; what is left is for the big ones, framed where that fits.
    let small = rows_of(&given.small, left.width).last().map_or(0, |(_, row, _)| row + 1) + u16::from(given.orders);
    let (big, lines) = (u16::from(!given.buttons.is_empty()), given.lines.len() as u16);
    let framed = big * ROWS + lines * LINE + small <= left.height;
    let mut take = |rows: u16| {
        let taken = Rect { height: rows.min(left.height), ..left };
        left = Rect { y: left.y + taken.height, height: left.height - taken.height, ..left };
        taken
    };
    if !given.buttons.is_empty() {
        buttons(model, &given.buttons, take(if framed { ROWS } else { 2 }), buffer, hits);
    }
    for placed in &given.lines {
        line(model, *placed, take(if framed { LINE } else { 2 }), buffer, hits);
    }
    if given.orders {
        let waits = waits_for_order(model.session().world());
        let (text, role) = match waits {
            _ if !model.can_act() => ("The orders that the program was given:", Role::Dim),
            true => ("The program waits for your next order.", Role::Good),
            false => ("The program is at work; it takes your next order after that.", Role::Warning),
        };
        let row = take(1);
        buffer.set_stringn(row.x, row.y, text, usize::from(row.width), model.theme.style(role));
    }
    let rest = take(u16::MAX);
    for (placed, row, column) in rows_of(&given.small, rest.width).into_iter().filter(|(_, row, _)| *row < rest.height)
    {
        let (at, width) = (rest.x + column, (small_text(placed.1).width() as u16).min(rest.width));
        button_text(model, placed, Rect { x: at, y: rest.y + row, width, height: 1 }, buffer);
        hits.add(Rect { x: at, y: rest.y + row, width, height: 1 }, Hit::Do(Msg::Control(placed.0)));
    }
}

fn waits_for_order(world: &World) -> bool {
    world.threads.iter().any(|thread| matches!(thread.doing, Doing::In { call: Call::Order, .. }))
}

/// Whether a control was used a moment ago.
fn flashes(world: &World, control: &Control) -> bool {
    let last = world.acted.iter().rev().find(|act| act.control == control.id);
    last.is_some_and(|act| world.at.since(act.at) < FLASH)
}

/// The big buttons side by side, each with what became of its last click.
fn buttons(model: &Model, all: &[Placed], area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let (world, theme) = (model.session().world(), &model.theme);
    let each = (area.width / all.len().max(1) as u16).min(WIDEST);
    for (nth, (place, control)) in all.iter().enumerate() {
        let whole = Rect { x: area.x + each * nth as u16, width: each.saturating_sub(1), ..area };
        if whole.is_empty() {
            continue;
        }
        let framed = whole.height >= ROWS;
        let face = Rect { height: if framed { 3 } else { 1 }, ..whole };
        let flash = flashes(world, control);
        let border = if flash { theme.glyphs.strong_border } else { theme.glyphs.border };
        let role = if flash {
            Role::Live
        } else if model.can_act() {
            Role::Key
        } else {
            Role::Dim
        };
        let mut inside = face;
        if framed {
            let block = Block::bordered().border_set(border).border_style(theme.style(role));
            inside = block.inner(face);
            block.render(face, buffer);
        }
        let text = fit(&format!("{}  {}", control.key, control.label), usize::from(inside.width));
        let text = format!("{text:^0$}", usize::from(inside.width));
        let style = if flash { theme.style(Role::Live) } else { theme.style(role) };
        buffer.set_stringn(inside.x, inside.y, text, usize::from(inside.width), style);
        hits.add(face, Hit::Do(Msg::Control(*place)));
        if whole.height > face.height {
            below(model, control, Rect { y: whole.y + face.height, height: 1, ..whole }, buffer);
        }
    }
}

/// How long the last input of a control lay in its pipe, or lies there.
fn below(model: &Model, control: &Control, area: Rect, buffer: &mut Buffer) {
    let (scene, world) = (model.scene(), model.session().world());
    let room = usize::from(area.width.saturating_sub(1));
    let (text, role) = told(scene, world, control, room);
    put(model, area, &text, role, buffer);
}

/// Whose an input is: the button's that was used just before it lay in the pipe; what no button gave was typed.
fn giver(scene: &'static Scene, world: &World, input: &Input) -> Option<&'static Control> {
    let gives = |control: &&Control| matches!(control.action, Action::Feed { source, .. } if input.source == source);
    let acts = world.acted.iter().rev().filter(|act| act.at <= input.given);
    let mut used = acts.take_while(|act| input.given.since(act.at) < AT_ONCE);
    let by_act = used.find_map(|act| scene.control(act.control.as_str()).filter(gives));
    let typed = |control: &&Control| matches!(control.action, Action::Type { source } if input.source == source);
    by_act.or_else(|| scene.controls.iter().find(typed)).or_else(|| scene.controls.iter().find(gives))
}

fn told(scene: &'static Scene, world: &World, control: &Control, room: usize) -> (String, Role) {
    let own = |input: &&Input| giver(scene, world, input).is_some_and(|giver| giver.id == control.id);
    let mine = || world.inputs.iter().filter(own);
    let waiting: Vec<&Input> = mine().filter(|input| input.taken.is_none()).collect();
    if let Some(oldest) = waiting.first() {
        let since = words::span(world.at.since(oldest.given));
        let text = format!("{} in the pipe for {since}", thousands(waiting.len() as u64));
        return (either(text, format!("waits {since}"), room), Role::Warning);
    }
    match mine().next_back().and_then(Input::delay).map(words::span) {
        Some(delay) => (either(format!("read after {delay}"), format!("took {delay}"), room), Role::Good),
        None => ("not used yet".into(), Role::Dim),
    }
}

/// The long text where it fits, else the short one.
fn either(long: String, short: String, room: usize) -> String {
    if long.width() <= room { long } else { short }
}

/// A line to type in; while it has the keys, the terminal's own cursor stands in it. Below it what became of the last one.
fn line(model: &Model, (place, control): Placed, area: Rect, buffer: &mut Buffer, hits: &mut Hits) {
    let theme = &model.theme;
    let typing = model.typing.as_ref().filter(|typing| typing.control == place && model.focus() == Focus::Stage);
    let framed = area.height >= ROWS;
    let face = Rect { height: if framed { 3.min(area.height) } else { 1.min(area.height) }, ..area };
    if face.is_empty() {
        return;
    }
    let role = match typing {
        Some(_) => Role::Question,
        None if model.can_act() => Role::Key,
        None => Role::Dim,
    };
    let mut inside = face;
    if framed {
        let border = if typing.is_some() { theme.glyphs.strong_border } else { theme.glyphs.border };
        let title = Line::styled(format!(" {}  {} ", control.key, control.label), theme.style(role));
        let block = Block::bordered().border_set(border).border_style(theme.style(role)).title(title);
        inside = block.inner(face);
        block.render(face, buffer);
    }
    hits.add(face, Hit::Do(Msg::Control(place)));
    let room = usize::from(inside.width).saturating_sub(3);
    let prompt = format!("{} ", theme.glyphs.prompt);
    let column = buffer.set_stringn(inside.x, inside.y, &prompt, usize::from(inside.width), theme.style(role)).0;
    match typing {
        Some(typing) => {
            let text = end_of(&typing.text, room);
            let column = buffer.set_stringn(column, inside.y, text, room, Style::new()).0;
            hits.point(column.min(inside.right().saturating_sub(1)), inside.y);
        }
        None => {
            let hint = if framed {
                format!("press {} to type", control.key)
            } else {
                format!("{}  {}", control.key, control.label)
            };
            buffer.set_stringn(column, inside.y, fit(&hint, room), room, theme.style(Role::Dim));
        }
    }
    let rows = (face.bottom()..area.bottom()).map(|y| Rect { y, height: 1, ..area });
    for (nth, row) in rows.enumerate() {
        match (nth, typing, &model.session().world().said) {
            (0, Some(_), _) => {
                let hint = "the keys are the program's: Enter sends, Esc gives them back";
                put(model, row, hint, Role::Question, buffer);
            }
            (0, None, _) => below(model, control, row, buffer),
            (_, _, Some(said)) => put(model, row, &format!("the program prints: {}", &**said), Role::Good, buffer),
            (_, _, None) => {}
        }
    }
}

/// A line of text, a column in from the left.
fn put(model: &Model, area: Rect, text: &str, role: Role, buffer: &mut Buffer) {
    let room = usize::from(area.width.saturating_sub(1));
    buffer.set_stringn(area.x + 1, area.y, fit(text, room), room, model.theme.style(role));
}

/// The last part of a text that fits into so many columns.
fn end_of(text: &str, room: usize) -> &str {
    let mut columns = 0;
    let cut = text.char_indices().rev().find(|(_, c)| {
        columns += c.width().unwrap_or(0);
        columns > room
    });
    cut.map_or(text, |(place, c)| &text[place + c.len_utf8()..])
}

fn small_text(control: &Control) -> String {
    format!("[{} {}]", control.key, control.id)
}

/// Small buttons in rows: each with its row and its column.
fn rows_of(all: &[Placed], width: u16) -> Vec<(Placed, u16, u16)> {
    let (mut row, mut column) = (0, 0);
    let mut rows = Vec::new();
    for placed in all {
        let wide = small_text(placed.1).width() as u16;
        if column > 0 && column + wide > width {
            (row, column) = (row + 1, 0);
        }
        rows.push((*placed, row, column));
        column += wide + 1;
    }
    rows
}

fn button_text(model: &Model, (_, control): Placed, area: Rect, buffer: &mut Buffer) {
    let (theme, world) = (&model.theme, model.session().world());
    let role = match (flashes(world, control), model.can_act()) {
        (true, _) => Role::Live,
        (false, true) => Role::Text,
        (false, false) => Role::Dim,
    };
    let key = if role == Role::Text { Role::Key } else { role };
    let end = area.right();
    let column = buffer.set_stringn(area.x, area.y, "[", 1, theme.style(Role::Dim)).0;
    let room = |column: u16| usize::from(end.saturating_sub(column));
    let column = buffer.set_stringn(column, area.y, control.key.to_string(), room(column), theme.style(key)).0;
    let column = buffer.set_stringn(column, area.y, format!(" {}", control.id), room(column), theme.style(role)).0;
    buffer.set_stringn(column, area.y, "]", room(column), theme.style(Role::Dim));
}
