//! Which communes the words of an address may mean.
//!
//! Four sources, the surest first: a name with its word (`phường X`), a column of its own, a piece without a word, the
//! last words of another piece. The first that says anything is followed; the others narrow it down where they agree
//! and lower it where they contradict. Weights are confidence: they are multiplied, and shared out where a name means
//! several communes, so that the weights of one source never sum to more than its own.
//!
//! Names of communes lived on in the change of July 2025, and so did names of districts: `phường Hoàng Liệt` is a
//! commune of today and also a larger one of before. A district or a town (`thị trấn`), which exist no more, tell that
//! the writer meant the former one.

use std::collections::BTreeSet;

use super::address_answer::{AddressQuery, MatchReason};
use super::address_book::{AddressBook, unit_of};
use super::address_names::NameGrade;
use super::address_parts::{AddressParts, UnitKind};
use crate::text::fold;

/// Weight of a commune by its source.
const NAMED: f64 = 1.0;
const IN_COLUMN: f64 = 0.95;
const UNMARKED: f64 = 0.85;
/// The last words of a building or another piece.
const AT_END: f64 = 0.5;
/// A piece that is also the name of a district told by nothing else.
pub(super) const UNMARKED_DISTRICT: f64 = 0.5;

/// Written as `xã` and is a ward, or the reverse.
const OTHER_KIND: f64 = 0.95;
/// Through the crosswalk.
const FORMER: f64 = 0.95;
/// The less likely of two meanings of one name, of today and of before.
const OTHER_MEANING: f64 = 0.3;
/// A commune of today that took some of a former one of its own name, which was split.
const NAMESAKE: f64 = 0.5;
/// The district told holds nothing of the commune.
const OTHER_DISTRICT: f64 = 0.5;
/// What a contradiction between address and column leaves of the address's and of the column's commune.
const CONTRADICTED: f64 = 0.6;
const CONTRADICTING: f64 = 0.35;

/// Words behind a street, which the street's own name may hold where the street is not known (`Trần Hưng Đạo`).
pub(super) const BEHIND_KNOWN_STREET: f64 = 0.7;
pub(super) const BEHIND_UNKNOWN_STREET: f64 = 0.35;

/// A commune that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hypothesis {
    pub commune: usize,
    /// Confidence, 0 to 1.
    pub weight: f64,
    pub reasons: Vec<MatchReason>,
}

/// The district that an address or its column names.
#[derive(Clone, Debug)]
pub(super) struct District {
    numbers: BTreeSet<usize>,
    name: String,
    /// Communes of today that took some of it.
    pub communes: BTreeSet<usize>,
    /// The piece of the address that is its name without a word.
    piece: Option<String>,
}

impl District {
    /// Told by nothing but a piece without a word, which may be a commune of the same name.
    pub fn is_unmarked(&self) -> bool {
        self.piece.is_some()
    }
}

impl AddressBook {
    pub(super) fn district_told(&self, parts: &AddressParts, query: &AddressQuery) -> Option<District> {
        let marked = parts.district.as_ref().map(|unit| (unit.name.as_str(), None));
        let column = query.district.map(|name| (name, None));
        let unmarked = parts.unmarked.iter().rev().map(|piece| (piece.as_str(), Some(piece)));
        let mut told = marked.into_iter().chain(column).chain(unmarked);
        told.find_map(|(name, piece)| {
            let found = self.districts(name);
            let is_sure = piece.is_none() || found.iter().all(|(_, grade)| *grade <= NameGrade::Unaccented);
            let (first, _) = found.first().copied().filter(|_| is_sure)?;
            let numbers: BTreeSet<usize> = found.into_iter().map(|(number, _)| number).collect();
            Some(District {
                communes: numbers
                    .iter()
                    .flat_map(|&number| &self.districts[number].1)
                    .copied()
                    .collect(),
                name: self.districts[first].0.clone(),
                numbers,
                piece: piece.cloned(),
            })
        })
    }

