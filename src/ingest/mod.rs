//! Readers: one a format, from any `Read + Seek` to plain data and findings. Never a database, never a path.
//!
//! [`read`] recognises the format by its first bytes, never by the file's name, and hands the source to the
//! reader of that format. A reader collects *all* it has to say before it gives up: every row becomes a value
//! or a [`Finding`] with file, row, column, value, reason and remedy. Errors mean that the import is to be
//! rejected whole; what could be read is returned all the same, and the caller decides.
//!
//! Awkward cases: a file that claims more than it holds (rows, pixels, compressed blobs) is refused at the
//! limits in [`Limits`] before memory is taken; latitude and longitude swapped are put right and said; text is
//! UTF-8, UTF-16 with a mark, or Windows-1258, and leaves here in NFC.

mod areas;
mod catalogue;
mod columns;
mod demand;
mod facilities;
mod findings;
mod geojson_file;
mod hours;
mod location;
mod location_points;
mod number;
mod operator_hint;
mod options;
mod orlib;
mod osm_pbf;
mod osm_xml;
mod performance;
mod position;
mod raster;
mod raster_place;
mod record;
mod restrictions;
mod road_network;
mod roads;
mod sniff;
mod table;
mod text_file;
mod travel_times;
mod trips;

use std::io::{Read, Seek};

use geo_types::MultiPolygon;

use crate::model::{Area, DemandCell, Facility, Finding, Operator, PerformanceMonth, Procedure, RoadNetwork};
use findings::Findings;
pub use location::{MOST_LOCATION_PAIRS, read_cost_matrix};
pub use location_points::{PlacedDemand, PlacedSite, read_location_demand, read_location_sites};
pub use options::{Limits, ReadOptions};
pub use orlib::{OrLibFormat, OrLibProblem, read_orlib};
use sniff::Format;
pub use travel_times::{Start, TravelTimeRow};
pub use trips::read_trips;

/// What a file is imported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Facilities,
    Demand,
    Areas,
    Roads,
    Procedures,
    Operators,
    Performance,
    Outline,
    /// A table of travel times that replaces the router's.
    TravelTimes,
}

/// What one file held.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    Facilities(Vec<Facility>),
    Demand(Vec<DemandCell>),
    Areas(Vec<Area>),
    Roads(RoadNetwork),
    Procedures(Vec<Procedure>),
    Operators(Vec<Operator>),
    Performance(Vec<PerformanceMonth>),
    Outline(MultiPolygon<f64>),
    TravelTimes(Vec<TravelTimeRow>),
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Self::Facilities,
        Self::Demand,
        Self::Areas,
        Self::Roads,
        Self::Procedures,
        Self::Operators,
        Self::Performance,
        Self::Outline,
        Self::TravelTimes,
    ];

    /// The stable name in commands and files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Facilities => "facilities",
            Self::Demand => "demand",
            Self::Areas => "areas",
            Self::Roads => "roads",
            Self::Procedures => "procedures",
            Self::Operators => "operators",
            Self::Performance => "performance",
            Self::Outline => "outline",
            Self::TravelTimes => "travel-times",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The formats this kind is read from, for messages.
    fn expected(self) -> &'static str {
        match self {
            Self::Facilities => "a table (CSV or TSV) or GeoJSON points",
            Self::Demand => "a population raster (GeoTIFF), a table (CSV or TSV) or GeoJSON points",
            Self::Areas | Self::Outline => "GeoJSON polygons",
            Self::Roads => "OpenStreetMap data (.osm.pbf, .osm or .osm.gz)",
            Self::Procedures | Self::Operators | Self::Performance | Self::TravelTimes => "a table (CSV or TSV)",
        }
    }
}

/// Reads `source` as `kind`; `file` is the name that findings carry.
///
/// The layer is `None` when nothing usable is left. A finding of severity error means that the import should
/// be rejected whole, even where a layer is returned. The same bytes and options give the same result.
pub fn read<R: Read + Seek + Send>(
    kind: Kind,
    file: &str,
    mut source: R,
    options: &ReadOptions,
) -> (Option<Layer>, Vec<Finding>) {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let layer = match sniff::recognise(&mut source) {
        Ok(format) => read_as(kind, format, &mut source, options, &mut findings),
        Err(error) => {
            findings.error(
                "unreadable_file",
                format!("the file cannot be read ({error}); check the disk and the file's permissions"),
            );
            None
        }
    };
    (layer, findings.into_list())
}

fn read_as<R: Read + Seek + Send>(
    kind: Kind,
    format: Format,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Layer> {
    match (kind, format) {
        (_, Format::Empty) => {
            findings.error(
                "empty_file",
                format!(
                    "the file is empty; expected {}. Export or download it again",
                    kind.expected()
                ),
            );
            None
        }
        (Kind::Roads, Format::OsmPbf | Format::OsmXml | Format::Gzip) => {
            roads::read(format, source, options, findings).map(Layer::Roads)
        }
        (Kind::Demand, Format::Tiff) => raster::read(source, options, findings).map(Layer::Demand),
        (Kind::Areas, Format::Json) => {
            let features = geojson_file::read(source, options, findings)?;
            areas::read(features, options, findings).map(Layer::Areas)
        }
        (Kind::Outline, Format::Json) => {
            let features = geojson_file::read(source, options, findings)?;
            areas::read_outline(features, options, findings).map(Layer::Outline)
        }
        (Kind::Facilities | Kind::Demand, Format::Json) => {
            let features = geojson_file::read(source, options, findings)?;
            let (table, options) = geojson_file::points_table(features, options, findings);
            read_table(kind, &table, &options, findings)
        }
        (
            Kind::Facilities
            | Kind::Demand
            | Kind::Procedures
            | Kind::Operators
            | Kind::Performance
            | Kind::TravelTimes,
            Format::Text,
        ) => {
            let table = table::read(source, options, findings)?;
            read_table(kind, &table, options, findings)
        }
        (_, found) => {
            findings.error(
                "wrong_format",
                format!(
                    "this is {}; {} are read from {}. {}",
                    found.described(),
                    kind.code(),
                    kind.expected(),
                    found.remedy()
                ),
            );
            None
        }
    }
}

fn read_table(kind: Kind, table: &table::Table, options: &ReadOptions, findings: &mut Findings) -> Option<Layer> {
    match kind {
        Kind::Facilities => facilities::read(table, options, findings).map(Layer::Facilities),
        Kind::Demand => demand::read(table, options, findings).map(Layer::Demand),
        Kind::Procedures => catalogue::read_procedures(table, findings).map(Layer::Procedures),
        Kind::Operators => catalogue::read_operators(table, findings).map(Layer::Operators),
        Kind::Performance => performance::read(table, findings).map(Layer::Performance),
        Kind::TravelTimes => travel_times::read(table, findings).map(Layer::TravelTimes),
        Kind::Areas | Kind::Roads | Kind::Outline => None,
    }
}
