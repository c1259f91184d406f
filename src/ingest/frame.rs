//! What frames a table in an official file: title lines above its header, a row that numbers the columns, rows of totals,
//! notes and signatures below. None of it is data, and all of it is told.
//!
//! A row is taken for frame only where its shape says so: a total has a word for a total and nothing but figures beside
//! it; notes and signatures stand at the end, begin with one of the words that offices use there, and fill few cells.
//! Whatever else is odd stays data, and the reader of its kind says what is wrong with it.

use super::Kind;
use super::columns;
use super::findings::Findings;
use super::mapping::ColumnMapping;
use super::table::Row;

/// Rows with text among which the header is looked for.
pub(super) const HEADER_WITHIN: usize = 50;

/// Row numbers named in one message.
const NAMED_ROWS: usize = 20;

/// What stands alone in the first cell of a row of totals, folded.
const TOTALS: [&str; 12] = [
    "tong",
    "tong cong",
    "tong so",
    "tong cong toan thanh pho",
    "toan thanh pho",
    "cong",
    "cong chung",
    "total",
    "totals",
    "grand total",
    "sum",
    "subtotal",
];

/// What the first row below a table begins with, folded.
const BELOW: [&str; 20] = [
    "ghi chu",
    "luu y",
    "chu thich",
    "nguon",
    "noi nhan",
    "nguoi lap",
    "lap bieu",
    "nguoi bao cao",
    "nguoi tong hop",
    "thu truong",
    "giam doc",
    "pho giam doc",
    "chu tich",
    "ke toan",
    "xac nhan",
    "ha noi ngay",
    "ngay thang nam",
    "note",
    "notes",
    "source",
];

/// How many fields of a kind a row would name as a header.
fn named<'a>(cells: impl Iterator<Item = &'a str>, kind: Kind, mapping: &ColumnMapping) -> usize {
    let headers: Vec<String> = cells.map(str::to_owned).collect();
    columns::fields_named(&headers, kind, |header| mapping.names(header))
}

/// Fields that a row must name to be a header below other rows: two, or it may be anything; one for shapes that need nothing but their outline.
pub(super) fn fewest_fields(kind: Kind) -> usize {
    match kind {
        Kind::Outline | Kind::Water | Kind::Green => 1,
        _ => 2,
    }
}

/// Which of the first rows is the header: the first of those that name most fields, and the very first row where no other
/// names more than it.
pub(super) fn header_of(rows: &[Row], kind: Kind, mapping: &ColumnMapping) -> (usize, usize) {
    let mut best = (0, 0);
    for (at, row) in rows.iter().take(HEADER_WITHIN).enumerate() {
        let fields = named(row.cells.iter(), kind, mapping);
        let is_enough = at == 0 || fields >= fewest_fields(kind);
        if is_enough && fields > best.1 {
            best = (at, fields);
        }
    }
    best
}

/// Says that rows above the header are a title.
pub(super) fn say_title(rows: &[u64], findings: &mut Findings) {
    if !rows.is_empty() {
        let message = format!(
            "{} row(s) above the header were read as the title of the table (rows {})",
            rows.len(),
            listed(rows)
        );
        findings.info("title_rows", message);
    }
}

/// The rows of data among those below the header; says which are not.
pub(super) fn data_of(headers: &[String], mut rows: Vec<Row>, findings: &mut Findings) -> Vec<Row> {
    let columns = headers.iter().filter(|header| !header.is_empty()).count();
    if rows.first().is_some_and(|row| numbers_columns(row, columns)) {
        let row = rows.remove(0);
        let message = format!("row {} below the header only numbers the columns", row.number);
        findings.info("header_units", message);
    }
    let below = first_below(&rows, columns);
    let notes: Vec<u64> = rows.split_off(below).iter().map(|row| row.number).collect();
    let (totals, rows): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_total);
    if !totals.is_empty() {
        let numbers: Vec<u64> = totals.iter().map(|row| row.number).collect();
        let message = format!(
            "{} row(s) of totals were not read as data (rows {})",
            numbers.len(),
            listed(&numbers)
        );
        findings.info("total_rows", message);
    }
    if !notes.is_empty() {
        let message = format!(
            "{} row(s) below the table were read as notes or signatures, not as data (rows {})",
            notes.len(),
            listed(&notes)
        );
        findings.info("footer_rows", message);
    }
    rows
}

fn listed(rows: &[u64]) -> String {
    let mut words: Vec<String> = rows.iter().take(NAMED_ROWS).map(u64::to_string).collect();
    if rows.len() > NAMED_ROWS {
        words.push("...".to_owned());
    }
    words.join(", ")
}

fn filled(row: &Row) -> impl Iterator<Item = &str> {
    row.cells.iter().map(str::trim).filter(|cell| !cell.is_empty())
}

/// `(1) (2) (3)`, or `1 2 3 4`: as many as columns, in order. Three bare numbers may be data.
fn numbers_columns(row: &Row, columns: usize) -> bool {
    let cells: Vec<&str> = filled(row).collect();
    let plain: Vec<&str> = cells
        .iter()
        .map(|cell| cell.trim_matches(['(', ')', '[', ']']))
        .collect();
    let is_bracketed = plain.iter().zip(&cells).all(|(plain, cell)| plain.len() < cell.len());
    let fewest = if is_bracketed { 2 } else { 4 };
    let in_order = plain.iter().enumerate().all(|(at, cell)| cell.parse() == Ok(at + 1));
    cells.len() >= fewest && cells.len() == columns && in_order
}