    /// The communes that the words may mean, in order of commune; `tail`: words behind a street, and their weight.
    pub(super) fn communes_told(
        &self,
        parts: &AddressParts,
        query: &AddressQuery,
        district: Option<&District>,
        tail: Option<(&str, f64)>,
    ) -> Vec<Hypothesis> {
        let named = parts
            .commune
            .as_ref()
            .map_or_else(Vec::new, |unit| self.named(&unit.name, Some(unit.kind), district));
        let column = query.commune.map_or_else(Vec::new, |name| {
            let (kind, bare) = unit_of(name);
            self.by_name(bare, kind, district, IN_COLUMN, &MatchReason::CommuneInColumn)
        });
        let unmarked = self.unmarked(parts, district);
        let at_end = self.at_end(parts, district, tail);
        let column_contradicts = !named.is_empty() && !column.is_empty() && meet(&named, &column).is_empty();
        if column_contradicts {
            return contradiction(named, column);
        }
        let mut sources = [named, column, unmarked, at_end]
            .into_iter()
            .filter(|source| !source.is_empty());
        let Some(mut told) = sources.next() else {
            return Vec::new();
        };
        for other in sources {
            let common = meet(&told, &other);
            if !common.is_empty() && common.len() < told.len() {
                told = narrowed(told, |hypothesis| common.contains(&hypothesis.commune));
            }
        }
        told
    }

    /// A name with its word. One that holds a dash may be a commune and what lies around it.
    fn named(&self, name: &str, kind: Option<UnitKind>, district: Option<&District>) -> Vec<Hypothesis> {
        let whole = self.by_name(name, kind, district, NAMED, &MatchReason::CommuneNamed);
        if !whole.is_empty() {
            return whole;
        }
        if let Some((first, _)) = name.split_once(" - ") {
            return self.by_name(first, kind, district, NAMED, &MatchReason::CommuneNamed);
        }
        // Without accents the word may be part of the name: `phuong mai` is Phương Mai.
        let with_word = kind.map(|kind| format!("{} {name}", fold(kind.word())));
        with_word.map_or_else(Vec::new, |name| {
            self.by_name(&name, None, district, UNMARKED, &MatchReason::CommuneUnmarked)
        })
    }

    /// The last piece without a word that is the name of a commune, spelt right before misspelt; one that is also the
    /// district's comes last.
    fn unmarked(&self, parts: &AddressParts, district: Option<&District>) -> Vec<Hypothesis> {
        let is_district = |piece: &&String| district.is_some_and(|told| told.piece.as_ref() == Some(*piece));
        let pieces = parts.unmarked.iter().rev().filter(|piece| !is_district(piece));
        let found: Vec<Vec<Hypothesis>> = pieces
            .map(|piece| {
                let (kind, bare) = unit_of(piece);
                self.by_name(bare, kind, district, UNMARKED, &MatchReason::CommuneUnmarked)
            })
            .filter(|found| !found.is_empty())
            .collect();
        let best = found.iter().find(|found| is_spelt_right(found)).or(found.first());
        best.cloned().unwrap_or_else(|| {
            let piece = parts.unmarked.iter().find(is_district);
            piece.map_or_else(Vec::new, |piece| {
                self.by_name(piece, None, None, UNMARKED_DISTRICT, &MatchReason::CommuneUnmarked)
            })
        })
    }

    /// Words behind a street, or the most words at the end of a building or piece, that are the name of a commune.
    fn at_end(&self, parts: &AddressParts, district: Option<&District>, tail: Option<(&str, f64)>) -> Vec<Hypothesis> {
        let pieces = parts.unmarked.iter().chain(&parts.buildings);
        let ends = pieces.flat_map(|piece| ends_of(piece)).map(|end| (end, AT_END));
        let mut found = tail
            .into_iter()
            .chain(ends)
            .map(|(end, weight)| self.by_name(unit_of(end).1, None, district, weight, &MatchReason::CommuneAtEnd));
        found
            .find(|found| !found.is_empty() && is_spelt_right(found))
            .unwrap_or_default()
    }

