//! Water and green areas, the ground of the map, from outlines and lines (GeoJSON, GeoPackage, shapefile, WKT in a table).
//!
//! Neither has a code: what they are is their shape, a name is not needed. Of OpenStreetMap data see `osm_ground`.

use super::ReadOptions;
use super::areas::origin_of;
use super::columns::Field;
use super::findings::Findings;
use super::geojson_file::{Feature, Features, Shape, say_wrong_shape};
use super::outlines::{lines, outline};
use super::position::Positions;
use crate::geometry::LonLat;
use crate::model::{GreenArea, Origin, WaterBody, Waterway, WaterwayClass};

/// What files of water and green areas tell of a shape.
pub(super) const FIELDS: [Field; 4] = [
    (
        "name",
        &[
            "name",
            "ten",
            "ten goi",
            "ten song",
            "ten ho",
            "ten cong vien",
            "name vi",
            "official name",
        ],
    ),
    // `fclass` is what extracts of OpenStreetMap as shapefiles call it.
    (
        "class",
        &["class", "waterway", "fclass", "loai", "loai dong chay", "cap song"],
    ),
    ("origin", &["origin", "nguon goc"]),
    (
        "outline",
        &["outline", "ranh gioi", "wkt", "geometry", "geom", "duong bao"],
    ),
];

