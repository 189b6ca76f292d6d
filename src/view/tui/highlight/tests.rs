//! The lexer against cases, against the compiler's own lexer, and against anything at all.

use super::{Token, highlight};
use proptest::prelude::*;
use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};
use std::path::Path;

/// A one-line text with each piece that is more than plain in brackets of its kind.
fn marked(line: &str) -> String {
    let piece = |(range, token): super::Piece| match token {
        Token::Plain => line[range].to_owned(),
        _ => format!("{token:?}[{}]", &line[range]),
    };
    highlight(line).into_iter().flatten().map(piece).collect()
}

#[test]
fn every_kind_is_told_from_its_neighbours() {
    assert_eq!(marked("fn f<'a>(x: &'a T)"), "Keyword[fn] Function[f]<Lifetime['a]>(x: &Lifetime['a] Type[T])");
    assert_eq!(marked(r"(b'\'', 'x', '\n', ''')"), r"(Text[b'\''], Text['x'], Text['\n'], Text['''])");
    assert_eq!(marked("'a: loop {}"), "Lifetime['a]: Keyword[loop] {}");
    assert_eq!(marked("0..2_u8.max(3)"), "Number[0]..Number[2_u8].Function[max](Number[3])");
    assert_eq!(marked("1.0e-3 0xe+1_usize-1."), "Number[1.0e-3] Number[0xe]+Number[1_usize]-Number[1.]");
    assert_eq!(marked("assert!(a!=b)"), "Macro[assert]!(a!=b)");
    assert_eq!(marked(r##"r#"a"b"# r#fn br"\" c"\"""##), r##"Text[r#"a"b"#] r#fn Text[br"\"] Text[c"\""]"##);
    assert_eq!(marked("Ok(u8::MAX) // 中"), "Type[Ok](Type[u8]::MAX) Comment[// 中]");
    assert_eq!(marked("/* /* b */ c */ d"), "Comment[/* /* b */ c */] d");
}

#[test]
fn what_spans_lines_goes_on_in_each() {
    let lines = highlight("a \"b\r\nc\" /*\n\n*/ d");
    assert_eq!(lines[0], [(0..2, Token::Plain), (2..4, Token::Text)]);
    assert_eq!(lines[1], [(0..2, Token::Text), (2..3, Token::Plain), (3..5, Token::Comment)]);
    assert_eq!(lines[2], []);
    assert_eq!(lines[3], [(0..2, Token::Comment), (2..4, Token::Plain)]);
}

/// The kinds that both lexers know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Comment,
    Text,
    Number,
    Lifetime,
    Other,
}

fn ours(text: &str) -> Vec<Vec<Kind>> {
    let kind = |token| match token {
        Token::Comment => Kind::Comment,
        Token::Text => Kind::Text,
        Token::Number => Kind::Number,
        Token::Lifetime => Kind::Lifetime,
        _ => Kind::Other,
    };
    let line = |spans: Vec<super::Piece>| {
        spans.into_iter().flat_map(|(range, token)| range.map(move |_| kind(token))).collect()
    };
    highlight(text).into_iter().map(line).collect()
}

/// The kind of each byte of each line, as the compiler sees it.
fn rustc(text: &str) -> Vec<Vec<Kind>> {
    let mut kinds = Vec::new();
    for token in tokenize(text, FrontmatterAllowed::No) {
        let kind = match token.kind {
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Kind::Comment,
            TokenKind::Literal { kind: LiteralKind::Int { .. } | LiteralKind::Float { .. }, .. } => Kind::Number,
            TokenKind::Literal { .. } => Kind::Text,
            TokenKind::Lifetime { .. } => Kind::Lifetime,
            _ => Kind::Other,
        };
        kinds.extend(std::iter::repeat_n(kind, token.len as usize));
    }
    let start = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
    text.lines().map(|line| kinds[start(line)..start(line) + line.len()].to_vec()).collect()
}

fn agree(text: &str, whence: &str) {
    for (number, ((line, ours), rustc)) in text.lines().zip(ours(text)).zip(rustc(text)).enumerate() {
        assert_eq!(ours, rustc, "{whence}:{}: {line}", number + 1);
    }
}

fn each_source(folder: &Path, check: &mut impl FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_source(&path, check);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            check(&path);
        }
    }
}

#[test]
fn the_compiler_agrees_on_every_source_of_this_repository() {
    let mut sources = 0;
    for folder in ["src", "lessons", "tests"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        if folder.exists() {
            each_source(&folder, &mut |path| {
                agree(&std::fs::read_to_string(path).unwrap(), &path.display().to_string());
                sources += 1;
            });
        }
    }
    assert!(sources > 30);
}

/// Well-formed pieces, in any order, each from the next by a space or a line.
fn rust() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "'a",
        "'static",
        "'_",
        "'x'",
        "'\\''",
        "'\\\\'",
        "'\"'",
        "'/'",
        "b'\"'",
        "'\\u{1F600}'",
        "'é'",
        "\"//\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"a\nb\"",
        "\"\\\n  x\"",
        "r\"\\\"",
        "r#\"\"\"#",
        "br##\"\"#\"##",
        "c\"\\0\"",
        "cr#\"'\"#",
        "r#match",
        "// 'a \"\n",
        "/* \" */",
        "/* /* // */ ' */",
        "/** a\n b */",
        "0",
        "0x_F",
        "0b1_u8",
        "1.",
        "1.5",
        "1e9",
        "2E+3_f32",
        "7.0e-1",
        "1..2",
        "1.max(2)",
        "0..=9",
        "x.0.1",
        "1_usize",
        "0xe+1",
        "a / b",
        "a / *b",
        "&'a str",
        "Vec<'a,T>",
        "f!('x')",
        "|x|'y'",
        "x!=y",
        "#[cfg(x)]",
        "été",
        "::<>",
        "r",
        "b",
        "br",
        "_",
    ]);
    let gap = prop::sample::select(vec![" ", "\n", "\r\n", "\t"]);
    prop::collection::vec((pieces, gap), 0..24)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

fn covers(text: &str) {
    let lines = highlight(text);
    assert_eq!(lines.len(), text.lines().count());
    for (line, spans) in text.lines().zip(lines) {
        let whole: String = spans.iter().map(|(range, _)| &line[range.clone()]).collect();
        assert_eq!(whole, line);
        assert!(spans.iter().all(|(range, _)| !range.is_empty()));
        assert!(spans.windows(2).all(|pair| pair[0].0.end == pair[1].0.start));
    }
}

proptest! {
    #[test]
    fn the_compiler_agrees_on_anything_well_formed(text in rust()) {
        agree(&text, "generated");
    }

    #[test]
    fn spans_cover_each_line_of_anything(text in any::<String>()) {
        covers(&text);
    }

    #[test]
    fn spans_cover_each_line_of_what_is_nearly_rust(text in "([rbc#'\"\\\\/*\n\r eE.01_x!中(]|//|/\\*){0,40}") {
        covers(&text);
    }
}
