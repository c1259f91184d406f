//! `gandan import`: files into a workspace, all or nothing.
//!
//! Everything is read and checked before the workspace is opened for writing. Rows that are refused while good
//! ones are kept go to a file beside theirs.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::import_text::{self, Detail};
use super::noted::noted;
use super::output::AnswerFormat;
use super::text_page::TextPage;
use super::{Failure, Lang, findings, output, progress, workspace};
use crate::geometry::{Crs, LonLat};
use crate::ingest::{self, ColumnMapping, GivenFields, Kind, Layer, ReadOptions, Reading, RejectedRows};
use crate::model::{Area, Dataset, FacilityKind, Finding, Severity, SourceRecord};
use crate::planner::difference::{Basis, difference};
use crate::planner::import::{self, Existing, Import, Listing};
use crate::report::Outcome;
use crate::store::{Action, Overwrite, Workspace, write_atomically};
use crate::wire::{DifferenceShape, FileShape, ImportAnswer, RecognisedShape, entry_of, merged};

#[derive(clap::Args, Debug)]
pub struct Args {
    /// facilities, demand, areas, roads, procedures, operators, performance, outline, travel-times, crosswalk, census, candidates, water, green
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
    /// Only say what would change: added, changed and missing points, counts and sums; nothing is written
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    #[command(flatten)]
    told: findings::FindingsArgs,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let kind = Kind::from_code(&args.kind).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        Failure::Usage(format!(
            "'{}' is not a kind of data; choose one of {}",
            args.kind,
            known.join(", ")
        ))
    })?;
    if args.remove {
        return remove(kind, args);
    }
    let lang = args.told.lang;
    args.told.check()?;
    let options = read_options(args, kind)?;
    if args.rejected.is_some() && args.files.len() > 1 {
        let message = "--rejected names one file for the rows of one; import the files one by one";
        return Err(Failure::BadInput(message.to_owned()));
    }
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
            layers.push((layer, reading.given));
            sources.push(source(kind, path, &args.note, hash));
        }
    }
    findings::report(&found, lang);
    let points = places_of(&layers);
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
    if outcome == Outcome::Refused {
        args.told
            .write(&args.files, outcome, &found, &points, || areas_of(&args.workspace))?;
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
    let has_rejected = rejected.iter().any(|(_, rows)| !rows.is_empty());
    let import = Import {
        layers,
        sources,
        existing: if args.add { Existing::Kept } else { Existing::Replaced },
        listing: if has_rejected || errors > 0 {
            Listing::Partial
        } else {
            Listing::Whole
        },
    };
    let bar = output::spinner(lang.pick("Đang ghi vào không gian làm việc", "Writing the workspace"));
    let files: Vec<FileShape> = import.sources.iter().map(FileShape::from).collect();
    let (merged, told, history_id) = if args.dry_run {
        let mut dataset = if args.workspace.exists() {
            Workspace::load(&args.workspace)?
        } else {
            Dataset::default()
        };
        let (merged, told) = merged(&mut dataset, import);
        (merged, told, None)
    } else {
        let at = workspace::now_utc();
        let change = |dataset: &mut Dataset| {
            let kept = import.sources.clone();
            let (merged, told) = merged(dataset, import);
            let entry = entry_of(kind, Action::Import, at, &kept, &args.note, &told);
            ((merged, told), entry)
        };
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let detail = format!("{}, {}", kind.code(), names.join(", "));
        let ((merged, told), id) = noted(&args.workspace, "data.import", &detail, || {
            let written = if args.workspace.exists() {
                Workspace::update_recorded(&args.workspace, change)?
            } else {
                Workspace::create_recorded(&args.workspace, Overwrite::Refuse, change)?
            };
            let id = written.1.to_string();
            Ok((written, id))
        })?;
        (merged, told, Some(id))
    };
    bar.finish_and_clear();
    findings::report(&merged.findings, lang);
    found.extend(merged.findings.iter().cloned());
    args.told
        .write(&args.files, outcome, &found, &points, || areas_of(&args.workspace))?;
    let answer = ImportAnswer {
        workspace: args.workspace.display().to_string(),
        kind: kind.code().to_owned(),
        is_written: history_id.is_some(),
        history_id,
        files,
        recognised: merged.recognised.as_ref().map(RecognisedShape::from),
        difference: told,
    };
    tell(args, &answer)
}

