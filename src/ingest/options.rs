//! What a caller may say about a file, and how much a file may claim.

use super::mapping::ColumnMapping;
use crate::geometry::{BBox, Crs};
use crate::model::{AreaLevel, FacilityKind};

/// Settings of one reading; the default suits a file in WGS84 that says what it holds.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Reference system of the file's coordinates; stronger than what the file says. `None`: as the file
    /// says, else WGS84.
    pub crs: Option<Crs>,
    /// Kind of every facility in a list of places that has no kind of its own, e.g. agents.
    pub default_kind: Option<FacilityKind>,
    /// Level of areas that do not state theirs.
    pub level: AreaLevel,
    /// Population outside this box is left out (a country's raster for one city).
    pub bbox: Option<BBox>,
    /// Sheet of a workbook; `None`: the first whose rows have a header that is understood.
    pub sheet: Option<String>,
    /// Layer of a GeoPackage; `None`: the only one that fits.
    pub layer: Option<String>,
    /// Headers that the caller names; stronger than the names known here.
    pub mapping: ColumnMapping,
    pub blank_reports: BlankReports,
    pub limits: Limits,
}

/// What a monthly report is that names a point and a month and tells no figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlankReports {
    /// Somebody forgot the figures.
    #[default]
    Wrong,
    /// A line of a form that nobody has filled in yet.
    LeftOut,
}

/// What a file may claim before it is refused.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a text file, which is held in memory.
    pub text_bytes: u64,
    /// Bytes that the rows or features of one file may take in memory, its text among them.
    pub held_bytes: usize,
    /// Width times height of a raster.
    pub pixels: u64,
    /// Bytes of one decoded strip or tile.
    pub chunk_bytes: usize,
    /// Populated cells kept of one raster.
    pub cells: usize,
    /// Bytes that a compressed file may grow to.
    pub unpacked_bytes: u64,
    /// Files in an archive (a workbook is one).
    pub archive_files: usize,
    /// Bytes that all files of an archive may grow to.
    pub archive_bytes: u64,
    /// Bytes that the shared texts, or the styles, of a workbook may grow to: they are held whole.
    pub shared_bytes: u64,
    /// Cells held of one sheet.
    pub sheet_cells: usize,
    /// Bytes that the ways, nodes and relations of one OpenStreetMap file may take in memory, by an estimate that is half as much again
    /// as was measured.
    pub road_bytes: usize,
    /// Findings listed for one check; the rest is counted.
    pub findings_per_check: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            crs: None,
            default_kind: None,
            level: AreaLevel::Commune,
            bbox: None,
            sheet: None,
            layer: None,
            mapping: ColumnMapping::default(),
            blank_reports: BlankReports::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for Limits {
    /// For a machine with 1.5 GiB to spare: a million rows, a country at 100 m, a country's roads.
    fn default() -> Self {
        Limits {
            text_bytes: 512 << 20,
            held_bytes: 1 << 30,
            pixels: 500_000_000,
            chunk_bytes: 128 << 20,
            cells: 8_000_000,
            unpacked_bytes: 8 << 30,
            archive_files: 10_000,
            archive_bytes: 1 << 30,
            shared_bytes: 128 << 20,
            sheet_cells: 10_000_000,
            road_bytes: 1536 << 20,
            findings_per_check: 1000,
        }
    }
}
