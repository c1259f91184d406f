//! A published series of counts carried to the new layout: what is exact, what a share, and whom nobody can place.

use std::collections::BTreeMap;

use super::crosswalk::{Crosswalk, Layout, Resolution};
use super::crosswalk_names::district_key;
use super::crosswalk_shares::{Certainty, ShareBasis, Transfer};
use crate::model::AreaCount;

/// Why a row of a series is in no unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnresolvedReason {
    /// The row has no code, and the crosswalk knows no such name in its district.
    NoCode,
    /// Neither its code nor its name is in the crosswalk.
    NotInCrosswalk,
    /// It has no code that is known, and several units go by its name: their codes.
    SeveralOfThisName(Vec<String>),
}

impl UnresolvedReason {
    /// The stable name in files.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoCode => "no_code",
            Self::NotInCrosswalk => "not_in_crosswalk",
            Self::SeveralOfThisName(_) => "several_of_this_name",
        }
    }
}

/// A row of a series that is in no unit, with its people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnresolvedCount {
    pub code: Option<String>,
    pub name: String,
    pub district: Option<String>,
    pub people: u64,
    pub reason: UnresolvedReason,
}

/// People of an old unit that was split. They are persons of the series; the parts are estimates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitCount {
    /// Place in [`Crosswalk::old_units`].
    pub old: usize,
    pub people: u64,
    pub basis: ShareBasis,
    /// Place in [`Crosswalk::new_units`] and people, in order of code; they add up to `people`.
    pub parts: Vec<(usize, u64)>,
}

/// One series in both layouts. `total` is `carried` and the people of `unresolved`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedSeries {
    pub series: String,
    pub as_of: Option<String>,
    /// The layout whose units the series names.
    pub layout: Layout,
    pub rows: usize,
    pub total: u64,
    pub carried: u64,
    /// Of those carried, who went by mergers.
    pub carried_exactly: u64,
    /// People by old unit, `None` where the series does not count it; all `None` for a series of the new layout.
    pub by_old: Vec<Option<u64>>,
    /// People by new unit, `None` where nothing of the series came to it.
    pub by_new: Vec<Option<u64>>,
    /// Whether a share of a split unit is in it.
    pub certainty: Vec<Certainty>,
    /// In order of the old code.
    pub splits: Vec<SplitCount>,
    /// Most people first, then by code, district and name.
    pub unresolved: Vec<UnresolvedCount>,
}

impl CarriedSeries {
    /// People in no unit.
    pub fn unresolved_people(&self) -> u64 {
        self.unresolved.iter().map(|row| row.people).sum()
    }
}

/// Carries the rows of one series. `to_new` goes from old to new units, `bases` says what its shares rest on.
///
/// A series that names at least one unit which only the old layout has is told in the old layout as a whole, since most
/// codes of the new layout are codes of the old one too.
pub fn carry_series(
    crosswalk: &Crosswalk,
    to_new: &Transfer,
    bases: &[ShareBasis],
    counts: &[&AreaCount],
) -> CarriedSeries {
    let layout = layout_of(crosswalk, counts);
    let mut told = CarriedSeries {
        series: counts.first().map_or_else(String::new, |row| row.series.clone()),
        as_of: counts.iter().filter_map(|row| row.as_of.clone()).max(),
        layout,
        rows: counts.len(),
        total: counts.iter().map(|row| row.people).sum(),
        carried: 0,
        carried_exactly: 0,
        by_old: vec![None; crosswalk.old_units().len()],
        by_new: vec![None; crosswalk.new_units().len()],
        certainty: vec![Certainty::Exact; crosswalk.new_units().len()],
        splits: Vec::new(),
        unresolved: Vec::new(),
    };
    for row in counts {
        let unit = match layout {
            Layout::Old => place(crosswalk, Layout::Old, row),
            Layout::New => place(crosswalk, Layout::New, row),
        };
        match (unit, layout) {
            (Ok(unit), Layout::Old) => *told.by_old[unit].get_or_insert(0) += row.people,
            (Ok(unit), Layout::New) => {
                *told.by_new[unit].get_or_insert(0) += row.people;
                told.carried_exactly += row.people;
            }
            (Err(reason), _) => told.unresolved.push(UnresolvedCount {
                code: row.code.clone(),
                name: row.name.clone(),
                district: row.district.clone(),
                people: row.people,
                reason,
            }),
        }
    }
    for (old, people) in told.by_old.iter().enumerate() {
        let Some(people) = *people else { continue };
        let parts = to_new.split(old, people);
        let portions = to_new.portions(old);
        for (portion, part) in portions.iter().zip(&parts) {
            *told.by_new[portion.target].get_or_insert(0) += part;
            if portions.len() > 1 {
                told.certainty[portion.target] = Certainty::Estimate;
            }
        }
        if portions.len() > 1 {
            told.splits.push(SplitCount {
                old,
                people,
                basis: bases[old],
                parts: portions.iter().map(|portion| portion.target).zip(parts).collect(),
            });
        } else {
            told.carried_exactly += people;
        }
    }
    told.carried = told.by_new.iter().flatten().sum();
    told.unresolved.sort_by(|a, b| {
        b.people
            .cmp(&a.people)
            .then_with(|| (&a.code, &a.district, &a.name).cmp(&(&b.code, &b.district, &b.name)))
    });
    told
}

