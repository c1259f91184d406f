//! A small map of findings as SVG: the communes as thin lines, a mark for each finding that has a place. Without outlines the
//! ground is a grid of degrees with the points of the data.
//!
//! Longitudes are shortened by the cosine of the middle latitude, which is true to a percent over a city. Outlines are
//! drawn to half a pixel, so that a map of detailed outlines stays small.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::drawing::MapFrame;
use super::html::escaped;
use crate::geometry::{BBox, LonLat};
use crate::model::{Area, AreaLevel, Finding, Language, Severity};

/// Width of the drawing in its own units.
const WIDTH: f64 = 720.0;

/// The tallest a drawing may be beside its width.
const TALLEST: f64 = 1.2;

/// Marks drawn; more are a stain.
const MOST_MARKS: usize = 600;

/// Points drawn as ground; more are a stain.
const MOST_POINTS: usize = 2000;

/// Distances between lines of the grid, in degrees; the one that gives four to nine lines across is taken.
const STEPS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 20.0];

/// The drawing and what is not on it.
pub(super) struct Map {
    pub svg: String,
    /// Whether outlines are its ground; else a grid and points.
    pub has_outlines: bool,
    pub marks: usize,
    /// Findings with a place outside the drawing, or beyond the number of marks.
    pub left_out: usize,
}

/// `None` where there is nothing to draw, or no finding with a place.
pub(super) fn map(areas: &[Area], points: &[LonLat], findings: &[Finding], language: Language) -> Option<Map> {
    let placed: Vec<(&Finding, LonLat)> = findings
        .iter()
        .filter_map(|finding| Some((finding, finding.place?)))
        .collect();
    if placed.is_empty() {
        return None;
    }
    let communes: Vec<&Area> = areas.iter().filter(|area| area.level == AreaLevel::Commune).collect();
    let drawn: Vec<&Area> = if communes.is_empty() {
        areas.iter().collect()
    } else {
        communes
    };
    let rings = || {
        drawn
            .iter()
            .flat_map(|area| &area.outline.0)
            .map(|polygon| polygon.exterior())
    };
    let corners = rings().flat_map(|ring| ring.0.iter().map(|at| LonLat::new(at.x, at.y)));
    let bounds = BBox::around(corners)
        .or_else(|| BBox::around(points.iter().copied()))
        .or_else(|| BBox::around(placed.iter().map(|(_, place)| *place)))?;
    let frame = MapFrame::around(&bounds, WIDTH, WIDTH * TALLEST, 0.0);
    let mut outlines = String::new();
    rings().for_each(|ring| frame.ring(ring, &mut outlines));
    let has_outlines = !outlines.is_empty();
    let ground = if has_outlines {
        format!("<path class=\"outline\" d=\"{outlines}\"/>")
    } else {
        frame.grid(language) + &frame.dots(points)
    };
    let mut marks = Vec::new();
    let mut taken: BTreeSet<(i64, i64, Severity)> = BTreeSet::new();
    let mut left_out = 0;
    for (finding, place) in placed {
        let [x, y] = frame.at(place);
        if !frame.holds([x, y]) || marks.len() == MOST_MARKS {
            left_out += 1;
        } else if taken.insert((x.round() as i64, y.round() as i64, finding.severity)) {
            marks.push((finding, x, y));
        }
    }
    // Errors are drawn last, on top.
    marks.sort_by_key(|(finding, _, _)| finding.severity);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\" aria-label=\"{}\">{ground}",
        frame.height,
        language.pick("Bản đồ các phát hiện", "Map of the findings")
    );
    for (finding, x, y) in &marks {
        let words = format!("{}: {}", finding.check, finding.message_in(language));
        let _ = write!(
            svg,
            "<g class=\"mark {}\">{}<title>{}</title></g>",
            finding.severity.code(),
            shape(finding.severity, *x, *y),
            escaped(&words)
        );
    }
    svg.push_str("</svg>");
    Some(Map {
        svg,
        has_outlines,
        marks: marks.len(),
        left_out,
    })
}

/// A square, a diamond, a dot: told apart without colour.
pub(super) fn shape(severity: Severity, x: f64, y: f64) -> String {
    match severity {
        Severity::Error => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"11\" height=\"11\"/>",
            x - 5.5,
            y - 5.5
        ),
        Severity::Warning => format!(
            "<path d=\"M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z\"/>",
            y - 7.0,
            x + 7.0,
            y + 7.0,
            x - 7.0
        ),
        Severity::Info => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>"),
    }
}

