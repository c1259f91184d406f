//! CQL2 text to words.

/// One word of a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A name or a key word, as written.
    Word(String),
    /// A name in double quotes: never a key word.
    Name(String),
    Text(String),
    Number(f64),
    /// `=`, `<>`, `<`, `<=`, `>`, `>=`, `(`, `)`, `,`
    Sign(&'static str),
}

const SIGNS: [&str; 9] = ["<>", "<=", ">=", "=", "<", ">", "(", ")", ","];

/// # Errors
/// What cannot be read, and where.
pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut rest = text.trim_start();
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            (Token::Sign(sign), sign.len())
        } else if first == '\'' || first == '"' {
            let (inside, length) = quoted(rest, first)?;
            let token = if first == '"' {
                Token::Name(inside)
            } else {
                Token::Text(inside)
            };
            (token, length)
        } else if first.is_ascii_digit() || matches!(first, '-' | '+' | '.') {
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '+');
            let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
            let number = rest[..length].parse().ok().filter(|number: &f64| number.is_finite());
            let number = number.ok_or_else(|| format!("'{}' is no number", &rest[..length]))?;
            (Token::Number(number), length)
        } else if first.is_alphabetic() || first == '_' {
            let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '.');
            let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
            (Token::Word(rest[..length].to_owned()), length)
        } else {
            return Err(format!("'{first}' has no meaning here"));
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

/// The text between quotes, a doubled quote being one, and the bytes it takes.
fn quoted(rest: &str, quote: char) -> Result<(String, usize), String> {
    let mut inside = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != quote {
            inside.push(letter);
        } else if letters.peek().is_some_and(|(_, next)| *next == quote) {
            letters.next();
            inside.push(quote);
        } else {
            return Ok((inside, at + 1));
        }
    }
    Err(format!("a {quote} is never closed"))
}
