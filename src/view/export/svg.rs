//! A screen as a picture that needs nothing but itself: no style sheet, no font file, no script.
//!
//! Text stays text, in runs of one style. Each run starts at its column and is told its length, so that columns
//! stay aligned whatever font the reader has; a wide glyph is a run of its own. A run ends where blanks follow each
//! other, since SVG viewers draw several as one.

use super::palette::{BACKGROUND, FOREGROUND, Rgb, seen};
use super::{Glyph, glyphs};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

/// The font's size; a monospaced glyph is 0.6 of it wide.
const FONT: u16 = 15;
const CELL: (u32, u32) = (9, 17);
/// From the top of a row to the line that the letters stand on.
const BASELINE: u32 = 13;
const MARGIN: u32 = 9;

/// A self-contained SVG of a screen. `title` and `description` are for those who do not see it.
pub fn svg(buffer: &Buffer, title: &str, description: &str) -> String {
    let width = u32::from(buffer.area.width) * CELL.0 + 2 * MARGIN;
    let height = u32::from(buffer.area.height) * CELL.1 + 2 * MARGIN;
    let (title, description) = (escaped(title), escaped(description));
    let (ground, ink) = (hex(BACKGROUND), hex(FOREGROUND));
    let mut picture = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>{title}</title>
<desc>{description}</desc>
<rect width="{width}" height="{height}" rx="6" fill="{ground}"/>
<g transform="translate({MARGIN} {MARGIN})" font-family="'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace" font-size="{FONT}" fill="{ink}">
"#
    );
    for row in 0..buffer.area.height {
        let glyphs: Vec<Glyph<'_>> = glyphs(buffer, row).collect();
        for run in glyphs.chunk_by(|a, b| colors(a.cell).1 == colors(b.cell).1) {
            picture += &background(run, row);
        }
        for run in glyphs.chunk_by(|a, b| one_run(a, b)) {
            picture += &letters(run, row);
        }
    }
    picture + "</g>\n</svg>\n"
}

/// Foreground and background as they are seen.
fn colors(cell: &Cell) -> (Rgb, Rgb) {
    let colors = (seen(cell.fg).unwrap_or(FOREGROUND), seen(cell.bg).unwrap_or(BACKGROUND));
    if cell.modifier.contains(Modifier::REVERSED) { (colors.1, colors.0) } else { colors }
}

fn one_run(a: &Glyph<'_>, b: &Glyph<'_>) -> bool {
    let style = |cell: &Cell| (cell.fg, cell.bg, cell.modifier);
    a.width == 1 && b.width == 1 && style(a.cell) == style(b.cell) && !(is_blank(a) && is_blank(b))
}

fn is_blank(glyph: &Glyph<'_>) -> bool {
    glyph.text.trim().is_empty()
}