impl MapFrame {
    /// Lines of equal longitude and latitude with their degrees, on white.
    fn grid(&self, language: Language) -> String {
        let span = WIDTH / self.per_lon;
        let step = STEPS.iter().find(|step| span / **step < 9.0).copied().unwrap_or(20.0);
        let decimals = (0..4).find(|places| step * 10f64.powi(*places) >= 0.999).unwrap_or(4) as usize;
        let degrees = |value: f64| format!("{value:.decimals$}°").replace('.', language.pick(",", "."));
        let multiples = |from: f64, to: f64| {
            let first = (from / step).ceil() as i64;
            (first..)
                .map(move |at| at as f64 * step)
                .take_while(move |value| *value <= to)
        };
        let height = self.height;
        let mut svg = format!("<rect class=\"paper\" width=\"{WIDTH}\" height=\"{height:.0}\"/>");
        for lon in multiples(self.west, self.west + span) {
            let x = (lon - self.west) * self.per_lon;
            let _ = write!(
                svg,
                "<path class=\"grid\" d=\"M{x:.1} 0V{height:.0}\"/><text class=\"degrees\" x=\"{:.1}\" y=\"{:.0}\">{}</text>",
                x + 3.0,
                height - 4.0,
                degrees(lon)
            );
        }
        for lat in multiples(self.north - height / self.per_lat, self.north) {
            let y = (self.north - lat) * self.per_lat;
            let _ = write!(
                svg,
                "<path class=\"grid\" d=\"M0 {y:.1}H{WIDTH}\"/><text class=\"degrees\" x=\"4\" y=\"{:.1}\">{}</text>",
                y - 3.0,
                degrees(lat)
            );
        }
        svg
    }

    /// The points of the data as grey dots, those on one spot once.
    fn dots(&self, points: &[LonLat]) -> String {
        let mut taken = BTreeSet::new();
        let mut svg = String::new();
        for place in points.iter().take(MOST_POINTS) {
            let [x, y] = self.at(*place);
            if self.holds([x, y]) && taken.insert((x.round() as i64, y.round() as i64)) {
                let _ = write!(svg, "<circle class=\"ground\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>");
            }
        }
        svg
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Finding {
        Finding::warning("facility_outside_city", "", "x").at_place(LonLat::new(lon, lat))
    }

    #[test]
    fn findings_without_a_place_make_no_map() {
        assert!(map(&[], &[], &[Finding::warning("no_roads", "", "x")], Language::English).is_none());
    }

    #[test]
    fn north_is_up_east_is_right_and_a_degree_is_shortened_towards_the_pole() {
        let frame = MapFrame::around(
            &BBox {
                west: 105.0,
                south: 59.5,
                east: 106.0,
                north: 60.5,
            },
            WIDTH,
            WIDTH * TALLEST,
            0.0,
        );
        let [x, y] = frame.at(LonLat::new(105.5, 60.0));
        assert!(
            (x - WIDTH / 2.0).abs() < 1e-6 && (y - frame.height / 2.0).abs() < 1e-6,
            "{x} {y}"
        );
        let [east, _] = frame.at(LonLat::new(106.0, 60.0));
        let [_, north] = frame.at(LonLat::new(105.5, 60.5));
        assert!(east > x && north < y);
        assert!(
            ((east - x) / (y - north) - 0.5).abs() < 1e-3,
            "cosine of 60 degrees is a half"
        );
    }

    #[test]
    fn marks_at_one_spot_are_one_and_those_outside_are_counted() {
        let area = Area {
            code: "1".into(),
            name: "A".into(),
            level: AreaLevel::Commune,
            territory: crate::model::Territory::Urban,
            outline: geo_types::MultiPolygon(vec![geo_types::Polygon::new(
                vec![(105.0, 21.0), (105.2, 21.0), (105.2, 21.2), (105.0, 21.2)].into(),
                vec![],
            )]),
            point: LonLat::new(105.1, 21.1),
            area_km2: None,
            declared_people: None,
            outline_origin: crate::model::Origin::Fact,
            valid_from: None,
            valid_to: None,
        };
        let findings = [at(105.1, 21.1), at(105.1, 21.1), at(21.1, 105.1), at(105.15, 21.1)];
        let drawn = map(&[area], &[], &findings, Language::English).expect("places");
        assert_eq!((drawn.marks, drawn.left_out), (2, 1));
        assert!(drawn.has_outlines && !drawn.svg.contains("grid"));
        assert_eq!(drawn.svg.matches("<title>").count(), 2);
    }

    #[test]
    fn without_outlines_the_ground_is_a_grid_and_the_points_of_the_data() {
        let points = [
            LonLat::new(105.80, 21.00),
            LonLat::new(105.90, 21.05),
            LonLat::new(105.90, 21.05),
        ];
        // The finding far away does not stretch the map.
        let findings = [at(105.85, 21.02), at(21.0, 105.8)];
        let drawn = map(&[], &points, &findings, Language::Vietnamese).expect("places");
        assert_eq!((drawn.marks, drawn.left_out, drawn.has_outlines), (1, 1, false));
        assert_eq!(drawn.svg.matches("class=\"ground\"").count(), 2, "{}", drawn.svg);
        let lines = drawn.svg.matches("class=\"grid\"").count();
        assert!((6..=18).contains(&lines), "{lines} lines");
        assert!(
            drawn.svg.contains(">105,84°<") && drawn.svg.contains(">21,02°<"),
            "{}",
            drawn.svg
        );
        // A finding alone, without any data.
        assert!(map(&[], &[], &findings[..1], Language::English).is_some());
    }
}
