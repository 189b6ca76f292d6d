//! Colours by role and glyphs by purpose.
//!
//! The sixteen colours of the terminal's own palette, so that light and dark themes both work; never colour
//! alone: each role has a glyph or a word beside it. With `NO_COLOR` only weight is left.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// How the screen looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    colour: bool,
    /// Characters.
    pub(crate) glyphs: Glyphs,
}

/// What a piece of the screen is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Ordinary text.
    Text,
    /// What matters less.
    Dim,
    /// The border of a pane without the focus.
    Border,
    /// A heading.
    Heading,
    /// A key that can be pressed.
    Key,
    /// The pane that has the focus.
    Focus,
    /// Bytes that the connecting end sent.
    There,
    /// Bytes that the accepted end sent.
    Back,
    /// All is well, or it came true.
    Good,
    /// Worth a look.
    Warning,
    /// Nothing goes on.
    Stuck,
    /// Asked of the learner.
    Question,
    /// The line that is running.
    Running,
    /// The cursor is not at the head.
    Past,
    /// The cursor is at the head.
    Live,
    /// Program text: a word of the language.
    Keyword,
    /// Program text: a string or a number.
    Literal,
    /// Program text: a comment.
    Comment,
    /// Program text: a type or a macro.
    Type,
    /// Program text: a function.
    Function,
}

