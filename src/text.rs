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

#[cfg(test)]
mod tests {
    use super::*;

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
