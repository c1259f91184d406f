//! Rust source as a list of the paths it names: enough of a parser to read imports, no more.
//!
//! Comments, strings and characters are dropped first, so a path told in a sentence is no import. Then
//! every path is written out in full: `use a::{b, c::d}` is `a::b` and `a::c::d`, and `super` and `self`
//! are followed through files and inline modules to `crate`.

/// A path of two segments or more, from `crate` or from the name it begins with.
#[derive(Debug, PartialEq, Eq)]
pub struct NamedPath {
    pub line: usize,
    pub segments: Vec<String>,
    /// Inside an inline module `tests`.
    pub in_tests: bool,
}

/// All paths of one file. `file_module` is the file's own module, such as `["model", "road"]`.
pub fn paths(source: &str, file_module: &[&str]) -> Vec<NamedPath> {
    let tokens = tokens(source);
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut module: Vec<String> = file_module.iter().map(|name| (*name).to_owned()).collect();
    // For every open brace: whether it opened an inline module.
    let mut braces: Vec<bool> = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match word(at) {
            "mod" if word(at + 2) == "{" => {
                module.push(word(at + 1).to_owned());
                braces.push(true);
                at += 3;
            }
            "{" => {
                braces.push(false);
                at += 1;
            }
            "}" => {
                if braces.pop() == Some(true) {
                    module.pop();
                }
                at += 1;
            }
            name if is_word(name) && !KEYWORDS.contains(&name) => {
                let line = tokens[at].line;
                let mut written = Vec::new();
                at = read_path(&tokens, at, &[], &mut written);
                let in_tests = module[file_module.len()..].iter().any(|name| name == "tests");
                let full = written.into_iter().map(|segments| from_root(segments, &module));
                found.extend(full.filter(|segments| segments.len() > 1).map(|segments| NamedPath {
                    line,
                    segments,
                    in_tests,
                }));
            }
            _ => at += 1,
        }
    }
    found
}

/// Reads one path (or tree of paths) that starts at a word, `*` or `{`; gives the position after it.
fn read_path(tokens: &[Token], mut at: usize, prefix: &[String], out: &mut Vec<Vec<String>>) -> usize {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut segments = prefix.to_vec();
    loop {
        match word(at) {
            "{" => {
                at += 1;
                while !matches!(word(at), "}" | "") {
                    at = match word(at) {
                        "as" => at + 2,
                        name if is_word(name) || matches!(name, "{" | "*") => read_path(tokens, at, &segments, out),
                        _ => at + 1,
                    };
                }
                return at + 1;
            }
            name => {
                segments.push(name.to_owned());
                at += 1;
            }
        }
        let goes_on = word(at) == "::" && (is_word(word(at + 1)) || matches!(word(at + 1), "{" | "*"));
        if !goes_on {
            out.push(segments);
            return at;
        }
        at += 1;
    }
}

/// `super::x`, `self::x` and `crate::x` as `crate::...`; other paths as they are.
fn from_root(segments: Vec<String>, module: &[String]) -> Vec<String> {
    let mut base: Option<Vec<String>> = None;
    let mut rest = segments.as_slice();
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "crate" => base = Some(Vec::new()),
            "self" => base = Some(base.unwrap_or_else(|| module.to_vec())),
            "super" => {
                let mut outer = base.unwrap_or_else(|| module.to_vec());
                outer.pop();
                base = Some(outer);
            }
            _ => break,
        }
        rest = after;
    }
    match base {
        Some(base) => std::iter::once("crate".to_owned())
            .chain(base)
            .chain(rest.iter().cloned())
            .collect(),
        None => segments,
    }
}

/// Words that a path of another crate (`::std::fs`) may follow, and that begin no path themselves.
const KEYWORDS: &[&str] = &[
    "use", "as", "dyn", "else", "for", "if", "impl", "in", "match", "mut", "return", "where",
];

