//! Maps of documents: communes by the share of people with access, points by decision, gaps by number.

use super::document::Figure;
use super::drawing::{BOUNDARY, BRAND, Drawing, INK, LAND, MapFrame, SECOND, SHARES, WATER, share_class};
use super::labels::Labels;
use crate::geometry::{BBox, LonLat};
use crate::model::{Area, AreaLevel, Dataset, WaterwayClass};

/// Width of a map in its own units.
const WIDTH: f64 = 1000.0;
/// Width on the page.
const WIDTH_MM: f64 = 160.0;
const LEGEND_ROW: f64 = 36.0;

/// A mark on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// A dot: a point that stays or is only shown.
    Point,
    /// A hexagon: a point that stays with a remedy.
    Remedy,
    /// A diamond.
    Merge,
    /// A square with an x.
    Close,
    /// A triangle.
    Open,
    /// A circle with a square: a branch.
    Branch,
    /// A star-like ring: the point that a sheet is about.
    Subject,
}

impl Sign {
    fn markup(self, [x, y]: [f64; 2], size: f64) -> String {
        let r = size;
        match self {
            Sign::Point => format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"#37475A\" stroke=\"#fff\" stroke-width=\"0.8\"/>",
                r * 0.6
            ),
            Sign::Remedy => format!(
                "<path d=\"M{:.1} {y:.1}L{:.1} {:.1}H{:.1}L{:.1} {y:.1}L{:.1} {:.1}H{:.1}Z\" fill=\"#fff\" stroke=\"#37475A\" stroke-width=\"2.4\"/>",
                x - r,
                x - r / 2.0,
                y - r * 0.85,
                x + r / 2.0,
                x + r,
                x + r / 2.0,
                y + r * 0.85,
                x - r / 2.0
            ),
            Sign::Merge => format!(
                "<path d=\"M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z\" fill=\"#E69F00\" stroke=\"{INK}\" stroke-width=\"1.8\"/>",
                y - r * 1.2,
                x + r * 1.2,
                y + r * 1.2,
                x - r * 1.2
            ),
            Sign::Close => format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#A3170F\"/><path d=\"M{:.1} {:.1}L{:.1} {:.1}M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#fff\" stroke-width=\"2\"/>",
                x - r,
                y - r,
                2.0 * r,
                2.0 * r,
                x - r * 0.6,
                y - r * 0.6,
                x + r * 0.6,
                y + r * 0.6,
                x - r * 0.6,
                y + r * 0.6,
                x + r * 0.6,
                y - r * 0.6
            ),
            Sign::Open => format!(
                "<path d=\"M{x:.1} {:.1}L{:.1} {:.1}H{:.1}Z\" fill=\"#009E73\" stroke=\"{INK}\" stroke-width=\"1.4\"/>",
                y - r * 1.2,
                x + r * 1.1,
                y + r * 0.8,
                x - r * 1.1
            ),
            Sign::Branch => format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\" fill=\"{BRAND}\" stroke=\"#fff\" stroke-width=\"1\"/><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#fff\"/>",
                x - r * 0.4,
                y - r * 0.4,
                r * 0.8,
                r * 0.8
            ),
            Sign::Subject => format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"3\"/><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"#A3170F\"/>",
                r * 1.6,
                r * 0.8
            ),
        }
    }
}

/// What a map shows.
pub struct CityMap<'a> {
    pub dataset: &'a Dataset,
    pub title: String,
    /// Share of people with access of each commune shown by colour, by index of area; empty for a plain map.
    pub shares: Vec<(usize, f64)>,
    /// Drawn in order of sign, so that what matters is on top.
    pub signs: Vec<(LonLat, Sign)>,
    /// What each sign means here.
    pub sign_words: Vec<(Sign, &'static str)>,
    /// Arrows, e.g. from a point that moves to its receiver.
    pub arrows: Vec<(LonLat, LonLat)>,
    /// Numbered places, e.g. gaps; the table beside the map tells each.
    pub numbers: Vec<(LonLat, String)>,
    pub number_words: &'static str,
    /// `None`: the whole city; else this area with its neighbourhood.
    pub focus: Option<&'a Area>,
    /// Kilometres around the places of `signs` where nothing else bounds the map; see [`CityMap::around_signs`].
    pub around: Option<LonLat>,
    /// Shows this part alone, with the names of its communes.
    pub window: Option<BBox>,
    pub caption: String,
}