/// A word for a total in the first cell that holds anything, and nothing but figures in the others, one at least.
fn is_total(row: &Row) -> bool {
    let mut cells = filled(row);
    let Some(first) = cells.next() else { return false };
    let is_figure = |cell: &str| {
        let mark = |letter: char| ".,: -/%()".contains(letter);
        cell.chars().any(|letter| letter.is_ascii_digit())
            && cell
                .chars()
                .all(|letter| letter.is_ascii_digit() || mark(letter) || letter == '\u{a0}')
    };
    TOTALS.contains(&crate::text::fold(first).as_str()) && cells.all(is_figure)
}

/// Where notes and signatures begin; the number of rows where there are none.
fn first_below(rows: &[Row], columns: usize) -> usize {
    // A row of data fills half of its columns; signatures stand three abreast at most.
    let few = (columns / 2).clamp(1, 3);
    let is_sparse = |row: &Row| filled(row).count() <= few;
    let tail = rows.len() - rows.iter().rev().take_while(|row| is_sparse(row)).count();
    let begins = |row: &Row| filled(row).next().is_some_and(is_note);
    (tail..rows.len()).find(|at| begins(&rows[*at])).unwrap_or(rows.len())
}

/// Whether a text begins as notes and signatures do: with the words, as words.
fn is_note(text: &str) -> bool {
    let folded = crate::text::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_dated = words.len() >= 3 && words[0] == "ngay" && words.contains(&"thang");
    is_dated
        || BELOW
            .iter()
            .any(|start| words.starts_with(&start.split(' ').collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::StringRecord;

    fn rows(text: &[&[&str]]) -> Vec<Row> {
        let row = |(at, cells): (usize, &&[&str])| Row {
            number: at as u64 + 2,
            cells: StringRecord::from(cells.to_vec()),
        };
        text.iter().enumerate().map(row).collect()
    }

    fn kept(headers: &[&str], text: &[&[&str]]) -> (Vec<u64>, Vec<&'static str>) {
        let mut findings = Findings::new("a", 10);
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let data = data_of(&headers, rows(text), &mut findings);
        (
            data.iter().map(|row| row.number).collect(),
            findings.into_list().iter().map(|finding| finding.check).collect(),
        )
    }

    const HEADERS: [&str; 4] = ["STT", "Tên", "Kinh độ", "Vĩ độ"];

    #[test]
    fn totals_notes_and_signatures_are_no_data() {
        let found = kept(
            &HEADERS,
            &[
                &["(1)", "(2)", "(3)", "(4)"],
                &["1", "Đại lý A", "105.8", "21.0"],
                &["", "Cộng:", "", "1"],
                &["2", "Đại lý B", "105.9", "21.0"],
                &["Tổng cộng", "", "", "2"],
                &["Ghi chú: số liệu đến 30/9", "", "", ""],
                &["", "", "Hà Nội, ngày 1 tháng 10 năm 2025", ""],
                &["NGƯỜI LẬP BIỂU", "", "GIÁM ĐỐC", ""],
                &["Nguyễn Văn A", "", "Trần Thị B", ""],
            ],
        );
        assert_eq!(found, (vec![3, 5], vec!["header_units", "total_rows", "footer_rows"]));
    }

    #[test]
    fn points_whose_names_look_like_totals_or_notes_stay_data() {
        let found = kept(
            &HEADERS,
            &[
                &["Cộng", "Cộng Cà Phê", "105.8", "21.0"],
                &["2", "Tổng công ty Bưu điện", "105.9", "21.0"],
                &["3", "Nguồn Sống", "105.9", "21.0"],
                &["", "Ghi chú", "105.9", "21.0"],
                &["Nguồn", "", "", ""],
                &["6", "Đại lý cuối", "105.9", "21.0"],
            ],
        );
        assert_eq!(
            found,
            (vec![2, 3, 4, 5, 6, 7], vec![]),
            "a sparse row amid data is an error of its reader"
        );
    }

    #[test]
    fn rows_that_only_look_numbered_are_data() {
        assert_eq!(kept(&["code", "lon", "lat"], &[&["1", "2", "3"]]).0, [2]);
        assert_eq!(kept(&HEADERS, &[&["1", "2", "3", "5"]]).0, [2]);
        assert_eq!(kept(&HEADERS, &[&["1", "2", "3", "4"]]).1, ["header_units"]);
    }

    #[test]
    fn the_header_is_the_first_of_the_rows_that_name_most() {
        let mapping = ColumnMapping::default();
        let list = rows(&[
            &["DANH SÁCH ĐẠI LÝ"],
            &["Tên bảng", "Mã"],
            &["Mã", "Tên", "Kinh độ", "Vĩ độ"],
            &["Mã", "Tên", "Kinh độ", "Vĩ độ"],
        ]);
        assert_eq!(header_of(&list, Kind::Facilities, &mapping).0, 2);
        let first = rows(&[&["Mã", "Tên"], &["x", "y"]]);
        assert_eq!(header_of(&first, Kind::Operators, &mapping).0, 0);
        let none = rows(&[&["a"], &["name", "b"]]);
        assert_eq!(
            header_of(&none, Kind::Facilities, &mapping).0,
            0,
            "one name may be anything"
        );
    }
}
