//! The letters of opening hours as lexemes: words, clock times as people write them, numbers, signs.

use crate::text::nfc;

/// What the letters of a text about hours make.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lexeme {
    /// In lower case, with accents.
    Word(String),
    /// Minutes of the day.
    Time(u16),
    Number(u16),
    Dash,
    Comma,
    /// A break between lines or sentences.
    Stop,
}

/// The lexemes of a text; `None` where a sign or a clock time makes none.
pub(super) fn lexemes(text: &str) -> Option<Vec<Lexeme>> {
    let lines: Vec<String> = text.lines().map(nfc).collect();
    let mut text = lines.join(" ; ").to_lowercase();
    for dash in ['–', '—', '−', '÷', '~', '→', '‑'] {
        text = text.replace(dash, "-");
    }
    for spelling in [" / ", "/ ", " /"] {
        text = text.replace(spelling, "/");
    }
    for (spelling, word) in [
        ("24h/24h", " always "),
        ("24/24h", " always "),
        ("24h/24", " always "),
        ("24/24", " always "),
        ("24h/7", " always "),
        ("24/7", " always "),
        ("7/7", " daily "),
        ("7 ngày/tuần", " daily "),
        ("c.n", "cn"),
    ] {
        text = text.replace(spelling, word);
    }
    let letters: Vec<char> = text.chars().collect();
    let (mut list, mut at) = (Vec::new(), 0);
    while let Some(&letter) = letters.get(at) {
        if letter.is_alphabetic() {
            let word: String = letters[at..].iter().take_while(|one| one.is_alphabetic()).collect();
            at += word.chars().count();
            list.push(Lexeme::Word(word));
        } else if letter.is_ascii_digit() {
            let (lexeme, next) = number(&letters, at)?;
            list.push(lexeme);
            at = next;
        } else {
            match letter {
                '-' => list.push(Lexeme::Dash),
                ',' | '&' | '+' | '/' => list.push(Lexeme::Comma),
                ';' | '.' | '|' => list.push(Lexeme::Stop),
                ':' | '(' | ')' | '[' | ']' | '\'' | '’' | '"' => {}
                blank if blank.is_whitespace() => {}
                _ => return None,
            }
            at += 1;
        }
    }
    Some(list)
}

/// A number or a clock time (`8h`, `8h30`, `8g30`, `8:00`, `08.00`, `8 giờ 30`), and where it ends.
fn number(letters: &[char], start: usize) -> Option<(Lexeme, usize)> {
    let digits = |at: usize| letters[at..].iter().take_while(|one| one.is_ascii_digit()).count();
    let value = |at: usize, count: usize| letters[at..at + count].iter().collect::<String>().parse::<u16>().ok();
    let blanks = |at: usize| letters[at..].iter().take_while(|one| one.is_whitespace()).count();
    let word_at = |at: usize| -> String { letters[at..].iter().take_while(|one| one.is_alphabetic()).collect() };
    let count = digits(start);
    if count > 2 {
        return None;
    }
    let hour = value(start, count)?;
    let mut at = start + count;
    let spelled = word_at(at + blanks(at));
    if ["giờ", "gio"].contains(&spelled.as_str()) {
        at += blanks(at) + spelled.chars().count();
        let next = at + blanks(at);
        if word_at(next) == "rưỡi" || word_at(next) == "ruoi" {
            return Some((clock(hour, 30)?, next + 4));
        }
        // In `8 giờ 13 giờ 30` the 13 is another hour.
        let minutes = digits(next);
        let is_minutes = minutes == 2 && !["giờ", "gio", "h"].contains(&word_at(next + 2 + blanks(next + 2)).as_str());
        return match is_minutes {
            true => Some((clock(hour, value(next, 2)?)?, after_minutes(letters, next + 2))),
            false => Some((clock(hour, 0)?, at)),
        };
    }
    match letters.get(at) {
        Some('h' | 'g') if !letters.get(at + 1).is_some_and(|next| next.is_alphabetic()) => {
            at += 1;
            let minutes = digits(at);
            match minutes {
                0 => Some((clock(hour, 0)?, at)),
                1 | 2 => Some((clock(hour, value(at, minutes)?)?, after_minutes(letters, at + minutes))),
                _ => None,
            }
        }
        Some(':' | '.') if digits(at + 1) == 2 => {
            Some((clock(hour, value(at + 1, 2)?)?, after_minutes(letters, at + 3)))
        }
        _ => Some((Lexeme::Number(hour), at)),
    }
}

/// Past `'`, `p` or `phút` after minutes, and past a second `h` of `8:00h`.
fn after_minutes(letters: &[char], at: usize) -> usize {
    let word: String = letters[at..].iter().take_while(|one| one.is_alphabetic()).collect();
    match word.as_str() {
        "p" | "ph" | "phút" | "phut" | "h" => at + word.chars().count(),
        _ if matches!(letters.get(at), Some('\'' | '’')) => at + 1,
        _ => at,
    }
}

fn clock(hour: u16, minute: u16) -> Option<Lexeme> {
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= 24 * 60).then_some(Lexeme::Time(minutes))
}