impl CityMap<'_> {
    /// The drawing; `None` where there are neither outlines nor places.
    pub fn figure(&self, field: &'static str) -> Option<Figure> {
        let communes: Vec<(usize, &Area)> = self
            .dataset
            .areas
            .iter()
            .enumerate()
            .filter(|(_, area)| area.level == AreaLevel::Commune)
            .collect();
        let bounds = self.bounds(&communes)?;
        let title_height = 46.0;
        let frame = MapFrame::around(&bounds, WIDTH, 1050.0, title_height);
        let legend = self.legend_rows();
        let height = title_height + frame.height + 16.0 + LEGEND_ROW * legend as f64;
        let mut drawing = Drawing::new(WIDTH, height);
        drawing.text(
            [WIDTH / 2.0, 30.0],
            22.0,
            &self.title,
            "text-anchor=\"middle\" font-weight=\"600\"",
        );
        drawing.raw(&format!(
            "<clipPath id=\"sheet-{field}\"><rect x=\"0\" y=\"{title_height}\" width=\"{WIDTH}\" height=\"{:.1}\"/></clipPath><g clip-path=\"url(#sheet-{field})\">",
            frame.height
        ));
        drawing.rect([0.0, title_height], [WIDTH, frame.height], &format!("fill=\"{LAND}\""));
        self.ground(&mut drawing, &frame, &communes);
        self.marks(&mut drawing, &frame, &communes);
        drawing.raw("</g>");
        drawing.rect(
            [0.5, title_height],
            [WIDTH - 1.0, frame.height],
            &format!("fill=\"none\" stroke=\"{SECOND}\" stroke-width=\"1\""),
        );
        frame.scale_and_north(&mut drawing);
        self.legend(&mut drawing, title_height + frame.height + 16.0);
        Some(Figure {
            field,
            svg: drawing.into_svg(),
            width_mm: WIDTH_MM,
            height_mm: WIDTH_MM * height / WIDTH,
            caption: self.caption.clone(),
        })
    }

    fn bounds(&self, communes: &[(usize, &Area)]) -> Option<BBox> {
        let corners = |area: &Area| -> Vec<LonLat> {
            let rings = area.outline.0.iter().map(|polygon| polygon.exterior());
            rings
                .flat_map(|ring| ring.0.iter().map(|at| LonLat::new(at.x, at.y)))
                .collect()
        };
        if let Some(window) = self.window {
            return Some(window);
        }
        if let Some(centre) = self.around {
            // About 3 km each way: a neighbourhood on foot and by motorbike.
            const LAT: f64 = 0.027;
            let lon = LAT / centre.lat.to_radians().cos().max(0.01);
            return BBox::around([
                LonLat::new(centre.lon - lon * 1.4, centre.lat - LAT),
                LonLat::new(centre.lon + lon * 1.4, centre.lat + LAT),
            ]);
        }
        match self.focus {
            Some(area) => BBox::around(corners(area)),
            None => BBox::around(communes.iter().flat_map(|(_, area)| corners(area)))
                .or_else(|| BBox::around(self.signs.iter().map(|(place, _)| *place))),
        }
    }

    fn ground(&self, drawing: &mut Drawing, frame: &MapFrame, communes: &[(usize, &Area)]) {
        let edge = format!("stroke=\"{BOUNDARY}\" stroke-width=\"0.9\" stroke-linejoin=\"round\"");
        for (at, area) in communes {
            let path = frame.outline(&area.outline);
            let class = self
                .shares
                .iter()
                .find(|(index, _)| index == at)
                .map(|(_, share)| share_class(*share));
            let fill = class.map_or("#fff", |class| class.fill);
            drawing.path(&path, &format!("fill=\"{fill}\" fill-rule=\"evenodd\" {edge}"));
            if let Some(hatch) = class.and_then(|class| class.hatch) {
                drawing.path(&path, &format!("fill=\"url(#{hatch})\" fill-rule=\"evenodd\""));
            }
        }
        for waterway in self
            .dataset
            .waterways
            .iter()
            .filter(|one| one.class == WaterwayClass::River)
        {
            let path = frame.course(&waterway.line);
            drawing.path(
                &path,
                &format!("fill=\"none\" stroke=\"{WATER}\" stroke-width=\"1.4\" stroke-linejoin=\"round\""),
            );
        }
        for water in &self.dataset.water {
            let path = frame.outline(&water.outline);
            drawing.path(
                &path,
                &format!("fill=\"{WATER}\" fill-opacity=\"0.9\" fill-rule=\"evenodd\""),
            );
        }
        if let Some(area) = self.focus {
            drawing.path(
                &frame.outline(&area.outline),
                &format!("fill=\"none\" stroke=\"{INK}\" stroke-width=\"4\" stroke-linejoin=\"round\""),
            );
        }
    }

    fn marks(&self, drawing: &mut Drawing, frame: &MapFrame, communes: &[(usize, &Area)]) {
        let mut signs: Vec<_> = self
            .signs
            .iter()
            .map(|(place, sign)| (*sign, frame.at(*place)))
            .filter(|(_, at)| frame.holds(*at))
            .collect();
        let (size, smaller) = match self.window {
            Some(_) => (8.0, beside_so_many(signs.len())),
            None if self.is_near() => (10.0, 1.0),
            None => (6.0, beside_so_many(signs.len())),
        };
        let size = size * smaller;
        for (from, to) in &self.arrows {
            drawing.line(
                frame.at(*from),
                frame.at(*to),
                &format!(
                    "stroke=\"{INK}\" stroke-width=\"{:.1}\" stroke-dasharray=\"5 3\"",
                    1.6 * smaller
                ),
            );
        }
        signs.sort_by_key(|(sign, _)| *sign);
        for (sign, at) in &signs {
            drawing.raw(&sign.markup(*at, size));
        }
        let marks = signs.iter().map(|(_, at)| *at).collect();
        let mut labels = Labels::new([0.0, frame.top], [frame.width, frame.height], marks, size);
        labels.take(frame.corner());
        self.number(drawing, frame, &mut labels);
        if self.is_near() || self.window.is_some() {
            let letters = if self.window.is_some() { 13.0 } else { 17.0 };
            for (_, area) in self.named(communes) {
                let at = frame.at(area.point);
                let place = frame.holds(at).then(|| labels.name(at, letters, &area.name)).flatten();
                if let Some(place) = place {
                    drawing.label(place, letters, &area.name, "text-anchor=\"middle\" font-weight=\"600\"");
                }
            }
        }
    }

    /// Communes in the order in which their names find room: the one that the map is of, then by people.
    fn named<'a>(&self, communes: &[(usize, &'a Area)]) -> Vec<(usize, &'a Area)> {
        let mut order = communes.to_vec();
        let is_focus = |area: &Area| self.focus.is_some_and(|focus| focus.code == area.code);
        let people = |area: &Area| area.declared_people.unwrap_or(0.0);
        order.sort_by(|(a, one), (b, other)| {
            (is_focus(other).cmp(&is_focus(one)))
                .then(people(other).total_cmp(&people(one)))
                .then(a.cmp(b))
        });
        order
    }

    /// Numbers in rings; where two places are one on the map, the later stands beside it with a line. Without room for it the table
    /// beside the map tells the place alone.
    fn number(&self, drawing: &mut Drawing, frame: &MapFrame, labels: &mut Labels) {
        const RING: f64 = 12.0;
        let mut rings = Vec::new();
        for (place, number) in &self.numbers {
            let at = frame.at(*place);
            let Some([x, y]) = frame.holds(at).then(|| labels.ring(at, RING + 1.0)).flatten() else {
                continue;
            };
            if [x, y] != at {
                drawing.line(at, [x, y], &format!("stroke=\"{INK}\" stroke-width=\"1.6\""));
            }
            rings.push(([x, y], number));
        }
        for ([x, y], number) in rings {
            drawing.raw(&format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{RING}\" fill=\"#fff\" stroke=\"{INK}\" stroke-width=\"2\"/>"
            ));
            drawing.text([x, y + 5.0], 14.0, number, "text-anchor=\"middle\" font-weight=\"600\"");
        }
    }

    fn is_near(&self) -> bool {
        self.focus.is_some() || self.around.is_some()
    }

    fn legend_rows(&self) -> usize {
        let entries = self.sign_words.len() + usize::from(!self.numbers.is_empty());
        // What the colours mean stands on a row of its own.
        2 * usize::from(!self.shares.is_empty()) + entries.div_ceil(2)
    }

    fn legend(&self, drawing: &mut Drawing, top: f64) {
        let mut y = top;
        if !self.shares.is_empty() {
            drawing.text(
                [0.0, y + 17.0],
                16.0,
                "Tỷ lệ người dân bảo đảm tiếp cận:",
                "font-weight=\"600\"",
            );
            y += LEGEND_ROW;
            let mut x = 0.0;
            for class in SHARES.iter().rev() {
                let edge = format!("stroke=\"{INK}\" stroke-width=\"0.8\"");
                drawing.rect([x, y + 2.0], [26.0, 18.0], &format!("fill=\"{}\" {edge}", class.fill));
                if let Some(hatch) = class.hatch {
                    drawing.rect([x, y + 2.0], [26.0, 18.0], &format!("fill=\"url(#{hatch})\""));
                }
                drawing.text([x + 33.0, y + 19.0], 18.0, class.words, "");
                x += 48.0 + 9.6 * class.words.chars().count() as f64;
            }
            y += LEGEND_ROW;
        }
        let mut entries: Vec<(String, &str)> = self
            .sign_words
            .iter()
            .map(|(sign, words)| (sign.markup([12.0, 11.0], 8.0), *words))
            .collect();
        if !self.numbers.is_empty() {
            let ring = format!(
                "<circle cx=\"12\" cy=\"11\" r=\"10\" fill=\"#fff\" stroke=\"{INK}\" stroke-width=\"2\"/><text x=\"12\" y=\"16\" font-size=\"13\" text-anchor=\"middle\" font-weight=\"600\">1</text>"
            );
            entries.push((ring, self.number_words));
        }
        for (at, (markup, words)) in entries.iter().enumerate() {
            let (x, y) = ((at % 2) as f64 * WIDTH / 2.0, y + (at / 2) as f64 * LEGEND_ROW);
            drawing.raw(&format!("<g transform=\"translate({x:.1} {y:.1})\">{markup}</g>"));
            drawing.text([x + 34.0, y + 18.0], 18.0, words, "");
        }
    }
}

/// How much smaller marks are where so many lie on one map that they would cover each other: 0.5..=1.
fn beside_so_many(marks: usize) -> f64 {
    const AT_FULL_SIZE: f64 = 250.0;
    (AT_FULL_SIZE / marks.max(1) as f64).sqrt().clamp(0.5, 1.0)
}
