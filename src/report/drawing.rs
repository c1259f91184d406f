//! SVG drawings: a small builder and the frame of a map. Colours are those of the screens; every class has a hatching or a
//! mark of its own as well, so that a copy in black and white says the same.

use std::fmt::Write;

use geo_types::{LineString, MultiPolygon};

use super::html::escaped;
use crate::geometry::{BBox, LonLat};

pub(super) const INK: &str = "#1B2430";
pub(super) const SECOND: &str = "#4A5565";
pub(super) const LINE: &str = "#D8DEE6";
pub(super) const BRAND: &str = "#0B4F8A";
pub(super) const BOUNDARY: &str = "#8A8398";
pub(super) const WATER: &str = "#B9D6E6";
pub(super) const LAND: &str = "#F6F6F4";

/// An SVG document of a fixed size, drawn in its own units.
pub(super) struct Drawing {
    pub width: f64,
    pub height: f64,
    body: String,
}

impl Drawing {
    pub fn new(width: f64, height: f64) -> Drawing {
        Drawing {
            width,
            height,
            body: String::new(),
        }
    }

    /// Adds markup as it is.
    pub fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    pub fn rect(&mut self, [x, y]: [f64; 2], [width, height]: [f64; 2], style: &str) {
        let _ = write!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" {style}/>"
        );
    }

    pub fn line(&mut self, from: [f64; 2], to: [f64; 2], style: &str) {
        let _ = write!(
            self.body,
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" fill=\"none\" {style}/>",
            from[0], from[1], to[0], to[1]
        );
    }

    pub fn path(&mut self, d: &str, style: &str) {
        if !d.is_empty() {
            let _ = write!(self.body, "<path d=\"{d}\" {style}/>");
        }
    }

    /// Text at its baseline; `style` holds `text-anchor`, `font-weight` and the like.
    pub fn text(&mut self, [x, y]: [f64; 2], size: f64, text: &str, style: &str) {
        let _ = write!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" {style}>{}</text>",
            escaped(text)
        );
    }

    /// Text with a light edge, to be read on any ground.
    pub fn label(&mut self, at: [f64; 2], size: f64, text: &str, style: &str) {
        let halo = format!(
            "{style} fill=\"#fff\" stroke=\"#fff\" stroke-width=\"{:.1}\" stroke-linejoin=\"round\"",
            size / 4.0
        );
        self.text(at, size, text, &halo);
        self.text(at, size, text, style);
    }

    pub fn into_svg(self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" \
             font-family=\"Be Vietnam Pro, sans-serif\" fill=\"{INK}\">{HATCHES}<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{}</svg>",
            self.body,
            w = self.width,
            h = self.height,
        )
    }
}

/// Hatchings, over which the colour of a class shows.
const HATCHES: &str = "<defs>\
<pattern id=\"dots\" width=\"10\" height=\"10\" patternUnits=\"userSpaceOnUse\"><circle cx=\"5\" cy=\"5\" r=\"1.3\" fill=\"#1B2430\"/></pattern>\
<pattern id=\"slant\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\"><path d=\"M-2 2L2 -2M0 9L9 0M7 11L11 7\" stroke=\"#1B2430\" stroke-width=\"1.1\"/></pattern>\
<pattern id=\"cross\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 9L9 0M0 0L9 9\" stroke=\"#fff\" stroke-width=\"1.1\"/></pattern>\
<pattern id=\"bars\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 3.5H7\" stroke=\"#fff\" stroke-width=\"1.4\"/></pattern>\
</defs>";

/// A class of the share of people with access: its fill, its hatching and its words.
pub(super) struct ShareClass {
    /// Shares below this belong to it (the last takes everybody).
    pub below: f64,
    pub fill: &'static str,
    pub hatch: Option<&'static str>,
    pub words: &'static str,
}

