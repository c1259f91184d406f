//! `gandan export`: a layer as a file that a second program can check every figure with.

use std::path::{Path, PathBuf};

use super::text_page::whole;
use super::{Failure, Lang, export_access, export_qgis, output, profile, workspace};
use crate::geometry::HexagonResolution;
use crate::model::{AreaLevel, CellId, Dataset, FacilityId, Rule};
use crate::planner::{Judged, Snapshot};
use crate::routing::RoadGraph;
use crate::store::{ExportFormat, ExportLayer, Workspace, export_layer};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// cells, h3, facility-access, areas-access, repairs (new points that would close each gap), roads, facilities, areas, demand, candidates, procedures, operators, performance, crosswalk, census, travel-times, outline, water or green; qgis: a QGIS project on the workspace
    layer: String,
    /// The file; its ending says the format: .csv for every layer; .geojson for h3; .csv, .geojson, .xlsx or .gpkg for the data
    /// themselves (facilities to green), which import again as the same rows; roads as .gpkg (imports again), .geojson (lines)
    /// or .csv (arcs of the road graph); qgis as .qgs or .qgz
    #[arg(long)]
    out: PathBuf,
    /// Rule of `cells`, `h3`, `facility-access`, `areas-access` and `repairs`: plan68, scheme, plan68_agents or a rule file
    #[arg(long, default_value = "plan68")]
    rule: String,
    /// Judge by another period than the rule says: off_peak or peak
    #[arg(long)]
    period: Option<String>,
    /// A motorbike profile of your own (`gandan profile` prints one to start from)
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// With `h3`: resolution of the hexagons, 0 to 15 (8: about 0.7 km2)
    #[arg(long, default_value_t = 8)]
    resolution: u8,
    /// With `qgis`: show the layers of the service that runs here, such as http://127.0.0.1:8080, and not the workspace's own
    #[arg(long, value_name = "ADDRESS")]
    service: Option<String>,
    /// With `roads`: also write the nodes here
    #[arg(long)]
    nodes: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    match args.layer.as_str() {
        "cells" => {
            let rule = rule(args)?;
            need_csv(&args.out)?;
            let snapshot = workspace::open_with(&args.workspace, args.profile.as_deref())?;
            write_csv(&args.out, &cells(&snapshot, &rule)?)
        }
        "h3" => {
            let rule = rule(args)?;
            let format = format_of(&args.out)?;
            if !matches!(format, ExportFormat::Csv | ExportFormat::GeoJson) {
                return Err(Failure::BadInput(format!(
                    "{}: hexagons are written as .csv or .geojson",
                    args.out.display()
                )));
            }
            let resolution = HexagonResolution::try_new(args.resolution)
                .map_err(|error| Failure::BadInput(format!("--resolution: {error}")))?;
            let snapshot = workspace::open_with(&args.workspace, args.profile.as_deref())?;
            let bytes = export_access::hexagons(&snapshot, &rule, resolution, format)?;
            match format {
                ExportFormat::Csv => write_csv(&args.out, &bytes),
                _ => write_told(&args.out, &bytes, None),
            }
        }
        "facility-access" | "areas-access" | "repairs" => {
            let rule = rule(args)?;
            need_csv(&args.out)?;
            let snapshot = workspace::open_with(&args.workspace, args.profile.as_deref())?;
            let bytes = match args.layer.as_str() {
                "facility-access" => export_access::facilities(&snapshot, &rule)?,
                "areas-access" => export_access::areas(&snapshot, &rule)?,
                _ => export_access::new_points(&snapshot, &rule)?,
            };
            write_csv(&args.out, &bytes)
        }
        "qgis" => export_qgis::run(&args.workspace, &args.out, args.service.as_deref()),
        "roads" if args.nodes.is_some() || is_csv(&args.out) => {
            need_csv(&args.out)?;
            let snapshot = workspace::open_with(&args.workspace, args.profile.as_deref())?;
            let graph = snapshot.travel().router().graph();
            if let Some(path) = &args.nodes {
                write_csv(path, &nodes(graph)?)?;
            }
            write_csv(&args.out, &arcs(graph)?)
        }
        name => {
            let layer = ExportLayer::from_code(name).ok_or_else(|| {
                Failure::Usage(format!(
                    "'{name}' is not a layer; choose cells, h3, facility-access, areas-access, repairs, roads, facilities, areas, demand, candidates, procedures, operators, performance, crosswalk, census, travel-times, outline, water, green or qgis"
                ))
            })?;
            let format = format_of(&args.out)?;
            let dataset = Workspace::load(&args.workspace)?;
            let bytes = export_layer(&dataset, layer, format)?;
            write_told(&args.out, &bytes, Some(rows_of(&dataset, layer)))
        }
    }
}

