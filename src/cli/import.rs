//! `gandan import`: files into a workspace, all or nothing.
//!
//! Everything is read and checked before the workspace is opened for writing. Rows that are refused while good
//! ones are kept go to a file beside theirs.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Failure, Lang, findings, output, workspace};
use crate::geometry::Crs;
use crate::ingest::{self, ColumnMapping, Kind, Layer, ReadOptions, Reading, RejectedRows};
use crate::model::{Area, Dataset, FacilityKind, Finding, Severity, SourceRecord};
use crate::planner::import::{self, Existing};
use crate::report::Outcome;
use crate::store::{Overwrite, Workspace, write_atomically};

#[derive(clap::Args, Debug)]
pub struct Args {
    /// facilities, demand, areas, roads, procedures, operators, performance, outline, travel-times
    kind: String,
    /// The files; several become one layer
    #[arg(required_unless_present = "remove")]
    files: Vec<PathBuf>,
    /// The workspace; made when it is not there
    #[arg(long, short)]
    workspace: PathBuf,
    /// Reference system of the coordinates, e.g. EPSG:3405 (VN-2000 / UTM 48N); default as the file says, else WGS84
    #[arg(long)]
    crs: Option<String>,
    /// Kind of facilities in a list that names none: agent, branch, reception_point, ...
    #[arg(long = "kind", id = "facility_kind", value_name = "KIND")]
    default_kind: Option<String>,
    /// Where the data come from and under which licence; shown with every figure
    #[arg(long, default_value = "")]
    note: String,
    /// Sheet of an Excel workbook; default the first whose rows have a header that is understood
    #[arg(long)]
    sheet: Option<String>,
    /// Layer of a GeoPackage; default the only one that fits
    #[arg(long)]
    layer: Option<String>,
    /// TOML file that says what headers mean, a line each: "Tên cột trong tệp" = "name"; "..." = "ignore" passes one over
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// Keep the good rows of a file that has errors; the others are written, with their reasons, to F-rejected.csv
    #[arg(long)]
    accept_partial: bool,
    /// Take the travel times that were imported away again: the router answers for all pairs
    #[arg(long, conflicts_with = "files")]
    remove: bool,
    /// With --accept-partial: where the rejected rows of the one file go
    #[arg(long, value_name = "FILE", requires = "accept_partial")]
    rejected: Option<PathBuf>,
    /// Add to the rows that are there and update those of the same code, as for mended rows; without it every kind but
    /// facilities replaces its layer
    #[arg(long)]
    add: bool,
    /// Only say what the files hold
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    told: findings::FindingsArgs,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let kind = Kind::from_code(&args.kind).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        Failure::BadInput(format!(
            "'{}' is not a kind of data; choose one of {}",
            args.kind,
            known.join(", ")
        ))
    })?;
    if args.remove {
        return remove(kind, &args.workspace, args.told.lang);
    }
    let lang = args.told.lang;
    args.told.check()?;
    let options = read_options(args, kind)?;
    if args.rejected.is_some() && args.files.len() > 1 {
        let message = "--rejected names one file for the rows of one; import the files one by one";
        return Err(Failure::BadInput(message.to_owned()));
    }
    let bar = output::spinner("Đang đọc");
    let (mut layers, mut sources, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let mut rejected: Vec<(PathBuf, RejectedRows)> = Vec::new();
    for path in &args.files {
        let (reading, hash) = read(kind, path, &options)?;
        found.extend(reading.findings);
        if let Some(rows) = reading.rejected {
            rejected.push((args.rejected.clone().unwrap_or_else(|| rejected_path(path)), rows));
        }
        if let Some(Layer::TravelTimes(rows)) = &reading.layer {
            found.extend(against_the_workspace(&args.workspace, rows, path)?);
        }
        if let Some(layer) = reading.layer {
            layers.push(layer);
            sources.push(source(kind, path, &args.note, hash));
        }
    }
    bar.finish_and_clear();
    findings::report(&found, lang);
    let errors: u64 = found
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.cases)
        .sum();
    let refused = errors > 0 && !args.accept_partial;
    let outcome = match () {
        () if refused || layers.is_empty() => Outcome::Refused,
        () if args.dry_run => Outcome::DryRun,
        () if errors > 0 => Outcome::ImportedInPart,
        () => Outcome::Imported,
    };
    if matches!(outcome, Outcome::Refused | Outcome::DryRun) {
        args.told
            .write(&args.files, outcome, &found, || areas_of(&args.workspace))?;
    }
    if refused {
        return Err(Failure::BadInput(match lang {
            Lang::Vi => format!(
                "{errors} lỗi: không nhập gì. Sửa các dòng nêu trên, hoặc giữ các dòng đúng với --accept-partial"
            ),
            Lang::En => format!(
                "{errors} error(s): nothing was imported. Mend the rows named above, or keep the good ones with --accept-partial"
            ),
        }));
    }
    if args.accept_partial && !args.dry_run {
        write_rejected(&rejected, lang)?;
    }
    if layers.is_empty() {
        let message = lang.pick(
            "không có gì dùng được: không nhập gì",
            "nothing usable was found: nothing was imported",
        );
        return Err(Failure::BadInput(message.to_owned()));
    }
    let said: Vec<String> = layers.iter().map(|layer| describe(layer, lang)).collect();
    if args.dry_run {
        let note = lang.pick("chạy thử, không ghi gì", "dry run, nothing written");
        println!("{} ({note})", said.join("; "));
        return Ok(());
    }
    let existing = if args.add { Existing::Kept } else { Existing::Replaced };
    let remarks = if args.workspace.exists() {
        Workspace::update(&args.workspace, |dataset| {
            import::merge_with(dataset, layers, sources, existing)
        })?
    } else {
        let mut dataset = Dataset::default();
        let remarks = import::merge_with(&mut dataset, layers, sources, existing);
        Workspace::create(&args.workspace, &dataset, Overwrite::Refuse)?;
        remarks
    };
    findings::report(&remarks, lang);
    found.extend(remarks);
    args.told
        .write(&args.files, outcome, &found, || areas_of(&args.workspace))?;
    println!("{}: {}", args.workspace.display(), said.join("; "));
    Ok(())
}

