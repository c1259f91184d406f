//! `gandan addresses`: proposes where the addresses of a file are, as a list that a person confirms.
//!
//! Nothing is written into the workspace: `gandan import` takes the list once its rows are confirmed.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::output::AnswerFormat;
use super::{Failure, Lang, addresses_words, output};
use crate::ingest::{self, ADDRESS_HEADERS, AddressRow, AddressTable, ColumnMapping, Kind, ReadOptions};
use crate::model::Severity;
use crate::registry::{AddressBook, AddressCandidate, AddressMatch, AddressQuery, MatchLevel};
use crate::store::{SheetValue, Workspace, sheet_workbook};
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

/// The file's own columns, then those of [`ADDRESS_HEADERS`].
fn list(table: &AddressTable, rows: &[Row], format: ListFormat) -> Result<Vec<u8>, Failure> {
    let added = ADDRESS_HEADERS.iter().map(|header| (*header).to_owned());
    let headers: Vec<String> = table.headers.iter().cloned().chain(added).collect();
    let lines = rows.iter().map(|row| {
        let own = row.row.cells.iter().cloned().map(SheetValue::Text);
        own.chain(proposal(row)).collect::<Vec<_>>()
    });
    match format {
        ListFormat::Workbook => Ok(sheet_workbook("Địa chỉ", &headers, &lines.collect::<Vec<_>>())?),
        ListFormat::Csv => {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let lines = lines.map(|line| {
                line.into_iter()
                    .map(|value| match value {
                        SheetValue::Text(text) => text,
                        SheetValue::Number(number) => number.to_string(),
                    })
                    .collect()
            });
            let mut bytes = "\u{feff}".as_bytes().to_vec();
            bytes.extend(output::csv(&headers, lines)?);
            Ok(bytes)
        }
    }
}

/// What is said of a row, in the order of [`ADDRESS_HEADERS`]; the last is for a person.
fn proposal(row: &Row) -> Vec<SheetValue> {
    let text = |text: String| SheetValue::Text(text);
    let blank = || SheetValue::Text(String::new());
    let Some(best) = row.found.as_ref().and_then(AddressMatch::best) else {
        let mut cells: Vec<SheetValue> = ADDRESS_HEADERS.iter().map(|_| blank()).collect();
        cells[7] = text(addresses_words::why_not(row, Lang::Vi));
        return cells;
    };
    let others = row.found.iter().flat_map(|found| found.candidates.iter().skip(1));
    let others: Vec<String> = others.map(other).collect();
    vec![
        text(best.label.clone()),
        text(best.commune_code.clone()),
        text(best.commune_name.clone()),
        SheetValue::Number(seven_digits(best.position.lon)),
        SheetValue::Number(seven_digits(best.position.lat)),
        text(best.level.vietnamese().to_owned()),
        SheetValue::Number(best.confidence),
        text(addresses_words::reasons(best, Lang::Vi)),
        text(others.join(" | ")),
        blank(),
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
