//! The tiles told to other programs: TileJSON, and a style that MapLibre and QGIS read. No font, picture or other asset is
//! needed for either.
//!
//! Source: TileJSON 3.0.0; MapLibre style specification 8.

use super::ogc::Origin;
use crate::geometry::BBox;
use serde_json::{Value, json};

/// Zooms beyond are drawn from this one.
const DEEPEST_TILE: u8 = 15;

/// A layer's id, what it is, and its fields with what they hold.
type LayerTold = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Layers of the tiles, as `layers` makes them.
const LAYERS: [LayerTold; 10] = [
    ("park", "Parks, woods and lawns, from zoom 10", &[("name", "String")]),
    ("water", "Rivers and lakes", &[("name", "String")]),
    (
        "waterway",
        "Middle lines of rivers (from zoom 8), canals (10) and streams (12)",
        &[("class", "String"), ("name", "String")],
    ),
    (
        "cell",
        "Populated cells, hexagons when far",
        &[
            ("people", "Number"),
            ("minutes", "Number, rounded down; -1 where no point is reached"),
            (
                "points",
                "Number, points that satisfy the scheme's rule, on average and rounded down",
            ),
            ("verdict", "String, of the scheme's rule and of plan 68"),
            ("passes_scheme", "Number, 0 or 1"),
            ("passes_plan68", "Number, 0 or 1"),
            ("points_plan68", "Number, as points, under plan 68"),
            ("minutes_plan68_agents", "Number, as minutes, to agents alone"),
            ("points_plan68_agents", "Number, as points, agents under plan 68"),
            ("verdict_plan68_agents", "String, counting agents alone"),
            ("passes_plan68_agents", "Number, 0 or 1"),
        ],
    ),
    ("road", "Roads", &[("class", "String"), ("name", "String")]),
    (
        "area",
        "Communes, districts, the city",
        &[
            ("code", "String"),
            ("name", "String"),
            ("level", "String"),
            ("passing_share_plan68", "Number"),
            ("passing_share_scheme", "Number"),
            ("passing_share_plan68_agents", "Number"),
        ],
    ),
    ("outside", "The world without the city", &[]),
    (
        "water_label",
        "Where the name of a lake or river stands: once for each",
        &[("name", "String")],
    ),
    (
        "area_label",
        "Where a commune's name stands",
        &[("code", "String"), ("name", "String")],
    ),
    (
        "facility",
        "Service points",
        &[
            ("code", "String"),
            ("name", "String"),
            ("kind", "String"),
            ("status", "String"),
            ("decision", "String"),
        ],
    ),
];

/// `bbox`: around the city, in degrees.
pub fn tile_json(origin: &Origin, bbox: Option<BBox>) -> Value {
    let layers = LAYERS.map(|(id, description, fields)| {
        let fields: serde_json::Map<String, Value> = fields
            .iter()
            .map(|(name, kind)| ((*name).to_owned(), json!(kind)))
            .collect();
        json!({ "id": id, "description": description, "fields": fields })
    });
    let mut told = json!({
        "tilejson": "3.0.0",
        "name": "Gần Dân",
        "description": "Mạng lưới điểm phục vụ hành chính công",
        "attribution": "© OpenStreetMap contributors; Gần Dân",
        "scheme": "xyz",
        "minzoom": 0,
        "maxzoom": DEEPEST_TILE,
        "tiles": [origin.url("/tiles/{z}/{x}/{y}.mvt")],
        "vector_layers": layers,
    });
    if let Some(bbox) = bbox {
        let centre = bbox.centre();
        told["bounds"] = json!([bbox.west, bbox.south, bbox.east, bbox.north]);
        told["center"] = json!([centre.lon, centre.lat, 10]);
    }
    told
}

/// A plain map: land, green areas, water, roads, communes, service points by kind.
pub fn style(origin: &Origin, bbox: Option<BBox>) -> Value {
    let layer = |id: &str, kind: &str, source: &str, paint: Value| json!({ "id": id, "type": kind, "source": "gandan", "source-layer": source, "paint": paint });
    let by_class = json!([
        "match",
        ["get", "class"],
        ["motorway", "trunk"],
        "#d98c4a",
        ["primary"],
        "#e5b36b",
        "#c9c4bb"
    ]);
    let by_kind = json!([
        "match",
        ["get", "kind"],
        "branch",
        "#7a1f5c",
        "reception_point",
        "#0b5394",
        "agent",
        "#2e7d32",
        "mobile_stop",
        "#b45f06",
        "#595959"
    ]);
    let width = json!(["interpolate", ["exponential", 1.5], ["zoom"], 8, 0.5, 14, 3, 18, 12]);
    let stream = json!(["interpolate", ["exponential", 1.4], ["zoom"], 8, 0.8, 14, 2.5, 18, 8]);
    let radius = json!(["interpolate", ["linear"], ["zoom"], 8, 2, 14, 6]);
    let centre = bbox.map_or([105.85, 21.03], |bbox| [bbox.centre().lon, bbox.centre().lat]);
    json!({
        "version": 8,
        "name": "Gần Dân",
        "center": centre,
        "zoom": 10,
        "sources": { "gandan": {
            "type": "vector",
            "tiles": [origin.url("/tiles/{z}/{x}/{y}.mvt")],
            "minzoom": 0,
            "maxzoom": DEEPEST_TILE,
            "attribution": "© OpenStreetMap contributors; Gần Dân",
        } },
        "layers": [
            { "id": "land", "type": "background", "paint": { "background-color": "#f7f5f0" } },
            layer("park", "fill", "park", json!({ "fill-color": "#d6e6cc" })),
            layer("waterway", "line", "waterway", json!({ "line-color": "#a9cfe3", "line-width": stream })),
            layer("water", "fill", "water", json!({ "fill-color": "#a9cfe3" })),
            layer("road", "line", "road", json!({ "line-color": by_class, "line-width": width })),
            layer("area", "line", "area", json!({ "line-color": "#8a7f9c", "line-width": 1 })),
            layer("outside", "fill", "outside", json!({ "fill-color": "#e4e2dd", "fill-opacity": 0.7 })),
            layer("facility", "circle", "facility", json!({
                "circle-color": by_kind, "circle-radius": radius,
                "circle-stroke-color": "#ffffff", "circle-stroke-width": 1,
            })),
        ],
    })
}
