//! What lies within some minutes of a place, as GeoJSON.

use crate::access::Isochrone;
use crate::geometry::LonLat;
use crate::model::TravelMode;
use crate::planner::Snapshot;
use crate::routing::Direction;
use crate::units::Deciseconds;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What is asked: where, how, which way, and within what times.
#[derive(Clone, Debug)]
pub struct IsochroneQuestion {
    pub place: LonLat,
    pub mode: TravelMode,
    pub direction: Direction,
    /// Minutes, each above 0.
    pub minutes: Vec<f64>,
    pub layer: IsochroneLayer,
}

/// What the features are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsochroneLayer {
    /// Outlines, for display only, the widest first.
    Polygons,
    /// Demand cells with their times.
    Cells,
}

impl IsochroneLayer {
    pub const ALL: [IsochroneLayer; 2] = [Self::Polygons, Self::Cells];

    pub fn code(self) -> &'static str {
        match self {
            Self::Polygons => "polygons",
            Self::Cells => "cells",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleWithin {
    pub minutes: f64,
    /// People whose time is below it, counted by cells.
    pub people: f64,
}

/// A GeoJSON feature collection with further members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IsochroneAnswer {
    /// FeatureCollection
    #[serde(rename = "type")]
    pub kind: String,
    pub snapshot_id: String,
    pub mode: String,
    /// towards: residents travel to the place; from: the other way.
    pub direction: String,
    pub lon: f64,
    pub lat: f64,
    /// Ascending.
    pub within: Vec<PeopleWithin>,
    pub note: String,
    #[schema(value_type = Vec<Object>)]
    pub features: Vec<Value>,
}

impl IsochroneAnswer {
    pub fn of(snapshot: &Snapshot, question: &IsochroneQuestion) -> IsochroneAnswer {
        let (dataset, router) = (snapshot.dataset(), snapshot.roads_by(question.mode));
        let limits: Vec<Deciseconds> = question
            .minutes
            .iter()
            .map(|minutes| Deciseconds::from_seconds(minutes * 60.0))
            .collect();
        let found = Isochrone::compute(dataset, &router, question.place, question.direction, &limits);
        let minutes = |limit: Deciseconds| f64::from(limit.0) / 600.0;
        let features = match question.layer {
            IsochroneLayer::Polygons => (0..found.limits.len())
                .rev()
                .map(|band| {
                    let outline = found.display_outline(dataset, router.graph(), band);
                    json!({
                        "type": "Feature",
                        "geometry": geojson::Geometry::from(&outline),
                        "properties": { "within_minutes": minutes(found.limits[band]), "people": found.people[band],
                            "for_display_only": true },
                    })
                })
                .collect(),
            IsochroneLayer::Cells => found
                .cells
                .iter()
                .map(|reached| {
                    let cell = &dataset.cells[reached.cell.index()];
                    json!({
                        "type": "Feature",
                        "geometry": { "type": "Point", "coordinates": [cell.location.lon, cell.location.lat] },
                        "properties": { "id": cell.code, "people": cell.people,
                            "travel_s": f64::from(reached.time.0) / 10.0,
                            "within_minutes": minutes(found.limits[reached.band]) },
                    })
                })
                .collect(),
        };
        let within = found.limits.iter().zip(&found.people);
        IsochroneAnswer {
            kind: "FeatureCollection".to_owned(),
            snapshot_id: snapshot.id().to_owned(),
            mode: question.mode.code().to_owned(),
            direction: match question.direction {
                Direction::Reverse => "towards",
                Direction::Forward => "from",
            }
            .to_owned(),
            lon: question.place.lon,
            lat: question.place.lat,
            within: within
                .map(|(limit, people)| PeopleWithin {
                    minutes: minutes(*limit),
                    people: *people,
                })
                .collect(),
            note: "for display only: an outline also holds what no road reaches; people are counted by cells"
                .to_owned(),
            features,
        }
    }
}
