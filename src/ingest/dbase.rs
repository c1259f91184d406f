//! The fields of a shapefile (dBASE III+), row by row.
//!
//! Text is in the encoding that the `.cpg` names, else UTF-8 if it is that, else the old Vietnamese code page.
//! Source: *dBASE table file format*, dBASE Inc.; GDAL's shapefile driver for `.cpg`.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1258};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::findings::Findings;

/// The fields of a row; `None` for a row marked as deleted.
type Fields = Option<Map<String, Value>>;

struct Field {
    name: String,
    kind: u8,
    from: usize,
    to: usize,
}

/// Reads every row, deleted ones as `None`, so that rows keep their shapes.
pub(super) fn read(bytes: &[u8], cpg: Option<&[u8]>, findings: &mut Findings) -> Option<Vec<Fields>> {
    let encoding = encoding(bytes, cpg, findings)?;
    match rows(bytes, encoding) {
        Ok(rows) => Some(rows),
        Err(reason) => {
            findings.error("broken_dbf", format!("the .dbf {reason}; export it again"));
            None
        }
    }
}

fn encoding(bytes: &[u8], cpg: Option<&[u8]>, findings: &mut Findings) -> Option<&'static Encoding> {
    let Some(label) = cpg.map(|label| String::from_utf8_lossy(label).trim().to_owned()) else {
        if std::str::from_utf8(bytes.get(32..).unwrap_or_default()).is_ok() {
            return Some(UTF_8);
        }
        let message = "the archive has no .cpg and the text is not UTF-8; it was read as Windows-1258 (Vietnamese). Check the names, or add a .cpg";
        findings.warning("not_utf8", message);
        return Some(WINDOWS_1258);
    };
    // `1258`, `ANSI 1258`, `CP1258`, `65001`
    let number: String = label.chars().filter(char::is_ascii_digit).collect();
    let known = match number.as_str() {
        "65001" => Some(UTF_8),
        _ => Encoding::for_label(label.as_bytes())
            .or_else(|| Encoding::for_label(format!("windows-{number}").as_bytes())),
    };
    if known.is_none() {
        let message =
            format!("the .cpg names an encoding that is not known ('{label}'); write UTF-8 there, or export again");
        findings.error("unknown_encoding", message);
    }
    known
}

fn rows(bytes: &[u8], encoding: &'static Encoding) -> Result<Vec<Fields>, String> {
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = bytes.get(at..at + length)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |value, byte| value << 8 | usize::from(*byte)),
        )
    };
    let header = number(4, 4).zip(number(8, 2)).zip(number(10, 2));
    let ((count, start), width) = header.ok_or("ends inside its header")?;
    let fields = fields(bytes.get(32..start).ok_or("ends inside its header")?, width, encoding)?;
    let body = bytes.get(start..).unwrap_or_default();
    if width == 0 || count.checked_mul(width).is_none_or(|length| length > body.len()) {
        return Err(format!("claims {count} rows and ends before them"));
    }
    let rows = body.chunks_exact(width).take(count).map(|row| {
        let is_deleted = row[0] == b'*';
        let of_field = |field: &Field| {
            let value = value(field.kind, &row[field.from..field.to], encoding)?;
            Some((field.name.clone(), Value::String(value)))
        };
        (!is_deleted).then(|| fields.iter().filter_map(of_field).collect())
    });
    Ok(rows.collect())
}

fn fields(header: &[u8], width: usize, encoding: &'static Encoding) -> Result<Vec<Field>, String> {
    let mut fields = Vec::new();
    let mut from = 1;
    for entry in header.chunks_exact(32).take_while(|entry| entry[0] != b'\r') {
        let name = &entry[..11];
        let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
        let to = from + usize::from(entry[16]);
        if to > width {
            return Err("has fields wider than its rows".into());
        }
        fields.push(Field {
            name: encoding.decode_without_bom_handling(&name[..end]).0.trim().to_owned(),
            kind: entry[11],
            from,
            to,
        });
        from = to;
    }
    Ok(fields)
}

/// A value as text; `None` where it is blank.
fn value(kind: u8, bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let text: String = text.trim_matches([' ', '\0']).nfc().collect();
    match kind {
        // Asterisks fill a number that did not fit.
        _ if text.is_empty() || text.chars().all(|letter| letter == '*') => None,
        b'L' => match text.as_str() {
            "T" | "t" | "Y" | "y" => Some("true".to_owned()),
            "F" | "f" | "N" | "n" => Some("false".to_owned()),
            _ => None,
        },
        b'D' if text.len() == 8 && text.is_ascii() => Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])),
        _ => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One field of ten letters and its rows; the first byte of a row marks it as deleted or not.
    fn table(rows: &[&[u8; 11]]) -> Vec<u8> {
        let mut bytes = vec![0u8; 32];
        bytes[4..8].copy_from_slice(&(rows.len() as u32).to_le_bytes());
        bytes[8..10].copy_from_slice(&65u16.to_le_bytes());
        bytes[10..12].copy_from_slice(&11u16.to_le_bytes());
        let mut field = [0u8; 32];
        field[..3].copy_from_slice(b"ten");
        (field[11], field[16]) = (b'C', 10);
        bytes.extend(field);
        bytes.push(b'\r');
        rows.iter().for_each(|row| bytes.extend(*row));
        bytes
    }

    #[test]
    fn deleted_rows_keep_their_place_and_text_its_letters() {
        let bytes = table(&[b" Ho\xe0ng     ", b"*gone      ", b"           "]);
        let mut findings = Findings::new("a.zip", 9);
        let rows = read(&bytes, Some(b"ANSI 1258\n"), &mut findings).expect("read");
        assert_eq!(rows[0].as_ref().and_then(|row| row["ten"].as_str()), Some("Hoàng"));
        assert!(rows[1].is_none() && rows[2].as_ref().is_some_and(Map::is_empty));
        read(&bytes, None, &mut findings).expect("read");
        assert_eq!(findings.into_list()[0].check, "not_utf8");
    }

    #[test]
    fn more_rows_than_bytes_are_refused() {
        let mut bytes = table(&[b" a         "]);
        bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        let mut findings = Findings::new("a.zip", 9);
        assert!(read(&bytes, Some(b"UTF-8"), &mut findings).is_none());
        assert!(read(&bytes, Some(b"Klingon"), &mut findings).is_none());
        let checks: Vec<_> = findings.into_list().iter().map(|finding| finding.check).collect();
        assert_eq!(checks, ["broken_dbf", "unknown_encoding"]);
    }
}