/// The one unit of a layout that a row names.
fn place(crosswalk: &Crosswalk, layout: Layout, row: &AreaCount) -> Result<usize, UnresolvedReason> {
    if let Some(unit) = row.code.as_deref().and_then(|code| crosswalk.by_code(layout, code)) {
        return Ok(unit);
    }
    let found = crosswalk.by_name(layout, &row.name, row.district.as_deref());
    match found.as_slice() {
        [one] => Ok(*one),
        [] if row.code.is_none() => Err(UnresolvedReason::NoCode),
        [] => Err(UnresolvedReason::NotInCrosswalk),
        several => {
            let codes = several.iter().map(|&unit| crosswalk.units(layout)[unit].code.clone());
            Err(UnresolvedReason::SeveralOfThisName(codes.collect()))
        }
    }
}

fn layout_of(crosswalk: &Crosswalk, counts: &[&AreaCount]) -> Layout {
    let is_old_alone = |row: &&AreaCount| match row.code.as_deref() {
        Some(code) => crosswalk.by_code(Layout::Old, code).is_some() && crosswalk.by_code(Layout::New, code).is_none(),
        None => {
            matches!(
                crosswalk.resolve_name(&row.name, row.district.as_deref()),
                Resolution::Merged(_) | Resolution::Split(_)
            ) && crosswalk.by_name(Layout::New, &row.name, None).is_empty()
        }
    };
    if counts.iter().any(is_old_alone) {
        Layout::Old
    } else {
        Layout::New
    }
}