fn tell(args: &Args, answer: &ImportAnswer) -> Result<(), Failure> {
    if args.format == AnswerFormat::Json {
        return output::write(None, &output::json(answer)?);
    }
    let lang = args.told.lang;
    let mut page = TextPage::new(lang);
    let (path, kind) = (&answer.workspace, import_text::kind_name(&answer.kind, lang));
    let title = match (answer.history_id, lang) {
        (None, Lang::Vi) => format!("{path}: thử nhập {kind}, chưa ghi gì (--dry-run)"),
        (None, Lang::En) => format!("{path}: dry run of an import of {kind}, nothing was written"),
        (Some(id), Lang::Vi) => format!("{path}: đã nhập {kind} (mục lịch sử {id}; hoàn tác: gandan undo {path})"),
        (Some(id), Lang::En) => {
            format!("{path}: {kind} imported (entry {id} of the history; to take it back: gandan undo {path})")
        }
    };
    page.sentence(0, &title);
    if let Some(recognised) = &answer.recognised {
        import_text::recognised(&mut page, recognised);
    }
    let detail = if answer.is_written { Detail::Short } else { Detail::Full };
    import_text::difference(&mut page, &answer.difference, &answer.kind, detail);
    output::write(None, page.into_text().as_bytes())
}

/// Only travel times stand before something that answers without them.
fn remove(kind: Kind, args: &Args) -> Result<(), Failure> {
    if kind != Kind::TravelTimes {
        return Err(Failure::BadInput(format!(
            "--remove is for travel-times; to change the {} import others in their place",
            kind.code()
        )));
    }
    let take = |dataset: &mut Dataset| {
        let before = Basis::of(dataset);
        dataset.sources.retain(|source| source.layer != kind.code());
        let removed = std::mem::take(&mut dataset.travel_times).entries.len();
        (removed, DifferenceShape::from(&difference(&before, dataset)))
    };
    let (removed, told, history_id) = if args.dry_run {
        let (removed, told) = take(&mut Workspace::load(&args.workspace)?);
        (removed, told, None)
    } else {
        let at = workspace::now_utc();
        let change = |dataset: &mut Dataset| {
            let (removed, told) = take(dataset);
            let entry = entry_of(kind, Action::Remove, at, &[], &args.note, &told);
            ((removed, told), entry)
        };
        let ((removed, told), id) = noted(&args.workspace, "data.remove", kind.code(), || {
            let written = Workspace::update_recorded(&args.workspace, change)?;
            let id = written.1.to_string();
            Ok((written, id))
        })?;
        (removed, told, Some(id))
    };
    if args.format == AnswerFormat::Json {
        let answer = ImportAnswer {
            workspace: args.workspace.display().to_string(),
            kind: kind.code().to_owned(),
            is_written: history_id.is_some(),
            history_id,
            files: Vec::new(),
            recognised: None,
            difference: told,
        };
        return output::write(None, &output::json(&answer)?);
    }
    let path = args.workspace.display();
    let said = match (history_id, args.told.lang) {
        (Some(_), Lang::Vi) => format!("{path}: đã bỏ {removed} thời gian đi lại (hoàn tác: gandan undo {path})\n"),
        (Some(_), Lang::En) => {
            format!("{path}: {removed} travel times removed (to take it back: gandan undo {path})\n")
        }
        (None, Lang::Vi) => format!("{path}: sẽ bỏ {removed} thời gian đi lại, chưa ghi gì (--dry-run)\n"),
        (None, Lang::En) => format!("{path}: {removed} travel times would be removed, nothing was written\n"),
    };
    output::write(None, said.as_bytes())
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
            Lang::Vi => eprintln!(
                "{path}: {count} dòng bị từ chối kèm lý do; sửa tại đó rồi nhập tệp đó với --add, cùng các tùy chọn như lần này"
            ),
            Lang::En => eprintln!(
                "{path}: {count} rejected row(s) with their reasons; mend them there and import that file with --add and the options of this time"
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
            Failure::Usage(format!(
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
    let bytes = file.metadata().map_err(cannot)?.len();
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0u8; 1 << 16];
    let mut whole = progress::Told::new(&mut file, "Đang kiểm tra", &name, bytes);
    loop {
        match whole.read(&mut buffer).map_err(cannot)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        };
    }
    drop(whole);
    let file = File::open(path).map_err(cannot)?;
    let file = std::io::BufReader::new(progress::Told::new(file, "Đang đọc", &name, bytes));
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

/// Where the rows stand that were read: the ground of the map of findings in a workspace without outlines.
fn places_of(layers: &[(Layer, GivenFields)]) -> Vec<LonLat> {
    let places = layers.iter().flat_map(|(layer, _)| -> Vec<LonLat> {
        match layer {
            Layer::Facilities(list) => list.iter().map(|one| one.location).collect(),
            Layer::Candidates(list) => list.iter().map(|one| one.location).collect(),
            Layer::Demand(list) => list.iter().map(|one| one.location).collect(),
            _ => Vec::new(),
        }
    });
    places.collect()
}

/// The ground of the map of findings: what the workspace holds, or nothing where it cannot be read.
fn areas_of(workspace: &Path) -> Vec<Area> {
    Workspace::load(workspace)
        .map(|dataset| dataset.areas)
        .unwrap_or_default()
}
