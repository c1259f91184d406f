//! Matches an address with the data: communes by their names, then the street within them, then the house.
//!
//! The arithmetic is in `docs/decisions/0013-addresses.md`: confidences are products of documented factors, so that
//! anybody can work out why a candidate has the number it has. An interpolated house is never confident.

use super::address_answer::{AddressCandidate, AddressMatch, AddressQuery, MatchLevel, MatchReason, Unmatched};
use super::address_book::AddressBook;
use super::address_communes::{
    BEHIND_KNOWN_STREET, BEHIND_UNKNOWN_STREET, District, Hypothesis, UNMARKED_DISTRICT, ends_of, told_of,
};
use super::address_names::NameGrade;
use super::address_parse::parse_address;
use super::address_parting::is_same_city;
use super::address_parts::AddressParts;
use super::address_streets::{House, IsInLane, house_text, leading_number};
use crate::geometry::{LonLat, distance_m};
use crate::text::fold;

/// Candidates told for one address.
const MOST_CANDIDATES: usize = 6;

/// Factor of a level, on the confidence of the commune.
const AT_HOUSE: f64 = 0.95;
const AT_PLACE: f64 = 0.85;
const ON_STREET: f64 = 0.95;
/// Between two known numbers: numbers jump, so this is never more than a hint.
const BETWEEN_HOUSES: f64 = 0.4;
/// The commune alone, where a street, a house, a hamlet or a building was told and is not known in it: right for the
/// commune, and nothing is known of the place.
const FINER_NOT_FOUND: f64 = 0.3;

/// Communes that a street alone tells, and of those in the district told.
const BY_STREET: f64 = 0.6;
const BY_STREET_IN_DISTRICT: f64 = 0.8;
/// A commune that lacks the street, or the house, which another has: the data lack about so many.
const LACKING: f64 = 0.2;
/// A commune that has the street and is not the one named, nor any of those.
const STREET_ELSEWHERE: f64 = 0.25;
/// Of the latter so many are told.
const MOST_ELSEWHERE: usize = 3;

/// Neighbours farther apart than this, in numbers or metres, say nothing of what lies between.
const WIDEST_NUMBERS: u32 = 80;
const WIDEST_M: f64 = 800.0;

/// The street that an address tells.
#[derive(Clone, Debug, Default)]
struct StreetTold {
    text: Option<String>,
    /// Names of the data that it may be.
    names: Vec<(usize, NameGrade)>,
    /// Words behind it that are no part of its name, and how much they weigh.
    tail: Option<(String, f64)>,
}

impl AddressBook {
    /// The places that an address may mean, the likeliest first.
    pub fn find(&self, query: AddressQuery) -> AddressMatch {
        let parts = self.parted(parse_address(query.address));
        let (candidates, unmatched) = self.candidates(&parts, &query);
        AddressMatch {
            unmatched: unmatched.filter(|_| candidates.is_empty()),
            parts,
            candidates,
        }
    }

    fn candidates(&self, parts: &AddressParts, query: &AddressQuery) -> (Vec<AddressCandidate>, Option<Unmatched>) {
        let is_blank = |text: Option<&str>| text.is_none_or(|text| fold(text).is_empty());
        if parts.is_empty() && is_blank(query.commune) {
            return (Vec::new(), Some(Unmatched::Empty));
        }
        if let (Some(told), Some(city)) = (&parts.city, &self.city)
            && !is_same_city(told, city)
        {
            return (Vec::new(), Some(Unmatched::OtherCity(told.clone())));
        }
        let district = self.district_told(parts, query);
        let street = self.street_told(parts);
        let tail = street.tail.as_ref().map(|(words, weight)| (words.as_str(), *weight));
        let told = self.communes_told(parts, query, district.as_ref(), tail);
        let (told, elsewhere) = self.with_street(told, &street, district.as_ref());
        let told = self.with_house(told, parts, &street);
        let mut list: Vec<AddressCandidate> = Vec::new();
        for hypothesis in told.iter().chain(&elsewhere) {
            self.add_candidates(hypothesis, parts, &street, &mut list);
        }
        list.sort_by(|a, b| {
            b.commune_confidence
                .total_cmp(&a.commune_confidence)
                .then(a.level.cmp(&b.level))
                .then(b.confidence.total_cmp(&a.confidence))
                .then_with(|| a.commune_code.cmp(&b.commune_code))
                .then_with(|| a.position.fixed_point().cmp(&b.position.fixed_point()))
        });
        list.dedup();
        list.truncate(MOST_CANDIDATES);
        (list, Some(Unmatched::NothingKnown))
    }

