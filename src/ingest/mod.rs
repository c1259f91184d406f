//! Readers: one a format, from any `Read + Seek` to plain data and findings. Never a database, never a path.
//!
//! [`read`] recognises the format by its first bytes, never by the file's name, and hands the source to the
//! reader of that format. A reader collects *all* it has to say before it gives up: every row becomes a value
//! or a [`Finding`] with file, row, column, value, reason and remedy. Errors mean that the import is to be
//! rejected whole; what could be read is returned all the same, and the caller decides.
//!
//! Whatever the format, the data take one of three ways: a [`table::Table`] (text under headers), features
//! (properties and a geometry), or a reader of their own (rasters, roads). Rows with an error are given back by
//! [`read_file`] in the shape of their file, so that they can be mended and imported.
//!
//! Awkward cases: a file that claims more than it holds (rows, pixels, compressed blobs) is refused at the
//! limits in [`Limits`] before memory is taken; latitude and longitude swapped are put right and said; text is
//! UTF-8, UTF-16 with a mark, or Windows-1258, and leaves here in NFC.

mod addresses;
mod archive;
mod areas;
mod candidates;
mod catalogue;
mod census;
mod columns;
mod coordinates;
mod crosswalk;
mod dbase;
mod demand;
mod facilities;
mod features;
mod findings;
mod frame;
mod geojson_file;
mod geopackage;
mod geopackage_roads;
mod given;
mod ground;
mod gtfs;
mod hours;
mod hours_lexemes;
mod hours_words;
mod json_members;
mod location;
mod location_points;
mod mapping;
mod number;
mod operator_hint;
mod options;
mod orlib;
mod osm_blob;
mod osm_ground;
mod osm_pbf;
mod osm_rings;
mod osm_xml;
mod outlines;
mod performance;
mod place;
mod position;
mod raster;
mod raster_place;
mod record;
mod rejected;
mod restrictions;
mod road_network;
mod roads;
mod shapefile;
mod sheet;
mod sniff;
mod table;
mod template;
mod text_file;
mod travel_times;
mod trips;
mod wkb;
mod wkt;

use std::io::{Read, Seek};

use geo_types::MultiPolygon;

use crate::model::{
    Area, AreaCount, Candidate, CrosswalkEntry, DemandCell, Facility, Finding, GreenArea, Operator, PerformanceMonth,
    Procedure, RoadNetwork, WaterBody, Waterway,
};
pub use addresses::{
    ADDRESS_HEADERS, AddressRow, AddressTable, CONFIRM_HEADER, FIRST_PROPOSAL_HEADER, OWN_POSITION_HEADERS,
    read_addresses,
};
use archive::{Archive, Content};
use findings::Findings;
use geojson_file::Features;
pub use given::GivenFields;
pub use location::{MOST_LOCATION_PAIRS, read_cost_matrix};
pub use location_points::{PlacedDemand, PlacedSite, read_location_demand, read_location_sites};
pub use mapping::{ColumnMapping, MappingError};
pub use options::{BlankReports, Limits, ReadOptions};
pub use orlib::{OrLibFormat, OrLibProblem, read_orlib};
use osm_ground::Ground;
pub use place::is_derived_code;
pub use rejected::RejectedRows;
use sniff::Format;
use table::Table;
pub use template::{CellContent, Example, Need, Template, TemplateColumn, template};
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
    /// What became of the communes of an older layout.
    Crosswalk,
    /// Published counts of residents by administrative unit.
    Census,
    /// Places where a point could open.
    Candidates,
    /// Rivers, lakes, canals and streams, for the map.
    Water,
    /// Parks, woods and lawns, for the map.
    Green,
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
    Crosswalk(Vec<CrosswalkEntry>),
    Census(Vec<AreaCount>),
    Candidates(Vec<Candidate>),
    Water {
        bodies: Vec<WaterBody>,
        waterways: Vec<Waterway>,
    },
    Green(Vec<GreenArea>),
}