/// Only travel times stand before something that answers without them.
fn remove(kind: Kind, workspace: &Path, lang: Lang) -> Result<(), Failure> {
    if kind != Kind::TravelTimes {
        return Err(Failure::BadInput(format!(
            "--remove is for travel-times; to change the {} import others in their place",
            kind.code()
        )));
    }
    let removed = Workspace::update(workspace, |dataset| {
        dataset.sources.retain(|source| source.layer != kind.code());
        std::mem::take(&mut dataset.travel_times).entries.len()
    })?;
    let words = lang.pick("thời gian đi lại đã bỏ", "travel times removed");
    println!("{}: {removed} {words}", workspace.display());
    Ok(())
}

/// Travel times are of cells and facilities that are there already.
fn against_the_workspace(
    workspace: &Path,
    rows: &[ingest::TravelTimeRow],
    path: &Path,
) -> Result<Vec<Finding>, Failure> {
    let known = if workspace.exists() {
        Workspace::load(workspace)?
    } else {
        Dataset::default()
    };
    let file = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(import::check_travel_times(&known, rows, &file))
}

/// `points.csv` gives `points-rejected.csv` beside it.
fn rejected_path(path: &Path) -> PathBuf {
    let stem = path
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    path.with_file_name(format!("{stem}-rejected.csv"))
}

/// Before anything is imported, so that no row is lost when the disk is full. A file that is there may hold rows
/// that somebody is mending: it is left alone.
fn write_rejected(rejected: &[(PathBuf, RejectedRows)], lang: Lang) -> Result<(), Failure> {
    if let Some((path, _)) = rejected.iter().find(|(path, _)| path.exists()) {
        let reason = lang.pick(
            "đã có và có thể chứa các dòng đang sửa; không nhập gì. Hãy chuyển tệp đi, hoặc nêu tệp khác với --rejected",
            "is there already and may hold rows being mended; nothing was imported. Move it away, or name another with --rejected",
        );
        return Err(Failure::BadInput(format!("{}: {reason}", path.display())));
    }
    for (path, rows) in rejected {
        write_atomically(path, &rows.to_csv())?;
        let (path, count) = (path.display(), rows.len());
        match lang {
            Lang::Vi => eprintln!("{path}: {count} dòng bị từ chối kèm lý do; sửa tại đó rồi nhập tệp đó với --add"),
            Lang::En => eprintln!(
                "{path}: {count} rejected row(s) with their reasons; mend them there and import that file with --add"
            ),
        }
    }
    Ok(())
}

