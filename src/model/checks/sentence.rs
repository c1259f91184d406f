//! A sentence in another language: what stands in the holes of the English one is put into the Vietnamese one.

/// The languages of screens and reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Vietnamese,
    English,
}

impl Language {
    /// The wording in this language.
    pub fn pick<'a>(self, vietnamese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Vietnamese => vietnamese,
            Self::English => english,
        }
    }
}

/// What at the end of a hole's name says how its text is written.
const HOW: [char; 4] = ['!', ',', '.', '/'];

/// What stands in each hole: the name of the hole and the text.
type Filled<'a> = Vec<(&'a str, &'a str)>;

/// `english` in Vietnamese, where it is `template` with its holes filled; `None` where it is another sentence.
///
/// In the Vietnamese sentence `{name}` stands for what the hole of that name held, `{name!}` for the same put into
/// Vietnamese where it is one of `parts` (a sentence in a sentence), `{name,}` for a number with a decimal comma,
/// `{name.}` for one with its thousands grouped (1.234,5), `{name/}` for a day as people write it (31/12/2025).
pub(super) fn translated(
    english: &str,
    template: &str,
    vietnamese: &str,
    parts: &[(&'static str, &'static str)],
) -> Option<String> {
    let filled = holes(english, template)?;
    let mut said = String::new();
    for piece in pieces(vietnamese) {
        match piece {
            Piece::Text(text) => said.push_str(text),
            Piece::Hole(name) => {
                let plain = name.trim_end_matches(HOW);
                let held = filled
                    .iter()
                    .find(|(known, _)| *known == plain)
                    .map_or("", |(_, held)| *held);
                if name.ends_with('!') {
                    said.push_str(&part(held, parts));
                } else if name.ends_with(',') {
                    said.push_str(&held.replace('.', ","));
                } else if name.ends_with('.') {
                    said.push_str(&grouped(held));
                } else if name.ends_with('/') {
                    said.push_str(&crate::text::day_vi(held));
                } else {
                    said.push_str(held);
                }
            }
        }
    }
    Some(said)
}

/// A number with its thousands grouped; what is none stays as it is.
pub(in crate::model) fn grouped(number: &str) -> String {
    let (sign, size) = match number.strip_prefix(['-', '+']) {
        Some(size) => (&number[..1], size),
        None => ("", number),
    };
    let (whole, fraction) = size.split_once('.').unwrap_or((size, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return number.to_owned();
    }
    let mut said = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            said.push('.');
        }
        said.push(digit);
    }
    if !fraction.is_empty() {
        said.push(',');
        said.push_str(fraction);
    }
    said
}

/// A part in Vietnamese, or as it stands. Parts have no parts of their own.
fn part(held: &str, parts: &[(&'static str, &'static str)]) -> String {
    let known = parts
        .iter()
        .filter_map(|(template, vietnamese)| translated(held, template, vietnamese, &[]))
        .next();
    known.unwrap_or_else(|| held.to_owned())
}

/// What stands in the holes, where the text is the template. A hole ends where the words after it first follow.
fn holes<'a>(text: &'a str, template: &'a str) -> Option<Filled<'a>> {
    let mut filled = Filled::new();
    let mut rest = text;
    let mut open: Option<&str> = None;
    for piece in pieces(template) {
        match piece {
            Piece::Hole(name) => open = Some(name),
            Piece::Text(words) => match open.take() {
                None => rest = rest.strip_prefix(words)?,
                Some(name) => {
                    let at = rest.find(words)?;
                    filled.push((name, &rest[..at]));
                    rest = &rest[at + words.len()..];
                }
            },
        }
    }
    match open {
        Some(name) => filled.push((name, rest)),
        None if !rest.is_empty() => return last_hole_longer(text, template),
        None => {}
    }
    Some(filled)
}

/// The last words stand in the text before its end too: the last hole is taken to hold them.
fn last_hole_longer<'a>(text: &'a str, template: &'a str) -> Option<Filled<'a>> {
    let (before, words) = template.rsplit_once('}')?;
    if words.is_empty() {
        return None;
    }
    let text = text.strip_suffix(words)?;
    let template = &template[..before.len() + 1];
    holes(text, template)
}