impl Kind {
    pub const ALL: [Kind; 14] = [
        Self::Facilities,
        Self::Demand,
        Self::Areas,
        Self::Roads,
        Self::Procedures,
        Self::Operators,
        Self::Performance,
        Self::Outline,
        Self::TravelTimes,
        Self::Crosswalk,
        Self::Census,
        Self::Candidates,
        Self::Water,
        Self::Green,
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
            Self::Crosswalk => "crosswalk",
            Self::Census => "census",
            Self::Candidates => "candidates",
            Self::Water => "water",
            Self::Green => "green",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether its rows are shapes with an extent, which a table holds as text.
    fn has_outlines(self) -> bool {
        matches!(self, Self::Areas | Self::Outline | Self::Water | Self::Green)
    }

    /// Whether its rows lie at a point.
    fn has_points(self) -> bool {
        matches!(self, Self::Facilities | Self::Demand | Self::Candidates)
    }

    /// The formats this kind is read from, for messages.
    fn expected(self) -> &'static str {
        match self {
            Self::Facilities => {
                "a table (XLSX, CSV or TSV), or points (GeoJSON, GeoPackage, a zipped shapefile, GTFS stops)"
            }
            Self::Demand => {
                "a population raster (GeoTIFF), a table (XLSX, CSV or TSV), or points (GeoJSON, GeoPackage, a zipped shapefile)"
            }
            Self::Areas | Self::Outline => {
                "polygons (GeoJSON, GeoPackage, a zipped shapefile), or a table (XLSX or CSV) with outlines as WKT"
            }
            Self::Candidates => "a table (XLSX, CSV or TSV), or points (GeoJSON, GeoPackage, a zipped shapefile)",
            Self::Roads => "OpenStreetMap data (.osm.pbf, .osm or .osm.gz)",
            Self::Water => {
                "OpenStreetMap data (.osm.pbf, .osm or .osm.gz), polygons and lines (GeoJSON, GeoPackage, a zipped shapefile), or a table (XLSX or CSV) with them as WKT"
            }
            Self::Green => {
                "OpenStreetMap data (.osm.pbf, .osm or .osm.gz), polygons (GeoJSON, GeoPackage, a zipped shapefile), or a table (XLSX or CSV) with outlines as WKT"
            }
            Self::Procedures
            | Self::Operators
            | Self::Performance
            | Self::TravelTimes
            | Self::Crosswalk
            | Self::Census => "a table (XLSX, CSV or TSV; of a GeoPackage; the properties of GeoJSON)",
        }
    }
}

/// What one reading gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// `None` when nothing usable is left.
    pub layer: Option<Layer>,
    pub findings: Vec<Finding>,
    /// The rows with errors, where the file is made of rows; none of them is in the layer.
    pub rejected: Option<RejectedRows>,
    /// The fields that the file has columns for.
    pub given: GivenFields,
}

/// Reads `source` as `kind`; `file` is the name that findings carry.
///
/// A finding of severity error means that the import should
/// be rejected whole, even where a layer is returned. The same bytes and options give the same result.
pub fn read<R: Read + Seek + Send>(
    kind: Kind,
    file: &str,
    source: R,
    options: &ReadOptions,
) -> (Option<Layer>, Vec<Finding>) {
    let Reading { layer, findings, .. } = read_file(kind, file, source, options);
    (layer, findings)
}

/// As [`read`], with the rows that were refused.
pub fn read_file<R: Read + Seek + Send>(kind: Kind, file: &str, mut source: R, options: &ReadOptions) -> Reading {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let (layer, rejected, given) = match sniff::recognise(&mut source) {
        Ok(format) => {
            say_unused(format, options, &mut findings);
            read_as(kind, format, &mut source, options, &mut findings)
        }
        Err(error) => {
            findings.error(
                "unreadable_file",
                format!("the file cannot be read ({error}); check the disk and the file's permissions"),
            );
            NOTHING
        }
    };
    Reading {
        layer,
        findings: findings.into_list(),
        rejected,
        given,
    }
}

/// Lines drawn on a map do not say where they meet, which way they may be driven or where one may not turn.
const NO_ROADS: &str =
    "Lines alone do not tell junctions, one-way streets and turns: download the area from OpenStreetMap";

/// A layer, the rows that are not in it, and what the file speaks of.
type Outcome = (Option<Layer>, Option<RejectedRows>, GivenFields);
const NOTHING: Outcome = (None, None, GivenFields::All);

