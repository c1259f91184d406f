//! What is asked of the items of a collection, and the answer as GeoJSON.

use super::collections::CollectionId;
use super::cql2_evaluate::{passes, with_geometries};
use super::cql2_parse::{Comparison, Filter, Operand, parse};
use super::crs::{CrsUri, STORED};
use super::feature_list::FeatureList;
use super::features::{Feature, PropertyKind};
use super::links::{Origin, encoded};
use crate::api::error::ApiError;
use crate::api::params::{Params, bad};
use crate::geometry::{BBox, LonLat};
use chrono::{DateTime, NaiveDate};
use geo::{Coord, Geometry, Intersects, MapCoords, Rect};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Most features of one page, and those of a page that does not say.
const MOST: usize = 10_000;
const USUAL: usize = 100;
/// Parameters of items that are no property, as the description names them.
pub(super) const OWN: [&str; 10] = [
    "f",
    "limit",
    "offset",
    "bbox",
    "bbox-crs",
    "datetime",
    "crs",
    "filter",
    "filter-lang",
    "filter-crs",
];
/// Parameters that readers send and that change nothing.
const PASSED_OVER: [&str; 2] = ["lang", "profile"];

/// First and last day asked for; `None` = open.
type Interval = (Option<NaiveDate>, Option<NaiveDate>);

/// A question for items.
pub struct ItemsQuery {
    pub collection: CollectionId,
    pub limit: usize,
    pub offset: usize,
    pub crs: CrsUri,
    bbox: Option<BBox>,
    interval: Option<Interval>,
    /// Properties with the values they must have.
    equal: Vec<Filter>,
    filter: Option<Filter>,
    /// As asked, but the page: for links to other pages.
    pairs: Vec<(String, String)>,
}

impl ItemsQuery {
    /// # Errors
    /// A parameter that is unknown, given twice or has an impossible value.
    pub fn read(params: Params, collection: CollectionId) -> Result<ItemsQuery, ApiError> {
        let properties = collection.properties();
        let names: Vec<&str> = OWN
            .into_iter()
            .chain(PASSED_OVER)
            .chain(properties.iter().map(|property| property.name))
            .collect();
        let params = params.only(&names)?;
        let crs_of = |name: &str| params.text(name).map_or(Ok(STORED), |uri| CrsUri::read(name, uri));
        let (crs, bbox_crs, filter_crs) = (crs_of("crs")?, crs_of("bbox-crs")?, crs_of("filter-crs")?);
        if let Some(language) = params.text("filter-lang").filter(|language| *language != "cql2-text") {
            return Err(bad("filter-lang", language, "expected cql2-text"));
        }
        let mut equal = Vec::new();
        for property in properties {
            if let Some(value) = params.text(property.name) {
                let wanted = typed(property.name, property.kind, value)?;
                let own = Operand::Property(property.name.to_owned());
                equal.push(Filter::Compare(own, Comparison::Equal, wanted));
            }
        }
        let pairs = params
            .pairs()
            .iter()
            .filter(|(name, _)| name != "offset" && name != "f");
        Ok(ItemsQuery {
            collection,
            // More than the server gives is no error (Part 1, 7.15.2).
            limit: params.count("limit", 1..=usize::MAX, USUAL)?.min(MOST),
            offset: params.count("offset", 0..=usize::MAX / 2, 0)?,
            crs,
            bbox: params.text("bbox").map(|text| bbox(text, bbox_crs)).transpose()?,
            interval: params.text("datetime").map(interval).transpose()?,
            equal,
            filter: params
                .text("filter")
                .map(|text| filter(text, collection, filter_crs))
                .transpose()?,
            pairs: pairs.cloned().collect(),
        })
    }