    fn street_told(&self, parts: &AddressParts) -> StreetTold {
        let Some(text) = &parts.street else {
            return self.street_unmarked(parts);
        };
        let whole = self.street_names(text);
        if !whole.is_empty() {
            return StreetTold {
                text: Some(text.clone()),
                names: whole,
                tail: None,
            };
        }
        // `Vũ Trọng Phụng Thanh Xuân`: a street and what it lies in, without a comma. The longest street first; where
        // no beginning is a street, the longest end that is a unit.
        let split = |end: &str| text[..text.len() - end.len()].trim_end().to_owned();
        let ends: Vec<&str> = ends_of(text).collect();
        for end in ends.iter().rev() {
            let begin = split(end);
            let names: Vec<_> = self
                .streets
                .find(&begin)
                .into_iter()
                .filter(|(_, grade)| *grade <= NameGrade::Unaccented)
                .collect();
            if !names.is_empty() && self.is_unit(end) {
                return StreetTold {
                    text: Some(begin),
                    names,
                    tail: Some(((*end).to_owned(), BEHIND_KNOWN_STREET)),
                };
            }
        }
        let unit = ends.into_iter().find(|end| end.contains(' ') && self.is_unit(end));
        StreetTold {
            text: Some(unit.map_or_else(|| text.clone(), split)),
            names: Vec::new(),
            tail: unit.map(|unit| (unit.to_owned(), BEHIND_UNKNOWN_STREET)),
        }
    }

