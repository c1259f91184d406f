//! Tables as text: CSV and TSV with the separators and quotes that offices write.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder, StringRecord, Trim};

use super::findings::Findings;
use super::{ReadOptions, text_file};

/// Headers and rows, all text.
pub(super) struct Table {
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
}

/// One row with the line of the file it starts on (the header is on line 1).
pub(super) struct Row {
    pub number: u64,
    pub cells: StringRecord,
}

/// Reads a whole table. Blank rows are skipped; a row with too many cells is an error, one with too few is
/// filled with blanks and told.
pub(super) fn read<R: Read>(source: &mut R, options: &ReadOptions, findings: &mut Findings) -> Option<Table> {
    let text = text_file::read(source, options, findings)?;
    let (text, named) = excel_separator(&text);
    let separator = named.unwrap_or_else(|| guess_separator(text));
    let skipped_lines = u64::from(named.is_some());
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut lines = Lines {
        text: text.as_bytes(),
        at: 0,
        line: 1 + skipped_lines,
    };
    let mut table: Option<Table> = None;
    let mut record = ByteRecord::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                findings.error("broken_table", format!("the table cannot be read on ({error})"));
                break;
            }
        }
        let number = lines.line_of(start);
        let end = usize::try_from(reader.position().byte())
            .unwrap_or(usize::MAX)
            .min(text.len());
        if quote_is_open(&text.as_bytes()[start.min(end)..end]) {
            findings.error_row(
                "unclosed_quote",
                number,
                "a quotation mark is opened in this row and never closed, so the rest of the file is one cell; close it",
            );
            break;
        }
        if record.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let cells = StringRecord::from_byte_record_lossy(std::mem::take(&mut record));
        match &mut table {
            None => {
                table = Some(Table {
                    headers: cells.iter().map(crate::text::nfc).collect(),
                    rows: Vec::new(),
                })
            }
            Some(table) => {
                if has_right_length(&cells, &table.headers, number, findings) {
                    table.rows.push(Row { number, cells });
                }
            }
        }
    }
    check_table(table, findings)
}

fn check_table(table: Option<Table>, findings: &mut Findings) -> Option<Table> {
    let Some(table) = table else {
        if findings.errors() == 0 {
            findings.error(
                "empty_file",
                "the file holds no row; its first row must name the columns",
            );
        }
        return None;
    };
    if table.rows.is_empty() && findings.errors() == 0 {
        findings.error(
            "no_rows",
            "the table has a header and no row below it; nothing can be imported",
        );
        return None;
    }
    Some(table)
}

fn has_right_length(cells: &StringRecord, headers: &[String], number: u64, findings: &mut Findings) -> bool {
    let (found, expected) = (cells.len(), headers.len());
    if found > expected && cells.iter().skip(expected).any(|cell| !cell.is_empty()) {
        let extra: Vec<&str> = cells.iter().skip(expected).collect();
        findings.error_at(
            "row_too_long",
            number,
            headers.last().map_or("", String::as_str),
            &extra.join(" | "),
            format!(
                "this row has {found} cells, the header {expected}; put text that holds the separator into \"quotes\""
            ),
        );
        return false;
    }
    if found < expected {
        findings.warning_row(
            "row_too_short",
            number,
            format!("this row has {found} cells, the header {expected}; the missing ones were read as blank"),
        );
    }
    true
}

/// Excel writes `sep=;` as a first line; it is understood and skipped.
fn excel_separator(text: &str) -> (&str, Option<u8>) {
    match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((separator, rest)) => match separator.trim_end_matches('\r').as_bytes() {
            [byte] if byte.is_ascii() => (rest, Some(*byte)),
            _ => (text, None),
        },
        None => (text, None),
    }
}

/// The candidate most frequent outside quotes in the first line that is not blank; a comma at a tie.
fn guess_separator(text: &str) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts
                .iter_mut()
                .filter(|(separator, _)| *separator == byte)
                .for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| *separator)
}

/// Whether the record, taken as it stands in the file, ends inside a quoted cell. Looked at only where the
/// record spans lines: a lone quote inside one line is text.
fn quote_is_open(record: &[u8]) -> bool {
    let body = record.trim_ascii();
    body.contains(&b'\n') && body.iter().filter(|&&byte| byte == b'"').count() % 2 == 1
}

/// Counts lines as the reader walks on.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which the record that begins at or after `start` really begins: line ends before it (of
    /// the record above, or of blank lines) do not belong to it.
    fn line_of(&mut self, start: usize) -> u64 {
        let mut begin = start.min(self.text.len());
        while matches!(self.text.get(begin), Some(b'\n' | b'\r')) {
            begin += 1;
        }
        let passed = self.text.get(self.at..begin).unwrap_or_default();
        let feeds = passed.iter().filter(|&&byte| byte == b'\n').count();
        // A file of an old Mac ends lines with a carriage return alone.
        let returns = passed
            .iter()
            .enumerate()
            .filter(|&(i, &byte)| byte == b'\r' && passed.get(i + 1) != Some(&b'\n'));
        self.line += (feeds + returns.count()) as u64;
        self.at = begin;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> (Option<Table>, Vec<(&'static str, Option<u64>)>) {
        let mut findings = Findings::new("a.csv", 10);
        let table = read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings);
        (
            table,
            findings
                .into_list()
                .iter()
                .map(|finding| (finding.check, finding.row))
                .collect(),
        )
    }

    #[test]
    fn row_numbers_are_lines_with_any_line_end_quoted_breaks_and_blank_lines() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "1,\"x\ny\"", "", "2,z", "3,w"].join(end);
            let (table, findings) = table(&text);
            let table = table.expect("a table");
            let numbers: Vec<u64> = table.rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [2, 5, 6], "{text:?}");
            assert_eq!(findings, []);
            assert_eq!(&table.rows[0].cells[1], "x\ny");
        }
    }

    #[test]
    fn the_separator_is_found_outside_quotes() {
        assert_eq!(guess_separator("\"a,b,c\";d\n"), b';');
        assert_eq!(guess_separator("a\tb\n"), b'\t');
        assert_eq!(guess_separator("a\n"), b',');
        assert_eq!(excel_separator("sep=;\r\na;b"), ("a;b", Some(b';')));
    }

    #[test]
    fn ragged_rows_and_open_quotes_are_found() {
        assert_eq!(
            table("a,b\n1\n1,2,3\n1,2,\n").1,
            [("row_too_short", Some(2)), ("row_too_long", Some(3))]
        );
        assert_eq!(table("a,b\n1,\"x\n2,y\n3,z\n").1, [("unclosed_quote", Some(2))]);
        assert_eq!(table("a,b\n").1, [("no_rows", None)]);
    }
}