    /// The features of the page, and how many there are in all.
    pub fn page<'a>(&self, features: FeatureList<'a>) -> (Vec<Cow<'a, Feature>>, usize) {
        if !self.is_narrowed() {
            let end = features.len().min(self.offset.saturating_add(self.limit));
            let page = (self.offset..end).map(|index| features.feature(index)).collect();
            return (page, features.len());
        }
        let (mut page, mut matched) = (Vec::new(), 0);
        for feature in self.matching(features) {
            if matched >= self.offset && page.len() < self.limit {
                page.push(feature);
            }
            matched += 1;
        }
        (page, matched)
    }

    /// Every feature asked for, whatever the page.
    pub fn matching<'a>(&self, features: FeatureList<'a>) -> impl Iterator<Item = Cow<'a, Feature>> {
        (0..features.len())
            .filter(move |&index| self.bbox.is_none_or(|bbox| bbox.intersects(&features.bbox(index))))
            .map(move |index| features.feature(index))
            .filter(|feature| self.wants(feature))
    }

    /// Whether a page, or another system than the stored one, was asked for.
    pub fn asks_for_a_page(&self) -> bool {
        let is_paged = self.pairs.iter().any(|(name, _)| name == "limit" || name == "crs");
        is_paged || self.offset > 0
    }

    fn is_narrowed(&self) -> bool {
        !self.equal.is_empty() || self.bbox.is_some() || self.interval.is_some() || self.filter.is_some()
    }

    fn wants(&self, feature: &Feature) -> bool {
        self.equal.iter().all(|filter| passes(filter, feature))
            && self.bbox.is_none_or(|bbox| is_in(feature, bbox))
            && self.interval.is_none_or(|interval| self.is_then(feature, interval))
            && self.filter.as_ref().is_none_or(|filter| passes(filter, feature))
    }

    /// Whether the days of a feature meet those asked for; one without days is always.
    fn is_then(&self, feature: &Feature, (from, until): Interval) -> bool {
        let Some((first, end)) = self.collection.interval() else {
            return true;
        };
        let day = |name: &str| feature.properties.get(name)?.as_str()?.parse::<NaiveDate>().ok();
        let begins_late = day(first).zip(until).is_some_and(|(first, until)| first > until);
        // The day told is the first without it.
        let ends_early = day(end).zip(from).is_some_and(|(end, from)| end <= from);
        !begins_late && !ends_early
    }

    /// The address of a page of the same question.
    pub fn path(&self, offset: usize, format: &str) -> String {
        let mut pairs: Vec<String> = vec![format!("f={format}")];
        pairs.extend(
            self.pairs
                .iter()
                .map(|(name, value)| format!("{}={}", encoded(name), encoded(value))),
        );
        if offset > 0 {
            pairs.push(format!("offset={offset}"));
        }
        format!("/ogc/collections/{}/items?{}", self.collection.code(), pairs.join("&"))
    }
}

fn typed(name: &str, kind: PropertyKind, value: &str) -> Result<Operand, ApiError> {
    match kind {
        PropertyKind::Text | PropertyKind::Date => Ok(Operand::Text(value.to_owned())),
        PropertyKind::Number => match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Operand::Number(number)),
            _ => Err(bad(name, value, "expected a number")),
        },
        PropertyKind::Boolean => match value {
            "true" => Ok(Operand::Boolean(true)),
            "false" => Ok(Operand::Boolean(false)),
            _ => Err(bad(name, value, "expected true or false")),
        },
    }
}

/// Four numbers, or six with heights, which nothing here has.
fn bbox(text: &str, crs: CrsUri) -> Result<BBox, ApiError> {
    let wrong = || bad("bbox", text, "expected four numbers: lower left and upper right corner");
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|number| number.trim().parse::<f64>()).collect();
    let numbers = numbers.map_err(|_| wrong())?;
    let [x1, y1, x2, y2] = match numbers[..] {
        [x1, y1, x2, y2] | [x1, y1, _, x2, y2, _] => [x1, y1, x2, y2],
        _ => return Err(wrong()),
    };
    if [x1, y1, x2, y2].iter().any(|number| !number.is_finite()) {
        return Err(wrong());
    }
    if crs == CrsUri::Crs84 && x1 > x2 && y1 <= y2 {
        // Over the antimeridian: here only its western part can hold anything.
        return Ok(BBox {
            west: x1,
            south: y1,
            east: 180.0,
            north: y2,
        });
    }
    if x1 > x2 || y1 > y2 {
        return Err(bad("bbox", text, "the first corner is the lower left one"));
    }
    let steps = [0.0, 0.25, 0.5, 0.75, 1.0];
    // The sides of a box in another system are curves: points along them hold its corners and most of its bulge.
    let mut around = Vec::new();
    for step in steps {
        let (x, y) = (x1 + (x2 - x1) * step, y1 + (y2 - y1) * step);
        for (x, y) in [(x, y1), (x, y2), (x1, y), (x2, y)] {
            around.push(crs.inward("bbox", x, y)?);
        }
    }
    BBox::around(around).ok_or_else(wrong)
}

