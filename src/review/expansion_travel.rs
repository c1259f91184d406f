//! Whose nearest point a new one becomes, and how many minutes that saves.

use super::plan::AddedTravel;
use super::propose::ReviewInput;
use super::sites::Site;
use crate::access::{ExactSum, Reach, weighted_quantile};
use crate::model::{Dataset, FacilityId, Rule};
use crate::units::Deciseconds;

/// Travel to a new point is looked at below this: an hour.
const FARTHEST: Deciseconds = Deciseconds(36_000);

/// Which cells have a new point nearest, and how much nearer.
pub struct Nearest {
    /// For each cell the least time to a new point below an hour, and which; ties to the earlier site.
    new: Vec<Option<(Deciseconds, usize)>>,
    standing: Vec<Option<Deciseconds>>,
}

/// Of one new point.
pub struct NearFigures {
    pub people: f64,
    /// Over those who had a point within an hour; the others are counted beside.
    pub saved: AddedTravel,
    pub person_minutes: f64,
}

impl Nearest {
    pub fn of(input: &ReviewInput, rule: &Rule, kept: &[FacilityId], sites: &[Site], chosen: &[usize]) -> Nearest {
        let cells = input.dataset.cells.len();
        let mut new: Vec<Option<(Deciseconds, usize)>> = vec![None; cells];
        if chosen.is_empty() {
            return Nearest {
                new,
                standing: vec![None; cells],
            };
        }
        let places: Vec<_> = chosen.iter().map(|&site| sites[site].facility.location).collect();
        input.travel.for_each_time_to(&places, FARTHEST, |index, times| {
            for &(cell, time) in times {
                let best = &mut new[cell.index()];
                if best.is_none_or(|(least, _)| time < least) {
                    *best = Some((time, chosen[index]));
                }
            }
        });
        let counting = Reach::counting(input.dataset, rule);
        let counting: Vec<FacilityId> = kept.iter().copied().filter(|id| counting.contains(id)).collect();
        let nearest = input.travel.nearest(&counting, 1);
        let standing = (0..cells)
            .map(|cell| {
                nearest
                    .nearest(cell)
                    .map(|(time, _)| time)
                    .filter(|time| *time < FARTHEST)
            })
            .collect();
        Nearest { new, standing }
    }

    pub fn figures(&self, dataset: &Dataset, site: usize) -> NearFigures {
        let (mut people, mut minutes) = (ExactSum::default(), ExactSum::default());
        let mut none = ExactSum::default();
        let mut saved: Vec<(Deciseconds, f64)> = Vec::new();
        for (cell, new) in self.new.iter().enumerate() {
            let Some((time, _)) = new.filter(|(_, own)| *own == site) else {
                continue;
            };
            let here = dataset.cells[cell].people;
            match self.standing[cell] {
                Some(before) if before <= time => continue,
                Some(before) => {
                    saved.push((Deciseconds(before.0 - time.0), here));
                    minutes += here * f64::from(before.0 - time.0) / 600.0;
                }
                None => none += here,
            }
            people += here;
        }
        saved.retain(|(_, people)| *people > 0.0);
        let mut told = AddedTravel {
            without_alternative_people: none.value(),
            ..AddedTravel::default()
        };
        if !saved.is_empty() {
            told.median = Some(weighted_quantile(&mut saved, 0.5));
            told.p95 = Some(weighted_quantile(&mut saved, 0.95));
            told.max = saved.last().map(|(time, _)| *time);
        }
        NearFigures {
            people: people.value(),
            saved: told,
            person_minutes: minutes.value(),
        }
    }
}
