//! Administrative areas and the city's outline from polygons (GeoJSON, GeoPackage, shapefile, WKT in a table).

use geo::{InteriorPoint, Intersects};
use geo_types::MultiPolygon;

use super::ReadOptions;
use super::findings::Findings;
use super::geojson_file::{Feature, Features};
use super::number;
use super::outlines::outline;
use super::position::Positions;
use super::record::{self, Seen};
use crate::geometry::LonLat;
use crate::model::{Area, AreaLevel, Origin, Territory};

const CODE: [&str; 12] = [
    "code",
    "ref",
    "ma",
    "ma_xa",
    "maxa",
    "ward_code",
    "wardCode",
    "ref:VN",
    "GSO_ID",
    "ma_dvhc",
    "MA_XA",
    "id",
];
const OSM_ID: [&str; 3] = ["osm_id", "full_id", "@id"];
const NAME: [&str; 9] = [
    "name",
    "ten",
    "ten_xa",
    "tenxa",
    "NAME",
    "TEN_XA",
    "ward",
    "name:vi",
    "official_name",
];
const PEOPLE: [&str; 6] = ["population", "dan_so", "danso", "people", "declared_people", "pop"];
const KM2: [&str; 6] = [
    "area_km2",
    "dien_tich",
    "dientich",
    "dien_tich_km2",
    "wardAreaKm2",
    "UArea",
];

const VALID_FROM: [&str; 3] = ["valid_from", "hieu_luc_tu", "start_date"];
const VALID_TO: [&str; 3] = ["valid_to", "hieu_luc_den", "end_date"];

/// Reads areas; each needs a polygon, and gets a code and a name where it has none.
pub(super) fn read(features: &Features, options: &ReadOptions, findings: &mut Findings) -> Option<Vec<Area>> {
    let positions = Positions::new(&ReadOptions {
        crs: features.crs.clone(),
        ..options.clone()
    });
    let mut seen = Seen::default();
    let mut areas = Vec::new();
    for feature in &features.list {
        let Some(outline) = outline(feature, &positions, findings) else {
            continue;
        };
        let Some(area) = read_area(feature, outline, options, findings) else {
            continue;
        };
        if let Some(first) = seen.before(&area.code, feature.row) {
            let message = format!(
                "code {} stands at feature {first} already; each area needs its own",
                area.code
            );
            findings.error_at("duplicate_code", feature.row, "code", &area.code, message);
            continue;
        }
        if !findings.is_refused(feature.row) {
            areas.push(area);
        }
    }
    (!areas.is_empty()).then_some(areas)
}

