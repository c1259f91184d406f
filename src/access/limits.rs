//! By which limits every cell is judged: those of its own area.

use crate::model::{Combine, Dataset, Facility, FacilityKind, Limits, Rule};
use crate::units::{Deciseconds, Metres};

/// One set of limits that holds somewhere.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LimitClass {
    limits: Limits,
    /// The smallest travel time that no longer passes.
    pub below: Deciseconds,
    /// The largest distance that still passes.
    pub within: Metres,
}

impl LimitClass {
    pub fn combine(&self) -> Combine {
        self.limits.combine
    }

    pub fn counts(&self) -> &[FacilityKind] {
        &self.limits.counts
    }

    pub fn counts_facility(&self, rule: &Rule, facility: &Facility) -> bool {
        rule.counts_facility(&self.limits, facility)
    }
}

/// The limits of a rule by place. Equal limits are one class, so an override that says what the rule says
/// anyway changes nothing; class 0 is the rule's own, and holds outside of every area.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AreaLimits {
    classes: Vec<LimitClass>,
    of_area: Vec<u16>,
    of_cell: Vec<u16>,
}

impl AreaLimits {
    pub fn of(dataset: &Dataset, rule: &Rule) -> AreaLimits {
        let class = |limits: Limits| LimitClass {
            below: rule.first_too_late(&limits),
            within: rule.last_near_enough(&limits),
            limits,
        };
        let mut classes = vec![class(rule.limits_in(None))];
        let mut class_of = |limits: Limits| {
            let class = class(limits);
            let known = classes.iter().position(|known| *known == class);
            known.unwrap_or_else(|| {
                classes.push(class);
                classes.len() - 1
            }) as u16
        };
        let of_area: Vec<u16> = dataset
            .areas
            .iter()
            .map(|area| class_of(rule.limits_in(Some(area))))
            .collect();
        let of_cell = dataset
            .cells
            .iter()
            .map(|cell| cell.area.map_or(0, |area| of_area[area.index()]))
            .collect();
        AreaLimits {
            classes,
            of_area,
            of_cell,
        }
    }

    pub fn classes(&self) -> &[LimitClass] {
        &self.classes
    }

    /// The class of a cell, as an index of [`AreaLimits::classes`].
    pub fn class_of_cell(&self, cell: usize) -> usize {
        usize::from(self.of_cell[cell])
    }

    pub fn of_cell(&self, cell: usize) -> &LimitClass {
        &self.classes[self.class_of_cell(cell)]
    }

    pub fn of_area(&self, area: usize) -> &LimitClass {
        &self.classes[usize::from(self.of_area[area])]
    }

    /// The distinct values of a limit, the rule's own first, and for each class the index of its value.
    pub fn distinct<T: PartialEq>(&self, value: impl Fn(&LimitClass) -> T) -> (Vec<T>, Vec<usize>) {
        let mut values: Vec<T> = Vec::new();
        let index = self.classes.iter().map(|class| {
            let value = value(class);
            values.iter().position(|known| *known == value).unwrap_or_else(|| {
                values.push(value);
                values.len() - 1
            })
        });
        let index = index.collect();
        (values, index)
    }
}