struct Token {
    text: String,
    line: usize,
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// Words, `::` and single signs; comments and literals left out.
fn tokens(source: &str) -> Vec<Token> {
    let letters: Vec<char> = source.chars().collect();
    let letter = |at: usize| letters.get(at).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < letters.len() {
        let start = at;
        let mut text = String::new();
        match letters[at] {
            '/' if letter(at + 1) == '/' => at = find(&letters, at, |rest| rest[0] == '\n'),
            '/' if letter(at + 1) == '*' => at = after_block_comment(&letters, at),
            '"' => at = after_string(&letters, at + 1),
            '\'' => at = after_quote(&letters, at),
            'r' | 'b' | 'c' if literal_follows(&letters, at) => at = after_prefixed(&letters, at),
            ':' if letter(at + 1) == ':' => {
                text.push_str("::");
                at += 2;
            }
            first if first.is_alphanumeric() || first == '_' => {
                at = find(&letters, at, |rest| !(rest[0].is_alphanumeric() || rest[0] == '_'));
                text.extend(&letters[start..at]);
            }
            sign => {
                if !sign.is_whitespace() {
                    text.push(sign);
                }
                at += 1;
            }
        }
        if !text.is_empty() {
            tokens.push(Token { text, line });
        }
        line += letters[start..at].iter().filter(|letter| **letter == '\n').count();
    }
    tokens
}

/// The first position from `at` whose rest fulfils the condition, or the end.
fn find(letters: &[char], at: usize, condition: impl Fn(&[char]) -> bool) -> usize {
    (at..letters.len())
        .find(|at| condition(&letters[*at..]))
        .unwrap_or(letters.len())
}

fn after_block_comment(letters: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < letters.len() {
        match &letters[at..letters.len().min(at + 2)] {
            ['/', '*'] => depth += 1,
            ['*', '/'] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            break;
        }
    }
    at.min(letters.len())
}

/// After the closing quote of a string whose inside starts at `at`.
fn after_string(letters: &[char], mut at: usize) -> usize {
    while at < letters.len() && letters[at] != '"' {
        at += if letters[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(letters.len())
}

/// After a character literal, or after the quote alone where it begins a lifetime.
fn after_quote(letters: &[char], at: usize) -> usize {
    match letters.get(at + 1..) {
        Some(['\\', _, ..]) => (find(letters, at + 3, |rest| rest[0] == '\'') + 1).min(letters.len()),
        Some([_, '\'', ..]) => at + 3,
        _ => at + 1,
    }
}

/// Whether a string or character literal with a prefix (`r"`, `br#"`, `b'x'`) begins here.
fn literal_follows(letters: &[char], at: usize) -> bool {
    let joined = at > 0 && (letters[at - 1].is_alphanumeric() || letters[at - 1] == '_');
    let end = find(letters, at, |rest| !matches!(rest[0], 'r' | 'b' | 'c' | '#'));
    let prefix: String = letters[at..end].iter().collect();
    let known = matches!(prefix.trim_end_matches('#'), "r" | "b" | "c" | "br" | "cr");
    !joined && known && (letters.get(end) == Some(&'"') || (prefix == "b" && letters.get(end) == Some(&'\'')))
}

fn after_prefixed(letters: &[char], at: usize) -> usize {
    let quote = find(letters, at, |rest| matches!(rest[0], '"' | '\''));
    let prefix = &letters[at..quote];
    let hashes = prefix.iter().filter(|letter| **letter == '#').count();
    if letters[quote] == '\'' {
        after_quote(letters, quote)
    } else if prefix.contains(&'r') {
        let closes =
            |rest: &[char]| rest[0] == '"' && rest[1..].iter().take_while(|letter| **letter == '#').count() >= hashes;
        (find(letters, quote + 1, closes) + 1 + hashes).min(letters.len())
    } else {
        after_string(letters, quote + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str, module: &[&str]) -> Vec<String> {
        paths(source, module)
            .into_iter()
            .map(|path| path.segments.join("::"))
            .collect()
    }

    #[test]
    fn a_tree_of_imports_is_written_out_in_full() {
        let source = "use crate::{geometry::{self, LonLat}, model::*};\nuse std::{fs, io::Read as R};";
        let expected = [
            "crate::geometry::self",
            "crate::geometry::LonLat",
            "crate::model::*",
            "std::fs",
            "std::io::Read",
        ];
        assert_eq!(told(source, &["access"]), expected);
    }

    #[test]
    fn super_is_followed_through_files_and_inline_modules() {
        assert_eq!(
            told("use super::LonLat;", &["geometry", "bbox"]),
            ["crate::geometry::LonLat"]
        );
        assert_eq!(
            told("use super::review::X;", &["wire", "answers"]),
            ["crate::wire::review::X"]
        );
        assert_eq!(
            told("mod a { fn f() { super::super::api::serve() } }", &["model"]),
            ["crate::api::serve"]
        );
        assert_eq!(
            told("mod a { fn f() {} }\nuse super::api::X;", &["model"]),
            ["crate::api::X"]
        );
    }

    #[test]
    fn comments_strings_and_characters_name_nothing() {
        let source = r####"
            // use crate::api::X;
            /* crate::api /* crate::cli::Y */ crate::api::Z */
            /// [`crate::api::X`]
            const A: &str = "crate::api::X \" crate::api::Y";
            const B: &str = r##"crate::api::X "# crate::api::Y"##;
            const C: (char, char, u8) = ('"', '\'', b'"');
            fn lifetime<'a>(x: &'a str) -> &'a str { std::str::from_utf8(x) }
        "####;
        assert_eq!(told(source, &["model"]), ["std::str::from_utf8"]);
    }

    #[test]
    fn lines_are_counted_and_test_modules_known() {
        let source = "/* one\ntwo */\nuse a::b;\nmod tests {\n    use c::d;\n}\nuse e::f;\n";
        let seen: Vec<(usize, bool)> = paths(source, &["m"])
            .iter()
            .map(|path| (path.line, path.in_tests))
            .collect();
        assert_eq!(seen, [(3, false), (5, true), (7, false)]);
    }
}