/// Rows of a layer of the data.
fn rows_of(dataset: &Dataset, layer: ExportLayer) -> usize {
    match layer {
        ExportLayer::Facilities => dataset.facilities.len(),
        ExportLayer::Areas => dataset.areas.len(),
        ExportLayer::Demand => dataset.cells.len(),
        ExportLayer::Procedures => dataset.procedures.len(),
        ExportLayer::Operators => dataset.operators.len(),
        ExportLayer::Performance => dataset.performance.len(),
        ExportLayer::Crosswalk => dataset.crosswalk.len(),
        ExportLayer::Census => dataset.area_counts.len(),
        ExportLayer::Candidates => dataset.candidates.len(),
        ExportLayer::TravelTimes => dataset.travel_times.entries.len(),
        ExportLayer::Outline => dataset
            .areas
            .iter()
            .filter(|area| area.level == AreaLevel::City)
            .count(),
        ExportLayer::Roads => dataset.roads.ways.len(),
        ExportLayer::Water => dataset.water.len() + dataset.waterways.len(),
        ExportLayer::Green => dataset.green.len(),
    }
}

/// Writes a table and says how many rows it has, the header left out.
fn write_csv(out: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let rows = csv::Reader::from_reader(bytes).into_byte_records().count();
    write_told(out, bytes, Some(rows))
}

fn write_told(out: &Path, bytes: &[u8], rows: Option<usize>) -> Result<(), Failure> {
    output::write(Some(out), bytes)?;
    let told = match rows {
        Some(rows) => format!("{} dòng", whole(rows as f64, Lang::Vi)),
        None => format!("{} KB", whole((bytes.len() as f64 / 1000.0).ceil(), Lang::Vi)),
    };
    output::written(out, &told, Lang::Vi);
    Ok(())
}

fn format_of(out: &Path) -> Result<ExportFormat, Failure> {
    let extension = out
        .extension()
        .map_or_else(String::new, |ending| ending.to_string_lossy().into_owned());
    ExportFormat::from_code(&extension).ok_or_else(|| {
        Failure::BadInput(format!(
            "{}: the ending says the format; use .csv, .geojson, .xlsx or .gpkg",
            out.display()
        ))
    })
}

fn rule(args: &Args) -> Result<Rule, Failure> {
    let mut rule = workspace::rule(&args.rule)?;
    if let Some(code) = &args.period {
        rule.period = profile::period(code)?;
    }
    Ok(rule)
}

fn is_csv(out: &Path) -> bool {
    out.extension().is_some_and(|ending| ending == "csv")
}

fn need_csv(out: &Path) -> Result<(), Failure> {
    if is_csv(out) {
        return Ok(());
    }
    Err(Failure::BadInput(format!(
        "{}: this layer is written as CSV; use the ending .csv",
        out.display()
    )))
}

/// One line a cell: its people, verdict, nearest points and how many points satisfy the rule for it.
fn cells(snapshot: &Snapshot, rule: &Rule) -> Result<Vec<u8>, Failure> {
    let dataset = snapshot.dataset();
    let Judged { coverage, reach } = snapshot
        .judged(rule)
        .map_err(|error| Failure::BadInput(error.to_string()))?;
    let satisfying = reach.satisfying(dataset, rule);
    let all = satisfying.mask((0..dataset.facilities.len() as u32).map(FacilityId));
    let code = |facility: FacilityId| dataset.facilities[facility.index()].code.clone();
    let header = [
        "id",
        "lon",
        "lat",
        "people",
        "area",
        "verdict",
        "nearest_by_distance",
        "distance_m",
        "nearest_by_time",
        "travel_s",
        "points_within_rule",
    ];
    output::csv(
        &header,
        dataset.cells.iter().enumerate().map(|(index, cell)| {
            let by_distance = reach.nearest_by_distance[index];
            let by_time = reach.nearest_by_time.nearest(index);
            vec![
                cell.code.clone(),
                cell.location.lon.to_string(),
                cell.location.lat.to_string(),
                cell.people.to_string(),
                cell.area
                    .map_or_else(String::new, |area| dataset.areas[area.index()].code.clone()),
                coverage.verdicts[index].code().to_owned(),
                by_distance.map_or_else(String::new, |(facility, _)| code(facility)),
                by_distance.map_or_else(String::new, |(_, distance)| format!("{:.3}", distance.0)),
                by_time.map_or_else(String::new, |(_, facility)| code(facility)),
                by_time
                    .and_then(|(time, _)| time.seconds())
                    .map_or_else(String::new, |seconds| format!("{seconds:.1}")),
                satisfying.count(CellId(index as u32), &all).to_string(),
            ]
        }),
    )
}

fn arcs(graph: &RoadGraph) -> Result<Vec<u8>, Failure> {
    let rows = (0..graph.node_count() as u32).flat_map(|node| {
        graph.out_arcs(node).iter().map(move |arc| {
            let metres = graph.segments()[arc.stretch as usize / 2].metres;
            vec![
                node.to_string(),
                arc.head.to_string(),
                format!("{:.1}", f64::from(arc.weight) / 10.0),
                format!("{metres:.2}"),
            ]
        })
    });
    output::csv(&["from", "to", "seconds", "metres"], rows)
}

fn nodes(graph: &RoadGraph) -> Result<Vec<u8>, Failure> {
    output::csv(
        &["id", "lon", "lat"],
        (0..).zip(graph.locations()).map(|(id, at)| {
            let id: u32 = id;
            vec![id.to_string(), at.lon.to_string(), at.lat.to_string()]
        }),
    )
}