    /// A street by its name. Without accents `duong` and `pho` may be part of it: `duong dinh nghe`, `pho duc chinh`.
    pub(super) fn street_names(&self, text: &str) -> Vec<(usize, NameGrade)> {
        let found = self.streets.find(text);
        if !found.is_empty() || super::address_names::has_accents(text) {
            return found;
        }
        ["duong", "pho"]
            .iter()
            .map(|word| self.streets.find(&format!("{word} {text}")))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// A piece without a word that is the name of a street and of no unit; or a unit's word and name that are one.
    fn street_unmarked(&self, parts: &AddressParts) -> StreetTold {
        let unit = parts.commune.as_ref().filter(|unit| !self.is_unit(&unit.name));
        let with_word = unit.map(|unit| format!("{} {}", fold(unit.kind.word()), unit.name));
        let pieces = parts.unmarked.iter().filter(|piece| !self.is_unit(piece)).cloned();
        for text in pieces.chain(with_word) {
            let mut names = self.streets.find(&text);
            names.retain(|(_, grade)| *grade <= NameGrade::Unaccented);
            if !names.is_empty() {
                return StreetTold {
                    text: Some(text),
                    names,
                    tail: None,
                };
            }
        }
        StreetTold::default()
    }

    /// The communes told, judged by where the street is; and communes that have it and were not told.
    fn with_street(
        &self,
        told: Vec<Hypothesis>,
        street: &StreetTold,
        district: Option<&District>,
    ) -> (Vec<Hypothesis>, Vec<Hypothesis>) {
        let mut having: Vec<usize> = street
            .names
            .iter()
            .flat_map(|(name, _)| self.streets.places(*name).iter().map(|place| place.commune))
            .collect();
        having.sort_unstable();
        having.dedup();
        let Some(text) = &street.text else {
            return (told, Vec::new());
        };
        if having.is_empty() {
            let street = text.clone();
            let told = told.into_iter().map(|mut one| {
                one.reasons.push(MatchReason::StreetUnknown { street: street.clone() });
                one
            });
            return (told.collect(), Vec::new());
        }
        let in_district: Vec<usize> = having
            .iter()
            .copied()
            .filter(|commune| district.is_some_and(|told| told.communes.contains(commune)))
            .collect();
        let has = |one: &Hypothesis| having.contains(&one.commune);
        // `5 Kim Mã, Ba Đình`: the street lies in the district of that name, and not in the commune.
        let is_only_district = district.is_some_and(District::is_unmarked)
            && parts_name_no_other(&told)
            && !in_district.is_empty()
            && !told.iter().any(has);
        if told.is_empty() || is_only_district {
            let (list, weight) = if in_district.is_empty() {
                (having, BY_STREET)
            } else {
                (in_district, BY_STREET_IN_DISTRICT)
            };
            let communes = list.len();
            let reason = MatchReason::StreetAlone { communes };
            let alone = list.into_iter().map(|commune| {
                let mut one = Hypothesis {
                    commune,
                    weight: weight / communes as f64,
                    reasons: vec![reason.clone()],
                };
                self.judge_district(&mut one, district);
                one
            });
            return (
                alone.chain(weakened(told, &MatchReason::StreetMissing)).collect(),
                Vec::new(),
            );
        }
        if told.iter().any(has) {
            return (weighed(told, has, &MatchReason::StreetMissing), Vec::new());
        }
        let names: Vec<String> = having
            .iter()
            .take(MOST_ELSEWHERE)
            .map(|&at| self.communes[at].name.clone())
            .collect();
        let told = told.into_iter().map(|mut one| {
            let communes = names.clone();
            one.reasons.push(MatchReason::StreetElsewhere { communes });
            one
        });
        let told: Vec<Hypothesis> = told.collect();
        let is_sure = street.names.iter().any(|(_, grade)| *grade <= NameGrade::Unaccented);
        let weight = STREET_ELSEWHERE / having.len() as f64;
        let taken = if is_sure { MOST_ELSEWHERE } else { 0 };
        let elsewhere = having.iter().take(taken).map(|&commune| {
            let reason = MatchReason::StreetAlone { communes: having.len() };
            let mut one = Hypothesis {
                commune,
                weight,
                reasons: vec![reason],
            };
            self.judge_district(&mut one, district);
            one
        });
        (told, elsewhere.collect())
    }

    /// Of the communes that have the street, those where the very house or lane is known are likelier.
    fn with_house(&self, told: Vec<Hypothesis>, parts: &AddressParts, street: &StreetTold) -> Vec<Hypothesis> {
        let on_street = |one: &Hypothesis| {
            let mut names = street.names.iter();
            names.any(|(name, _)| self.streets.in_commune(*name, one.commune).is_some())
        };
        let has_house = |one: &Hypothesis| {
            let mut names = street.names.iter();
            names.any(|(name, _)| {
                known_house(self.streets.houses(*name, one.commune), parts).is_some()
                    || self.streets.lane(*name, &parts.lanes, one.commune).is_some()
            })
        };
        let (on_street, mut rest): (Vec<Hypothesis>, Vec<Hypothesis>) = told.into_iter().partition(on_street);
        if on_street.iter().any(has_house) {
            rest.extend(weighed(on_street, has_house, &MatchReason::HouseMissing));
        } else {
            rest.extend(on_street);
        }
        rest
    }

    /// The finest candidate of a commune, and the street beside an interpolated house.
    fn add_candidates(
        &self,
        hypothesis: &Hypothesis,
        parts: &AddressParts,
        street: &StreetTold,
        list: &mut Vec<AddressCandidate>,
    ) {
        let commune = &self.communes[hypothesis.commune];
        let weight = hypothesis.weight;
        let candidate = |level, position, factor: f64, what: &str, within_m, more: &[MatchReason]| AddressCandidate {
            level,
            position,
            commune_code: commune.code.clone(),
            commune_name: commune.name.clone(),
            label: if what.is_empty() {
                commune.name.clone()
            } else {
                format!("{what}, {}", commune.name)
            },
            confidence: rounded(weight * factor),
            commune_confidence: rounded(weight),
            within_m,
            reasons: hypothesis.reasons.iter().chain(more).cloned().collect(),
        };
        let mut found = Vec::new();
        let names = street.names.iter();
        for (name, grade, here) in names.filter_map(|&(name, grade)| {
            let here = self.streets.in_commune(name, hypothesis.commune)?;
            Some((name, grade, here))
        }) {
            let label = self.streets.label(name);
            let spelt = told_of(grade, street.text.as_deref().unwrap_or_default());
            let on_street: Vec<MatchReason> = std::iter::once(MatchReason::StreetFound).chain(spelt).collect();
            let with = |reason| on_street.iter().cloned().chain([reason]).collect::<Vec<_>>();
            let houses = self.streets.houses(name, hypothesis.commune);
            let told = house_told(parts);
            if let Some(house) = known_house(houses, parts) {
                let reason = MatchReason::HouseKnown {
                    name: house.name.clone(),
                };
                let what = format!("{told} {label}");
                found.push(candidate(
                    MatchLevel::House,
                    house.at,
                    AT_HOUSE * grade.factor(),
                    &what,
                    None,
                    &with(reason),
                ));
                continue;
            }
            if let Some((lane, at)) = self.streets.lane(name, &parts.lanes, hypothesis.commune) {
                let reason = MatchReason::LaneFound { name: lane.to_owned() };
                let factor = ON_STREET * grade.factor();
                let within = Some(at.within_m.round());
                found.push(candidate(
                    MatchLevel::Street,
                    at.at,
                    factor,
                    lane,
                    within,
                    &with(reason),
                ));
                continue;
            }
            if let Some((at, within_m, reason)) = between(houses, parts) {
                let what = format!("{told} {label}");
                let factor = BETWEEN_HOUSES * grade.factor();
                found.push(candidate(
                    MatchLevel::House,
                    at,
                    factor,
                    &what,
                    Some(within_m),
                    &with(reason),
                ));
            }
            found.push(candidate(
                MatchLevel::Street,
                here.at,
                ON_STREET * grade.factor(),
                label,
                Some(here.within_m.round()),
                &on_street,
            ));
        }
        let is_at_house = found
            .iter()
            .any(|one| one.level == MatchLevel::House && one.within_m.is_none());
        if !is_at_house && let Some((place, grade)) = self.place_told(parts, hypothesis.commune) {
            let (name, at) = (place.name.clone(), place.at);
            let reasons: Vec<MatchReason> = std::iter::once(MatchReason::PlaceKnown { name: name.clone() })
                .chain(told_of(grade, &name))
                .collect();
            found.push(candidate(
                MatchLevel::Place,
                at,
                AT_PLACE * grade.factor(),
                &name,
                None,
                &reasons,
            ));
        }
        if found.is_empty() {
            let not_found: Vec<MatchReason> = parts
                .finer_than_commune()
                .into_iter()
                .filter(|what| !self.is_unit(what))
                .map(|what| MatchReason::NotFound { what })
                .collect();
            let factor = if street.text.is_some() || !not_found.is_empty() {
                FINER_NOT_FOUND
            } else {
                1.0
            };
            found.push(candidate(MatchLevel::Commune, commune.at, factor, "", None, &not_found));
        }
        list.append(&mut found);
    }

    /// A known place of the commune that a building, a hamlet or a piece names; the only one of its name there.
    fn place_told(&self, parts: &AddressParts, commune: usize) -> Option<(&super::address_book::Place, NameGrade)> {
        let texts = parts.buildings.iter().chain(&parts.hamlets).chain(&parts.unmarked);
        texts.filter(|text| !self.is_unit(text)).find_map(|text| {
            let found = self.place_names.find(text);
            let mut here = found
                .into_iter()
                .filter(|(place, _)| self.places[*place].commune == Some(commune));
            match (here.next(), here.next()) {
                (Some((place, grade)), None) => Some((&self.places[place], grade)),
                _ => None,
            }
        })
    }
}

/// Whether a district's name alone made the hypotheses.
fn parts_name_no_other(told: &[Hypothesis]) -> bool {
    told.iter().all(|one| one.weight <= UNMARKED_DISTRICT)
}

/// Weighs by what some have and others lack; together they stay as sure as they were.
fn weighed(told: Vec<Hypothesis>, has: impl Fn(&Hypothesis) -> bool, lacks: &MatchReason) -> Vec<Hypothesis> {
    let sum = |list: &[Hypothesis]| list.iter().map(|one| one.weight).sum::<f64>();
    let before = sum(&told);
    let (mut list, lacking): (Vec<Hypothesis>, Vec<Hypothesis>) = told.into_iter().partition(has);
    list.extend(weakened(lacking, lacks));
    let scale = before / sum(&list);
    list.iter_mut()
        .for_each(|one| one.weight = (one.weight * scale).min(1.0));
    list
}

/// Communes that lack what others have.
fn weakened(list: Vec<Hypothesis>, lacks: &MatchReason) -> impl Iterator<Item = Hypothesis> {
    list.into_iter().map(|mut one| {
        one.weight *= LACKING;
        one.reasons.push(lacks.clone());
        one
    })
}

/// The house with this number and these lanes.
fn known_house<'a>(houses: &'a [House], parts: &AddressParts) -> Option<&'a House> {
    let text = house_text(parts.house_number.as_deref()?, &parts.lanes);
    houses.iter().find(|house| house.text == text)
}

