//! The figures of a live network: exact sums under every rule, travel-time quantiles of the city and of every area.

use std::collections::{BTreeMap, BTreeSet};

use super::ExactSum;
use super::coverage::{AreaCoverage, Joined, PeopleByVerdict};
use super::live_change::{AreaChange, CityFigures, Moves, RuleChange, sole_changes, time_change};
use super::live_people::{ExactByVerdict, Standing, TimeHistogram};
use super::live_tables::{Before, Cover, Table};
use crate::model::{AreaId, AreaLevel, CellId, Dataset, Rule, Territory};
use crate::units::Deciseconds;

/// What one rule says about the city now: [`super::Coverage`] without its lists of cells and its gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveFigures {
    pub people: PeopleByVerdict,
    pub urban: PeopleByVerdict,
    pub rural: PeopleByVerdict,
    pub outside_areas: PeopleByVerdict,
    /// The communes, in order of id.
    pub areas: Vec<AreaCoverage>,
    pub median: Deciseconds,
    pub p95: Deciseconds,
}

/// Travel times to the nearest point that counts on one table, and the points of every area.
pub(super) struct Times {
    city: TimeHistogram,
    areas: Vec<TimeHistogram>,
    median: Deciseconds,
    p95: Deciseconds,
    area_medians: Vec<Deciseconds>,
    /// Open counting facilities by area.
    pub points: Vec<u32>,
}

/// The sums under one rule.
pub(super) struct Judged {
    pub rule: Rule,
    /// The table it is judged on.
    pub table: usize,
    all: ExactByVerdict,
    urban: ExactByVerdict,
    rural: ExactByVerdict,
    outside: ExactByVerdict,
    areas: Vec<ExactByVerdict>,
    /// By number of the facility: people for whom it alone satisfies the rule.
    pub sole: Vec<ExactSum>,
}

impl Times {
    pub fn build(dataset: &Dataset, table: &Table, people: &[ExactSum]) -> Times {
        let mut times = Times {
            city: TimeHistogram::default(),
            areas: vec![TimeHistogram::default(); dataset.areas.len()],
            median: Deciseconds::NEVER,
            p95: Deciseconds::NEVER,
            area_medians: vec![Deciseconds::NEVER; dataset.areas.len()],
            points: vec![0; dataset.areas.len()],
        };
        for (cell, demand) in dataset.cells.iter().enumerate() {
            times.city.add(table.time(cell), people[cell]);
            if let Some(area) = demand.area {
                times.areas[area.index()].add(table.time(cell), people[cell]);
            }
        }
        let all = (0..dataset.areas.len() as u32).map(AreaId).collect();
        times.look_up(&all);
        times
    }

    fn change(&mut self, area: Option<AreaId>, people: ExactSum, [before, after]: [Deciseconds; 2]) {
        let area = area.map(|area| &mut self.areas[area.index()]);
        for histogram in std::iter::once(&mut self.city).chain(area) {
            histogram.take(before, people);
            histogram.add(after, people);
        }
    }

    fn look_up(&mut self, areas: &BTreeSet<AreaId>) {
        self.median = self.city.quantile(0.5);
        self.p95 = self.city.quantile(0.95);
        for area in areas {
            self.area_medians[area.index()] = self.areas[area.index()].quantile(0.5);
        }
    }
}

impl Judged {
    pub fn build(
        dataset: &Dataset,
        rule: &Rule,
        table: (usize, &Table),
        residents: &Residents,
        slots: usize,
    ) -> Judged {
        let mut judged = Judged {
            rule: rule.clone(),
            table: table.0,
            all: ExactByVerdict::default(),
            urban: ExactByVerdict::default(),
            rural: ExactByVerdict::default(),
            outside: ExactByVerdict::default(),
            areas: vec![ExactByVerdict::default(); dataset.areas.len()],
            sole: vec![ExactSum::default(); slots],
        };
        for (index, cell) in dataset.cells.iter().enumerate() {
            let (cover, people) = (&table.1.covers()[index], residents.people[index]);
            let standing = judged.standing(cover);
            let joined = residents.joined(index, table.1.time(index));
            judged.each_sum(dataset, cell.area, |sum| {
                sum.add(people, standing, joined);
            });
            if let Some(sole) = cover.sole(rule.combine) {
                judged.sole[sole as usize] += people;
            }
        }
        judged
    }

    pub fn standing(&self, cover: &Cover) -> Standing {
        (cover.verdict(), cover.passes(self.rule.combine))
    }

    fn each_sum(&mut self, dataset: &Dataset, area: Option<AreaId>, mut change: impl FnMut(&mut ExactByVerdict)) {
        change(&mut self.all);
        match area {
            None => change(&mut self.outside),
            Some(area) => {
                change(&mut self.areas[area.index()]);
                match dataset.areas[area.index()].territory {
                    Territory::Urban => change(&mut self.urban),
                    Territory::Rural => change(&mut self.rural),
                }
            }
        }
    }

    pub fn figures(&self, dataset: &Dataset, times: &Times) -> LiveFigures {
        let communes = (0..dataset.areas.len()).filter(|&area| dataset.areas[area].level == AreaLevel::Commune);
        LiveFigures {
            people: self.all.people(),
            urban: self.urban.people(),
            rural: self.rural.people(),
            outside_areas: self.outside.people(),
            areas: communes
                .map(|area| AreaCoverage {
                    area: AreaId(area as u32),
                    people: self.areas[area].people(),
                    points: times.points[area],
                    median: times.area_medians[area],
                })
                .collect(),
            median: times.median,
            p95: times.p95,
        }
    }

