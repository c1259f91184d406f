//! `gandan addresses`: proposes where the addresses of a file are, as a list that a person confirms.
//!
//! Nothing is written into the workspace: `gandan import` takes the list once its rows are confirmed.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::output::AnswerFormat;
use super::{Failure, Lang, addresses_words, output};
use crate::ingest::{
    self, ADDRESS_HEADERS, AddressRow, AddressTable, CONFIRM_HEADER, ColumnMapping, FIRST_PROPOSAL_HEADER, Kind,
    OWN_POSITION_HEADERS, ReadOptions,
};
use crate::model::Severity;
use crate::registry::{AddressBook, AddressCandidate, AddressMatch, AddressQuery, MatchLevel};
use crate::store::{SheetColumn, SheetValue, Workspace, sheet_workbook};
use crate::wire::{AddressAnswer, AddressLevels, AddressesAnswer};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// A table (XLSX, CSV or TSV) with a column of addresses; columns of commune and district help
    file: PathBuf,
    /// Write the list to confirm: the file's own columns, then what was found; .xlsx or .csv
    #[arg(long)]
    out: Option<PathBuf>,
    /// json: every candidate of every row with its reasons
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Sheet of an Excel workbook; default the first whose rows have a header that is understood
    #[arg(long)]
    sheet: Option<String>,
    /// TOML file that says what headers mean, a line each: "Tên cột trong tệp" = "address"
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// Language of the text; the list to confirm is Vietnamese
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

/// One row of the file with what was found for it; `None`: it has coordinates of its own.
pub(super) struct Row<'a> {
    pub row: &'a AddressRow,
    pub found: Option<AddressMatch>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let list_format = args.out.as_deref().map(list_format).transpose()?;
    let table = read(args)?;
    let bar = output::spinner(args.lang.pick("Đang tìm địa chỉ", "Matching addresses"));
    let dataset = Workspace::load(&args.workspace)?;
    if !dataset
        .areas
        .iter()
        .any(|area| area.level == crate::model::AreaLevel::Commune)
    {
        return Err(Failure::BadInput(format!(
            "{}: it holds no communes to match addresses with; import them first: `gandan import areas F --workspace {}`",
            args.workspace.display(),
            args.workspace.display()
        )));
    }
    if table.rows.iter().all(|row| row.has_position) && !table.rows.is_empty() {
        bar.finish_and_clear();
        let file = args.file.display();
        let (count, workspace) = (table.rows.len(), args.workspace.display());
        return match args.format {
            AnswerFormat::Json => output::write(None, &output::json(&answer(&placed(&table)))?),
            AnswerFormat::Text => output::write(
                None,
                match args.lang {
                    Lang::Vi => format!(
                        "{file}: cả {count} dòng đã có tọa độ, không cần tìm địa chỉ và không ghi danh sách nào. Nhập ngay: gandan import facilities {file} --workspace {workspace}\n"
                    ),
                    Lang::En => format!(
                        "{file}: all {count} rows have coordinates already, so there is nothing to match and no list was written. Import it: gandan import facilities {file} --workspace {workspace}\n"
                    ),
                }
                .as_bytes(),
            ),
        };
    }
    let book = AddressBook::build(&dataset);
    let rows: Vec<Row> = table.rows.iter().map(|row| matched(&book, row)).collect();
    bar.finish_and_clear();
    if let (Some(path), Some(format)) = (&args.out, list_format) {
        output::write(Some(path), &list(&table, &rows, format)?)?;
    }
    let bytes = match args.format {
        AnswerFormat::Text => addresses_words::page(&rows, args.out.as_deref(), args.lang).into_bytes(),
        AnswerFormat::Json => output::json(&answer(&rows))?,
    };
    output::write(None, &bytes)
}

/// The rows of a table in which nothing is to be matched.
fn placed(table: &AddressTable) -> Vec<Row<'_>> {
    table.rows.iter().map(|row| Row { row, found: None }).collect()
}