/// A part was named of a file that has none: the caller may mean another file.
fn say_unused(format: Format, options: &ReadOptions, findings: &mut Findings) {
    let has_sheets = format == Format::Zip;
    let has_layers = matches!(format, Format::Zip | Format::Sqlite);
    for (what, named, is_there) in [
        ("sheet", &options.sheet, has_sheets),
        ("layer", &options.layer, has_layers),
    ] {
        if let (Some(name), false) = (named, is_there) {
            let message = format!(
                "{what} '{name}' was asked for, but this is {} and has none",
                format.described()
            );
            findings.warning("option_unused", message);
        }
    }
}

fn read_as<R: Read + Seek + Send>(
    kind: Kind,
    format: Format,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Outcome {
    match (kind, format) {
        (_, Format::Empty) => {
            findings.error(
                "empty_file",
                format!(
                    "the file is empty; expected {}. Export or download it again",
                    kind.expected()
                ),
            );
            NOTHING
        }
        (Kind::Roads, Format::OsmPbf | Format::OsmXml | Format::Gzip) => {
            let layer = roads::read(format, source, options, findings).map(Layer::Roads);
            (layer, None, GivenFields::All)
        }
        (Kind::Water | Kind::Green, Format::OsmPbf | Format::OsmXml | Format::Gzip) => {
            let ground = match kind {
                Kind::Green => Ground::Green,
                _ => Ground::Water,
            };
            let layer = osm_ground::read(ground, format, source, options, findings);
            (layer, None, GivenFields::All)
        }
        (Kind::Demand, Format::Tiff) => {
            let layer = raster::read(source, options, findings).map(Layer::Demand);
            (layer, None, GivenFields::All)
        }
        (kind, Format::Json) if kind != Kind::Roads => match geojson_file::read(source, options, findings) {
            Some(features) => of_features(kind, features, options, findings),
            None => NOTHING,
        },
        (kind, Format::Text) if !kind.has_outlines() && kind != Kind::Roads => of_table(
            kind,
            table::read_kind(kind, source, options, findings),
            options,
            findings,
        ),
        // A table of outlines needs them as text; any other text is a wrong file.
        (kind, Format::Text) if kind.has_outlines() => {
            let mut unsaid = Findings::new(findings.file(), usize::MAX);
            let table = table::read_kind(kind, source, options, &mut unsaid);
            let is_outline = |header: &String| {
                columns::key_of(header, kind, None) == Some("outline")
                    || options.mapping.field(header) == Some("outline")
            };
            match table {
                Some(table) if !table.headers.iter().any(is_outline) => {
                    refuse(kind, format.described(), format.remedy(), findings)
                }
                table => {
                    unsaid
                        .into_list()
                        .into_iter()
                        .for_each(|finding| findings.push(finding));
                    of_table(kind, table, options, findings)
                }
            }
        }
        (_, Format::Zip) => read_archive(kind, source, options, findings),
        (Kind::Roads, Format::Sqlite) => match geopackage_roads::read(source, options, findings) {
            geopackage_roads::Outcome::Roads(network) => (Some(Layer::Roads(network)), None, GivenFields::All),
            geopackage_roads::Outcome::NoRoads => refuse(kind, format.described(), NO_ROADS, findings),
            geopackage_roads::Outcome::Nothing => NOTHING,
        },
        (_, Format::Sqlite) => match geopackage::read(kind, source, options, findings) {
            Some(geopackage::Content::Table(table)) => of_table(kind, Some(table), options, findings),
            Some(geopackage::Content::Features(features)) => of_features(kind, features, options, findings),
            None => NOTHING,
        },
        (_, found) => refuse(kind, found.described(), found.remedy(), findings),
    }
}

/// What an archive holds decides who reads it.
fn read_archive<R: Read + Seek + Send>(
    kind: Kind,
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Outcome {
    let Some(mut archive) = Archive::open(&mut *source, &options.limits, findings) else {
        return NOTHING;
    };
    match (kind, archive.content()) {
        (Kind::Roads, Content::Workbook) | (_, Content::Document) => {
            let what = "an office document";
            refuse(kind, what, "Check that the right file was chosen", findings)
        }
        (_, Content::Workbook) => {
            drop(archive);
            of_table(kind, sheet::read(kind, source, options, findings), options, findings)
        }
        (Kind::Roads, Content::Shapefile) => refuse(kind, "a shapefile", NO_ROADS, findings),
        (kind, Content::Shapefile) if kind.has_outlines() || kind.has_points() => {
            match shapefile::read(kind, &mut archive, options, findings) {
                Some(features) => of_features(kind, features, options, findings),
                None => NOTHING,
            }
        }
        (Kind::Facilities, Content::Timetable) => {
            let table = gtfs::read(&mut archive, options, findings);
            of_table(kind, table, options, findings)
        }
        (_, _) => {
            let listed: Vec<&str> = archive.names().iter().take(5).map(String::as_str).collect();
            let what = format!("a ZIP archive with {}", listed.join(", "));
            refuse(kind, &what, "Unpack it and import the file inside", findings)
        }
    }
}

fn refuse(kind: Kind, found: &str, remedy: &str, findings: &mut Findings) -> Outcome {
    let message = format!(
        "this is {found}; {} are read from {}. {remedy}",
        kind.code(),
        kind.expected()
    );
    findings.error("wrong_format", message);
    NOTHING
}

fn of_table(kind: Kind, table: Option<Table>, options: &ReadOptions, findings: &mut Findings) -> Outcome {
    let Some(mut table) = table else { return NOTHING };
    options.mapping.apply(&mut table, findings);
    let layer = match kind {
        Kind::Facilities => facilities::read(&table, options, findings).map(Layer::Facilities),
        Kind::Demand => demand::read(&table, options, findings).map(Layer::Demand),
        Kind::Procedures => catalogue::read_procedures(&table, findings).map(Layer::Procedures),
        Kind::Operators => catalogue::read_operators(&table, findings).map(Layer::Operators),
        Kind::Performance => performance::read(&table, options.blank_reports, findings).map(Layer::Performance),
        Kind::TravelTimes => travel_times::read(&table, findings).map(Layer::TravelTimes),
        Kind::Crosswalk => crosswalk::read(&table, findings).map(Layer::Crosswalk),
        Kind::Census => census::read(&table, findings).map(Layer::Census),
        Kind::Candidates => candidates::read(&table, options, findings).map(Layer::Candidates),
        Kind::Areas | Kind::Outline | Kind::Water | Kind::Green => features::of_table(&table, kind, options, findings)
            .and_then(|features| of_shapes(kind, &features, options, findings)),
        Kind::Roads => None,
    };
    let rejected = RejectedRows::of_table(&table, findings);
    (layer, rejected, GivenFields::of_table(&table, kind))
}

fn of_features(kind: Kind, mut features: Features, options: &ReadOptions, findings: &mut Findings) -> Outcome {
    if kind.has_outlines() {
        features::name_properties(&mut features, kind, &options.mapping, findings);
        let layer = of_shapes(kind, &features, options, findings);
        let rejected = RejectedRows::of_features(&features.list, findings);
        return (layer, rejected, GivenFields::of_features(&features, kind));
    }
    if matches!(
        kind,
        Kind::Procedures | Kind::Operators | Kind::Performance | Kind::TravelTimes | Kind::Crosswalk | Kind::Census
    ) {
        let table = geojson_file::properties_table(features, kind, options);
        return of_table(kind, Some(table), options, findings);
    }
    let (table, options) = geojson_file::points_table(features, kind, options, findings);
    of_table(kind, Some(table), &options, findings)
}

fn of_shapes(kind: Kind, features: &Features, options: &ReadOptions, findings: &mut Findings) -> Option<Layer> {
    match kind {
        Kind::Outline => areas::read_outline(features, options, findings).map(Layer::Outline),
        Kind::Water => ground::read_water(features, options, findings)
            .map(|(bodies, waterways)| Layer::Water { bodies, waterways }),
        Kind::Green => ground::read_green(features, options, findings).map(Layer::Green),
        _ => areas::read(features, options, findings).map(Layer::Areas),
    }
}