    fn city_figures(&self, times: &Times) -> CityFigures {
        CityFigures {
            people: self.all.people(),
            median: times.median,
            p95: times.p95,
        }
    }
}

/// Who lives in the cells.
pub(super) struct Residents {
    pub people: Vec<ExactSum>,
    /// Cells that join no road.
    pub unsnapped: Vec<bool>,
}

impl Residents {
    /// How the roads join a cell to the points that count, the nearest of which is `time` away.
    pub fn joined(&self, cell: usize, time: Deciseconds) -> Joined {
        match time.is_reachable() {
            _ if self.unsnapped[cell] => Joined::Nowhere,
            true => Joined::ToPoint,
            false => Joined::ToNoPoint,
        }
    }
}

/// One table's part of an edit: brings the sums of its rules up to date and tells what changed. `moved_points`: the
/// points of an area that changed, before.
pub(super) fn settle(
    dataset: &Dataset,
    residents: &Residents,
    (table, touched): (&Table, &[Before]),
    times: &mut Times,
    points_before: &BTreeMap<AreaId, u32>,
    judged: &mut [&mut Judged],
    code: impl Fn(u32) -> String,
) -> Vec<RuleChange> {
    let mut areas: BTreeSet<AreaId> = points_before.keys().copied().collect();
    for before in touched {
        let now = &table.covers()[before.cell as usize];
        if before.cover.verdict() != now.verdict()
            || before.time != table.time(before.cell as usize)
            || judged
                .iter()
                .any(|rule| rule.standing(&before.cover) != rule.standing(now))
        {
            areas.extend(dataset.cells[before.cell as usize].area);
        }
    }
    let medians_before: BTreeMap<AreaId, Deciseconds> = areas
        .iter()
        .map(|area| (*area, times.area_medians[area.index()]))
        .collect();
    let city_before: Vec<CityFigures> = judged.iter().map(|rule| rule.city_figures(times)).collect();
    for before in touched {
        let (cell, now) = (before.cell as usize, table.time(before.cell as usize));
        if before.time != now {
            times.change(dataset.cells[cell].area, residents.people[cell], [before.time, now]);
        }
    }
    times.look_up(&areas);
    let minutes = time_change(touched, |cell| table.time(cell), &residents.people);
    let mut changes = Vec::new();
    for (rule, before) in judged.iter_mut().zip(city_before) {
        let people_before: Vec<PeopleByVerdict> = areas.iter().map(|area| rule.areas[area.index()].people()).collect();
        let (moves, sole_before) = settle_rule(dataset, residents, (table, touched), rule);
        let told = areas.iter().zip(people_before).map(|(&area, people_before)| {
            let [gained, lost] = moves.of_area(area);
            let points_after = times.points[area.index()];
            AreaChange {
                area,
                before: people_before,
                after: rule.areas[area.index()].people(),
                median_before: medians_before[&area],
                median_after: times.area_medians[area.index()],
                points_before: points_before.get(&area).copied().unwrap_or(points_after),
                points_after,
                gained,
                lost,
            }
        });
        // Under this rule the area may be as it was: another rule of the table is judged otherwise.
        let areas: Vec<AreaChange> = told
            .filter(|area| {
                area.before != area.after
                    || area.median_before != area.median_after
                    || area.points_before != area.points_after
                    || area.gained != 0.0
                    || area.lost != 0.0
            })
            .collect();
        let (moved, [gained, lost]) = moves.told();
        changes.push(RuleChange {
            rule: rule.rule.id.clone(),
            before,
            after: rule.city_figures(times),
            moved,
            gained,
            lost,
            minutes,
            areas,
            sole: sole_changes(&sole_before, rule, &code),
        });
    }
    changes
}

/// Takes every touched cell out of the sums as it was and puts it in as it is.
fn settle_rule(
    dataset: &Dataset,
    residents: &Residents,
    (table, touched): (&Table, &[Before]),
    judged: &mut Judged,
) -> (Moves, BTreeMap<u32, ExactSum>) {
    let (mut moves, mut sole_before): (Moves, BTreeMap<u32, ExactSum>) = Default::default();
    let combine = judged.rule.combine;
    for before in touched {
        let (cell, now) = (before.cell as usize, table.covers()[before.cell as usize]);
        let people = residents.people[cell];
        let standings = [judged.standing(&before.cover), judged.standing(&now)];
        let area = dataset.cells[cell].area;
        let joined = [before.time, table.time(cell)].map(|time| residents.joined(cell, time));
        if standings[0] != standings[1] {
            moves.add(CellId(before.cell), area, people, standings);
        }
        if standings[0] != standings[1] || joined[0] != joined[1] {
            judged.each_sum(dataset, area, |sum| {
                sum.take(people, standings[0], joined[0]);
                sum.add(people, standings[1], joined[1]);
            });
        }
        let soles = [before.cover.sole(combine), now.sole(combine)];
        if soles[0] != soles[1] {
            for slot in soles.into_iter().flatten() {
                sole_before.entry(slot).or_insert(judged.sole[slot as usize]);
            }
            if let Some(was) = soles[0] {
                judged.sole[was as usize] -= people;
            }
            if let Some(is) = soles[1] {
                judged.sole[is as usize] += people;
            }
        }
    }
    (moves, sole_before)
}