/// Characters that differ between Unicode and ASCII.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyphs {
    /// A filled cell of a bar.
    pub(crate) full: &'static str,
    /// A cell of bytes in flight, or asked and not yet answered.
    pub(crate) part: &'static str,
    /// An empty cell of a bar.
    pub(crate) empty: &'static str,
    /// From one end to the other.
    pub(crate) to: &'static str,
    /// Down; open.
    pub(crate) down: &'static str,
    /// Folded.
    pub(crate) folded: &'static str,
    /// Playing.
    pub(crate) play: &'static str,
    /// Paused.
    pub(crate) pause: &'static str,
    /// Where the cursor is on the timeline.
    pub(crate) cursor: &'static str,
    /// The part of the timeline behind the cursor.
    pub(crate) done: &'static str,
    /// The part before it.
    pub(crate) ahead: &'static str,
    /// Heights of a curve, from nothing to full.
    pub(crate) heights: [&'static str; 9],
    /// Seen.
    pub(crate) seen: &'static str,
    /// Tried, and it failed.
    pub(crate) broken: &'static str,
    /// Not seen yet.
    pub(crate) unseen: &'static str,
    /// Seen in part.
    pub(crate) half_seen: &'static str,
    /// It did not come true.
    pub(crate) wrong: &'static str,
    /// A notice.
    pub(crate) notice: &'static str,
    /// More than fits.
    pub(crate) more: &'static str,
    /// The head, side and foot of the line that closes a cycle.
    pub(crate) cycle: [&'static str; 3],
    /// The wheel: its corners (upper left, upper right, lower right, lower left), its two lines, and the arrows that it
    /// turns by (right, down, left, up).
    pub(crate) wheel: [&'static str; 10],
    /// The branches of a tree: to a left child, along, under their parent (with both children, with the left one alone), to
    /// a right child.
    pub(crate) tree: [&'static str; 5],
    /// An entry of a heap that is alive, one that sinks later, and one that is dead.
    pub(crate) entries: [&'static str; 3],
    /// Points of a plot's curves, one a curve.
    pub(crate) points: [&'static str; 6],
    /// A step of a curve between its points, where there are no dots to draw it with.
    pub(crate) trail: &'static str,
    /// A plot's axes: upright, flat, and where they meet.
    pub(crate) axes: [&'static str; 3],
    /// Whether a cell can be drawn in eight dots.
    pub(crate) dots: bool,
    /// Where a line is typed.
    pub(crate) prompt: &'static str,
    /// Borders.
    pub(crate) border: border::Set<'static>,
    /// Borders of what must be seen first.
    pub(crate) strong_border: border::Set<'static>,
}

const UNICODE: Glyphs = Glyphs {
    full: "█",
    part: "▒",
    empty: "·",
    to: "▶",
    down: "▼",
    folded: "▶",
    play: "▶",
    pause: "Ⅱ",
    cursor: "●",
    done: "━",
    ahead: "─",
    heights: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    seen: "✓",
    broken: "✗",
    unseen: "○",
    half_seen: "◐",
    wrong: "✗",
    notice: "▲",
    more: "»",
    cycle: ["┌─▶", "│  ", "└──"],
    wheel: ["╭", "╮", "╯", "╰", "─", "│", "▶", "▼", "◀", "▲"],
    tree: ["╭", "─", "┴", "╯", "╮"],
    entries: ["●", "↓", "×"],
    points: ["●", "◆", "▲", "■", "○", "◇"],
    trail: "·",
    axes: ["│", "─", "└"],
    dots: true,
    prompt: "❯",
    border: border::ROUNDED,
    strong_border: border::DOUBLE,
};

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

const ASCII_STRONG: border::Set<'static> = border::Set {
    top_left: "#",
    top_right: "#",
    bottom_left: "#",
    bottom_right: "#",
    vertical_left: "#",
    vertical_right: "#",
    horizontal_top: "=",
    horizontal_bottom: "=",
};

const ASCII: Glyphs = Glyphs {
    full: "#",
    part: "%",
    empty: ".",
    to: "->",
    down: "v",
    folded: ">",
    play: ">",
    pause: "=",
    cursor: "o",
    done: "=",
    ahead: "-",
    heights: [" ", ".", ".", ":", ":", "=", "=", "#", "#"],
    seen: "*",
    broken: "x",
    unseen: "o",
    half_seen: "+",
    wrong: "x",
    notice: "!",
    more: ">>",
    cycle: ["+->", "|  ", "+--"],
    wheel: ["+", "+", "+", "+", "-", "|", ">", "v", "<", "^"],
    tree: ["+", "-", "+", "+", "+"],
    entries: ["o", "v", "x"],
    points: ["o", "x", "^", "#", "+", "@"],
    trail: ".",
    axes: ["|", "-", "+"],
    dots: false,
    prompt: ">",
    border: ASCII_BORDER,
    strong_border: ASCII_STRONG,
};

impl Theme {
    /// A theme with or without colour, with Unicode or ASCII glyphs.
    pub(crate) fn new(colour: bool, ascii: bool) -> Self {
        Theme { colour, glyphs: if ascii { ASCII } else { UNICODE } }
    }

    /// The name of a key, arrows spelled out where glyphs are few.
    pub(crate) fn key<'a>(&self, name: &'a str) -> &'a str {
        let words = [("→", "Right"), ("←", "Left"), ("↑", "Up"), ("↓", "Down")];
        let word = words.iter().find(|(arrow, _)| self.glyphs.to.is_ascii() && *arrow == name);
        word.map_or(name, |(_, word)| word)
    }

    /// The style of a role.
    pub(crate) fn style(&self, role: Role) -> Style {
        let style = weight(role);
        if self.colour { colour(role).map_or(style, |colour| style.fg(colour)) } else { style }
    }
}

fn colour(role: Role) -> Option<Color> {
    Some(match role {
        Role::Text | Role::Heading | Role::Running | Role::Dim => return None,
        Role::Key | Role::Focus | Role::There => Color::Cyan,
        Role::Back | Role::Warning | Role::Past => Color::Yellow,
        Role::Good | Role::Live | Role::Literal => Color::Green,
        Role::Stuck => Color::Red,
        Role::Question | Role::Keyword => Color::Magenta,
        Role::Comment | Role::Border => Color::DarkGray,
        Role::Type => Color::Yellow,
        Role::Function => Color::Blue,
    })
}

fn weight(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Dim => style.add_modifier(Modifier::DIM),
        Role::Live => style.add_modifier(Modifier::BOLD | Modifier::REVERSED),
        Role::Heading
        | Role::Key
        | Role::Focus
        | Role::Good
        | Role::Stuck
        | Role::Question
        | Role::Past
        | Role::Warning => style.add_modifier(Modifier::BOLD),
        Role::Running => style.add_modifier(Modifier::REVERSED),
        _ => style,
    }
}