/// Reads an outline: the polygons of all features together.
pub(super) fn read_outline(
    features: &Features,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<MultiPolygon<f64>> {
    let positions = Positions::new(&ReadOptions {
        crs: features.crs.clone(),
        ..options.clone()
    });
    let mut polygons = Vec::new();
    for feature in &features.list {
        if let Some(outline) = outline(feature, &positions, findings) {
            polygons.extend(outline.0);
        }
    }
    (!polygons.is_empty()).then_some(MultiPolygon(polygons))
}

fn read_area(
    feature: &Feature,
    outline: MultiPolygon<f64>,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Area> {
    let Some(point) = outline.interior_point() else {
        let message = "the outline encloses nothing; draw or export it again";
        findings.error_at("empty_outline", feature.row, "geometry", "", message);
        return None;
    };
    let given = feature.text(&NAME);
    let code = feature
        .text(&CODE)
        .or_else(|| {
            feature
                .text(&OSM_ID)
                .map(|id| format!("osm-{}", id.trim_start_matches("relation/").trim_start_matches('r')))
        })
        .unwrap_or_else(|| derived_code(given.as_deref().unwrap_or_default(), point.x(), point.y()));
    let name = given.unwrap_or_else(|| {
        let name = format!("Khu vực {code}");
        findings.warning_row(
            "missing_name",
            feature.row,
            format!("the area has no name; it is called '{name}' for now"),
        );
        name
    });
    let level = feature.text(&["level", "cap"]).and_then(|text| level_of(&text));
    let territory = feature.text(&["territory"]).and_then(|text| territory_of(&text));
    let (valid_from, valid_to) = validity(feature, findings);
    let point = label(feature, &outline).unwrap_or(LonLat::new(point.x(), point.y()));
    Some(Area {
        territory: territory.unwrap_or_else(|| Territory::of_name(&name)),
        level: level.unwrap_or(options.level),
        outline,
        point,
        area_km2: amount(feature, &KM2, findings),
        declared_people: amount(feature, &PEOPLE, findings),
        outline_origin: feature
            .text(&["outline_origin"])
            .and_then(|text| origin_of(&text))
            .unwrap_or_default(),
        valid_from,
        valid_to,
        code,
        name,
    })
}

/// From which day to which the unit exists in these limits.
fn validity(feature: &Feature, findings: &mut Findings) -> (Option<String>, Option<String>) {
    let mut day = |keys: [&str; 3]| {
        let (key, text) = keys.iter().find_map(|key| Some((*key, feature.text(&[key])?)))?;
        let date = record::date_of(&text);
        if date.is_none() {
            let message = "this is not a date; write it as 2025-04-01 or 01/04/2025";
            findings.error_at("not_a_date", feature.row, key, &text, message);
        }
        date
    };
    let (from, to) = (day(VALID_FROM), day(VALID_TO));
    if let (Some(from), Some(to)) = (&from, &to)
        && to < from
    {
        let message = format!("the unit ends before it begins ({from}); put the two dates right");
        findings.error_at("validity_turned_round", feature.row, VALID_TO[0], to, message);
    }
    (from, to)
}

/// The level by code or Vietnamese name.
fn level_of(text: &str) -> Option<AreaLevel> {
    AreaLevel::from_code(text).or_else(|| match crate::text::fold(text).as_str() {
        "thanh pho" | "tinh" | "cap tinh" => Some(AreaLevel::City),
        "quan huyen" | "quan" | "huyen" | "cap huyen" => Some(AreaLevel::District),
        "phuong xa" | "xa phuong" | "phuong" | "xa" | "cap xa" => Some(AreaLevel::Commune),
        _ => None,
    })
}

fn territory_of(text: &str) -> Option<Territory> {
    Territory::from_code(text).or_else(|| match crate::text::fold(text).as_str() {
        "do thi" | "thanh thi" => Some(Territory::Urban),
        "nong thon" => Some(Territory::Rural),
        _ => None,
    })
}

pub(super) fn origin_of(text: &str) -> Option<Origin> {
    Origin::from_code(text).or_else(|| match crate::text::fold(text).as_str() {
        "thuc te" => Some(Origin::Fact),
        "mo phong" | "minh hoa" => Some(Origin::Modelled),
        _ => None,
    })
}

/// The place of the label that the file gives, in degrees, if it lies inside.
fn label(feature: &Feature, outline: &MultiPolygon<f64>) -> Option<LonLat> {
    let number = |key: &str| number::decimal(&feature.text(&[key])?);
    let at = LonLat::try_new(number("label_lon")?, number("label_lat")?).ok()?;
    outline.intersects(&geo::Point::new(at.lon, at.lat)).then_some(at)
}

/// A number that is not negative; anything else is told and left out, since it is only declared.
fn amount(feature: &Feature, keys: &[&str], findings: &mut Findings) -> Option<f64> {
    let (key, text) = keys.iter().find_map(|key| Some((*key, feature.text(&[*key])?)))?;
    let value = number::decimal(&text).filter(|value| *value >= 0.0);
    if value.is_none() {
        findings.warning_at(
            "not_a_number",
            feature.row,
            key,
            &text,
            "this is no number of people or km2; it was left out",
        );
    }
    value
}

fn derived_code(name: &str, lon: f64, lat: f64) -> String {
    let (lon, lat) = LonLat::new(lon, lat).fixed_point();
    let hash = blake3::hash(format!("{}|{lon}|{lat}", crate::text::fold(name)).as_bytes());
    format!("a-{}", &hash.to_hex()[..12])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::geojson_file;

    fn areas(features: &str) -> (Vec<Area>, Vec<(&'static str, Option<u64>)>) {
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
        let (options, mut findings) = (ReadOptions::default(), Findings::new("a", 9));
        let features = geojson_file::read(&mut text.as_bytes(), &options, &mut findings).expect("valid JSON");
        let areas = read(&features, &options, &mut findings).unwrap_or_default();
        (
            areas,
            findings
                .into_list()
                .iter()
                .map(|finding| (finding.check, finding.row))
                .collect(),
        )
    }

    fn square(properties: &str, ring: &str) -> String {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}"
        )
    }

    const RING: &str = "[[105.8,21.0],[105.8,21.1],[105.9,21.1],[105.9,21.0],[105.8,21.0]]";

    #[test]
    fn an_area_is_read_with_its_declared_figures() {
        let (areas, findings) = areas(&square(
            r#"{"code":"00004","name":"Phường Ba Đình","population":"65.023"}"#,
            RING,
        ));
        assert_eq!(findings, []);
        let area = &areas[0];
        assert_eq!(
            (area.code.as_str(), area.name.as_str(), area.territory),
            ("00004", "Phường Ba Đình", Territory::Urban)
        );
        assert_eq!(area.declared_people, Some(65.023));
        assert!((area.point.lon - 105.85).abs() < 0.05);
        assert!(
            area.outline.0[0].exterior().0[1].x > 105.85,
            "outer ring counter-clockwise"
        );
    }

    #[test]
    fn swapped_flat_and_impossible_outlines_are_found() {
        let swapped = "[[21.0,105.8],[21.1,105.8],[21.1,105.9],[21.0,105.8]]";
        assert_eq!(
            areas(&square("{\"ma\":\"1\",\"ten\":\"Xã A\"}", swapped)).1,
            [("swapped_coordinates", Some(1))]
        );
        let flat = "[[105.8,21.0],[105.9,21.0],[105.8,21.0]]";
        assert_eq!(
            areas(&square("{\"ma\":\"1\",\"ten\":\"Xã A\"}", flat)).1,
            [("empty_outline", Some(1))]
        );
        let far = "[[105.8,210],[105.9,21.0],[105.8,21.1],[105.8,210]]";
        assert_eq!(
            areas(&square("{\"ma\":\"1\",\"ten\":\"Xã A\"}", far)).1,
            [("latitude_out_of_range", Some(1))]
        );
        let twice = [
            square("{\"ref\":\"1\"}", RING),
            square("{\"ref\":\"1\",\"name\":\"b\"}", RING),
        ]
        .join(",");
        assert_eq!(
            areas(&twice).1,
            [("missing_name", Some(1)), ("duplicate_code", Some(2))]
        );
    }
}
