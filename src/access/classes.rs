//! People by the classes that a map paints: how far the nearest point is, and how many people live in one cell.

use super::{ExactSum, KNearest};
use crate::model::Dataset;
use crate::units::Deciseconds;

/// People by class; a map that paints these classes and a legend with these counts say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    /// By minutes to the nearest counting point: below each bound of [`Classes::MINUTES`] and not below the one before, then those
    /// of the last bound and more, then those who reach none.
    pub by_minutes: [f64; Classes::MINUTES.len() + 2],
    /// By the people of their cell: fewer than the first bound of [`Classes::CELL_PEOPLE`], then from each bound on.
    pub by_cell_people: [f64; Classes::CELL_PEOPLE.len() + 1],
}

impl Classes {
    pub const MINUTES: [u32; 4] = [10, 20, 30, 45];
    pub const CELL_PEOPLE: [f64; 4] = [10.0, 100.0, 500.0, 2000.0];

    /// `nearest` among the points that count.
    pub fn of(dataset: &Dataset, nearest: &KNearest) -> Classes {
        let mut by_minutes = [ExactSum::default(); Classes::MINUTES.len() + 2];
        let mut by_cell_people = [ExactSum::default(); Classes::CELL_PEOPLE.len() + 1];
        for (index, cell) in dataset.cells.iter().enumerate() {
            let time = nearest.nearest(index).map(|(time, _)| time);
            by_minutes[Classes::of_time(time)] += cell.people;
            let size = Classes::CELL_PEOPLE.iter().filter(|from| cell.people >= **from).count();
            by_cell_people[size] += cell.people;
        }
        Classes {
            by_minutes: by_minutes.map(ExactSum::value),
            by_cell_people: by_cell_people.map(ExactSum::value),
        }
    }

    /// The class of a travel time; `None` reaches no point.
    fn of_time(time: Option<Deciseconds>) -> usize {
        match time {
            Some(time) => Classes::MINUTES
                .iter()
                .filter(|minutes| time.0 >= **minutes * 600)
                .count(),
            None => Classes::MINUTES.len() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_begins_at_its_bound_as_the_limit_of_the_rule_does() {
        let of = |deciseconds| Classes::of_time(Some(Deciseconds(deciseconds)));
        assert_eq!([of(0), of(5_999), of(6_000), of(17_999), of(18_000)], [0, 0, 1, 2, 3]);
        assert_eq!([of(26_999), of(27_000), Classes::of_time(None)], [3, 4, 5]);
    }
}