/// The target is everybody: the problem is painted, not the success.
pub(super) const SHARES: [ShareClass; 5] = [
    ShareClass {
        below: 0.7,
        fill: "#4A2A7F",
        hatch: Some("cross"),
        words: "dưới 70 %",
    },
    ShareClass {
        below: 0.8,
        fill: "#8467B5",
        hatch: Some("bars"),
        words: "70 - dưới 80 %",
    },
    ShareClass {
        below: 0.9,
        fill: "#B9A9D8",
        hatch: Some("slant"),
        words: "80 - dưới 90 %",
    },
    ShareClass {
        below: 0.99,
        fill: "#E4DDF0",
        hatch: Some("dots"),
        words: "90 - dưới 99 %",
    },
    ShareClass {
        below: f64::INFINITY,
        fill: "#F6F4FA",
        hatch: None,
        words: "từ 99 %",
    },
];

/// The class of a share.
pub(super) fn share_class(share: f64) -> &'static ShareClass {
    SHARES
        .iter()
        .find(|class| share < class.below)
        .unwrap_or(&SHARES[SHARES.len() - 1])
}

/// Degrees to units of a drawing: longitudes are shortened by the cosine of the middle latitude, which is true to a percent
/// over a city.
pub(super) struct MapFrame {
    pub west: f64,
    pub north: f64,
    pub per_lon: f64,
    pub per_lat: f64,
    pub width: f64,
    pub height: f64,
    /// Of the drawing, above the map.
    pub top: f64,
}

impl MapFrame {
    /// The box with a border of a thirtieth, fitted into a width and at most a height.
    pub fn around(bounds: &BBox, width: f64, tallest: f64, top: f64) -> MapFrame {
        let pad = (bounds.east - bounds.west).max(bounds.north - bounds.south).max(0.01) / 30.0;
        let (west, east) = (bounds.west - pad, bounds.east + pad);
        let (south, north) = (bounds.south - pad, bounds.north + pad);
        let squeeze = ((south + north) / 2.0).to_radians().cos().max(0.01);
        let wide = (east - west) * squeeze;
        let scale = (width / wide).min(tallest / (north - south));
        MapFrame {
            // A tall city stands in the middle.
            west: west - (width / scale - wide) / 2.0 / squeeze,
            north,
            per_lon: scale * squeeze,
            per_lat: scale,
            width,
            height: (north - south) * scale,
            top,
        }
    }

    pub fn at(&self, place: LonLat) -> [f64; 2] {
        [
            (place.lon - self.west) * self.per_lon,
            self.top + (self.north - place.lat) * self.per_lat,
        ]
    }

    pub fn holds(&self, [x, y]: [f64; 2]) -> bool {
        (0.0..=self.width).contains(&x) && (self.top..=self.top + self.height).contains(&y)
    }

    /// Units of the drawing for a kilometre.
    pub fn per_km(&self) -> f64 {
        // A degree of latitude is 110.6 to 111.7 km; this bar is a drawing's.
        self.per_lat / 111.0
    }

    /// Rings of an outline as a path, holes too; corners that fall on the same half unit are left out.
    pub fn outline(&self, outline: &MultiPolygon<f64>) -> String {
        let mut path = String::new();
        for polygon in &outline.0 {
            self.ring(polygon.exterior(), &mut path);
            polygon.interiors().iter().for_each(|hole| self.ring(hole, &mut path));
        }
        path
    }

    /// Adds a ring to a path; corners that fall on the same half unit as the one before are left out.
    pub fn ring(&self, ring: &LineString<f64>, path: &mut String) {
        if self.draw(ring.0.iter().map(|corner| LonLat::new(corner.x, corner.y)), path) {
            path.push('Z');
        }
    }

    /// A line as a path.
    pub fn course(&self, line: &[LonLat]) -> String {
        let mut path = String::new();
        self.draw(line.iter().copied(), &mut path);
        path
    }

    /// Whether anything was drawn.
    fn draw(&self, points: impl Iterator<Item = LonLat>, path: &mut String) -> bool {
        let mut last = None;
        for point in points {
            let [x, y] = self.at(point);
            let at = ((x * 2.0).round(), (y * 2.0).round());
            if !(x.is_finite() && y.is_finite()) || last == Some(at) {
                continue;
            }
            let step = if last.is_none() { 'M' } else { 'L' };
            let _ = write!(path, "{step}{} {}", at.0 / 2.0, at.1 / 2.0);
            last = Some(at);
        }
        last.is_some()
    }

