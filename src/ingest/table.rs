//! Tables as text: CSV and TSV with the separators and quotes that offices write.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder, StringRecord, Trim};

use super::findings::Findings;
use super::{Kind, ReadOptions, frame, text_file};

/// Headers and rows, all text.
pub(super) struct Table {
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
    /// Rows that fit under no header; a finding was made of each.
    pub misfits: Vec<Row>,
    /// Row of the header, for findings about columns.
    pub header_row: u64,
    pub column_names: ColumnNames,
    /// Letters that column names were cut to (dBASE: 10).
    pub names_cut_to: Option<usize>,
    /// What the caller says of each column; empty where nothing is said.
    pub targets: Vec<Target>,
    /// Cells of a sheet that hold an error: row, column, the error. The cell itself is blank.
    pub faults: Vec<(u64, usize, String)>,
}

/// How findings name a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnNames {
    Headers,
    /// `Kinh độ (C)`
    HeadersAndLetters,
}

/// What the caller says of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Nothing: its header is looked up.
    ByName,
    Field(&'static str),
    Ignored,
}

impl Default for Table {
    fn default() -> Self {
        Table {
            headers: Vec::new(),
            rows: Vec::new(),
            misfits: Vec::new(),
            header_row: 1,
            column_names: ColumnNames::Headers,
            names_cut_to: None,
            targets: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl Table {
    /// The name of a column in findings.
    pub fn column_name(&self, at: usize) -> String {
        let header = self.headers.get(at).map_or("", String::as_str);
        match self.column_names {
            ColumnNames::Headers => header.to_owned(),
            ColumnNames::HeadersAndLetters if header.is_empty() => letters(at),
            ColumnNames::HeadersAndLetters => format!("{header} ({})", letters(at)),
        }
    }
}

/// The letters of a sheet's column: 0 is A, 26 is AA.
pub(super) fn letters(at: usize) -> String {
    let (mut rest, mut name) = (at + 1, Vec::new());
    while rest > 0 {
        rest -= 1;
        name.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    name.reverse();
    String::from_utf8_lossy(&name).into_owned()
}

/// What the first cell of a row begins with that explains the table and is no data, a blank after it: `#: required; ...`.
pub(super) const REMARK: &str = "#:";

/// Whether a row is a remark; see [`REMARK`].
pub(super) fn is_remark<'a>(mut cells: impl Iterator<Item = &'a str>) -> bool {
    cells
        .find(|cell| !cell.trim().is_empty())
        .and_then(|cell| cell.trim_start().strip_prefix(REMARK))
        .is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Tells which rows were passed over as remarks.
pub(super) fn say_remarks(rows: &[u64], findings: &mut Findings) {
    if !rows.is_empty() {
        let listed: Vec<String> = rows.iter().take(20).map(u64::to_string).collect();
        let message = format!(
            "{} rows begin with {REMARK} and were read as remarks, not as data (rows {})",
            rows.len(),
            listed.join(", ")
        );
        findings.info("remark_rows", message);
    }
}

/// One row with the line of the file it starts on (the header is on line 1).
pub(super) struct Row {
    pub number: u64,
    pub cells: StringRecord,
}

/// Bytes that a row takes in memory, about, with what is made of it: its texts up to three times, an end for each cell, and
/// structures of its own.
pub(super) fn held(cells: &StringRecord) -> usize {
    ROW_BYTES + 3 * cells.as_slice().len() + size_of::<usize>() * cells.len()
}

/// What a row takes beside its texts, with what is made of it (measured on a million cells and a million reports).
const ROW_BYTES: usize = 320;

/// Reads a whole table whose first row is its header. Blank rows are skipped; a row with too many cells is an error, one
/// with too few is filled with blanks and told.
pub(super) fn read<R: Read>(source: &mut R, options: &ReadOptions, findings: &mut Findings) -> Option<Table> {
    let text = text_file::read(source, options, findings)?;
    let (text, named) = excel_separator(&text);
    let separator = named.unwrap_or_else(|| guess_separator(text));
    let cut = Cut {
        separator,
        skipped_lines: u64::from(named.is_some()),
    };
    let rows = read_rows(text, &cut, usize::MAX, options, findings)?;
    to_table(rows, 0, &|_, rows, _| rows, findings)
}

/// Reads a table of a kind as offices write it: title lines may stand above its header, totals, notes and signatures
/// below. They are told and left out.
pub(super) fn read_kind<R: Read>(
    kind: Kind,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Table> {
    let text = text_file::read(source, options, findings)?;
    let (text, named) = excel_separator(&text);
    let guessed = named.unwrap_or_else(|| guess_separator(text));
    // The first line may be a title with commas of its own: what names most columns is the separator.
    let (mut separator, mut most) = (guessed, fields_under(kind, text, guessed, options));
    for other in SEPARATORS
        .into_iter()
        .filter(|other| named.is_none() && *other != guessed)
    {
        let fields = fields_under(kind, text, other, options);
        if fields > most && fields >= frame::fewest_fields(kind) {
            (separator, most) = (other, fields);
        }
    }
    let cut = Cut {
        separator,
        skipped_lines: u64::from(named.is_some()),
    };
    let rows = read_rows(text, &cut, usize::MAX, options, findings)?;
    let (header, _) = frame::header_of(&rows, kind, &options.mapping);
    to_table(rows, header, &frame::data_of, findings)
}

/// Separators that offices use; the first wins a tie.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// How many fields the best of the first rows names when the text is cut at a separator.
fn fields_under(kind: Kind, text: &str, separator: u8, options: &ReadOptions) -> usize {
    let mut unsaid = Findings::new("", 1);
    let cut = Cut {
        separator,
        skipped_lines: 0,
    };
    let rows = read_rows(text, &cut, frame::HEADER_WITHIN, options, &mut unsaid);
    rows.map_or(0, |rows| frame::header_of(&rows, kind, &options.mapping).1)
}

/// Says what is no data among the rows below the header, and gives back the rest.
type DataOf = dyn Fn(&[String], Vec<Row>, &mut Findings) -> Vec<Row>;

fn to_table(mut rows: Vec<Row>, header: usize, data_of: &DataOf, findings: &mut Findings) -> Option<Table> {
    if rows.is_empty() {
        return check_table(None, findings);
    }
    let data = rows.split_off(header + 1);
    let title: Vec<u64> = rows[..header].iter().map(|row| row.number).collect();
    frame::say_title(&title, findings);
    let header = &rows[header];
    let mut table = Table {
        headers: header.cells.iter().map(crate::text::nfc).collect(),
        header_row: header.number,
        ..Table::default()
    };
    for row in data_of(&table.headers, data, findings) {
        let fits = has_right_length(&row.cells, &table.headers, row.number, findings);
        let list = if fits { &mut table.rows } else { &mut table.misfits };
        list.push(row);
    }
    check_table(Some(table), findings)
}

/// How a text is cut into rows and cells.
struct Cut {
    separator: u8,
    /// Lines before the text that are no part of it.
    skipped_lines: u64,
}

/// The rows with text, up to `most` of them, remarks left out and told.
fn read_rows(text: &str, cut: &Cut, most: usize, options: &ReadOptions, findings: &mut Findings) -> Option<Vec<Row>> {
    let mut room = options.limits.held_bytes.saturating_sub(text.len());
    let mut reader = ReaderBuilder::new()
        .delimiter(cut.separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut lines = Lines {
        text: text.as_bytes(),
        at: 0,
        line: 1 + cut.skipped_lines,
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut remarks = Vec::new();
    let mut record = ByteRecord::new();
    while rows.len() < most {
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
        if is_remark(cells.iter()) {
            remarks.push(number);
            continue;
        }
        room = room.saturating_sub(held(&cells));
        if room == 0 {
            let message = format!(
                "the rows of the table take more than {} MiB in memory; split it and import the parts",
                options.limits.held_bytes >> 20
            );
            findings.error("file_too_large", message);
            return None;
        }
        rows.push(Row { number, cells });
    }
    say_remarks(&remarks, findings);
    Some(rows)
}

pub(super) fn check_table(table: Option<Table>, findings: &mut Findings) -> Option<Table> {
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
            "the table has a header and no row of data below it; nothing can be imported",
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
    let mut counts = SEPARATORS.map(|separator| (separator, 0usize));
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
    fn columns_of_a_sheet_are_lettered_as_excel_does() {
        assert_eq!(
            [0, 25, 26, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
        );
    }

    #[test]
    fn rows_that_begin_with_the_mark_of_remarks_are_told_and_not_read() {
        let (table, findings) = table("a,b\n#: what to write,text\n1,2\n,#: also\n#3,kept\n");
        assert_eq!(findings, [("remark_rows", None)]);
        let numbers: Vec<u64> = table.expect("a table").rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [3, 5]);
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