enum Piece<'a> {
    Text(&'a str),
    Hole(&'a str),
}

/// Words and holes in turn; no text between two holes is empty, as no template has holes that touch.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(inner) = rest.strip_prefix('{')
            && let Some((name, after)) = inner.split_once('}')
        {
            rest = after;
            return Some(Piece::Hole(name));
        }
        let next = rest.char_indices().skip(1).find(|(_, letter)| *letter == '{');
        let end = next.map_or(rest.len(), |(at, _)| at);
        let (words, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_written_as_vietnamese_does() {
        let said = |english: &str, vietnamese: &str| {
            translated(english, "{a} people since {b}", vietnamese, &[]).expect("the template fits")
        };
        assert_eq!(
            said("168574 people since 2025-04-01", "{a.} người từ {b/}"),
            "168.574 người từ 01/04/2025"
        );
        assert_eq!(said("-1234.5 people since x", "{a.} {b/}"), "-1.234,5 x");
        assert_eq!(said("+999 people since 2025-04", "{a.} {b/}"), "+999 2025-04");
        assert_eq!(said("osm-123456 people since x", "{a.}"), "osm-123456");
    }

    const PARTS: &[(&str, &str)] = &[
        ("a table", "bảng"),
        ("a ZIP archive with {names}", "tệp nén ZIP chứa {names}"),
    ];

    #[test]
    fn what_stands_in_the_holes_is_carried_over_in_any_order() {
        let said = translated(
            "row 3 has 5 cells",
            "row {row} has {n} cells",
            "{n} ô ở dòng {row}",
            PARTS,
        );
        assert_eq!(said.as_deref(), Some("5 ô ở dòng 3"));
        assert_eq!(
            translated("row 3 has 5 rows", "row {row} has {n} cells", "", PARTS),
            None
        );
        assert_eq!(
            translated("row 3 has 5 cells!", "row {row} has {n} cells", "", PARTS),
            None
        );
        assert_eq!(translated("plain", "plain", "thường", PARTS).as_deref(), Some("thường"));
    }

    #[test]
    fn parts_are_put_into_vietnamese_where_the_hole_asks_for_it_and_numbers_get_their_comma() {
        let template = "this is {found}; {share} %";
        let said = |english: &str| translated(english, template, "đây là {found!}: {share,} %", PARTS);
        assert_eq!(said("this is a table; 1.5 %").as_deref(), Some("đây là bảng: 1,5 %"));
        assert_eq!(
            said("this is a ZIP archive with x.txt; 2 %").as_deref(),
            Some("đây là tệp nén ZIP chứa x.txt: 2 %")
        );
        assert_eq!(said("this is a bird; 2 %").as_deref(), Some("đây là a bird: 2 %"));
    }

    #[test]
    fn a_value_that_holds_the_words_around_it_is_kept_whole() {
        let said = translated("it has: a; b; end", "it has: {list}; end", "có: {list}.", PARTS);
        assert_eq!(said.as_deref(), Some("có: a; b."));
        let twice = translated("'x' in y' in z", "'{name}' in {place}", "{place}: {name}", PARTS);
        assert_eq!(twice.as_deref(), Some("y' in z: x"), "nothing is lost");
        let ends = translated("cut (a) (b)", "cut ({error})", "bị cắt ({error})", PARTS);
        assert_eq!(ends.as_deref(), Some("bị cắt (a) (b)"));
    }

    #[test]
    fn vietnamese_letters_and_braces_of_values_do_not_break_a_sentence() {
        let said = translated("đầu {x} cuối", "đầu {held} cuối", "ở giữa {held}", PARTS);
        assert_eq!(said.as_deref(), Some("ở giữa {x}"));
        assert_eq!(translated("", "{all}", "[{all}]", PARTS).as_deref(), Some("[]"));
    }
}