fn read_options(args: &Args, kind: Kind) -> Result<ReadOptions, Failure> {
    let mut options = ReadOptions {
        sheet: args.sheet.clone(),
        layer: args.layer.clone(),
        ..ReadOptions::default()
    };
    if let Some(path) = &args.mapping {
        let wrong = |reason: String| Failure::BadInput(format!("{}: {reason}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        options.mapping = ColumnMapping::parse(&text, kind).map_err(|error| wrong(error.to_string()))?;
    }
    if let Some(name) = &args.crs {
        options.crs = Some(Crs::try_new(name).map_err(|error| Failure::BadInput(error.to_string()))?);
    }
    if let Some(code) = &args.default_kind {
        let kind = FacilityKind::from_code(code).ok_or_else(|| {
            let known: Vec<&str> = FacilityKind::ALL.iter().map(|kind| kind.code()).collect();
            Failure::BadInput(format!(
                "--kind '{code}' is not a kind of facility; choose one of {}",
                known.join(", ")
            ))
        })?;
        options.default_kind = Some(kind);
    }
    Ok(options)
}

/// Reads one file as it is at this moment; the hash is of the same bytes.
fn read(kind: Kind, path: &Path, options: &ReadOptions) -> Result<(Reading, String), Failure> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let cannot = |error: std::io::Error| Failure::BadInput(format!("{}: cannot be read: {error}", path.display()));
    let mut file = File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err(Failure::BadInput(format!(
            "{} is a folder; name the files in it",
            path.display()
        )));
    }
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(cannot)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        };
    }
    let file = std::io::BufReader::new(File::open(path).map_err(cannot)?);
    let mut reading = ingest::read_file(kind, &name, file, options);
    reading.findings.extend(unsaved(path, &name));
    Ok((reading, hasher.finalize().to_hex().to_string()))
}

/// QGIS keeps what it has not yet written into a GeoPackage in a log beside it, which is not read.
fn unsaved(path: &Path, name: &str) -> Option<Finding> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let is_there = std::fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    is_there.then(|| {
        let message =
            "another program has the file open and its last changes are not in it yet; close it there and import again";
        Finding::warning("unsaved_changes", name, message)
    })
}

fn source(kind: Kind, path: &Path, note: &str, hash: String) -> SourceRecord {
    SourceRecord {
        layer: kind.code().to_owned(),
        name: path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        note: note.to_owned(),
        imported_at: workspace::now_utc(),
        content_hash: Some(hash),
    }
}

fn describe(layer: &Layer, lang: Lang) -> String {
    let said = |count: usize, vietnamese: &str, english: &str| format!("{count} {}", lang.pick(vietnamese, english));
    match layer {
        Layer::Facilities(list) => said(list.len(), "điểm phục vụ", "facilities"),
        Layer::Demand(list) => {
            let people = list.iter().map(|cell| cell.people).sum::<f64>();
            let cells = said(list.len(), "ô dân cư", "cells");
            format!("{cells}, {people:.0} {}", lang.pick("người", "people"))
        }
        Layer::Areas(list) => said(list.len(), "đơn vị hành chính", "areas"),
        Layer::Roads(roads) => {
            let ways = said(roads.ways.len(), "đường", "ways");
            format!("{ways}, {}", said(roads.nodes.len(), "nút", "nodes"))
        }
        Layer::Procedures(list) => said(list.len(), "thủ tục", "procedures"),
        Layer::Operators(list) => said(list.len(), "doanh nghiệp", "operators"),
        Layer::Performance(list) => said(list.len(), "báo cáo tháng", "monthly reports"),
        Layer::TravelTimes(rows) => said(rows.len(), "thời gian đi lại", "travel times"),
        Layer::Outline(outline) => match lang {
            Lang::Vi => format!("ranh giới gồm {} vùng", outline.0.len()),
            Lang::En => format!("an outline of {} polygons", outline.0.len()),
        },
    }
}

/// The ground of the map of findings: what the workspace holds, or nothing where it cannot be read.
fn areas_of(workspace: &Path) -> Vec<Area> {
    Workspace::load(workspace)
        .map(|dataset| dataset.areas)
        .unwrap_or_default()
}