/// Outlines of water, and lines of water whose banks nobody drew.
pub(super) fn read_water(
    features: &Features,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<(Vec<WaterBody>, Vec<Waterway>)> {
    let positions = positions(features, options);
    let (mut bodies, mut waterways, mut unknown) = (Vec::new(), Vec::new(), Unknown::default());
    for feature in &features.list {
        match &feature.shape {
            Shape::Lines(_) => {
                if let Some(lines) = lines(feature, &positions, findings) {
                    let class = class(feature, &mut unknown);
                    waterways.extend(lines.into_iter().map(|line| waterway(feature, class, line)));
                }
            }
            Shape::Polygons(_) => bodies.extend(outline(feature, &positions, findings).map(|outline| WaterBody {
                name: feature.text(&["name"]),
                outline,
                origin: origin(feature),
            })),
            _ => say_wrong_shape(feature, "a Polygon, MultiPolygon or LineString", findings),
        }
    }
    unknown.tell(findings);
    (!bodies.is_empty() || !waterways.is_empty()).then_some((bodies, waterways))
}

/// Parks, woods and lawns; each needs an outline.
pub(super) fn read_green(
    features: &Features,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Vec<GreenArea>> {
    let positions = positions(features, options);
    let green: Vec<GreenArea> = features
        .list
        .iter()
        .filter_map(|feature| {
            let outline = outline(feature, &positions, findings)?;
            Some(GreenArea {
                name: feature.text(&["name"]),
                outline,
                origin: origin(feature),
            })
        })
        .collect();
    (!green.is_empty()).then_some(green)
}

fn positions(features: &Features, options: &ReadOptions) -> Positions {
    Positions::new(&ReadOptions {
        crs: features.crs.clone(),
        ..options.clone()
    })
}

fn waterway(feature: &Feature, class: WaterwayClass, line: Vec<LonLat>) -> Waterway {
    Waterway {
        name: feature.text(&["name"]),
        class,
        line,
        origin: origin(feature),
    }
}

fn origin(feature: &Feature) -> Origin {
    let told = feature.text(&["origin"]);
    told.and_then(|text| origin_of(&text)).unwrap_or_default()
}

/// Classes of lines that are not known.
#[derive(Default)]
struct Unknown {
    lines: u64,
    first: String,
}

impl Unknown {
    fn tell(&self, findings: &mut Findings) {
        if self.lines > 0 {
            let message = format!(
                "{} lines of water are of a class that is not known (the first: '{}'); they are drawn as streams, from near only. Known are river, canal and stream",
                self.lines, self.first
            );
            findings.info("waterway_class_unknown", message);
        }
    }
}

/// A line without a class is a river: a file of lines of water alone is one of rivers.
fn class(feature: &Feature, unknown: &mut Unknown) -> WaterwayClass {
    let Some(told) = feature.text(&["class"]) else {
        return WaterwayClass::River;
    };
    let words = crate::text::fold(&told);
    match words.split([' ', ',', ';']).next().unwrap_or_default() {
        "river" | "song" => WaterwayClass::River,
        "canal" | "kenh" | "muong" => WaterwayClass::Canal,
        "stream" | "suoi" | "ngoi" | "rach" => WaterwayClass::Stream,
        _ => {
            if unknown.lines == 0 {
                unknown.first = told;
            }
            unknown.lines += 1;
            WaterwayClass::Stream
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{Kind, Layer, Reading, read_file};
    use super::*;

    fn read(kind: Kind, features: &str, crs: &str) -> (Option<Layer>, Vec<(&'static str, Option<u64>)>) {
        let text = format!("{{\"type\":\"FeatureCollection\"{crs},\"features\":[{features}]}}");
        let Reading { layer, findings, .. } = read_file(
            kind,
            "a.geojson",
            Cursor::new(text.into_bytes()),
            &ReadOptions::default(),
        );
        (layer, findings.iter().map(|one| (one.check, one.row)).collect())
    }

    fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}"
        )
    }

    const SQUARE: &str = "[[[105.8,21.0],[105.9,21.0],[105.9,21.1],[105.8,21.1],[105.8,21.0]],[[105.84,21.04],[105.84,21.06],[105.86,21.06],[105.84,21.04]]]";
    const LINE: &str = "[[105.8,21.0],[105.85,21.02]]";

    #[test]
    fn water_is_read_from_outlines_with_holes_and_from_lines_by_their_class() {
        let features = [
            feature(r#"{"ten":"Hồ Tây","origin":"modelled"}"#, "Polygon", SQUARE),
            feature(r#"{"name":"Sông Tô Lịch","waterway":"river"}"#, "LineString", LINE),
            feature(
                r#"{"loai":"Kênh, mương"}"#,
                "MultiLineString",
                &format!("[{LINE},{LINE}]"),
            ),
            feature(r#"{"fclass":"drain"}"#, "LineString", LINE),
            feature("{}", "LineString", LINE),
        ];
        let (layer, findings) = read(Kind::Water, &features.join(","), "");
        assert_eq!(findings, [("waterway_class_unknown", None)]);
        let Some(Layer::Water { bodies, waterways }) = layer else {
            panic!("water: {layer:?}")
        };
        assert_eq!(bodies.len(), 1);
        assert_eq!(
            (bodies[0].name.as_deref(), bodies[0].origin),
            (Some("Hồ Tây"), Origin::Modelled)
        );
        assert_eq!(bodies[0].outline.0[0].interiors().len(), 1);
        let told: Vec<_> = waterways.iter().map(|one| (one.name.as_deref(), one.class)).collect();
        use WaterwayClass::{Canal, River, Stream};
        assert_eq!(
            told,
            [
                (Some("Sông Tô Lịch"), River),
                (None, Canal),
                (None, Canal),
                (None, Stream),
                (None, River)
            ]
        );
        assert_eq!(
            waterways[0].line,
            [LonLat::new(105.8, 21.0), LonLat::new(105.85, 21.02)]
        );
    }

    #[test]
    fn lines_and_points_where_outlines_are_due_are_errors_of_their_rows() {
        let features = [
            feature("{}", "LineString", LINE),
            feature("{}", "Polygon", SQUARE),
            feature("{}", "Point", "[105.8,21.0]"),
        ]
        .join(",");
        let (layer, findings) = read(Kind::Green, &features, "");
        assert_eq!(findings, [("wrong_geometry", Some(1)), ("wrong_geometry", Some(3))]);
        assert!(matches!(layer, Some(Layer::Green(green)) if green.len() == 1));
        let (_, findings) = read(Kind::Water, &features, "");
        assert_eq!(findings, [("wrong_geometry", Some(3))]);
    }

    #[test]
    fn a_ring_that_touches_itself_is_kept_and_one_that_encloses_nothing_is_not() {
        // Two squares that meet in a corner, drawn in one go.
        let eight = "[[[105.8,21.0],[105.81,21.0],[105.81,21.01],[105.82,21.01],[105.82,21.02],[105.81,21.02],[105.81,21.01],[105.8,21.01],[105.8,21.0]]]";
        let (layer, findings) = read(Kind::Green, &feature("{}", "Polygon", eight), "");
        assert_eq!(findings, []);
        let Some(Layer::Green(green)) = layer else {
            panic!("kept")
        };
        assert_eq!(green[0].outline.0[0].exterior().0.len(), 9);
        let flat = "[[[105.8,21.0],[105.81,21.0],[105.8,21.0]]]";
        let (layer, findings) = read(Kind::Green, &feature("{}", "Polygon", flat), "");
        assert_eq!((layer, findings), (None, vec![("empty_outline", Some(1))]));
        let point = "[[105.8,21.0],[105.8,21.0]]";
        let (_, findings) = read(Kind::Water, &feature("{}", "LineString", point), "");
        assert_eq!(findings, [("empty_outline", Some(1))]);
    }

    #[test]
    fn metres_without_a_system_are_told_and_with_one_are_degrees() {
        let metres = "[[[588000,2325000],[589000,2325000],[589000,2326000],[588000,2325000]]]";
        let square = feature("{}", "Polygon", metres);
        let (layer, findings) = read(Kind::Green, &square, "");
        assert_eq!((layer, findings), (None, vec![("coordinates_look_projected", Some(1))]));
        let named = r#","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3405"}}"#;
        let (layer, findings) = read(Kind::Green, &square, named);
        assert_eq!(findings, []);
        let Some(Layer::Green(green)) = layer else {
            panic!("read")
        };
        let corner = green[0].outline.0[0].exterior().0[0];
        assert!(
            (corner.x - 105.848).abs() < 0.01 && (corner.y - 21.02).abs() < 0.01,
            "{corner:?}"
        );
        let line = "[[588000,2325000],[589000,2325000]]";
        let (_, findings) = read(Kind::Water, &feature("{}", "LineString", line), "");
        assert_eq!(findings, [("coordinates_look_projected", Some(1))]);
    }
}