fn background(run: &[Glyph<'_>], row: u16) -> String {
    let (_, ground) = colors(run[0].cell);
    if ground == BACKGROUND {
        return String::new();
    }
    let (x, y, width) = (u32::from(run[0].column) * CELL.0, u32::from(row) * CELL.1, columns(run) * CELL.0);
    let fill = hex(ground);
    format!(r#"<rect x="{x}" y="{y}" width="{width}" height="{}" fill="{fill}" shape-rendering="crispEdges"/>"#, CELL.1)
        + "\n"
}

fn letters(run: &[Glyph<'_>], row: u16) -> String {
    let cell = run[0].cell;
    let has = |modifier| cell.modifier.contains(modifier);
    let ruled = has(Modifier::UNDERLINED) || has(Modifier::CROSSED_OUT);
    let run = if ruled { run } else { without_blank_ends(run) };
    if run.is_empty() || has(Modifier::HIDDEN) {
        return String::new();
    }
    let mut style = String::new();
    let (ink, _) = colors(cell);
    if ink != FOREGROUND {
        style += &format!(r#" fill="{}""#, hex(ink));
    }
    for (modifier, attribute) in [
        (Modifier::BOLD, r#" font-weight="bold""#),
        (Modifier::DIM, r#" opacity="0.65""#),
        (Modifier::ITALIC, r#" font-style="italic""#),
        (Modifier::UNDERLINED, r#" text-decoration="underline""#),
        (Modifier::CROSSED_OUT, r#" text-decoration="line-through""#),
    ] {
        if has(modifier) {
            style += attribute;
        }
    }
    if run[0].width == 1 {
        style += &format!(r#" textLength="{}" lengthAdjust="spacingAndGlyphs""#, columns(run) * CELL.0);
    }
    let (x, y) = (u32::from(run[0].column) * CELL.0, u32::from(row) * CELL.1 + BASELINE);
    // A line under or through a blank is drawn only where the blank does not break.
    let text = |glyph: &Glyph<'_>| if ruled && is_blank(glyph) { "\u{a0}".into() } else { escaped(glyph.text) };
    let text: String = run.iter().map(text).collect();
    format!(r#"<text x="{x}" y="{y}"{style}>{text}</text>"#) + "\n"
}

fn without_blank_ends<'a, 'b>(mut run: &'a [Glyph<'b>]) -> &'a [Glyph<'b>] {
    while let [glyph, rest @ ..] = run
        && is_blank(glyph)
    {
        run = rest;
    }
    while let [rest @ .., glyph] = run
        && is_blank(glyph)
    {
        run = rest;
    }
    run
}

fn columns(run: &[Glyph<'_>]) -> u32 {
    run.iter().map(|glyph| u32::from(glyph.width)).sum()
}

fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Text as XML takes it. Control characters have no place in XML at all.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Style, Stylize};
    use ratatui::text::Line;

    /// The picture of one line, without its frame.
    fn drawn(line: Line<'_>) -> Vec<String> {
        let picture = svg(&Buffer::with_lines([line]), "", "");
        let inside = picture.lines().skip_while(|line| !line.starts_with("<g "));
        inside.skip(1).take_while(|line| *line != "</g>").map(str::to_owned).collect()
    }

    #[test]
    fn a_run_starts_at_its_column_and_a_wide_glyph_is_a_run_of_its_own() {
        let drawn = drawn(Line::from("  a b  ab中文 c"));
        assert_eq!(
            drawn,
            [
                r#"<text x="18" y="13" textLength="27" lengthAdjust="spacingAndGlyphs">a b</text>"#,
                r#"<text x="63" y="13" textLength="18" lengthAdjust="spacingAndGlyphs">ab</text>"#,
                r#"<text x="81" y="13">中</text>"#,
                r#"<text x="99" y="13">文</text>"#,
                r#"<text x="126" y="13" textLength="9" lengthAdjust="spacingAndGlyphs">c</text>"#,
            ]
        );
    }

    #[test]
    fn a_style_is_an_attribute_and_a_background_is_a_rectangle() {
        let drawn = drawn(Line::from_iter(["x".red().bold(), " ".on_blue(), "y".reversed(), "z".hidden()]));
        assert_eq!(
            drawn,
            [
                r##"<rect x="9" y="0" width="9" height="17" fill="#4a94e6" shape-rendering="crispEdges"/>"##,
                r##"<rect x="18" y="0" width="9" height="17" fill="#d6dbe4" shape-rendering="crispEdges"/>"##,
                r##"<text x="0" y="13" fill="#ee7033" font-weight="bold" textLength="9" lengthAdjust="spacingAndGlyphs">x</text>"##,
                r##"<text x="18" y="13" fill="#14171c" textLength="9" lengthAdjust="spacingAndGlyphs">y</text>"##,
            ]
        );
    }

    #[test]
    fn whatever_is_on_the_screen_is_well_formed() {
        let mut buffer = Buffer::with_lines(["<a href=\"&\">", "            "]);
        buffer.set_string(0, 1, "_ _", Style::new().underlined());
        let picture = svg(&buffer, "a < b", "\u{1b}[31m & so on");
        assert!(picture.contains("<title>a &lt; b</title>\n<desc>[31m &amp; so on</desc>"));
        assert!(picture.contains(">&lt;a href=&quot;&amp;&quot;&gt;</text>"));
        assert!(picture.contains(">_\u{a0}_</text>"));
    }
}