/// House number and lanes as addresses write them: `8 ngõ 6`.
fn house_told(parts: &AddressParts) -> String {
    let number = parts.house_number.iter().chain(&parts.lanes);
    number.cloned().collect::<Vec<_>>().join(" ")
}

/// Where the number lies between the nearest known ones of its side of the street, with half their distance. A house in
/// a lane lies in the lane, whose mouth is numbered as the houses of the street are.
fn between(houses: &[House], parts: &AddressParts) -> Option<(LonLat, f64, MatchReason)> {
    let number = match parts.lanes.last() {
        Some(lane) => leading_number(lane.rsplit(' ').next()?)?,
        None => leading_number(parts.house_number.as_deref()?)?,
    };
    let on_street = houses.iter().filter(|house| house.is_in_lane == IsInLane::No);
    let same_side: Vec<&House> = on_street.filter(|house| house.number % 2 == number % 2).collect();
    let at = same_side.partition_point(|house| house.number < number);
    let upper = same_side.get(at)?;
    // The number itself is known where a lane is looked for: its mouth is there.
    let lower = if upper.number == number {
        upper
    } else {
        same_side.get(at.checked_sub(1)?)?
    };
    let (gap, metres) = (upper.number - lower.number, distance_m(lower.at, upper.at));
    if gap > WIDEST_NUMBERS || metres > WIDEST_M {
        return None;
    }
    let share = if gap == 0 {
        0.0
    } else {
        f64::from(number - lower.number) / f64::from(gap)
    };
    let mid = |a: f64, b: f64| a + (b - a) * share;
    let position = LonLat::new(mid(lower.at.lon, upper.at.lon), mid(lower.at.lat, upper.at.lat));
    let reason = MatchReason::HouseBetween {
        lower: lower.number.to_string(),
        upper: upper.number.to_string(),
    };
    Some((position, (metres / 2.0).round(), reason))
}

fn rounded(confidence: f64) -> f64 {
    (confidence * 1000.0).round() / 1000.0
}
