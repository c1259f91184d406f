//! `gandan isochrone`: what lies within some minutes of a point, as cells, as roads, or as an outline to look at.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

use super::{Failure, Lang, output, workspace};
use crate::access::{Isochrone, place_on};
use crate::geometry::LonLat;
use crate::model::{Dataset, TravelMode};
use crate::routing::{AreaTypes, Direction, Profile, Router};
use crate::store::Workspace;
use crate::units::Deciseconds;

/// A day: nothing that is asked for lies beyond.
const MOST_MINUTES: f64 = 1440.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Layer {
    /// Demand cells with their time
    Cells,
    /// The reached parts of roads
    Roads,
    /// Outlines, for display only
    Polygons,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Way {
    /// Residents travel to the point
    Towards,
    /// From the point to residents
    From,
}

#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("place").required(true).args(["facility", "lon"]))]
pub struct Args {
    workspace: PathBuf,
    /// Code of a facility
    #[arg(long)]
    facility: Option<String>,
    /// Or any place, in degrees
    #[arg(long, allow_negative_numbers = true, requires = "lat")]
    lon: Option<f64>,
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    lat: Option<f64>,
    /// motorbike, car, bicycle or foot
    #[arg(long, default_value = "motorbike")]
    mode: String,
    /// Which way is travelled
    #[arg(long, value_enum, default_value = "towards")]
    direction: Way,
    /// Limits; a time is within one when it is below it
    #[arg(long, value_delimiter = ',', default_value = "5,10,15,30")]
    minutes: Vec<f64>,
    #[arg(long, value_enum, default_value = "cells")]
    layer: Layer,
    /// The file; .geojson or .csv says the format. Without it only the people within each limit are told
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let mode = workspace::mode(&args.mode)?;
    let limits = limits(&args.minutes)?;
    let format = args.out.as_deref().map(|out| format(out, args.layer)).transpose()?;
    let dataset = Workspace::load(&args.workspace)?;
    let place = place(args, &dataset)?;
    let bar = output::spinner("Đang tính vùng đến được");
    let areas = AreaTypes::classify(&dataset.roads, &dataset.areas, &dataset.cells);
    let router = Router::build_in(&dataset.roads, Profile::shipped(mode), &areas);
    let direction = match args.direction {
        Way::Towards => Direction::Reverse,
        Way::From => Direction::Forward,
    };
    let found = Isochrone::compute(&dataset, &router, place, direction, &limits);
    bar.finish_and_clear();
    if let (Some(out), Some(format)) = (&args.out, format) {
        let told = Told {
            dataset: &dataset,
            router: &router,
            found: &found,
        };
        let bytes = match (format, args.layer) {
            (Format::Csv, Layer::Cells) => told.cells_csv()?,
            (Format::Csv, _) => told.roads_csv()?,
            (Format::Geojson, layer) => output::json(&told.geojson(args, place, mode, layer))?,
        };
        output::write(Some(out), &bytes)?;
    }
    let lines = found.limits.iter().zip(&found.people).map(|(limit, people)| {
        let minutes = minutes_of(*limit);
        match args.lang {
            Lang::Vi => format!("dưới {minutes} phút: {people:.0} người\n"),
            Lang::En => format!("under {minutes} minutes: {people:.0} people\n"),
        }
    });
    let mut text: String = lines.collect();
    if dataset.is_demo {
        text += args.lang.pick("Dữ liệu minh họa.\n", "Demo data.\n");
    }
    output::write(None, text.as_bytes())
}

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Geojson,
}

fn format(out: &Path, layer: Layer) -> Result<Format, Failure> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().into_owned());
    match ending.as_deref() {
        Some("csv") if layer == Layer::Polygons => Err(Failure::BadInput(format!(
            "{}: outlines are written as .geojson",
            out.display()
        ))),
        Some("csv") => Ok(Format::Csv),
        Some("geojson") => Ok(Format::Geojson),
        _ => Err(Failure::BadInput(format!(
            "{}: the ending says the format; use .geojson or .csv",
            out.display()
        ))),
    }
}

fn limits(minutes: &[f64]) -> Result<Vec<Deciseconds>, Failure> {
    let wrong = minutes
        .iter()
        .find(|minutes| !(**minutes > 0.0 && **minutes <= MOST_MINUTES));
    match wrong {
        Some(wrong) => Err(Failure::BadInput(format!(
            "--minutes {wrong}: a limit is above 0 and at most {MOST_MINUTES} minutes"
        ))),
        None => Ok(minutes
            .iter()
            .map(|minutes| Deciseconds::from_seconds(minutes * 60.0))
            .collect()),
    }
}

fn place(args: &Args, dataset: &Dataset) -> Result<LonLat, Failure> {
    if let Some(code) = &args.facility {
        let found = dataset.facilities.iter().find(|facility| &facility.code == code);
        let unknown = || {
            Failure::BadInput(format!(
                "--facility '{code}': no facility has this code; `gandan export W facilities --out F.csv` lists them"
            ))
        };
        return Ok(found.ok_or_else(unknown)?.location);
    }
    let (lon, lat) = (args.lon.unwrap_or(f64::NAN), args.lat.unwrap_or(f64::NAN));
    LonLat::try_new(lon, lat).map_err(|error| Failure::BadInput(error.to_string()))
}