    /// What the scale bar and the north arrow take: left, top, right, bottom.
    pub fn corner(&self) -> [f64; 4] {
        let (right, bottom) = (self.width, self.top + self.height);
        [right - self.width / 5.0 - 40.0, bottom - 104.0, right, bottom]
    }

    /// A scale bar and the north arrow in the lower right corner of the map.
    pub fn scale_and_north(&self, drawing: &mut Drawing) {
        let most = self.width / 5.0 / self.per_km();
        let km = [50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5]
            .into_iter()
            .find(|km| *km <= most)
            .unwrap_or(0.2);
        let (right, base) = (self.width - 20.0, self.top + self.height - 22.0);
        let left = right - km * self.per_km();
        let thick = format!("stroke=\"{INK}\" stroke-width=\"2.5\"");
        drawing.line([left, base], [right, base], &thick);
        drawing.line([left, base - 6.0], [left, base + 6.0], &thick);
        drawing.line([right, base - 6.0], [right, base + 6.0], &thick);
        let words = format!(
            "{} km",
            if km < 1.0 {
                super::value::decimal(km)
            } else {
                super::value::number(km)
            }
        );
        drawing.label(
            [(left + right) / 2.0, base - 9.0],
            17.0,
            &words,
            "text-anchor=\"middle\"",
        );
        let arrow = [right - 8.0, base - 40.0];
        let tip = format!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
            arrow[0],
            arrow[1] - 34.0,
            arrow[0] + 9.0,
            arrow[1],
            arrow[0],
            arrow[1] - 7.0,
            arrow[0] - 9.0,
            arrow[1]
        );
        drawing.path(&tip, &format!("fill=\"{INK}\""));
        drawing.label(
            [arrow[0] - 30.0, arrow[1] - 12.0],
            17.0,
            "Bắc",
            "text-anchor=\"middle\"",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_has_one_class_and_only_nearly_everybody_is_white() {
        let words = |share| share_class(share).words;
        assert_eq!(
            [
                words(0.0),
                words(0.7),
                words(0.8999),
                words(0.9),
                words(0.99),
                words(1.0)
            ],
            [
                "dưới 70 %",
                "70 - dưới 80 %",
                "80 - dưới 90 %",
                "90 - dưới 99 %",
                "từ 99 %",
                "từ 99 %"
            ]
        );
        let hatches: Vec<_> = SHARES.iter().map(|class| class.hatch).collect();
        for (at, hatch) in hatches.iter().enumerate() {
            assert!(
                !hatches[..at].contains(hatch),
                "two classes look the same in black and white"
            );
        }
    }

    #[test]
    fn north_is_up_and_a_degree_is_shortened_towards_the_pole() {
        let bounds = BBox {
            west: 105.0,
            south: 59.5,
            east: 106.0,
            north: 60.5,
        };
        let frame = MapFrame::around(&bounds, 1000.0, 5000.0, 40.0);
        let [x, y] = frame.at(LonLat::new(105.5, 60.0));
        assert!((x - 500.0).abs() < 1e-6, "{x}");
        let [east, _] = frame.at(LonLat::new(106.0, 60.0));
        let [_, north] = frame.at(LonLat::new(105.5, 60.5));
        assert!(
            ((east - x) / (y - north) - 0.5).abs() < 1e-3,
            "cosine of 60 degrees is a half"
        );
        assert!(
            frame.holds([x, y]) && !frame.holds([x, 10.0]),
            "the title above is not the map"
        );
    }

    #[test]
    fn a_name_cannot_become_markup() {
        let mut drawing = Drawing::new(10.0, 10.0);
        drawing.text([1.0, 2.0], 5.0, "<b>&", "");
        assert!(drawing.into_svg().contains("&lt;b&gt;&amp;"));
    }
}
