//! Vietnamese text: one normal form for storage, one folded form for search.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Canonical composition, trimmed, inner white space collapsed to one blank.
pub fn nfc(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lower case, without accents, `đ` as `d`, punctuation as blanks: what two spellings of one name share.
///
/// ```
/// assert_eq!(gandan::text::fold("Phường Đống Đa"), "phuong dong da");
/// ```
pub fn fold(text: &str) -> String {
    let folded: String = text
        .nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'đ' => 'd',
            letter if letter.is_alphanumeric() => letter,
            _ => ' ',
        })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without accents, `đ` as `d`; case and punctuation stay.
///
/// ```
/// assert_eq!(gandan::text::without_accents("Đống Đa (cũ)"), "Dong Da (cu)");
/// ```
pub fn without_accents(text: &str) -> String {
    let bare = text.nfd().filter(|letter| !is_combining_mark(*letter));
    bare.map(|letter| match letter {
        'đ' => 'd',
        'Đ' => 'D',
        letter => letter,
    })
    .collect()
}

/// `2026-11-22` (and what begins so) as `22/11/2026`; other text as it is.
///
/// ```
/// assert_eq!(gandan::text::day_vi("2026-11-22T01:02:03Z"), "22/11/2026");
/// assert_eq!(gandan::text::day_vi("chưa rõ"), "chưa rõ");
/// ```
pub fn day_vi(iso: &str) -> String {
    match ymd(iso) {
        Some((year, month, day)) => format!("{day}/{month}/{year}"),
        None => iso.to_owned(),
    }
}

/// Name of a day of the week, 0 = Monday to 6 = Sunday, in the middle of a sentence.
pub fn weekday_vi(from_monday: u32) -> &'static str {
    const DAYS: [&str; 7] = [
        "thứ Hai",
        "thứ Ba",
        "thứ Tư",
        "thứ Năm",
        "thứ Sáu",
        "thứ Bảy",
        "Chủ nhật",
    ];
    DAYS[from_monday as usize % 7]
}

/// Year, month and day of `YYYY-MM-DD...` as they are written.
pub fn ymd(iso: &str) -> Option<(&str, &str, &str)> {
    let date = iso.get(..10)?;
    let mut parts = date.split('-');
    let found = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(found.0, 4) && digits(found.1, 2) && digits(found.2, 2)).then_some(found)
}

/// A key by which names sort as a Vietnamese dictionary has them: letters first (a ă â b c d đ e ê ... o ô ơ), tones only
/// between names of the same letters (ngang, huyền, hỏi, ngã, sắc, nặng). Case and punctuation do not count.
///
/// ```
/// use gandan::text::sort_key;
/// assert!(sort_key("Dương Nội") < sort_key("Đan Phượng"));
/// assert!(sort_key("Láng") < sort_key("Lĩnh Nam"));
/// ```
pub fn sort_key(text: &str) -> (Vec<(char, u8)>, Vec<u8>) {
    let (mut letters, mut tones): (Vec<(char, u8)>, Vec<u8>) = (Vec::new(), Vec::new());
    for letter in text.to_lowercase().nfd() {
        match letter {
            '\u{300}' | '\u{309}' | '\u{303}' | '\u{301}' | '\u{323}' => {
                let tone = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}']
                    .iter()
                    .position(|mark| *mark == letter);
                if let (Some(last), Some(tone)) = (tones.last_mut(), tone) {
                    *last = tone as u8 + 1;
                }
            }
            '\u{306}' | '\u{302}' | '\u{31b}' => {
                let shape = ['\u{306}', '\u{302}', '\u{31b}']
                    .iter()
                    .position(|mark| *mark == letter);
                if let (Some(last), Some(shape)) = (letters.last_mut(), shape) {
                    last.1 = shape as u8 + 1;
                }
            }
            'đ' => {
                letters.push(('d', 1));
                tones.push(0);
            }
            letter if is_combining_mark(letter) => {}
            letter => {
                letters.push((if letter.is_alphanumeric() { letter } else { ' ' }, 0));
                tones.push(0);
            }
        }
    }
    (letters, tones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_in_a_vietnamese_dictionary() {
        let sorted = [
            "Ba Đình",
            "Bà Triệu",
            "Bả",
            "Bã",
            "Bá",
            "Bạ",
            "Bắc",
            "Bần",
            "Cửa Nam",
            "Dương Nội",
            "Đan Phượng",
            "Ô Chợ Dừa",
            "Ơn",
            "Ứng Hòa",
            "Yên Sở",
        ];
        let mut names: Vec<&str> = sorted.iter().rev().copied().collect();
        names.sort_by_key(|name| sort_key(name));
        // Letters decide before tones: `Ba Đình` goes on with a blank, the others end.
        assert_eq!(names[..6], ["Bả", "Bã", "Bá", "Bạ", "Ba Đình", "Bà Triệu"]);
        assert_eq!(names[6..], sorted[6..]);
        assert_eq!(sort_key("HÒA"), sort_key("hòa"));
    }

    #[test]
    fn folding_removes_every_vietnamese_accent() {
        assert_eq!(fold("ĐƯỜNG  Nguyễn-Chí Thanh"), "duong nguyen chi thanh");
        assert_eq!(fold("Ứng Hòa"), fold("ứng hoà"));
    }

    #[test]
    fn decomposed_and_composed_names_become_the_same_bytes() {
        assert_eq!(nfc("Ho\u{00e0}ng  Mai "), nfc("Hoa\u{0300}ng Mai"));
    }
}