    /// Communes of today by name, and through communes of before.
    fn by_name(
        &self,
        name: &str,
        kind: Option<UnitKind>,
        district: Option<&District>,
        weight: f64,
        source: &MatchReason,
    ) -> Vec<Hypothesis> {
        let today = self.of_today(name, kind, weight, source);
        let before = self.of_before(name, kind, district, weight, source);
        let means_before = district.is_some() || kind == Some(UnitKind::Town);
        let mut list: Vec<Hypothesis> = Vec::new();
        for mut one in today {
            let successor = before.iter().find(|other| other.commune == one.commune);
            match (before.is_empty(), means_before, successor) {
                (true, _, _) => self.judge_district(&mut one, district),
                // Both meanings lead here: the surer one.
                (false, _, Some(other)) => {
                    if means_before {
                        one.weight *= NAMESAKE;
                    }
                    one.weight = one.weight.max(other.weight);
                }
                (false, true, None) => one.weight *= OTHER_MEANING,
                (false, false, None) => {}
            }
            list.push(one);
        }
        let has_today = !list.is_empty();
        for mut one in before {
            if list.iter().any(|other| other.commune == one.commune) {
                continue;
            }
            if has_today && !means_before {
                one.weight *= OTHER_MEANING;
            }
            list.push(one);
        }
        // One letter off, and not in the district told either: another name.
        list.retain(|one| {
            let has = |is: fn(&MatchReason) -> bool| one.reasons.iter().any(is);
            let is_misspelt = has(|reason| matches!(reason, MatchReason::Misspelt { .. }));
            !(is_misspelt && has(|reason| matches!(reason, MatchReason::DistrictContradicts { .. })))
        });
        list.sort_by_key(|one| one.commune);
        list
    }

    fn of_today(&self, name: &str, kind: Option<UnitKind>, weight: f64, source: &MatchReason) -> Vec<Hypothesis> {
        let found = self.commune_names.find(name);
        let share = 1.0 / found.len().max(1) as f64;
        let found = found.into_iter().map(|(commune, grade)| {
            let mut reasons = vec![source.clone()];
            reasons.extend(told_of(grade, name));
            let is_other = matches!((kind, self.communes[commune].kind), (Some(told), Some(is)) if told != is);
            if is_other {
                reasons.push(MatchReason::OtherKind);
            }
            Hypothesis {
                commune,
                weight: weight * grade.factor() * share * if is_other { OTHER_KIND } else { 1.0 },
                reasons,
            }
        });
        found.collect()
    }

    fn of_before(
        &self,
        name: &str,
        kind: Option<UnitKind>,
        district: Option<&District>,
        weight: f64,
        source: &MatchReason,
    ) -> Vec<Hypothesis> {
        let mut found = self.former_names.find(name);
        let of_kind = |former: usize| kind.is_none() || self.former[former].kind == kind;
        let in_district = |former: usize| {
            let told = self.former[former].district.zip(district);
            told.is_some_and(|(number, told)| told.numbers.contains(&number))
        };
        // The district decides between namesakes, then the word.
        for fits in [&in_district as &dyn Fn(usize) -> bool, &of_kind] {
            if found.iter().any(|(former, _)| fits(*former)) {
                found.retain(|(former, _)| fits(*former));
            }
        }
        let share = 1.0 / found.len().max(1) as f64;
        let mut list: Vec<Hypothesis> = Vec::new();
        for (number, grade) in found {
            let former = &self.former[number];
            let mut factor = weight * grade.factor() * FORMER * share / former.successors.len() as f64;
            let mut reasons = vec![source.clone()];
            reasons.extend(told_of(grade, name));
            reasons.push(MatchReason::Former {
                name: former.name.clone(),
                successors: former.successors.len(),
            });
            if !of_kind(number) {
                factor *= OTHER_KIND;
                reasons.push(MatchReason::OtherKind);
            }
            if let Some(told) = district {
                let district = told.name.clone();
                if in_district(number) {
                    reasons.push(MatchReason::DistrictAgrees { district });
                } else {
                    factor *= OTHER_DISTRICT;
                    reasons.push(MatchReason::DistrictContradicts { district });
                }
            }
            for &commune in &former.successors {
                match list.iter_mut().find(|one| one.commune == commune) {
                    Some(known) => known.weight += factor,
                    None => list.push(Hypothesis {
                        commune,
                        weight: factor,
                        reasons: reasons.clone(),
                    }),
                }
            }
        }
        list
    }

