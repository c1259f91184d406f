//! What the fuzz targets share: reading bytes as a kind of data, and what must hold of the outcome.
//!
//! A target is wrong when it panics, takes more than the memory and time that `scripts/fuzz.sh` allows, or when one of
//! the properties below fails. Panics of a dependency that a reader catches are not failures, ours are, also caught ones.

mod wrapped;

use std::io::Cursor;
use std::sync::Once;

use gandan::ingest::{Kind, Layer, Limits, ReadOptions, read_file};
use gandan::model::{Dataset, FacilityKind, Severity};
use gandan::store::{ExportFormat, ExportLayer, export_layer};

pub use wrapped::{pbf_of_block, shapefile_of_parts, workbook_of_sheet};

/// Rows up to which an outcome is exported and read again.
const ROWS_OF_A_ROUND: usize = 200;

/// Options under which a few kilobytes cannot ask for minutes of work.
pub fn options() -> ReadOptions {
    ReadOptions {
        default_kind: Some(FacilityKind::Agent),
        limits: Limits {
            pixels: 4_000_000,
            ..Limits::default()
        },
        ..ReadOptions::default()
    }
}

/// Reads the bytes as a kind of data.
///
/// # Panics
/// When nothing is read and nothing is said, or when a good layer does not come back from its export.
pub fn read(kind: Kind, bytes: &[u8]) {
    abort_on_our_own_panics();
    let reading = read_file(kind, "fuzz", Cursor::new(bytes), &options());
    let is_refused = reading
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    assert!(
        reading.layer.is_some() || is_refused,
        "nothing was read and nothing was said"
    );
    if let (Some(layer), false) = (reading.layer, is_refused) {
        comes_back(kind, layer);
    }
}

/// Runs a parser of text where the bytes are text.
pub fn text(bytes: &[u8], parse: impl FnOnce(&str)) {
    abort_on_our_own_panics();
    if let Ok(text) = std::str::from_utf8(bytes) {
        parse(text);
    }
}

/// A panic in a dependency may be caught by the reader that called it and told as a damaged file. A panic in our own
/// code never is that: it ends the process even where it would be caught.
pub fn abort_on_our_own_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|told| {
            let file = told.location().map_or("", |place| place.file());
            let is_foreign = ["/registry/src/", "/rustc/", "library/"]
                .iter()
                .any(|part| file.contains(part));
            if !is_foreign {
                eprintln!("{told}");
                std::process::abort();
            }
        }));
    });
}

/// What is exported must be read again as the same rows.
fn comes_back(kind: Kind, layer: Layer) {
    let Some(export) = ExportLayer::from_code(kind.code()) else {
        return;
    };
    let mut dataset = Dataset::default();
    match &layer {
        Layer::Facilities(list) if list.len() <= ROWS_OF_A_ROUND => dataset.facilities = list.clone(),
        Layer::Demand(list) if list.len() <= ROWS_OF_A_ROUND => dataset.cells = list.clone(),
        Layer::Areas(list) if list.len() <= ROWS_OF_A_ROUND => dataset.areas = list.clone(),
        Layer::Procedures(list) if list.len() <= ROWS_OF_A_ROUND => dataset.procedures = list.clone(),
        Layer::Operators(list) if list.len() <= ROWS_OF_A_ROUND => dataset.operators = list.clone(),
        Layer::Performance(list) if list.len() <= ROWS_OF_A_ROUND => dataset.performance = list.clone(),
        Layer::Green(list) if list.len() <= ROWS_OF_A_ROUND => dataset.green = list.clone(),
        Layer::Water { bodies, waterways } if bodies.len() + waterways.len() <= ROWS_OF_A_ROUND => {
            dataset.water = bodies.clone();
            dataset.waterways = waterways.clone();
        }
        _ => return,
    }
    dataset.sort();
    let sorted = match &layer {
        Layer::Facilities(_) => Layer::Facilities(dataset.facilities.clone()),
        Layer::Demand(_) => Layer::Demand(dataset.cells.clone()),
        Layer::Areas(_) => Layer::Areas(dataset.areas.clone()),
        Layer::Procedures(_) => Layer::Procedures(dataset.procedures.clone()),
        Layer::Operators(_) => Layer::Operators(dataset.operators.clone()),
        Layer::Green(_) => Layer::Green(dataset.green.clone()),
        Layer::Water { .. } => Layer::Water {
            bodies: dataset.water.clone(),
            waterways: dataset.waterways.clone(),
        },
        _ => Layer::Performance(dataset.performance.clone()),
    };
    let bytes = export_layer(&dataset, export, ExportFormat::Csv).expect("a table is always CSV");
    let again = read_file(kind, "again", Cursor::new(&bytes), &ReadOptions::default());
    let csv = String::from_utf8_lossy(&bytes);
    assert!(
        again.layer.as_ref() == Some(&sorted),
        "{csv}\n{:?}\nfirst {sorted:?}\nagain {:?}",
        again.findings,
        again.layer
    );
}