/// Minutes without needless digits.
fn minutes_of(limit: Deciseconds) -> String {
    (f64::from(limit.0) / 600.0).to_string()
}

struct Told<'a> {
    dataset: &'a Dataset,
    router: &'a Router,
    found: &'a Isochrone,
}

impl Told<'_> {
    fn within(&self, band: usize) -> String {
        minutes_of(self.found.limits[band])
    }

    fn cells_csv(&self) -> Result<Vec<u8>, Failure> {
        let header = ["id", "lon", "lat", "people", "travel_s", "within_minutes"];
        let rows = self.found.cells.iter().map(|found| {
            let cell = &self.dataset.cells[found.cell.index()];
            vec![
                cell.code.clone(),
                cell.location.lon.to_string(),
                cell.location.lat.to_string(),
                cell.people.to_string(),
                seconds(f64::from(found.time.0)),
                self.within(found.band),
            ]
        });
        output::csv(&header, rows)
    }

    fn roads_csv(&self) -> Result<Vec<u8>, Failure> {
        let header = [
            "segment",
            "way",
            "from_fraction",
            "to_fraction",
            "from_lon",
            "from_lat",
            "to_lon",
            "to_lat",
            "from_s",
            "to_s",
            "metres",
            "within_minutes",
        ];
        let graph = self.router.graph();
        let rows = self.found.roads.iter().map(|part| {
            let segment = &graph.segments()[part.segment as usize];
            let ends = [part.from, part.to].map(|fraction| place_on(graph, part.segment, fraction));
            vec![
                part.segment.to_string(),
                self.dataset.roads.ways[segment.way as usize].id.to_string(),
                part.from.to_string(),
                part.to.to_string(),
                ends[0].lon.to_string(),
                ends[0].lat.to_string(),
                ends[1].lon.to_string(),
                ends[1].lat.to_string(),
                seconds(part.times[0]),
                seconds(part.times[1]),
                format!("{:.2}", segment.metres * (part.to - part.from)),
                self.within(part.band),
            ]
        });
        output::csv(&header, rows)
    }

    fn geojson(&self, args: &Args, place: LonLat, mode: TravelMode, layer: Layer) -> Value {
        let features: Vec<Value> = match layer {
            Layer::Cells => self.cell_features(),
            Layer::Roads => self.road_features(),
            Layer::Polygons => self.outline_features(),
        };
        let limits = self.found.limits.iter().zip(&self.found.people);
        let people: Vec<Value> = limits
            .map(|(limit, people)| json!({ "minutes": f64::from(limit.0) / 600.0, "people": people }))
            .collect();
        let mut collection = json!({
            "type": "FeatureCollection",
            "snapshot_id": crate::planner::id_of(self.dataset),
            "place": [place.lon, place.lat],
            "facility": args.facility,
            "mode": mode.code(),
            "direction": match args.direction { Way::Towards => "towards", Way::From => "from" },
            "within": people,
            "demo": self.dataset.is_demo,
            "features": features,
        });
        if layer == Layer::Polygons {
            collection["note"] =
                json!("for display only: an outline also holds what no road reaches; people are counted by cells");
        }
        collection
    }

    fn cell_features(&self) -> Vec<Value> {
        let feature = |found: &crate::access::CellTime| {
            let cell = &self.dataset.cells[found.cell.index()];
            json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [cell.location.lon, cell.location.lat] },
                "properties": { "id": cell.code, "people": cell.people, "travel_s": f64::from(found.time.0) / 10.0,
                    "within_minutes": f64::from(self.found.limits[found.band].0) / 600.0 },
            })
        };
        self.found.cells.iter().map(feature).collect()
    }

    fn road_features(&self) -> Vec<Value> {
        let graph = self.router.graph();
        let feature = |part: &crate::routing::ReachedPart| {
            let segment = &graph.segments()[part.segment as usize];
            let way = &self.dataset.roads.ways[segment.way as usize];
            let ends = [part.from, part.to].map(|fraction| place_on(graph, part.segment, fraction));
            let round = |tenths: f64| tenths.round() / 10.0;
            json!({
                "type": "Feature",
                "geometry": { "type": "LineString", "coordinates": ends.map(|end| [end.lon, end.lat]) },
                "properties": { "segment": part.segment, "way": way.id, "name": way.name, "from_fraction": part.from,
                    "to_fraction": part.to, "from_s": round(part.times[0]), "to_s": round(part.times[1]),
                    "within_minutes": f64::from(self.found.limits[part.band].0) / 600.0 },
            })
        };
        self.found.roads.iter().map(feature).collect()
    }

    /// The widest first, so that a map draws the narrower ones above it.
    fn outline_features(&self) -> Vec<Value> {
        let graph = self.router.graph();
        let feature = |band: usize| {
            let outline = self.found.display_outline(self.dataset, graph, band);
            json!({
                "type": "Feature",
                "geometry": geojson::Geometry::from(&outline),
                "properties": { "within_minutes": f64::from(self.found.limits[band].0) / 600.0,
                    "people": self.found.people[band], "for_display_only": true },
            })
        };
        (0..self.found.limits.len()).rev().map(feature).collect()
    }
}

fn seconds(deciseconds: f64) -> String {
    format!("{:.1}", deciseconds.round() / 10.0)
}
