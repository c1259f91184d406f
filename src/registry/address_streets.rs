//! Streets by name and commune, and the houses on them that are known.
//!
//! A street is all segments of one name within one commune: a name may stand for streets in several communes, and a long
//! street runs through several. Its position is the middle of the segment nearest to its centre of length, so that it
//! lies on the street. Lanes have names of their own on the map (`Ngõ 65 Phạm Ngọc Thạch`), which are read as addresses
//! are: a lane belongs to its street. Names that only addresses of known points tell are streets too, placed at those points.

use std::collections::{BTreeMap, HashMap};

use super::address_names::{NameGrade, NameIndex, toned};
use super::address_parse::parse_address;
use crate::geometry::{LocalPlane, LonLat};
use crate::model::RoadNetwork;
use crate::text::nfc;

/// A point whose address is known.
pub(super) struct AddressedPoint<'a> {
    pub name: &'a str,
    pub address: &'a str,
    pub at: LonLat,
    pub commune: Option<usize>,
}

/// A street within one commune.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StreetHere {
    pub commune: usize,
    pub at: LonLat,
    /// From there to the farthest of its parts here.
    pub within_m: f64,
}

/// A house that is known by the address of a point.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct House {
    /// The digits its number begins with.
    pub number: u32,
    /// Number and lanes as one text, folded.
    pub text: String,
    pub is_in_lane: IsInLane,
    /// What stands there.
    pub name: String,
    pub at: LonLat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IsInLane {
    Yes,
    No,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Streets {
    names: NameIndex,
    /// By number of the name: as the data write it, and where it is, by commune.
    streets: Vec<(String, Vec<StreetHere>)>,
    /// Lanes by name of their street and their own numbers.
    lanes: HashMap<(usize, String), (String, Vec<StreetHere>)>,
    /// By name and commune, in order of number, then text.
    houses: HashMap<(usize, usize), Vec<House>>,
}

impl Streets {
    /// `locate` tells the commune of a place; parts of roads outside of all communes are left out.
    pub fn build(roads: &RoadNetwork, points: &[AddressedPoint], locate: impl Fn(LonLat) -> Option<usize>) -> Streets {
        let mut gathered = BTreeMap::<String, Gathered>::new();
        let mut lanes = BTreeMap::<(String, String), Gathered>::new();
        for way in &roads.ways {
            let Some(name) = way.name.as_deref() else { continue };
            let line: Vec<LonLat> = way
                .nodes
                .iter()
                .filter_map(|node| roads.nodes.get(*node as usize))
                .map(|node| node.location)
                .collect();
            let pieces = pieces_by_commune(&line, &locate);
            if let Some((street, numbers)) = lane_of(name) {
                let lane = lanes.entry((street.clone(), numbers)).or_insert_with(|| Gathered {
                    label: nfc(name),
                    bare: street,
                    pieces: Vec::new(),
                });
                lane.pieces.extend(&pieces);
            }
            gather(&mut gathered, name, pieces);
        }
        let read: Vec<_> = points
            .iter()
            .filter_map(|point| {
                let parts = parse_address(point.address);
                Some((point, parts.street.clone()?, parts))
            })
            .collect();
        for (point, street, _) in &read {
            if let Some(commune) = point.commune {
                gather(&mut gathered, street, [(commune, point.at, 0.0)]);
            }
        }
        let gathered: Vec<Gathered> = gathered
            .into_values()
            .filter(|street| !street.pieces.is_empty())
            .collect();
        let names = NameIndex::build(
            gathered
                .iter()
                .enumerate()
                .map(|(at, street)| (street.bare.as_str(), at)),
        );
        let mut streets = Streets {
            streets: gathered
                .into_iter()
                .map(|street| (street.label, placed(&street.pieces)))
                .collect(),
            names,
            lanes: HashMap::new(),
            houses: HashMap::new(),
        };
        for ((street, numbers), lane) in lanes {
            if let Some((name, NameGrade::Same)) = streets.find(&street).first() {
                streets
                    .lanes
                    .insert((*name, numbers), (lane.label, placed(&lane.pieces)));
            }
        }
        for (point, street, parts) in read {
            let (Some(commune), Some(written)) = (point.commune, &parts.house_number) else {
                continue;
            };
            let (Some(number), Some((name, _))) = (leading_number(written), streets.find(&street).first().copied())
            else {
                continue;
            };
            streets.houses.entry((name, commune)).or_default().push(House {
                number,
                text: house_text(written, &parts.lanes),
                is_in_lane: if parts.lanes.is_empty() {
                    IsInLane::No
                } else {
                    IsInLane::Yes
                },
                name: point.name.to_owned(),
                at: point.at,
            });
        }
        for houses in streets.houses.values_mut() {
            houses.sort_by(|a, b| {
                let place = |house: &House| house.at.fixed_point();
                (a.number, &a.text, &a.name, place(a)).cmp(&(b.number, &b.text, &b.name, place(b)))
            });
        }
        streets
    }

    /// Names that a written one may mean.
    pub fn find(&self, written: &str) -> Vec<(usize, NameGrade)> {
        self.names.find(&bare_street(written))
    }

    pub fn label(&self, name: usize) -> &str {
        &self.streets[name].0
    }

    /// Where streets of the name are, by commune.
    pub fn places(&self, name: usize) -> &[StreetHere] {
        &self.streets[name].1
    }

    pub fn in_commune(&self, name: usize, commune: usize) -> Option<&StreetHere> {
        let places = self.places(name);
        let at = places.binary_search_by_key(&commune, |place| place.commune).ok()?;
        Some(&places[at])
    }

    /// The lane of a street in a commune, or the outermost that is known of lanes from the inside out; with its name.
    pub fn lane(&self, name: usize, lanes: &[String], commune: usize) -> Option<(&str, &StreetHere)> {
        (0..lanes.len()).find_map(|inner| {
            let (label, places) = self.lanes.get(&(name, lane_key(&lanes[inner..])))?;
            let at = places.binary_search_by_key(&commune, |place| place.commune).ok()?;
            Some((label.as_str(), &places[at]))
        })
    }

    /// Houses of a street in a commune, in order of number.
    pub fn houses(&self, name: usize, commune: usize) -> &[House] {
        self.houses.get(&(name, commune)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The digits that a house number begins with.
pub(super) fn leading_number(written: &str) -> Option<u32> {
    let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Number and lanes as one text, so that two spellings of one house agree.
pub(super) fn house_text(number: &str, lanes: &[String]) -> String {
    let number = number.trim_start_matches('0');
    let whole = std::iter::once(number.to_owned()).chain(lanes.iter().cloned());
    crate::text::fold(&whole.collect::<Vec<_>>().join(" "))
}

/// Street and numbers of a road that is called after a lane.
fn lane_of(name: &str) -> Option<(String, String)> {
    let first = crate::text::fold(name.split_whitespace().next()?);
    if !["ngo", "ngach", "hem", "kiet"].contains(&first.as_str()) {
        return None;
    }
    let parts = parse_address(name);
    let street = parts.street.filter(|_| !parts.lanes.is_empty())?;
    Some((bare_street(&street), lane_key(&parts.lanes)))
}

fn lane_key(lanes: &[String]) -> String {
    crate::text::fold(&lanes.join(" "))
}

struct Gathered {
    label: String,
    bare: String,
    /// Commune, middle and length of each piece.
    pieces: Vec<(usize, LonLat, f64)>,
}

fn gather(
    streets: &mut BTreeMap<String, Gathered>,
    name: &str,
    pieces: impl IntoIterator<Item = (usize, LonLat, f64)>,
) {
    let label = nfc(name);
    let bare = bare_street(&label);
    let key = toned(&bare);
    if key.is_empty() {
        return;
    }
    let street = streets.entry(key).or_insert_with(|| Gathered {
        label,
        bare,
        pieces: Vec::new(),
    });
    street.pieces.extend(pieces);
}

/// The name without `đường` or `phố`, numbered roads with their whole word: `QL3` is `Quốc lộ 3`.
fn bare_street(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    for word in ["đường phố", "đại lộ", "đường", "phố"] {
        let parts: Vec<&str> = word.split(' ').collect();
        let begins =
            words.len() > parts.len() && parts.iter().zip(&words).all(|(part, word)| toned(part) == toned(word));
        if begins {
            return bare_street(&words[parts.len()..].join(" "));
        }
    }
    let first = words
        .first()
        .map(|word| word.trim_end_matches('.').to_lowercase())
        .unwrap_or_default();
    for (short, long) in [("ql", "Quốc lộ"), ("tl", "Tỉnh lộ"), ("đt", "Tỉnh lộ")] {
        if let Some(number) = first.strip_prefix(short)
            && number.chars().all(|letter| letter.is_ascii_alphanumeric())
        {
            let rest = std::iter::once(number).chain(words[1..].iter().copied());
            let rest: Vec<&str> = rest.filter(|part| !part.is_empty()).collect();
            if rest
                .first()
                .is_some_and(|part| part.starts_with(|letter: char| letter.is_ascii_digit()))
            {
                return format!("{long} {}", rest.join(" "));
            }
        }
    }
    words.join(" ")
}

/// The segments of a line with the commune that holds their middle. A line whose ends and middle lie in one commune is
/// taken to lie in it whole.
fn pieces_by_commune(line: &[LonLat], locate: &impl Fn(LonLat) -> Option<usize>) -> Vec<(usize, LonLat, f64)> {
    let [first, .., last] = line else { return Vec::new() };
    let ends = [*first, line[line.len() / 2], *last].map(locate);
    let whole = (ends[0] == ends[1] && ends[1] == ends[2]).then_some(ends[0]);
    let plane = LocalPlane::at(*first);
    line.windows(2)
        .filter_map(|pair| {
            let middle = LonLat::new((pair[0].lon + pair[1].lon) / 2.0, (pair[0].lat + pair[1].lat) / 2.0);
            let commune = whole.unwrap_or_else(|| locate(middle))?;
            Some((commune, middle, between(&plane, pair[0], pair[1])))
        })
        .collect()
}

fn between(plane: &LocalPlane, a: LonLat, b: LonLat) -> f64 {
    let (a, b) = (plane.to_metres(a), plane.to_metres(b));
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn placed(pieces: &[(usize, LonLat, f64)]) -> Vec<StreetHere> {
    let mut by_commune = BTreeMap::<usize, Vec<(LonLat, f64)>>::new();
    for (commune, middle, metres) in pieces {
        by_commune.entry(*commune).or_default().push((*middle, *metres));
    }
    by_commune
        .into_iter()
        .map(|(commune, mut pieces)| {
            pieces.sort_by_key(|(middle, _)| middle.fixed_point());
            let total: f64 = pieces.iter().map(|(_, metres)| metres).sum();
            // Points alone, without a road: each counts once.
            let weight = |metres: f64| {
                if total > 0.0 {
                    metres / total
                } else {
                    1.0 / pieces.len() as f64
                }
            };
            let lon = pieces.iter().map(|(middle, metres)| middle.lon * weight(*metres)).sum();
            let lat = pieces.iter().map(|(middle, metres)| middle.lat * weight(*metres)).sum();
            let centre = LonLat::new(lon, lat);
            let plane = LocalPlane::at(centre);
            // To the millimetre, then the western one: two middles as near as each other are common on even streets.
            let nearest = pieces.iter().min_by_key(|(middle, _)| {
                let millimetres = (between(&plane, centre, *middle) * 1000.0).round() as i64;
                (millimetres, middle.fixed_point())
            });
            let at = nearest.map_or(centre, |(middle, _)| *middle);
            let far = pieces
                .iter()
                .map(|(middle, metres)| between(&plane, at, *middle) + metres / 2.0);
            StreetHere {
                commune,
                at,
                within_m: far.fold(0.0, f64::max),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_goes_by_its_bare_name() {
        for (name, bare) in [
            ("Phố Huế", "Huế"),
            ("Đường phố Hàng Bạc", "Hàng Bạc"),
            ("Đại lộ Thăng Long", "Thăng Long"),
            ("đường Phố Nỉ", "Nỉ"),
            ("QL3", "Quốc lộ 3"),
            ("QL. 1A", "Quốc lộ 1A"),
            ("Đường TL 422", "Tỉnh lộ 422"),
            ("Đường 419", "419"),
            ("Phố", "Phố"),
            ("Phó Đức Chính", "Phó Đức Chính"),
        ] {
            assert_eq!(bare_street(name), bare, "{name}");
        }
    }

    #[test]
    fn a_street_through_two_communes_is_two_streets_each_placed_on_itself() {
        use crate::model::{RoadNode, RoadWay};
        // Ten segments of equal length eastwards; the border lies after the sixth.
        let nodes = (0..11).map(|step| RoadNode {
            id: step,
            location: LonLat::new(105.8 + 0.001 * step as f64, 21.0),
            barrier: None,
        });
        let roads = RoadNetwork {
            nodes: nodes.collect(),
            ways: vec![RoadWay {
                id: 1,
                class: "residential".into(),
                name: Some("Phố Dài".into()),
                nodes: (0..11).collect(),
                tags: Vec::new(),
            }],
            restrictions: Vec::new(),
        };
        let locate = |place: LonLat| Some(usize::from(place.lon > 105.806));
        let streets = Streets::build(&roads, &[], locate);
        let (name, grade) = streets.find("dài")[0];
        assert_eq!((streets.label(name), grade), ("Phố Dài", NameGrade::Same));
        let places = streets.places(name);
        assert_eq!(places.iter().map(|place| place.commune).collect::<Vec<_>>(), [0, 1]);
        // The centre of the six is a node: of the two middles beside it the western one.
        assert!((places[0].at.lon - 105.8025).abs() < 1e-9, "{:?}", places[0]);
        assert!((places[1].at.lon - 105.8075).abs() < 1e-9, "{:?}", places[1]);
        let degree = 103_900.0;
        assert!((places[0].within_m - 0.0035 * degree).abs() < 2.0, "{:?}", places[0]);
    }
}
