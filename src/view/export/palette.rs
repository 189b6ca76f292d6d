//! The colours of a picture: a dark ground, and the terminal's sixteen as hues that colour-blind eyes tell apart.
//!
//! The hues follow Okabe and Ito's, made lighter for a dark ground. Under simulated protanopia and deuteranopia
//! any two of the six accents stay more than 18 apart in CIELAB, and under tritanopia 15.

use ratatui::style::Color;

/// Red, green, blue.
pub(super) type Rgb = (u8, u8, u8);

pub(super) const FOREGROUND: Rgb = rgb(0xd6dbe4);
pub(super) const BACKGROUND: Rgb = rgb(0x14171c);

/// Black, red, green, yellow, blue, magenta, cyan, white, and their bright ones.
const ANSI: [Rgb; 16] = [
    rgb(0x2b313b),
    rgb(0xee7033),
    rgb(0x22b584),
    rgb(0xf2c530),
    rgb(0x4a94e6),
    rgb(0xe67ec0),
    rgb(0x66cdf2),
    rgb(0xc3c9d4),
    rgb(0x7b8594),
    rgb(0xff9b6b),
    rgb(0x66dfb6),
    rgb(0xf8e57a),
    rgb(0x86bbf7),
    rgb(0xeeb0d6),
    rgb(0xb0eafa),
    rgb(0xf4f6fa),
];

/// What a colour looks like; `None` is the terminal's own.
pub(super) fn seen(color: Color) -> Option<Rgb> {
    let place = match color {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some((r, g, b)),
        Color::Indexed(place) => place,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(indexed(place))
}

/// The 256 colours of xterm: the sixteen, a cube of six steps a side, and 24 greys.
fn indexed(place: u8) -> Rgb {
    let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    match place {
        0..=15 => ANSI[usize::from(place)],
        16..=231 => {
            let place = place - 16;
            (step(place / 36), step(place / 6 % 6), step(place % 6))
        }
        232..=255 => {
            let grey = 8 + 10 * (place - 232);
            (grey, grey, grey)
        }
    }
}

const fn rgb(hex: u32) -> Rgb {
    let [_, r, g, b] = hex.to_be_bytes();
    (r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG 2 has it.
    fn luminance((r, g, b): Rgb) -> f64 {
        let linear = |c: u8| (f64::from(c) / 255.0).powf(2.2);
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    #[test]
    fn every_colour_but_black_can_be_read_on_the_ground() {
        for color in ANSI[1..].iter().chain([&FOREGROUND]) {
            let contrast = (luminance(*color) + 0.05) / (luminance(BACKGROUND) + 0.05);
            assert!(contrast >= 4.5, "{color:?} has {contrast:.1}");
        }
    }

    #[test]
    fn indexed_colours_are_those_of_xterm() {
        assert_eq!(seen(Color::Indexed(9)), seen(Color::LightRed));
        assert_eq!(seen(Color::Indexed(16)), Some((0, 0, 0)));
        assert_eq!(seen(Color::Indexed(110)), Some((0x87, 0xaf, 0xd7)));
        assert_eq!(seen(Color::Indexed(231)), Some((255, 255, 255)));
        assert_eq!(seen(Color::Indexed(255)), Some((0xee, 0xee, 0xee)));
    }
}