fn matched<'a>(book: &AddressBook, row: &'a AddressRow) -> Row<'a> {
    let query = AddressQuery {
        address: row.address.as_deref().unwrap_or_default(),
        commune: row.commune.as_deref(),
        district: row.district.as_deref(),
    };
    let found = (!row.has_position).then(|| book.find(query));
    Row { row, found }
}

fn read(args: &Args) -> Result<AddressTable, Failure> {
    let path = &args.file;
    let wrong = |reason: String| Failure::BadInput(format!("{}: {reason}", path.display()));
    let mut options = ReadOptions {
        sheet: args.sheet.clone(),
        ..ReadOptions::default()
    };
    if let Some(mapping) = &args.mapping {
        let wrong = |reason: String| Failure::BadInput(format!("{}: {reason}", mapping.display()));
        let text = std::fs::read_to_string(mapping).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        options.mapping = ColumnMapping::parse(&text, Kind::Facilities).map_err(|error| wrong(error.to_string()))?;
    }
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let file = File::open(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    if file.metadata().is_ok_and(|data| data.is_dir()) {
        return Err(wrong("is a folder; name a file in it".to_owned()));
    }
    let (table, findings) = ingest::read_addresses(&name, std::io::BufReader::new(file), &options);
    super::findings::report(&findings, args.lang);
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    match table {
        Some(table) if errors == 0 => Ok(table),
        _ => Err(Failure::BadInput(match args.lang {
            Lang::Vi => format!("{errors} lỗi: không địa chỉ nào được đối chiếu. Sửa các chỗ nêu trên"),
            Lang::En => format!("{errors} error(s): no address was matched. Mend what is named above"),
        })),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ListFormat {
    Csv,
    Workbook,
}

fn list_format(out: &Path) -> Result<ListFormat, Failure> {
    match out.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Ok(ListFormat::Csv),
        Some("xlsx") => Ok(ListFormat::Workbook),
        _ => Err(Failure::BadInput(format!(
            "{}: the list to confirm is written as .xlsx or .csv",
            out.display()
        ))),
    }
}

/// What to write into the list, told where it is written.
const HOW_TO_CONFIRM: &str = "Ghi x nếu vị trí đề xuất đúng, không nếu bỏ dòng này; để trống là chưa quyết định.";
const HOW_TO_TYPE: &str =
    "Điền kinh độ và vĩ độ (độ, ví dụ 105,85 và 21,03) nếu vị trí đề xuất không đúng; khi đó không cần cột Xác nhận.";

/// The file's own columns, those of [`ADDRESS_HEADERS`], then those that a person fills in.
fn list(table: &AddressTable, rows: &[Row], format: ListFormat) -> Result<Vec<u8>, Failure> {
    let mut columns: Vec<SheetColumn> = table.headers.iter().map(SheetColumn::plain).collect();
    columns.extend(ADDRESS_HEADERS.iter().map(|header| SheetColumn {
        is_hidden: *header == FIRST_PROPOSAL_HEADER,
        ..SheetColumn::plain(*header)
    }));
    let typed: &[&str] = if table.has_positions {
        &[]
    } else {
        &OWN_POSITION_HEADERS
    };
    columns.extend(typed.iter().map(|header| SheetColumn {
        note: Some(HOW_TO_TYPE),
        is_to_fill: true,
        ..SheetColumn::plain(*header)
    }));
    columns.push(SheetColumn {
        note: Some(HOW_TO_CONFIRM),
        choices: &["x", "không"],
        is_to_fill: true,
        ..SheetColumn::plain(CONFIRM_HEADER)
    });
    let to_fill = typed.len() + 1;
    let lines = rows.iter().map(|row| {
        let own = row.row.cells.iter().cloned().map(SheetValue::Text);
        let blank = std::iter::repeat_n(SheetValue::Text(String::new()), to_fill);
        own.chain(proposal(row)).chain(blank).collect::<Vec<_>>()
    });
    match format {
        ListFormat::Workbook => Ok(sheet_workbook("Địa chỉ", &columns, &lines.collect::<Vec<_>>())?),
        ListFormat::Csv => {
            let headers: Vec<&str> = columns.iter().map(|column| column.header.as_str()).collect();
            let mut remark = vec![String::new(); headers.len()];
            remark[0] = format!("#: {HOW_TO_CONFIRM} {HOW_TO_TYPE}");
            let lines = lines.map(|line| {
                let cells = line.into_iter().map(|value| match value {
                    SheetValue::Text(text) => text,
                    SheetValue::Number(number) => number.to_string(),
                });
                cells.collect()
            });
            let mut bytes = "\u{feff}".as_bytes().to_vec();
            bytes.extend(output::csv(&headers, std::iter::once(remark).chain(lines))?);
            Ok(bytes)
        }
    }
}

/// What is said of a row, in the order of [`ADDRESS_HEADERS`].
fn proposal(row: &Row) -> Vec<SheetValue> {
    let text = |text: String| SheetValue::Text(text);
    let Some(best) = row.found.as_ref().and_then(AddressMatch::best) else {
        let reasons_at = ADDRESS_HEADERS.iter().position(|header| *header == "Căn cứ khớp");
        let why = addresses_words::why_not(row, Lang::Vi);
        return (0..ADDRESS_HEADERS.len())
            .map(|at| {
                text(if Some(at) == reasons_at {
                    why.clone()
                } else {
                    String::new()
                })
            })
            .collect();
    };
    let others = row.found.iter().flat_map(|found| found.candidates.iter().skip(1));
    let others: Vec<String> = others.map(other).collect();
    let (lon, lat) = (seven_digits(best.position.lon), seven_digits(best.position.lat));
    vec![
        text(best.label.clone()),
        text(best.commune_code.clone()),
        text(best.commune_name.clone()),
        SheetValue::Number(lon),
        SheetValue::Number(lat),
        text(best.level.vietnamese().to_owned()),
        SheetValue::Number(best.confidence),
        text(addresses_words::reasons(best, Lang::Vi)),
        text(others.join(" | ")),
        text(format!("{lat}, {lon}")),
    ]
}

/// Another candidate in few words, with coordinates to copy.
fn other(candidate: &AddressCandidate) -> String {
    format!(
        "{} ({}, {:.2}; {}, {})",
        candidate.label,
        candidate.level.vietnamese(),
        candidate.confidence,
        seven_digits(candidate.position.lat),
        seven_digits(candidate.position.lon)
    )
}

/// About a centimetre.
fn seven_digits(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// How many rows have their best candidate at each level.
pub(super) fn levels(rows: &[Row]) -> AddressLevels {
    let mut levels = AddressLevels::default();
    for best in rows.iter().filter_map(|row| row.found.as_ref()?.best()) {
        *match best.level {
            MatchLevel::House => &mut levels.house,
            MatchLevel::Place => &mut levels.place,
            MatchLevel::Street => &mut levels.street,
            MatchLevel::Commune => &mut levels.commune,
        } += 1;
    }
    levels
}

fn answer(rows: &[Row]) -> AddressesAnswer {
    let found = || rows.iter().filter_map(|row| row.found.as_ref());
    AddressesAnswer {
        rows: rows.len(),
        placed: rows.iter().filter(|row| row.found.is_none()).count(),
        matched: found().filter(|found| found.best().is_some()).count(),
        levels: levels(rows),
        ambiguous: found().filter(|found| found.is_ambiguous()).count(),
        addresses: rows
            .iter()
            .filter_map(|row| {
                let found = row.found.as_ref()?;
                Some(AddressAnswer::new(row.row.number, row.row.address.as_deref(), found))
            })
            .collect(),
    }
}