fn is_in(feature: &Feature, bbox: BBox) -> bool {
    let rectangle = Rect::new(
        Coord {
            x: bbox.west,
            y: bbox.south,
        },
        Coord {
            x: bbox.east,
            y: bbox.north,
        },
    );
    bbox.intersects(&feature.bbox) && feature.geometry.intersects(&rectangle)
}

fn interval(text: &str) -> Result<Interval, ApiError> {
    let wrong = || {
        bad(
            "datetime",
            text,
            "expected a day, a moment of RFC 3339, or two parted by /, each may be ..",
        )
    };
    let day = |text: &str| {
        let moment = || DateTime::parse_from_rfc3339(&text.replace(' ', "+")).ok();
        let local = || Some(moment()?.with_timezone(&crate::finder::hours::vietnam()).date_naive());
        text.parse::<NaiveDate>().ok().or_else(local).ok_or_else(wrong)
    };
    let end = |text: &str| {
        if matches!(text, "" | "..") {
            Ok(None)
        } else {
            day(text).map(Some)
        }
    };
    match text.split_once('/') {
        None => day(text).map(|day| (Some(day), Some(day))),
        Some((from, until)) => {
            let (from, until) = (end(from)?, end(until)?);
            match (from, until) {
                (None, None) => Err(wrong()),
                (Some(from), Some(until)) if from > until => Err(wrong()),
                known => Ok(known),
            }
        }
    }
}

fn filter(text: &str, collection: CollectionId, crs: CrsUri) -> Result<Filter, ApiError> {
    let filter = parse(text, collection.properties()).map_err(|error| bad("filter", text, error))?;
    let inward = |geometry: Geometry<f64>| {
        geometry.try_map_coords(|at| {
            let LonLat { lon, lat } = crs.inward("filter", at.x, at.y)?;
            Ok::<_, ApiError>(Coord { x: lon, y: lat })
        })
    };
    with_geometries(filter, &inward)
}

/// A page as a GeoJSON feature collection.
///
/// # Errors
/// Where a geometry cannot be brought to the system asked for.
pub fn items_json(query: &ItemsQuery, features: FeatureList, origin: &Origin) -> Result<Value, ApiError> {
    let (page, matched) = query.page(features);
    let told: Result<Vec<Value>, ApiError> = page.iter().map(|feature| feature_json(feature, query.crs)).collect();
    let items = format!("/ogc/collections/{}", query.collection.code());
    let json = "application/geo+json";
    let mut links = vec![
        origin.link("self", json, "Trang này", &query.path(query.offset, "json")),
        origin.link(
            "alternate",
            "text/html",
            "Trang này (HTML)",
            &query.path(query.offset, "html"),
        ),
        origin.link("collection", "application/json", query.collection.title(), &items),
    ];
    if query.offset + page.len() < matched {
        links.push(origin.link(
            "next",
            json,
            "Trang sau",
            &query.path(query.offset + page.len(), "json"),
        ));
    }
    if query.offset > 0 {
        let before = query.offset.saturating_sub(query.limit);
        links.push(origin.link("prev", json, "Trang trước", &query.path(before, "json")));
    }
    Ok(json!({
        "type": "FeatureCollection",
        "features": told?,
        "numberMatched": matched,
        "numberReturned": page.len(),
        "links": links,
    }))
}

/// One feature with its links.
///
/// # Errors
/// As [`items_json`].
pub fn item_json(feature: &Feature, collection: CollectionId, crs: CrsUri, origin: &Origin) -> Result<Value, ApiError> {
    let mut told = feature_json(feature, crs)?;
    let collection_path = format!("/ogc/collections/{}", collection.code());
    let path = format!("{collection_path}/items/{}", encoded(&feature.id));
    told["links"] = json!([
        origin.link("self", "application/geo+json", "Đối tượng này", &path),
        origin.link(
            "alternate",
            "text/html",
            "Đối tượng này (HTML)",
            &format!("{path}?f=html")
        ),
        origin.link("collection", "application/json", collection.title(), &collection_path),
    ]);
    Ok(told)
}

fn feature_json(feature: &Feature, crs: CrsUri) -> Result<Value, ApiError> {
    let geometry = crs.outward(&feature.geometry)?;
    Ok(json!({
        "type": "Feature",
        "id": feature.id,
        "geometry": geojson::Geometry::from(&geometry),
        "properties": feature.properties.to_json(),
    }))
}
