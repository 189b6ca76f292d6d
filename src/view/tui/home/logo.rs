//! The name as a picture, and the trace of an oscilloscope beside it.

/// Rows of the picture.
pub(super) const ROWS: u16 = 3;

const UNICODE: [&str; ROWS as usize] = [
    "╺┳╸╻ ╻╻┏━┓╺┳╸╻  ┏━┓┏┓     ╭─╮       ╭╮      ╭───",
    " ┃ ┃╻┃┃┗━┓ ┃ ┃  ┣━┫┣┻┓  ──╯ │   ╭───╯╰──╮ ╭─╯   ",
    " ╹ ┗┻┛╹┗━┛ ╹ ┗━╸╹ ╹┗━┛      ╰───╯       ╰─╯     ",
];

const ASCII: [&str; ROWS as usize] = [
    " _|_      .  _  _|_  |   _   |_     _      ____      __",
    "  |  \\/\\/ | (_   |   |  (_|  | )  _/ \\    /    \\   _/  ",
    "  |_      |  _)  |_  |_ (_|_ |_)      \\__/      \\_/    ",
];

/// The rows of the name.
pub(super) fn rows(ascii: bool) -> [&'static str; ROWS as usize] {
    if ascii { ASCII } else { UNICODE }
}