    /// Lowers a commune that lies outside of the district told.
    pub(super) fn judge_district(&self, hypothesis: &mut Hypothesis, district: Option<&District>) {
        let Some(told) = district.filter(|told| !told.communes.is_empty()) else {
            return;
        };
        let district = told.name.clone();
        if told.communes.contains(&hypothesis.commune) {
            hypothesis.reasons.push(MatchReason::DistrictAgrees { district });
        } else {
            hypothesis.weight *= OTHER_DISTRICT;
            hypothesis.reasons.push(MatchReason::DistrictContradicts { district });
        }
    }

    /// Whether a name is that of any unit of today or before, spelt right.
    pub(super) fn is_unit(&self, name: &str) -> bool {
        let bare = unit_of(name).1;
        [&self.commune_names, &self.former_names, &self.district_names]
            .iter()
            .any(|index| {
                index
                    .find(bare)
                    .iter()
                    .any(|(_, grade)| *grade <= NameGrade::Unaccented)
            })
    }
}

fn is_spelt_right(list: &[Hypothesis]) -> bool {
    let mut reasons = list.iter().flat_map(|one| &one.reasons);
    !reasons.any(|reason| matches!(reason, MatchReason::Misspelt { .. }))
}

/// What a name that is not spelt the same says.
pub(super) fn told_of(grade: NameGrade, written: &str) -> Option<MatchReason> {
    let written = written.to_owned();
    match grade {
        NameGrade::Same => None,
        NameGrade::Unaccented | NameGrade::OtherAccents => Some(MatchReason::OtherAccents { written }),
        NameGrade::Misspelt => Some(MatchReason::Misspelt { written }),
    }
}

/// The ends of a text at its blanks, the longest first; of the words before it one stays at least.
pub(super) fn ends_of(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(' ').map(|(at, _)| &text[at + 1..])
}

/// Keeps some of the hypotheses; they take over the weight of the others.
fn narrowed(list: Vec<Hypothesis>, is_kept: impl Fn(&Hypothesis) -> bool) -> Vec<Hypothesis> {
    let before: f64 = list.iter().map(|one| one.weight).sum();
    let mut kept: Vec<Hypothesis> = list.into_iter().filter(is_kept).collect();
    let after: f64 = kept.iter().map(|one| one.weight).sum();
    for one in &mut kept {
        one.weight = (one.weight * before / after).min(1.0);
    }
    kept
}

fn meet(a: &[Hypothesis], b: &[Hypothesis]) -> BTreeSet<usize> {
    let of = |list: &[Hypothesis]| list.iter().map(|one| one.commune).collect::<BTreeSet<_>>();
    of(a).intersection(&of(b)).copied().collect()
}

fn contradiction(named: Vec<Hypothesis>, column: Vec<Hypothesis>) -> Vec<Hypothesis> {
    let weakened = |list: Vec<Hypothesis>, factor: f64| {
        list.into_iter().map(move |mut one| {
            one.weight *= factor;
            one.reasons.push(MatchReason::ColumnContradicts);
            one
        })
    };
    let mut list: Vec<Hypothesis> = weakened(named, CONTRADICTED)
        .chain(weakened(column, CONTRADICTING))
        .collect();
    list.sort_by_key(|one| one.commune);
    list
}
