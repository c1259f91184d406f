//! A text file as a string: UTF-8, UTF-16 with its mark, or the old Vietnamese code page.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use super::ReadOptions;
use super::findings::Findings;

/// The whole text, or `None` with a finding. Windows-1258 writes tones as marks after the letter; they are
/// joined with it here.
pub(super) fn read<R: Read>(source: &mut R, options: &ReadOptions, findings: &mut Findings) -> Option<String> {
    let bytes = read_bytes(source, options.limits.text_bytes, findings)?;
    Some(blanked(decode(bytes, findings)))
}

/// All bytes up to `limit`; a longer file is refused.
pub(super) fn read_bytes<R: Read>(source: &mut R, limit: u64, findings: &mut Findings) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Err(error) = source.by_ref().take(limit + 1).read_to_end(&mut bytes) {
        findings.error(
            "unreadable_file",
            format!("the file cannot be read to its end ({error})"),
        );
        return None;
    }
    if bytes.len() as u64 > limit {
        let message = format!(
            "the file is larger than {} MiB; split it and import the parts",
            limit >> 20
        );
        findings.error("file_too_large", message);
        return None;
    }
    Some(bytes)
}

/// Letters that no text has become blanks, in place.
fn blanked(text: String) -> String {
    let is_none = |byte: &u8| matches!(byte, 0..=8 | 14..=31);
    if !text.as_bytes().iter().any(is_none) {
        return text;
    }
    let mut bytes = text.into_bytes();
    bytes
        .iter_mut()
        .filter(|byte| is_none(byte))
        .for_each(|byte| *byte = b' ');
    String::from_utf8(bytes).expect("one letter of ASCII stands for another")
}

/// Bytes of an old code page that are decoded at once, to the end of their line.
const PIECE: usize = 1 << 20;

fn decode(bytes: Vec<u8>, findings: &mut Findings) -> String {
    let utf16 = match bytes.get(..2) {
        Some(b"\xff\xfe") => Some(UTF_16LE),
        Some(b"\xfe\xff") => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[2..]);
        if damaged {
            findings.warning(
                "damaged_text",
                "the UTF-16 text has damaged characters, shown as \u{fffd}; save the file as UTF-8",
            );
        }
        return text.into_owned();
    }
    match String::from_utf8(bytes) {
        // In place: a second copy of a large file would not fit.
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            text
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            findings.warning_row(
                "not_utf8",
                line,
                "the text is not UTF-8; it was read as Windows-1258 (Vietnamese). Check the names, or save the file as UTF-8",
            );
            // Piece by piece, each to the end of a line: a mark never stands on another line than its letter.
            let (mut text, mut rest) = (String::with_capacity(error.as_bytes().len()), error.as_bytes());
            while !rest.is_empty() {
                let end = rest.iter().skip(PIECE).position(|&byte| byte == b'\n');
                let (piece, after) = rest.split_at(end.map_or(rest.len(), |end| PIECE + end + 1));
                let (decoded, _) = WINDOWS_1258.decode_without_bom_handling(piece);
                text.extend(decoded.nfc());
                rest = after;
            }
            text
        }
    }
}

/// Letters that no text has: databases pad with NUL, and a table that holds one is taken for a binary file.
pub(super) fn without_controls(text: &str) -> Cow<'_, str> {
    let is_none = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{e}'..='\u{1f}');
    if text.contains(is_none) {
        text.replace(is_none, " ").trim().to_owned().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_no_text_has_become_blanks() {
        assert_eq!(without_controls("Xã\0A\u{1}\0"), "Xã A");
        assert_eq!(without_controls(" hai\ndòng "), " hai\ndòng ");
        assert_eq!(without_controls("\0\0"), "");
        assert_eq!(blanked("Xã\u{11},\r\n\tế\0".into()), "Xã ,\r\n\tế ");
    }

    fn decoded(bytes: &[u8]) -> (String, Vec<&'static str>) {
        let mut findings = Findings::new("a", 10);
        let text = decode(bytes.to_vec(), &mut findings);
        (text, findings.into_list().iter().map(|finding| finding.check).collect())
    }

    #[test]
    fn marks_at_the_start_are_understood_and_removed() {
        assert_eq!(decoded(b"\xef\xbb\xbfa"), ("a".into(), vec![]));
        assert_eq!(decoded(b"\xff\xfea\0\x01\x1e"), ("aḁ".into(), vec![]));
        assert_eq!(decoded(b"\xfe\xff\0a"), ("a".into(), vec![]));
    }

    #[test]
    fn windows_1258_gives_vietnamese_letters_after_composition() {
        // "Hoàng" has its own byte for à; "ế" is ê (0xEA) followed by the acute mark (0xEC).
        let (text, checks) = decoded(b"Ho\xe0ng Qu\xea\xec");
        assert_eq!(text, "Hoàng Quế");
        assert_eq!(checks, ["not_utf8"]);
        // Lines over several pieces, and one that is longer than a piece.
        let lines = [b"Ho\xe0ng Qu\xea\xec\r\n".repeat(PIECE / 8), b"\xea\xec".repeat(PIECE)].concat();
        let (text, _) = decoded(&lines);
        assert_eq!(text, "Hoàng Quế\r\n".repeat(PIECE / 8) + &"ế".repeat(PIECE));
    }
}
