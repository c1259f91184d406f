//! The verdicts for groups of residents: urban and rural, the elderly, against all.
//!
//! Where the data do not say who belongs to a group, the people are told as unknown: they are neither in
//! the group nor out of it.

use super::by_area::ByArea;
use super::{Coverage, ExactSum, Joined, PeopleByVerdict, Reach, Travel, Verdict};
use crate::model::{Dataset, DemandCell, Territory};

/// In the order of their numbers.
const JOINED: [Joined; 3] = [Joined::ToPoint, Joined::ToNoPoint, Joined::Nowhere];

/// Residents whose access is compared with that of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    All,
    /// In wards (phường).
    Urban,
    /// In rural communes (xã).
    Rural,
    /// 60 years and more.
    Elderly,
}

impl Group {
    pub const ALL: [Group; 4] = [Self::All, Self::Urban, Self::Rural, Self::Elderly];

    /// The stable name in answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Urban => "urban",
            Self::Rural => "rural",
            Self::Elderly => "elderly",
        }
    }

    /// How many of a cell's people belong to the group; `None` when the data do not tell (no area, so
    /// neither urban nor rural; no count of the elderly).
    pub fn people_of(self, dataset: &Dataset, cell: &DemandCell) -> Option<f64> {
        let territory = cell.area.map(|area| dataset.areas[area.index()].territory);
        let all_when = |wanted: Territory| Some(if territory? == wanted { cell.people } else { 0.0 });
        match self {
            Self::All => Some(cell.people),
            Self::Urban => all_when(Territory::Urban),
            Self::Rural => all_when(Territory::Rural),
            Self::Elderly => cell.elderly,
        }
    }
}

/// One group's people by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroupPeople {
    /// Of the group.
    pub people: PeopleByVerdict,
    /// People, of any age, of whom the data do not tell whether they belong to the group.
    pub unknown: f64,
}

/// One group under a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupCoverage {
    pub group: Group,
    pub all: GroupPeople,
    pub areas: ByArea<GroupPeople>,
}

/// Every group under the rule of a coverage, in the order of [`Group::ALL`].
/// The tables are those of the coverage.
pub fn coverage_by_group(dataset: &Dataset, travel: &Travel, reach: &Reach, coverage: &Coverage) -> Vec<GroupCoverage> {
    let of_group = |group: Group| {
        let areas = ByArea::gather(dataset, |index, sums: &mut GroupSums| {
            sums.add_cell(dataset, (travel, reach), coverage, group, index)
        });
        let all = areas.figures().fold(GroupSums::default(), |all, part| all.plus(part));
        GroupCoverage {
            group,
            all: all.people(),
            areas: areas.map(|sums| sums.people()),
        }
    };
    Group::ALL.into_iter().map(of_group).collect()
}

/// Exact sums of each combination of verdict, passing and joining a road.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GroupSums {
    by_class: [ExactSum; 24],
    unknown: ExactSum,
}

impl GroupSums {
    pub(super) fn add_cell(
        &mut self,
        dataset: &Dataset,
        (travel, reach): (&Travel, &Reach),
        coverage: &Coverage,
        group: Group,
        index: usize,
    ) {
        let cell = &dataset.cells[index];
        match group.people_of(dataset, cell) {
            None => self.unknown += cell.people,
            Some(people) => {
                let (verdict, passes) = (coverage.verdicts[index], coverage.passes[index]);
                let class = (verdict as usize * 2 + usize::from(passes)) * 3 + reach.joined(travel, index) as usize;
                self.by_class[class] += people;
            }
        }
    }

    pub(super) fn plus(&self, other: &GroupSums) -> GroupSums {
        GroupSums {
            by_class: std::array::from_fn(|class| self.by_class[class] + other.by_class[class]),
            unknown: self.unknown + other.unknown,
        }
    }

    /// All people of the group.
    pub(super) fn total(&self) -> ExactSum {
        self.by_class.into_iter().sum()
    }

    pub(super) fn people(&self) -> GroupPeople {
        let mut people = PeopleByVerdict::default();
        for (class, sum) in self.by_class.iter().enumerate() {
            let (verdict, passes) = (Verdict::ALL[class / 6], class / 3 % 2);
            people.add(sum.value(), verdict, passes as f64, JOINED[class % 3]);
        }
        GroupPeople {
            people,
            unknown: self.unknown.value(),
        }
    }
}