/// People of every old unit, as weights for telling figures of new units in the old layout: as the series counts them.
/// An old unit that it does not count has an equal part of those of its district whom the series could not place (they
/// are the unit's predecessors), or else the mean of the counted ones. Without a series all are equal.
pub(super) fn old_weights(crosswalk: &Crosswalk, series: Option<&CarriedSeries>) -> Vec<u64> {
    let units = crosswalk.old_units();
    let Some(series) = series else {
        return vec![1; units.len()];
    };
    let district = |name: &Option<String>| name.as_deref().map(district_key);
    let mut lost: BTreeMap<Option<String>, (u64, u64)> = BTreeMap::new();
    for row in &series.unresolved {
        lost.entry(district(&row.district)).or_default().0 += row.people;
    }
    for (unit, counted) in units.iter().zip(&series.by_old) {
        if counted.is_none() {
            lost.entry(district(&unit.district)).or_default().1 += 1;
        }
    }
    let counted: Vec<u64> = series.by_old.iter().flatten().copied().collect();
    let mean = counted.iter().sum::<u64>() / (counted.len() as u64).max(1);
    let weight = |(unit, counted): (&super::AdministrativeUnit, &Option<u64>)| match counted {
        Some(people) => *people,
        None => match lost.get(&district(&unit.district)) {
            Some((people, heirs)) if *people >= *heirs => people / heirs.max(&1),
            _ => mean.max(1),
        },
    };
    units.iter().zip(&series.by_old).map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::super::crosswalk::tests::four_to_two;
    use super::super::crosswalk_shares::Portion;
    use super::*;

    pub fn count(code: Option<&str>, name: &str, district: &str, people: u64) -> AreaCount {
        AreaCount {
            series: "2019".into(),
            as_of: None,
            code: code.map(str::to_owned),
            name: name.into(),
            district: Some(district.into()),
            people,
            elderly: None,
            point: None,
        }
    }

    /// C has a third of its people in ward 1 and two thirds in ward 3.
    fn carried(rows: &[AreaCount]) -> CarriedSeries {
        let crosswalk = Crosswalk::new(&four_to_two());
        let portion = |target, weight| Portion { target, weight };
        let sources = vec![
            vec![portion(0, 1)],
            vec![portion(0, 1)],
            vec![portion(0, 100), portion(1, 200)],
            vec![portion(1, 1)],
        ];
        let rows: Vec<&AreaCount> = rows.iter().collect();
        let to_new = Transfer::new(sources, 2);
        carry_series(&crosswalk, &to_new, &[ShareBasis::Declared; 4], &rows)
    }

    #[test]
    fn mergers_are_exact_splits_go_by_share_and_strangers_are_named_with_their_people() {
        let told = carried(&[
            count(Some("1"), "Phường A", "Quận Này", 10),
            count(None, "b", "nay", 20),
            count(Some("3"), "Phường C", "Quận Này", 31),
            count(Some("4"), "Xã D", "Huyện Kia", 40),
            count(None, "caothanh", "unghoa", 4081),
            count(Some("77"), "Xã Lạ", "Huyện Kia", 5000),
        ]);
        assert_eq!((told.layout, told.total), (Layout::Old, 9182));
        // C's 31 by 100:200 are 10.33 and 20.67.
        assert_eq!(told.by_new, [Some(10 + 20 + 10), Some(21 + 40)]);
        assert_eq!((told.carried, told.carried_exactly), (101, 70));
        assert_eq!(told.certainty, [Certainty::Estimate, Certainty::Estimate]);
        let split = SplitCount {
            old: 2,
            people: 31,
            basis: ShareBasis::Declared,
            parts: vec![(0, 10), (1, 21)],
        };
        assert_eq!(told.splits, [split]);
        assert_eq!(told.unresolved_people(), 9081);
        let named: Vec<_> = told
            .unresolved
            .iter()
            .map(|row| (row.name.as_str(), row.reason.clone()))
            .collect();
        assert_eq!(
            named,
            [
                ("Xã Lạ", UnresolvedReason::NotInCrosswalk),
                ("caothanh", UnresolvedReason::NoCode)
            ]
        );
    }

    #[test]
    fn a_series_of_codes_that_the_new_layout_has_too_is_of_the_new_layout() {
        let told = carried(&[
            count(Some("1"), "Phường Một", "", 10),
            count(Some("3"), "Phường Hai", "", 20),
        ]);
        assert_eq!((told.layout, told.carried, told.carried_exactly), (Layout::New, 30, 30));
        assert_eq!(told.by_new, [Some(10), Some(20)]);
        assert_eq!(told.by_old, [None; 4]);
    }

    #[test]
    fn an_old_unit_without_a_count_weighs_as_the_lost_people_of_its_district() {
        let crosswalk = Crosswalk::new(&four_to_two());
        let told = carried(&[
            count(Some("1"), "Phường A", "Quận Này", 10),
            count(Some("2"), "Phường B", "Quận Này", 20),
            count(Some("4"), "Xã D", "Huyện Kia", 40),
            count(None, "cu", "này", 300),
        ]);
        assert_eq!(old_weights(&crosswalk, Some(&told)), [10, 20, 300, 40]);
        let without = carried(&[
            count(Some("1"), "Phường A", "Quận Này", 10),
            count(Some("2"), "Phường B", "Quận Này", 20),
        ]);
        assert_eq!(old_weights(&crosswalk, Some(&without)), [10, 20, 15, 15], "the mean");
        assert_eq!(old_weights(&crosswalk, None), [1; 4]);
    }
}
